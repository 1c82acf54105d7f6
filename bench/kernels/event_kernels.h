#pragma once
/// Kernels over the events of each row.

#include <cstdint>

#include "bench/kernels/kernels.h"
#include "bench/kernels/range_words.h"

namespace segql::bench {

struct Events {
  runtime::RelationView of;  ///< in order of their owners, otherwise there is no kernel
  uint64_t num_owners;
};

/// Owners of no event that is in `window` and refers through `reference` to a row in `wanted`, of `num_referenced`.
Kernel no_event(const Events& events, const RangeWords& window, const runtime::Column& reference,
                const RangeWords& wanted, uint64_t num_referenced);

/// Owners of at least `count` events in `window` whose `amount`s are at least `sum` together.
Kernel count_and_sum(const Events& events, const RangeWords& window, const runtime::Column& amount, int64_t count,
                     int64_t sum);

}  // namespace segql::bench
