#pragma once
/// Arrow schemas, arrays and streams as owners that release them.

#include <string>
#include <string_view>
#include <utility>

#include "segql/arrow.h"
#include "segql/result.h"

namespace segql::connect {

/// One of the structs of the C data interface.
template <typename T>
class ArrowOwner {
 public:
  ArrowOwner() = default;
  ArrowOwner(ArrowOwner&& other) noexcept : value_(std::exchange(other.value_, T{})) {}
  ArrowOwner& operator=(ArrowOwner&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~ArrowOwner() {
    if (value_.release != nullptr) value_.release(&value_);
  }
  T* get() { return &value_; }
  const T* operator->() const { return &value_; }
  const T& operator*() const { return value_; }
  /// False: a stream has ended.
  explicit operator bool() const { return value_.release != nullptr; }

 private:
  T value_{};
};
using ArrowSchemaOwner = ArrowOwner<ArrowSchema>;
using ArrowArrayOwner = ArrowOwner<ArrowArray>;

Result<ArrowSchemaOwner> schema_of(ArrowArrayStream* stream);
/// The next batch; one that is false at the end.
Result<ArrowArrayOwner> next_of(ArrowArrayStream* stream);

/// The value of a key in the metadata of a schema; empty: there is none.
std::string metadata_of(const ArrowSchema& schema, std::string_view key);

}  // namespace segql::connect
