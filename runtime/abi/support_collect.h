#pragma once
/// Support functions of aggregates that need every value of a row set: distinct count, median, most common.
/// Conventions: runtime/abi/support.h.
///
/// Per evaluation of the aggregate: reset the collector, add the present values (all of one form), ask once. Each
/// aggregate of a plan has a collector of its own, so aggregates may be evaluated inside the row filter of others.

#include <cstdint>

#include "base/int128.h"
#include "runtime/abi/column_view.h"
#include "runtime/abi/context.h"

namespace segql::runtime {

extern "C" {

/// Empties collector `id`, and creates it when the context has too few. Every other call REQUIRES that it exists.
void segql_collect_reset(EvalContext* context, uint32_t id);

void segql_collect_add(EvalContext* context, uint32_t id, int64_t value);
void segql_collect_add_wide(EvalContext* context, uint32_t id, const int128* value);
/// -0.0 is added as 0.0; NaN, which is a missing value, is not added.
void segql_collect_add_float(EvalContext* context, uint32_t id, double value);

/// How many different values there are; whatever their form.
int64_t segql_collect_count_distinct(EvalContext* context, uint32_t id);

/// The middle value times 10^power; of an even number of values the mean of the two in the middle times 10^power,
/// rounded half away from zero. Missing when there are no values or beyond 38 digits (counted).
uint32_t segql_collect_median_int(EvalContext* context, uint32_t id, uint32_t power, int128* out);
uint32_t segql_collect_median_wide(EvalContext* context, uint32_t id, uint32_t power, int128* out);
/// The middle value, or the midpoint of the two in the middle, correctly rounded. Missing when there are no values, or
/// when the midpoint is that of the two infinities.
uint32_t segql_collect_median_float(EvalContext* context, uint32_t id, double* out);

/// The value that occurs most often; of several the smallest, text by code points. Missing when there are no values.
uint32_t segql_collect_most_common_int(EvalContext* context, uint32_t id, int64_t* out);
uint32_t segql_collect_most_common_float(EvalContext* context, uint32_t id, double* out);
uint32_t segql_collect_most_common_text(EvalContext* context, uint32_t id, const DictionaryView* dictionary,
                                        int64_t* out);

}  // extern "C"

}  // namespace segql::runtime
