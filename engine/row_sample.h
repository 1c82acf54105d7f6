#pragma once
/// What the terms of a predicate are true for in a sample of the rows, by the plain evaluator.

#include "base/timezone.h"
#include "compiler/plan/sample_order.h"
#include "engine/bindings.h"

namespace segql::engine {

/// Words of 64 rows, evenly spread over the table; empty when that is not worth its time. REQUIRES: `scan` has been
/// optimised. It is the same afterwards, unless Cancelled is thrown.
plan::Sample sample_terms(plan::Scan& scan, const Bindings& bindings, int64_t as_of, const TimeZone& zone);

}  // namespace segql::engine
