#pragma once
/// A running DuckDB query as an Arrow C stream.

#include <memory>
#include <string>

#include "connect/duckdb_handle.h"
#include "connect/duckdb_reader.h"
#include "connect/interrupter.h"
#include "connect/spill_folder.h"
#include "segql/arrow.h"
#include "segql/result.h"

namespace segql::connect {

/// What every stream of a database keeps alive.
struct Database {
  SpillFolder spill;  // goes after the database that writes there
  DatabaseHandle handle;
};

struct StreamRequest {
  std::shared_ptr<Database> database;
  ConnectionHandle connection;
  std::unique_ptr<Interrupter> interrupter;  // goes before the connection
  PreparedHandle prepared;
  std::string name;         ///< of the source, for messages
  bool is_csv = false;      ///< lines may have been rejected
  bool is_counted = false;  ///< DuckDB knows how many rows there will be
  RejectedLines* rejected = nullptr;
  RowsRead rows_read;
};

/// Starts the query; the stream owns everything of the request.
Result<ArrowArrayStream> open_stream(StreamRequest request);

}  // namespace segql::connect
