#pragma once
/// `DatabaseBuilder`: rows in, an immutable `Database` out, with a report of every cell or row that could not be kept.
/// Not thread-safe.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/table/table.h"
#include "schema/schema.h"
#include "segql/arrow.h"
#include "segql/limits.h"
#include "segql/load_report.h"
#include "segql/result.h"

namespace segql::runtime {

/// A field of the schema read from a column of another name.
struct ColumnMapping {
  std::string field;
  std::string column;
};

/// One cell as a host hands it over. Integers are in the stored form of the type (`schema::Type`): cents of money, days
/// of a date. A reference is the key of its row. Text also serves numbers, dates, timestamps, enums and keys of
/// references.
using Cell = schema::Value;

/// The items of one collection as a host hands them over.
struct Items {
  schema::FieldId field;
  std::vector<Cell> values;
  std::vector<Cell> keys;  ///< of a map: as many as there are values; otherwise empty
};

class DatabaseBuilder {
 public:
  /// `schema` must outlive the builder. Naive timestamps are local to the schema's timezone. `threads` 0: as many as
  /// the machine has.
  static Result<std::unique_ptr<DatabaseBuilder>> create(const schema::Schema& schema, const Limits& limits,
                                                         unsigned threads = 0);
  ~DatabaseBuilder();

  /// Reads a stream to its end and appends its rows to `table`; releases the stream. Columns are found by name (or
  /// mapping); a field without a column takes its default, is missing, or is kNotFound naming the columns there are.
  Status import(schema::TableId table, ArrowArrayStream* stream, const std::vector<ColumnMapping>& mapping,
                std::string origin);
  /// Appends one row; fields that are not named take their default or are missing. The same checks and the same report
  /// as import(), with the source "host"; kInvalidArgument for a field that does not exist, stands twice or is a
  /// collection in `cells`.
  Status append(schema::TableId table, const std::vector<std::pair<schema::FieldId, Cell>>& cells,
                const std::vector<Items>& items = {});

  /// Resolves references, removes replaced duplicates, sorts events, chooses encodings. The builder is empty
  /// afterwards. kLimitExceeded when memory runs out.
  Result<std::shared_ptr<const Database>> finish(LoadReport& report);

 private:
  struct Impl;
  explicit DatabaseBuilder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace segql::runtime
