#pragma once
/// Rows of an Arrow stream through DuckDB's writers of CSV, JSON lines and Parquet.

#include <string>

#include "connect/write_rows.h"

namespace segql::connect {

/// Writes all rows to the file at `path`, which is there, in the format of `options`.
Status write_with_duckdb(ArrowArrayStream* rows, const WriteOptions& options, const std::string& path);

}  // namespace segql::connect
