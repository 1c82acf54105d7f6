#pragma once
/// `CellTarget`: what the cells of a field have to become, and the conversions every source of rows shares. `Slice`:
/// some converted cells, and those that could not be.

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/int128.h"
#include "base/timezone.h"
#include "runtime/bitmap/bits.h"
#include "runtime/table/dictionary.h"
#include "runtime/table/outcome.h"
#include "schema/schema.h"

namespace segql::runtime {

inline constexpr uint32_t kSliceCells = 1024;

/// Up to kSliceCells cells. A cell without its bit in `valid` is missing, or stands in `bad`.
struct Slice {
  struct Bad {
    uint32_t index;
    Outcome outcome;
  };
  std::array<int64_t, kSliceCells> values;
  std::array<uint64_t, words_for(kSliceCells)> valid;
  std::vector<Bad> bad;

  /// Cell `index` has no value.
  void reject(uint32_t index, Outcome outcome) {
    clear_bit(valid, index);
    if (outcome != Outcome::kMissing) bad.push_back({index, outcome});
  }
};

/// What a source says its cells are.
enum class SourceKind : uint8_t { kNothing, kInteger, kExact, kReal, kBool, kDate, kInstant, kText };

class CellTarget {
 public:
  /// `type` is a scalar and not a reference: a reference is loaded as the key it names. `dictionary` of text; `names`
  /// of an enum, code = enumerator.
  CellTarget(const schema::Type& type, const TimeZone* zone, std::shared_ptr<Dictionary> dictionary,
             std::shared_ptr<const Dictionary> names);

  const schema::Type& type() const { return type_; }
  bool is_text() const { return type_.kind == schema::Kind::kText; }
  const std::shared_ptr<Dictionary>& dictionary() const { return dictionary_; }
  uint32_t num_names() const { return names_->size(); }  ///< REQUIRES: an enum
  /// True when cells of that kind (`scale` digits after the point, for kExact) can become this at all.
  bool accepts(SourceKind source, int scale) const;

  // One cell each. REQUIRES: accepts() that kind. Not for text: Arrow cells go to it in groups (TextBatch).
  Outcome from_integer(int64_t value, int64_t& out) const {
    out = value;
    return scale_ == 0 ? Outcome::kValue : from_exact(value, 0, out);
  }
  Outcome from_exact(int128 unscaled, int scale, int64_t& out) const;
  /// `is_single`: it was a 32-bit float, whose neighbours lie further apart.
  Outcome from_real(double value, bool is_single, int64_t& out) const;
  Outcome from_bool(bool value, int64_t& out) const;
  Outcome from_date(int64_t days, int64_t& out) const;
  /// `naive`: local to the project's timezone.
  Outcome from_instant(int64_t micros, bool naive, int64_t& out) const;
  Outcome from_text(std::string_view text, int64_t& out) const;

 private:
  schema::Type type_;
  int scale_;  ///< of exact numbers; otherwise -1
  const TimeZone* zone_;
  bool zone_is_utc_;
  std::shared_ptr<Dictionary> dictionary_;
  std::shared_ptr<const Dictionary> names_;
};

/// Texts of a slice that wait for their codes, so that they are looked up together.
class TextBatch {
 public:
  void add(uint32_t index, std::string_view text) {
    texts_[size_] = text;
    indexes_[size_++] = index;
  }
  /// A number as text.
  void add(uint32_t index, int128 number);
  /// Puts the codes into the slice and rejects what is not UTF-8.
  void finish(Dictionary& dictionary, Slice& out);

 private:
  std::array<std::string_view, kSliceCells> texts_;
  std::array<uint32_t, kSliceCells> indexes_;
  std::array<uint32_t, kSliceCells> codes_;
  std::array<std::array<char, 40>, kSliceCells> digits_;
  uint32_t size_ = 0;
};

}  // namespace segql::runtime
