#pragma once
/// A `file` source as SQL: which files it means, which reader takes them, and with which options.

#include <string>

#include <duckdb.h>

#include "connect/project_file.h"
#include "segql/result.h"

namespace segql::connect {

struct FileQuery {
  std::string sql;
  bool is_csv = false;      ///< all columns are text, and lines that are not rows are set aside
  bool is_counted = false;  ///< the files say how many rows they have
};

/// `name` is how messages name the source; `root` is absolute.
Result<FileQuery> file_query(duckdb_connection connection, const SourceSpec& source, const std::string& name,
                             const std::string& root);

}  // namespace segql::connect
