// Relative paths inside a query, found by DuckDB's parser and replaced in the text.
#include "connect/query_paths.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/try.h"
#include "connect/compressed_file.h"
#include "connect/duckdb_handle.h"
#include "connect/folder.h"
#include "connect/glob.h"
#include "connect/json_nesting.h"
#include "connect/sql_text.h"
#include "connect/suffixes.h"

namespace segql::connect {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

/// What reads a file, as far as the query says it.
struct Reader {
  std::string function;                    ///< empty for `from 'file'`: the one DuckDB chooses by the suffix
  std::optional<Compression> compression;  ///< none: by the suffix
};

/// A place of the query that names a file.
struct PathToken {
  size_t begin;  ///< of the quotes
  size_t end;
  std::string path;
  bool surely;  ///< false: "a.b" may also be the name of a common table expression
  Reader reader;
};

/// The quoted token at `begin` whose content is `value`.
std::optional<PathToken> token_at(const std::string& query, const Json& location, const std::string& value,
                                  const Reader& reader) {
  if (!location.is_number_unsigned()) return std::nullopt;
  const uint64_t begin = location.get<uint64_t>();
  if (begin >= query.size()) return std::nullopt;
  const char quote = query[begin];
  if (quote != '\'' && quote != '"') return std::nullopt;
  std::string content;
  for (size_t i = begin + 1; i < query.size(); ++i) {
    if (query[i] != quote) {
      content += query[i];
    } else if (i + 1 < query.size() && query[i + 1] == quote) {
      content += query[i++];
    } else {
      if (content != value) return std::nullopt;
      const bool surely = !reader.function.empty() || quote == '\'';
      if (!surely && value.find_first_of("./*?") == std::string::npos) return std::nullopt;
      return PathToken{begin, i + 1, content, surely, reader};
    }
  }
  return std::nullopt;
}

bool reads_files(const std::string& function) {
  return function.starts_with("read_") || function.starts_with("parquet_") || function == "glob" ||
         function == "sniff_csv";
}

std::string text_member(const Json& node, const char* name) {
  const auto it = node.find(name);
  return it != node.end() && it->is_string() ? it->get<std::string>() : std::string();
}

/// `compression = 'gzip'` among the arguments of a reader.
std::optional<Compression> compression_of(const Json& arguments) {
  for (const Json& argument : arguments) {
    if (text_member(argument, "type") != "COMPARE_EQUAL" || !argument.contains("left") || !argument.contains("right") ||
        !argument["right"].contains("value")) {
      continue;
    }
    const auto names = argument["left"].find("column_names");
    if (names == argument["left"].end() || names->size() != 1 || !names->front().is_string()) continue;
    if (lower_case(names->front().get<std::string>()) != "compression") continue;
    const std::string value = lower_case(text_member(argument["right"]["value"], "value"));
    for (const Compression known : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
      if (value == compression_name(known)) return known;
    }
    if (value == "none") return Compression::kNone;
  }
  return std::nullopt;
}

class PathFinder {
 public:
  explicit PathFinder(const std::string& query) : query_(query) {}

  std::vector<PathToken> find(const Json& tree) {
    std::vector<const Json*> open = {&tree};  // the tree is as deep as the query's longest chain: no recursion
    while (!open.empty()) {
      const Json& node = *open.back();
      open.pop_back();
      if (node.is_object()) look_at(node);
      if (node.is_structured()) {
        for (const Json& child : node) open.push_back(&child);
      }
    }
    std::sort(tokens_.begin(), tokens_.end(), [](const PathToken& a, const PathToken& b) { return a.begin < b.begin; });
    const auto same = [](const PathToken& a, const PathToken& b) { return a.begin == b.begin; };
    tokens_.erase(std::unique(tokens_.begin(), tokens_.end(), same), tokens_.end());
    return std::move(tokens_);
  }

 private:
  void look_at(const Json& node) {
    const std::string type = text_member(node, "type");
    if (type == "BASE_TABLE") {
      if (text_member(node, "schema_name").empty()) add(node, text_member(node, "table_name"), {});
    } else if (type == "TABLE_FUNCTION" && node.contains("function")) {
      const Json& function = node["function"];
      const std::string name = text_member(function, "function_name");
      if (!reads_files(name) || !function.contains("children")) return;
      const Json& arguments = function["children"];
      if (!arguments.is_array() || arguments.empty()) return;
      add_argument(arguments.front(), {name, compression_of(arguments)});
    }
  }

  void add_argument(const Json& argument, const Reader& reader) {
    if (text_member(argument, "function_name") == "list_value" && argument.contains("children")) {
      for (const Json& item : argument["children"]) add_literal(item, reader);
    } else {
      add_literal(argument, reader);
    }
  }

  void add_literal(const Json& node, const Reader& reader) {
    const std::string type = text_member(node, "class");
    if (type == "CONSTANT" && node.contains("value")) {
      add(node, text_member(node["value"], "value"), reader);
    } else if (type == "COLUMN_REF" && node.contains("column_names") && node["column_names"].size() == 1) {
      add(node, node["column_names"].front().get<std::string>(), reader);  // read_csv("x.csv")
    }
  }

  void add(const Json& node, const std::string& path, const Reader& reader) {
    if (path.empty() || !node.contains("query_location")) return;
    if (auto token = token_at(query_, node["query_location"], path, reader)) tokens_.push_back(std::move(*token));
  }

  const std::string& query_;
  std::vector<PathToken> tokens_;
};

/// The one text value of a one-row query; none when it is null or the query fails.
std::optional<std::string> text_of(duckdb_connection connection, const std::string& sql) {
  ResultHandle result;
  if (duckdb_query(connection, sql.c_str(), result.get()) == DuckDBError) return std::nullopt;
  const ChunkHandle chunk(duckdb_fetch_chunk(*result.get()));
  if (!chunk || duckdb_data_chunk_get_size(chunk.get()) != 1) return std::nullopt;
  const duckdb_vector column = duckdb_data_chunk_get_vector(chunk.get(), 0);
  uint64_t* validity = duckdb_vector_get_validity(column);
  if (validity != nullptr && !duckdb_validity_row_is_valid(validity, 0)) return std::nullopt;
  auto* text = static_cast<duckdb_string_t*>(duckdb_vector_get_data(column));
  return std::string(duckdb_string_t_data(text), duckdb_string_t_length(*text));
}

bool reads_json(const Reader& reader, const Suffixes& suffixes) {
  if (reader.function.empty()) return is_json_suffix(suffixes.kind);
  return reader.function.starts_with("read_json") || reader.function.starts_with("read_ndjson");
}

/// That what the token means is there, readable and whole. A pattern that matches nothing is left to DuckDB.
Status check_files(const std::string& root, const PathToken& token) {
  const auto check = [&](const std::string& file) -> Status {
    const std::string absolute = (fs::path(root) / file).string();
    SEGQL_TRY_VOID(check_readable_file(absolute, file));
    const Suffixes suffixes = suffixes_of(file);
    const Compression compression = token.reader.compression.value_or(suffixes.compression);
    return reads_json(token.reader, suffixes) ? check_json_nesting(absolute, file, compression)
                                              : check_compressed_file(absolute, file, compression);
  };
  if (!has_wildcards(token.path)) return check(token.path);
  SEGQL_TRY(const auto matches, expand_glob(root, token.path));
  for (const std::string& match : matches) SEGQL_TRY_VOID(check(match));
  return {};
}

}  // namespace

Result<std::string> resolve_query_paths(duckdb_connection connection, const std::string& source,
                                        const std::string& query, const std::string& root) {
  const auto tree = text_of(connection, "SELECT json_serialize_sql(" + sql_text(query) + ")");
  if (!tree) return query;
  const Json parsed = Json::parse(*tree, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return query;

  std::string resolved;
  size_t copied = 0;
  for (const PathToken& token : PathFinder(query).find(parsed)) {
    const bool elsewhere = token.path.starts_with('~') || token.path.find("://") != std::string::npos;
    if (elsewhere) continue;
    const fs::path absolute = fs::path(root) / token.path;
    std::error_code error;
    if (!token.surely && !has_wildcards(token.path) && !fs::exists(absolute, error)) continue;
    if (Status whole = check_files(root, token); !whole.ok()) {
      return Error{whole.error().code, source + ": " + whole.error().message};
    }
    if (fs::path(token.path).is_absolute()) continue;
    resolved.append(query, copied, token.begin - copied);
    // Wildcards of the query stay wildcards; those of the root's own name are not.
    const std::string quoted_root = sql_path((fs::path(root) / "").string());
    resolved += quoted_root.substr(0, quoted_root.size() - 1) + sql_text(token.path).substr(1);
    copied = token.end;
  }
  return resolved.append(query, copied);
}

}  // namespace segql::connect
