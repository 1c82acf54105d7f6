#pragma once
/// Kernels: classes of the workload written by hand for it, with AVX-512 intrinsics, over the columns that SegQL has
/// loaded. What a C++ programmer would have them be who knows the data, and need not write the next one.

#include <cstdint>
#include <functional>
#include <string_view>

#include "runtime/bitmap/bitmap.h"
#include "runtime/table/table.h"
#include "schema/schema.h"

namespace segql::bench {

/// Evaluates words [first, last) of the members, which are indexed absolutely; bits beyond the last row are arbitrary.
using Part = std::function<void(uint64_t first, uint64_t last, uint64_t* out)>;
/// Begins an evaluation: does what all of its parts need.
using Kernel = std::function<Part()>;

/// What is read, by name.
class Tables {
 public:
  Tables(const schema::Schema& schema, const runtime::Database& data) : schema_(schema), data_(data) {}
  uint64_t num_rows(std::string_view table) const;
  const runtime::Column& column(std::string_view table, std::string_view field) const;
  runtime::RelationView relation(std::string_view owner, std::string_view name) const;

 private:
  const schema::Schema& schema_;
  const runtime::Database& data_;
};

/// The members of class `name` among customers; empty where there is no kernel for it, this processor cannot run it,
/// or the data is not as it expects. `tables` outlives it.
Kernel make_kernel(std::string_view name, const Tables& tables);

}  // namespace segql::bench
