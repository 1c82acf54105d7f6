#pragma once
/// Reading one cell of an Arrow array, of the types that `Evaluation::export_arrow` hands out.

#include <cstdint>
#include <string>
#include <string_view>

#include "segql/arrow.h"

namespace segql::connect {

/// A column of a batch. Both must outlive it.
class ArrowCells {
 public:
  ArrowCells(const ArrowSchema& schema, const ArrowArray& array) : schema_(schema), array_(array) {}

  bool is_missing(int64_t row) const;
  bool is_collection() const { return schema_.format[0] == '+'; }

  // Of columns of that type, in rows that have a value.
  std::string_view text(int64_t row) const;
  bool boolean(int64_t row) const;
  double real(int64_t row) const;
  int32_t day(int64_t row) const;
  /// int64, and microseconds.
  int64_t integer(int64_t row) const;
  /// The low 64 bits of a decimal, which are all that exported ones have.
  int64_t unscaled(int64_t row) const;

  /// As people read it: 120.50, 2026-03-31, 2026-03-31T12:00:00Z; a collection as JSON.
  std::string words(int64_t row) const;

 private:
  std::string json(int64_t row) const;
  template <typename T>
  T at(int buffer, int64_t row) const;

  const ArrowSchema& schema_;
  const ArrowArray& array_;
};

/// Digits after the point of a decimal column.
int scale_of(const ArrowSchema& schema);

}  // namespace segql::connect
