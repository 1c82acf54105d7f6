#pragma once
/// The rows a test gives, as data of its own.

#include <cstdint>
#include <memory>

#include "compiler/check/definitions.h"
#include "compiler/plan/build.h"
#include "runtime/table/table.h"
#include "segql/limits.h"
#include "segql/result.h"

namespace segql::engine {

/// A database of nothing but the rows of `test`; `moment` is the test's, in its timezone. kInvalidData when a row
/// cannot be kept.
Result<std::shared_ptr<const runtime::Database>> load_given(const schema::Schema& schema, const hir::Test& test,
                                                            const plan::Moment& moment, const Limits& limits);

/// Where the given row of an entity stands in its table.
uint32_t find_given(const schema::Schema& schema, const runtime::Database& data, const hir::Test& test, uint32_t row);

}  // namespace segql::engine
