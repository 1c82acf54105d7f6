#pragma once
/// `ArrowArrayBuilder`: an Arrow array that is filled from the cells of a column.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/int128.h"
#include "runtime/table/table.h"
#include "segql/arrow.h"

namespace segql::engine {

/// What an Arrow column is filled from. References were followed: it is the key of their rows that is written.
struct ArrowSource {
  ArrowSource(const schema::Schema& schema, const runtime::Database& data, const runtime::Column& column,
              const schema::Type& type);

  /// The type as Arrow writes it.
  std::string format() const;
  bool is_map() const { return type.kind == schema::Kind::kMap; }

  const schema::Schema* schema;
  const runtime::Column* column;
  schema::Type type;                            ///< never a reference
  const runtime::Column* references = nullptr;  ///< whose rows' keys are `column`
  bool is_map_key = false;                      ///< the texts of a map's keys
  std::vector<ArrowSource> items;               ///< of a set or list: its items; of a map: keys and values
};

/// An array that owns its buffers and children.
ArrowArray make_arrow_array(int64_t length, int64_t num_missing, std::vector<std::vector<uint8_t>> buffers,
                            std::vector<ArrowArray> children);

class ArrowArrayBuilder {
 public:
  /// `source` must outlive it.
  explicit ArrowArrayBuilder(const ArrowSource& source);

  /// REQUIRES: `cell` has a value.
  void add(uint64_t cell);
  void add_missing();
  /// The array; nothing can be added afterwards.
  ArrowArray finish();

 private:
  void add_validity(bool is_valid);
  void add_scalar(uint64_t cell);
  void add_text(std::string_view text);
  template <typename T>
  static void append(std::vector<uint8_t>& buffer, T value);

  const ArrowSource& source_;
  int64_t length_ = 0;
  int64_t num_missing_ = 0;
  int32_t num_items_ = 0;  ///< of a collection
  std::vector<uint8_t> valid_, offsets_, data_;
  std::vector<ArrowArrayBuilder> items_;
};

}  // namespace segql::engine
