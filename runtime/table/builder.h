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

/// One cell as a host hands it over; text also serves dates, timestamps, decimals, enums and keys of references.
using Cell = schema::Value;

class DatabaseBuilder {
 public:
  /// `schema` must outlive the builder. Naive timestamps are local to the schema's timezone.
  static Result<std::unique_ptr<DatabaseBuilder>> create(const schema::Schema& schema, const Limits& limits);
  ~DatabaseBuilder();

  /// Reads a stream to its end and appends its rows to `table`; releases the stream. Columns are found by name (or
  /// mapping); a field without a column takes its default, is missing, or is kNotFound naming the columns there are.
  Status import(schema::TableId table, ArrowArrayStream* stream, const std::vector<ColumnMapping>& mapping,
                std::string origin);
  /// Appends one row; fields that are not named take their default or are missing. Collections are not accepted here
  /// except as the text items of `items`.
  Status append(schema::TableId table, const std::vector<std::pair<schema::FieldId, Cell>>& cells);

  /// Resolves references, removes replaced duplicates, sorts events, chooses encodings. The builder is empty afterwards.
  Result<std::shared_ptr<const Database>> finish(LoadReport& report);

 private:
  struct Impl;
  explicit DatabaseBuilder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace segql::runtime
