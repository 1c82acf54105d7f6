// What all formats have in common: what cannot be written is said first, and the file takes its place last.
#include "connect/write_rows.h"

#include <set>

#include <fmt/format.h>

#include "base/try.h"
#include "connect/arrow_stream.h"
#include "connect/duckdb_writer.h"
#include "connect/excel_writer.h"
#include "connect/replace_file.h"

namespace segql::connect {
namespace {

Status check_columns(const WriteOptions& options, const ArrowSchema& schema) {
  std::set<std::string> names;
  for (int64_t i = 0; i < schema.n_children; ++i) {
    if (!names.insert(schema.children[i]->name).second)
      return Error{ErrorCode::kInvalidArgument, fmt::format("cannot write `{}`: two columns are called `{}`",
                                                            options.path, schema.children[i]->name)};
  }
  return {};
}

Status check_limits(const WriteOptions& options, const ArrowSchema& schema) {
  if (options.format.kind != WrittenKind::kExcel) return {};
  std::string what;
  if (options.num_rows >= kExcelRows)
    what = fmt::format("{} rows are more than the {} a sheet of Excel holds beside the names of the columns",
                       options.num_rows, kExcelRows - 1);
  if (static_cast<uint64_t>(schema.n_children) > kExcelColumns)
    what = fmt::format("{} columns are more than the {} a sheet of Excel holds", schema.n_children, kExcelColumns);
  if (what.empty()) return {};
  return Error{ErrorCode::kLimitExceeded, fmt::format("cannot write `{}`: {}", options.path, what)};
}

}  // namespace

Status write_rows(ArrowArrayStream* rows, const WriteOptions& options) {
  struct Release {
    ArrowArrayStream* stream;
    ~Release() { stream->release(stream); }
  } const at_the_end{rows};
  SEGQL_TRY(const ArrowSchemaOwner schema, schema_of(rows));
  SEGQL_TRY_VOID(check_columns(options, *schema));
  SEGQL_TRY_VOID(check_limits(options, *schema));
  SEGQL_TRY(const auto file, NewFile::beside(options.path));
  SEGQL_TRY_VOID(options.format.kind == WrittenKind::kExcel ? write_excel(rows, options, file->path())
                                                            : write_with_duckdb(rows, options, file->path()));
  return file->take_place();
}

}  // namespace segql::connect
