#pragma once
/// The files of the workloads as tables, two of them over a model.

#include <vector>

#include "tools/generate/model.h"
#include "tools/generate/table_writer.h"

namespace segql::generate {

/// customers, products, purchases, views, cart_adds, tickets: the data of examples/shop. `model` must outlive the
/// tables.
std::vector<TableSpec> shop_tables(const Model& model);

/// customers (18 columns), products, purchases, with integer keys: the workload of the benchmarks.
std::vector<TableSpec> bench_tables(const Model& model);

/// Tables of other shapes than a shop has: sorted, clustered, half missing, all the same, all distinct, tiny, wide.
/// 4,000,000 rows in the largest entity, times `factor`.
std::vector<TableSpec> unseen_tables(uint64_t seed, double factor);

/// cells and their events: a column for each encoding, with all values and with half of them missing. 10,000,000 cells,
/// times `factor`.
std::vector<TableSpec> cells_tables(uint64_t seed, double factor);

}  // namespace segql::generate
