// Column: reading single cells back.

#include "runtime/table/column.h"

#include "runtime/abi/cell.h"

namespace segql::runtime {

int64_t Column::integer(uint64_t row) const { return integer_cell(view_, row); }

double Column::real(uint64_t row) const {
  if (view_.encoding != Encoding::kF64) return static_cast<double>(integer(row));
  return static_cast<const double*>(view_.data)[row];
}

schema::Value Column::value(uint64_t row) const {
  if (!is_valid(row)) return schema::Missing{};
  switch (type_.kind) {
    case schema::Kind::kBool: return integer(row) != 0;
    case schema::Kind::kFloat: return real(row);
    case schema::Kind::kText: return std::string(dictionary_->text(static_cast<uint32_t>(integer(row))));
    default: return integer(row);
  }
}

size_t Column::memory_bytes() const {
  size_t bytes = sizeof(*this) + data_.size() + valid_.size() + starts_.size() + keys_.size();
  if (dictionary_) bytes += dictionary_->memory_bytes();
  bytes += blocks_.size() * sizeof(blocks_[0]) + real_blocks_.size() * sizeof(real_blocks_[0]);
  bytes += sample_.size() * sizeof(sample_[0]) + real_sample_.size() * sizeof(real_sample_[0]);
  if (sketch_) bytes += sketch_->memory_bytes();
  if (packed_) bytes += packed_->memory_bytes();
  if (key_dictionary_) bytes += key_dictionary_->memory_bytes();
  return bytes;
}

}  // namespace segql::runtime
