#pragma once
/// `Dictionary`: the texts of a column.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/column_view.h"
#include "runtime/table/text_sketch.h"

namespace segql::runtime {

/// Distinct texts and their codes. Look-up by text is a hash look-up.
class Dictionary {
 public:
  Dictionary();
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;
  ~Dictionary();

  /// The code of `text`, added when new. Not thread-safe.
  uint32_t add(std::string_view text);
  /// The same for each of `texts`, with the look-ups overlapped: several times faster in a large dictionary.
  void add_all(std::span<const std::string_view> texts, uint32_t* codes);
  std::optional<uint32_t> find(std::string_view text) const;
  std::string_view text(uint32_t code) const {
    return {heap_.data() + offsets_[code], static_cast<size_t>(offsets_[code + 1] - offsets_[code])};
  }
  uint32_t size() const { return static_cast<uint32_t>(offsets_.size() - 1); }
  /// Valid until the next `add`.
  const DictionaryView* view() const { return &view_; }
  /// Gives back memory kept for growth.
  void shrink();
  /// Makes the sketch where the texts are so long that searching them is a matter of memory. It is gone with `add`.
  void make_sketch();
  const TextSketch* sketch() const { return sketch_ ? &*sketch_ : nullptr; }
  size_t memory_bytes() const;

 private:
  struct Index;
  void prefetch(std::span<const uint32_t> tags) const;
  uint32_t add_tagged(std::string_view added, uint32_t tag);

  std::string heap_;
  std::vector<uint64_t> offsets_;
  std::unique_ptr<Index> index_;
  std::optional<TextSketch> sketch_;
  DictionaryView view_;
};

}  // namespace segql::runtime
