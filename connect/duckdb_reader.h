#pragma once
/// `Connection`: files and queries in, Arrow streams out. The only door to DuckDB.
///
/// Files: Parquet keeps its types; every CSV cell and every JSON scalar but int and bool arrives as text, so that one
/// place, the loader, converts and reports cell by cell (docs/decisions/0040). Queries arrive with the types they have;
/// types without a meaning in SegQL become text where nothing is lost, and otherwise are an error naming the column.
/// DuckDB may read files; it never installs or loads extensions and so reaches no network.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connect/project_file.h"
#include "segql/arrow.h"
#include "segql/result.h"

namespace segql::connect {

struct ConnectionOptions {
  std::string root = ".";  ///< relative paths in sources and queries start here, wherever the program was started
  unsigned threads = 0;    ///< 0: as many as the machine has
  /// While it is true reading ends with kCancelled; a stream then says ECANCELED. Null: never.
  const std::atomic<bool>* cancelled = nullptr;
};

/// Called now and then with the rows of a stream so far, and which share of its source they are, from 0 to 1, where
/// that is known.
using RowsRead = std::function<void(uint64_t rows, std::optional<double> share)>;

/// A line of a CSV file that is not a row of its table.
struct RejectedLine {
  std::string file;
  uint64_t line = 0;   ///< 1-based, in the file
  std::string reason;  ///< such as "expected 8 columns, found 7"
  std::string text;    ///< shortened
};
struct RejectedLines {
  uint64_t count = 0;
  std::vector<RejectedLine> examples;  ///< the first few, in file order
};

/// Thread-safety: streams of one Connection may be read by different threads; the Connection itself is used by one.
class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The rows of a source in the order of its file or query, a few thousand at a time. The caller releases the stream,
  /// which may outlive the Connection. A missing or unreadable file is an error here; bad content may be one while
  /// reading.
  ///
  /// Lines of CSV that cannot be rows: with `rejected`, which must outlive the stream, they are left out and stand
  /// there once the stream has ended; without, the stream ends with an error that names the first of them.
  ///
  /// `fields` are those the caller will look for, after the source's column mapping: when all of them have columns the
  /// others are not read. Empty: every column is read, and one of a type without a meaning in SegQL is an error.
  Result<ArrowArrayStream> read(const SourceSpec& source, RejectedLines* rejected = nullptr,
                                std::span<const std::string> fields = {}, RowsRead rows_read = {});

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace segql::connect
