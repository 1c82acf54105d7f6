#pragma once
/// Events found from the rows they belong to, and whose events those are besides.

#include <cstdint>

#include "runtime/abi/column_view.h"
#include "runtime/bitmap/bitmap.h"

namespace segql::runtime {

/// The events that belong to `owners` through `relation` and have from <= time < to; `times`: their instants.
struct EventsOf {
  RelationView relation;
  const Bitmap& owners;
  ColumnView times;
  int64_t from, to;
};

// The wish to cancel is heard.

/// How many belong to the owners, whenever they were; any larger number where they are more than `most`.
uint64_t count_reached(const RelationView& relation, const Bitmap& owners, uint64_t most);

/// The events themselves; there are `num_events` in all.
Bitmap reached_events(const EventsOf& wanted, uint64_t num_events);
/// The rows, of `num_rows`, that they refer to in a column.
Bitmap reached_rows(const EventsOf& wanted, const ColumnView& references, uint64_t num_rows);

}  // namespace segql::runtime
