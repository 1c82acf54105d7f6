// Reads segql.toml: every key is known, every value has its type, and each mistake is named by its place.
#include "connect/project_file.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>

#include "base/quoted_list.h"
#include "base/try.h"
#include "connect/folder.h"
#include "connect/toml_section.h"

namespace segql::connect {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxProjectFileBytes = size_t{4} << 20;
const char* const kProjectFileName = "segql.toml";

/// A text, or a list of them; empty when the key is absent.
Result<std::vector<std::string>> read_texts(const Section& section, const char* key, bool may_be_empty) {
  std::vector<std::string> texts;
  const toml::node* node = section.table.get(key);
  if (!node) return texts;
  if (node->is_string()) {
    SEGQL_TRY(auto text, read_text(section, key, may_be_empty));
    texts.push_back(*text);
    return texts;
  }
  if (!node->is_array()) return wrong_kind(section, key, *node, "text or a list of texts");
  for (const toml::node& item : *node->as_array()) {
    if (!item.is_string()) return wrong_kind(section, key, item, "a list of texts");
    if (item.as_string()->get().empty() && !may_be_empty) {
      return error_at(section.path, item.source(), "`" + std::string(key) + "` has an empty item");
    }
    texts.push_back(item.as_string()->get());
  }
  if (texts.empty()) return error_at(section.path, node->source(), "`" + std::string(key) + "` is empty");
  return texts;
}

Result<std::optional<std::string>> read_byte(const Section& section, const char* key) {
  SEGQL_TRY(auto text, read_text(section, key, true));
  if (text && text->size() > 1) {
    return error_at(section.path, section.table.get(key)->source(),
                    "`" + std::string(key) + "` is one character, or empty for none");
  }
  return text;
}

Result<FileFormat> read_format(const Section& section) {
  FileFormat format;
  SEGQL_TRY(auto kind, read_text(section, "format"));
  if (kind) {
    const std::vector<std::string> kinds = {"csv", "json", "parquet"};  // in the order of FileKind
    const auto found = std::find(kinds.begin(), kinds.end(), *kind);
    if (found == kinds.end()) {
      return error_at(section.path, section.table.get("format")->source(),
                      "unknown format `" + *kind + "`; known are " + quoted_list(kinds));
    }
    format.kind = static_cast<FileKind>(found - kinds.begin());
  }
  SEGQL_TRY(format.delimiter, read_text(section, "delimiter"));
  if (format.delimiter &&
      (format.delimiter->size() > 4 || format.delimiter->find_first_of("\r\n") != std::string::npos)) {
    return error_at(section.path, section.table.get("delimiter")->source(),
                    "`delimiter` is one to four bytes and no line break");
  }
  SEGQL_TRY(format.quote, read_byte(section, "quote"));
  SEGQL_TRY(format.escape, read_byte(section, "escape"));
  SEGQL_TRY(format.null_texts, read_texts(section, "null", true));
  SEGQL_TRY(format.encoding, read_text(section, "encoding"));
  if (format.encoding) {
    const std::vector<std::string> encodings = {"utf-8", "utf-16", "latin-1"};
    if (std::find(encodings.begin(), encodings.end(), *format.encoding) == encodings.end()) {
      return error_at(section.path, section.table.get("encoding")->source(),
                      "unknown encoding `" + *format.encoding + "`; known are " + quoted_list(encodings));
    }
  }
  if (const toml::node* header = section.table.get("header")) {
    if (!header->is_boolean()) return wrong_kind(section, "header", *header, "true or false");
    format.header = header->as_boolean()->get();
  }
  return format;
}

Result<SourceSpec> read_source(const Section& section, std::string table_name) {
  SEGQL_TRY_VOID(check_keys(
      section, {"file", "query", "columns", "format", "delimiter", "quote", "escape", "header", "null", "encoding"}));
  SourceSpec source;
  source.table = std::move(table_name);
  source.declared_in = section.path;
  source.line = section.table.source().begin.line;
  source.column = section.table.source().begin.column;
  SEGQL_TRY(auto file, read_text(section, "file"));
  SEGQL_TRY(auto query, read_text(section, "query"));
  if (file && query) {
    return error_at(section.path, section.table.get("query")->source(),
                    section.name + " has both `file` and `query`; it is one of the two");
  }
  if (!file && !query) {
    return error_at(section.path, section.table.source(), section.name + " has neither `file` nor `query`");
  }
  source.file = file.value_or("");
  source.query = query.value_or("");
  if (!source.query.empty() && source.query.find_first_not_of(" \t\r\n;") == std::string::npos) {
    return error_at(section.path, section.table.get("query")->source(), "`query` is empty");
  }

  SEGQL_TRY(source.format, read_format(section));
  const bool csv = source.format.kind.value_or(FileKind::kCsv) == FileKind::kCsv;
  for (const char* option : {"format", "delimiter", "quote", "escape", "header", "null", "encoding"}) {
    const toml::node* node = section.table.get(option);
    if (!node) continue;
    if (query) {
      return error_at(section.path, node->source(),
                      "`" + std::string(option) +
                          "` belongs to `file`; a query says how it reads, for example read_csv('x.txt', delim = '|')");
    }
    if (!csv && std::string_view(option) != "format") {
      return error_at(section.path, node->source(), "`" + std::string(option) + "` is for CSV files only");
    }
  }

  SEGQL_TRY(const toml::table* columns, read_table(section, "columns"));
  if (columns) {
    for (const auto& [field, column] : *columns) {
      if (!column.is_string() || column.as_string()->get().empty()) {
        return error_at(
            section.path, column.source(),
            "`columns` maps each field to the name of a column: " + std::string(field.str()) + " = \"...\"");
      }
      source.columns.push_back({std::string(field.str()), column.as_string()->get()});
    }
  }
  return source;
}

Result<std::vector<SourceSpec>> read_sources(const Section& section) {
  std::vector<std::pair<toml::source_position, SourceSpec>> found;
  for (const auto& [key, node] : section.table) {
    const std::string name(key.str());
    if (!node.is_table()) {
      return error_at(section.path, node.source(),
                      "each source is a section of its own: [sources." + name + "] with `file` or `query`");
    }
    SEGQL_TRY(auto source, read_source({section.path, *node.as_table(), "[sources." + name + "]"}, name));
    found.emplace_back(node.source().begin, std::move(source));
  }
  // The tables of toml++ are sorted by key.
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<SourceSpec> sources;
  for (auto& [position, source] : found) sources.push_back(std::move(source));
  return sources;
}

Result<ProjectFile> read_root(const toml::table& root, const std::string& path) {
  ProjectFile project;
  project.path = path;
  project.folder = fs::path(path).parent_path().string();
  if (project.folder.empty()) project.folder = ".";
  project.definitions = {"*.segql"};
  std::error_code error;
  project.name = fs::weakly_canonical(fs::absolute(project.folder, error), error).filename().string();

  const Section top{path, root, ""};
  SEGQL_TRY_VOID(check_keys(top, {"project", "data", "sources"}));
  SEGQL_TRY(const toml::table* header, read_table(top, "project"));
  if (header) {
    const Section section{path, *header, "[project]"};
    SEGQL_TRY_VOID(check_keys(section, {"name", "definitions"}));
    SEGQL_TRY(auto name, read_text(section, "name"));
    if (name) project.name = *name;
    SEGQL_TRY(auto definitions, read_texts(section, "definitions", false));
    for (const std::string& pattern : definitions) {
      if (fs::path(pattern).is_absolute()) {
        return error_at(path, header->get("definitions")->source(),
                        "`definitions` are relative to the project, and `" + pattern + "` is absolute");
      }
    }
    if (!definitions.empty()) project.definitions = std::move(definitions);
  }
  SEGQL_TRY(const toml::table* data, read_table(top, "data"));
  if (data) {
    const Section section{path, *data, "[data]"};
    SEGQL_TRY_VOID(check_keys(section, {"root"}));
    SEGQL_TRY(auto data_folder, read_text(section, "root"));
    project.data_root = data_folder.value_or("");
  }
  SEGQL_TRY(const toml::table* sources, read_table(top, "sources"));
  if (sources) {
    SEGQL_TRY(project.sources, read_sources({path, *sources, "[sources]"}));
  }
  return project;
}

/// Says where the project is when somebody stands in a folder of it.
Error no_project_in(const std::string& folder) {
  std::error_code error;
  const fs::path start = fs::absolute(folder, error).lexically_normal() / "";  // ends in a slash
  for (fs::path above = start.parent_path(); above.has_relative_path();) {
    above = above.parent_path();
    if (!holds_project(above.string())) continue;
    const std::string shown =
        fs::path(folder).is_absolute() ? above.string() : above.lexically_relative(fs::current_path(error)).string();
    return Error{ErrorCode::kNotFound,
                 "no segql.toml in `" + folder + "`; a folder above it has one: `-p " + shown + "`"};
  }
  return Error{ErrorCode::kNotFound, "no segql.toml in `" + folder + "`; say which folder has one: `-p DIR`"};
}

}  // namespace

bool holds_project(const std::string& folder) {
  std::error_code error;
  return fs::exists(fs::symlink_status(fs::path(folder) / kProjectFileName, error));
}

Result<ProjectFile> parse_project_file(std::string_view text, const std::string& path) {
  return parse_toml(text, path, [&](const toml::table& root) { return read_root(root, path); });
}

Result<ProjectFile> read_project_file(const std::string& path) {
  std::error_code error;
  std::string file = path.empty() ? "." : path;
  if (fs::is_directory(file, error)) {
    if (!holds_project(file)) return no_project_in(file);
    file = file == "." ? kProjectFileName : (fs::path(file) / kProjectFileName).string();
  }
  SEGQL_TRY(const std::string text, read_text_file(file, kMaxProjectFileBytes));
  return parse_project_file(text, file);
}

}  // namespace segql::connect
