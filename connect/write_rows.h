#pragma once
/// Rows of an Arrow stream as a file: CSV, JSON lines, Parquet or Excel.

#include <cstdint>
#include <functional>
#include <string>

#include "connect/written_format.h"
#include "segql/arrow.h"
#include "segql/result.h"

namespace segql::connect {

struct WriteOptions {
  std::string path;
  WrittenFormat format;
  uint64_t num_rows = 0;  ///< that the stream will have
  /// CSV and Excel: texts and names of columns that a spreadsheet would take for a formula are written as they are.
  bool raw = false;
  std::string timezone = "UTC";                         ///< Excel: of instants, which have none there
  std::function<void(uint64_t num_rows)> rows_written;  ///< called every few thousand rows with how many there are so
                                                        ///< far, by any thread; may be empty
};

/// Reads the stream to its end, whatever comes of it, and releases it. The file takes its place once it is whole: after
/// an error what stood there still does. Missing values are null, and empty in CSV and Excel.
///   CSV, JSON lines: dates and instants as in ISO 8601, instants in UTC; decimals with all their digits. Sets, lists
///     and maps are JSON.
///   Parquet: the types of the stream.
///   Excel: texts are never formulas. Numbers of more than 15 digits, which it would round, and days before March 1900
///     are texts; instants are local to `timezone`; sets, lists and maps are JSON.
/// kLimitExceeded for more than a sheet of Excel holds, before anything is written where that is known by then.
Status write_rows(ArrowArrayStream* rows, const WriteOptions& options);

}  // namespace segql::connect
