#pragma once
/// `ProjectFile`: what a segql.toml says, checked for shape but not against any schema or data.
///
///     [project]   name = "shop"                 (default: the folder's name)
///                 definitions = ["*.segql"]     (default; `**` crosses folders)
///     [data]      root = "data"                 (default: the folder of the file)
///     [sources.customer]                        one section per entity or event:
///       file = "customers/*.parquet"            a path or glob: CSV, JSON lines or Parquet, plain, .gz or .zst
///       query = "select ... from 'x.csv'"       or a query over files; exactly one of the two
///       columns = { id = "CustomerID" }         fields read from columns of another name
///       format, delimiter, quote, escape, header, null, encoding        see `FileFormat`

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segql/engine.h"
#include "segql/result.h"

namespace segql::connect {

enum class FileKind : uint8_t { kCsv, kJson, kParquet };

/// How a `file` is read where its name and content do not say it. Everything but `kind` is for CSV only.
struct FileFormat {
  std::optional<FileKind> kind;          ///< `format = "csv" | "json" | "parquet"`; default: by the file's suffix
  std::optional<std::string> delimiter;  ///< default: found out among , ; | and tab
  std::optional<std::string> quote;      ///< default: "
  std::optional<std::string> escape;     ///< inside quotes; default: the quote, doubled
  bool header = true;                    ///< false: columns are named column0, column1, ...
  std::vector<std::string> null_texts;   ///< cells that are missing; default: the empty cell
  std::optional<std::string> encoding;   ///< default: utf-8; also latin-1, utf-16
};

/// Where the rows of one entity or event come from.
struct SourceSpec {
  std::string table;
  std::string declared_in;  ///< the file that says so; empty: none
  uint32_t line = 0, column = 0;
  std::string file;  ///< path or glob, relative to the data root; empty when there is a query
  std::string query;
  std::vector<ColumnName> columns;
  FileFormat format;

  /// "segql.toml:12:1", for messages. REQUIRES: some file says so.
  std::string place() const { return declared_in + ":" + std::to_string(line) + ":" + std::to_string(column); }
  /// As load reports name it: the file or glob as written, or "query".
  std::string origin() const { return query.empty() ? file : "query"; }
};

struct ProjectFile {
  std::string path;    ///< of the file, as it was found
  std::string folder;  ///< that holds it
  std::string name;
  std::vector<std::string> definitions;  ///< globs relative to `folder`
  std::string data_root;                 ///< as written; empty: none
  std::vector<SourceSpec> sources;       ///< in the order of the file
};

/// Whether a segql.toml stands in `folder`.
bool holds_project(const std::string& folder);
/// Reads a project file; `path` names it or the folder that holds it. Mistakes are kInvalidArgument with file:line:col.
Result<ProjectFile> read_project_file(const std::string& path);
/// The same for a text that stands at `path`. Does not touch the file system.
Result<ProjectFile> parse_project_file(std::string_view text, const std::string& path);

/// The definition files, relative to the project's folder, each once, in byte order. A glob that matches nothing is
/// kNotFound and says what the folder holds.
Result<std::vector<std::string>> definition_files(const ProjectFile& project);

/// The folder relative paths of sources start from: `override_root` if not empty, else the environment's SEGQL_DATA
/// (both relative to the current folder), else `[data] root`, else the project's folder (both relative to the file). It
/// exists.
Result<std::string> data_root(const ProjectFile& project, const std::string& override_root);

}  // namespace segql::connect
