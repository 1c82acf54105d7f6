#pragma once
/// Relative paths inside a query, made to start at the data root.
///
/// DuckDB looks in the current folder first and only then in its search path, so the same project would read other
/// files when started from elsewhere. DuckDB itself says where the query names files: its parser gives the tree with
/// positions.

#include <string>

#include <duckdb.h>

#include "segql/result.h"

namespace segql::connect {

/// `query` with every relative path of `from 'file'` and read_csv('file'), read_parquet([...]) and their kin replaced
/// by the absolute one under `root`. A named file that does not exist or cannot be read is an error. Text that is not
/// one query comes back as it is: preparing it says what is wrong.
Result<std::string> resolve_query_paths(duckdb_connection connection, const std::string& source,
                                        const std::string& query, const std::string& root);

}  // namespace segql::connect
