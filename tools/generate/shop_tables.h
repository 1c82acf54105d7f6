#pragma once
/// The files of the two workloads as tables over a model.

#include <vector>

#include "tools/generate/model.h"
#include "tools/generate/table_writer.h"

namespace segql::generate {

/// customers, products, purchases, views, cart_adds, tickets: the data of examples/shop. `model` must outlive the
/// tables.
std::vector<TableSpec> shop_tables(const Model& model);

/// customers (18 columns), products, purchases, with integer keys: the workload of the benchmarks.
std::vector<TableSpec> bench_tables(const Model& model);

}  // namespace segql::generate
