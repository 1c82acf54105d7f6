// A `file` source as SQL over DuckDB's readers.
#include "connect/file_query.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/try.h"
#include "connect/column_types.h"
#include "connect/compressed_file.h"
#include "connect/csv_header.h"
#include "connect/duckdb_handle.h"
#include "connect/folder.h"
#include "connect/glob.h"
#include "connect/json_nesting.h"
#include "connect/sql_text.h"
#include "connect/suffixes.h"

namespace segql::connect {

namespace fs = std::filesystem;

namespace {

std::optional<FileKind> kind_of_suffix(const std::string& suffix) {
  if (suffix == ".csv" || suffix == ".tsv") return FileKind::kCsv;
  if (is_json_suffix(suffix)) return FileKind::kJson;
  if (suffix == ".parquet" || suffix == ".pq") return FileKind::kParquet;
  return std::nullopt;
}

/// The files the source means, absolute, every one readable.
Result<std::vector<std::string>> existing_files(const SourceSpec& source, const std::string& root) {
  SEGQL_TRY(auto matches, expand_glob(root, source.file));
  if (matches.empty()) {
    const std::string path = (fs::path(root) / source.file).string();
    if (!has_wildcards(source.file)) SEGQL_TRY_VOID(check_readable_file(path, source.file));
    return Error{ErrorCode::kNotFound, "no file matches `" + source.file + "`; " + what_exists_near(path)};
  }
  for (std::string& match : matches) {
    const std::string path = (fs::path(root) / match).string();
    SEGQL_TRY_VOID(check_readable_file(path, match));
    match = path;
  }
  return matches;
}

Result<FileKind> kind_of_files(const SourceSpec& source, const std::vector<std::string>& files) {
  std::optional<FileKind> kind = source.format.kind;
  for (const std::string& file : files) {
    const Suffixes suffixes = suffixes_of(file);
    const auto found = kind_of_suffix(suffixes.kind);
    const std::string name = fs::path(file).filename().string();
    if (!source.format.kind) {
      if (!found) {
        return Error{
            ErrorCode::kInvalidArgument,
            "the suffix of `" + name + "` does not say what it is; add format = \"csv\", \"json\" or \"parquet\""};
      }
      if (kind && *kind != *found) {
        return Error{ErrorCode::kInvalidArgument, "`" + source.file + "` means files of different formats, such as `" +
                                                      fs::path(files.front()).filename().string() + "` and `" + name +
                                                      "`"};
      }
      kind = found;
    }
    if (kind == FileKind::kParquet && suffixes.compression != Compression::kNone) {
      return Error{ErrorCode::kInvalidArgument,
                   "`" + name + "` is compressed as a whole; Parquet is compressed inside"};
    }
  }
  return *kind;
}

std::string path_list(const std::vector<std::string>& files) {
  std::string list = "[";
  for (const std::string& file : files) list += (list.size() > 1 ? ", " : "") + sql_path(file);
  return list + "]";
}

/// Whether all of them are compressed the same way. REQUIRES: at least one.
bool same_compression(const std::vector<std::string>& files) {
  const Compression first = suffixes_of(files.front()).compression;
  return std::all_of(files.begin(), files.end(),
                     [&](const std::string& file) { return suffixes_of(file).compression == first; });
}

std::string compression_option(const std::string& file) {
  return std::string(", compression = '") + compression_name(suffixes_of(file).compression) + "'";
}

// ---- CSV ----

/// What DuckDB is to find out: everything about a file that is not in UTF-8, whose first record only it can read.
std::string found_out(const FileFormat& format, const std::vector<std::string>& files) {
  std::string options = ", all_varchar = true, encoding = " + sql_text(*format.encoding);
  const auto delimiter = stated_delimiter(files.front(), format);
  return delimiter ? options + ", delim = " + sql_text(*delimiter) : options;
}

std::string said(const CsvHeader& header) {
  std::string columns;
  for (const std::string& name : header.names)
    columns += (columns.empty() ? "" : ", ") + sql_text(name) + ": 'VARCHAR'";
  return ", auto_detect = false, delim = " + sql_text(header.delimiter) + ", columns = {" + columns + "}";
}

/// Nothing is guessed: no skipped lines, no comments, no types, no header that comes and goes.
std::string csv_options(const FileFormat& format) {
  std::string options =
      ", skip = 0, comment = '', strict_mode = true, null_padding = false, store_rejects = true, rejects_limit = 0";
  options += std::string(", header = ") + (format.header ? "true" : "false");
  const std::string quote = format.quote.value_or("\"");
  options += ", quote = " + sql_text(quote) + ", escape = " + sql_text(format.escape.value_or(quote));
  if (!format.null_texts.empty()) options += ", nullstr = " + sql_text_list(format.null_texts);
  return options;
}

/// DuckDB takes the columns of the first file for all; files with another header, or compressed otherwise, are a scan
/// of their own.
Result<std::string> csv_query(const std::string& name, const FileFormat& format,
                              const std::vector<std::string>& files) {
  const std::string options = csv_options(format);
  std::string sql;
  std::vector<std::string> group;
  CsvHeader group_header;
  const auto scan = [&] {
    return "SELECT * FROM read_csv(" + path_list(group) + options +
           (format.encoding ? found_out(format, group) : said(group_header)) + compression_option(group.front()) + ")";
  };
  for (const std::string& file : files) {
    CsvHeader header;
    if (!format.encoding) {
      auto found = read_csv_header(file, fs::path(file).filename().string(), suffixes_of(file).compression, format);
      if (!found.ok()) return Error{found.error().code, name + ": " + found.error().message};
      header = std::move(*found);
    }
    // What DuckDB finds out it finds out about each file.
    const bool alike = !format.encoding && header == group_header;
    if (!group.empty() && (!alike || !same_compression({group.front(), file}))) {
      sql += scan() + " UNION ALL BY NAME ";
      group.clear();
    }
    group_header = std::move(header);
    group.push_back(file);
  }
  return sql + scan();
}

// ---- JSON ----

/// Reads the files once to learn the names and shapes of their members, for scalars to be read as text.
Result<std::string> json_query(duckdb_connection connection, const std::string& name,
                               const std::vector<std::string>& files) {
  std::string scan = "SELECT * FROM read_json(" + path_list(files) + ", format = 'auto', union_by_name = true";
  // Otherwise DuckDB finds out about each file, by suffixes in lower case.
  if (same_compression(files)) scan += compression_option(files.front());
  SEGQL_TRY(
      const PreparedHandle prepared,
      prepare_query(connection, name, scan + ", sample_size = -1, maximum_sample_files = 1000000, maximum_depth = 3)"));
  std::string columns;
  for (idx_t i = 0; i < duckdb_prepared_statement_column_count(prepared.get()); ++i) {
    const TypeHandle type(duckdb_prepared_statement_column_logical_type(prepared.get(), i));
    columns += (columns.empty() ? "" : ", ") + sql_name(column_name(prepared.get(), i)) + ": " +
               sql_text(json_column_type(type.get()));
  }
  return scan + ", columns = {" + columns + "})";
}

}  // namespace

Result<FileQuery> file_query(duckdb_connection connection, const SourceSpec& source, const std::string& name,
                             const std::string& root) {
  const auto named = [&](Error error) { return Error{error.code, name + ": " + error.message}; };
  auto files = existing_files(source, root);
  if (!files.ok()) return named(files.error());
  auto kind = kind_of_files(source, *files);
  if (!kind.ok()) return named(kind.error());
  for (const std::string& file : *files) {
    const std::string shown = fs::path(file).filename().string();
    const Compression compression = suffixes_of(file).compression;
    const Status whole = *kind == FileKind::kJson ? check_json_nesting(file, shown, compression)
                                                  : check_compressed_file(file, shown, compression);
    if (!whole.ok()) return named(whole.error());
  }
  switch (*kind) {
    case FileKind::kCsv: {
      SEGQL_TRY(std::string sql, csv_query(name, source.format, *files));
      return FileQuery{std::move(sql), true};
    }
    case FileKind::kJson: {
      SEGQL_TRY(std::string sql, json_query(connection, name, *files));
      return FileQuery{std::move(sql), false};
    }
    case FileKind::kParquet: {
      const char* many = files->size() > 1 ? ", union_by_name = true" : "";
      return FileQuery{"SELECT * FROM read_parquet(" + path_list(*files) + many + ")", false, true};
    }
  }
  return Error{ErrorCode::kInternal, name + ": unknown kind of file"};
}

}  // namespace segql::connect
