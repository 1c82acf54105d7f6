#include "compiler/check/missing_import.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "compiler/source/path.h"

namespace segql::check {
namespace {

/// Files that are looked at to find a cycle; a fix is not worth more.
constexpr size_t kMostFiles = 1'000;

/// Whether it is sure that the imports of `from` do not lead to `to`.
bool is_apart(const Project& project, FileIndex from, FileIndex to) {
  std::vector<FileIndex> reached = {from};
  std::set<FileIndex> seen = {from};
  for (size_t i = 0; i < reached.size(); ++i) {
    if (reached[i] == to || i == kMostFiles) return false;
    for (const ImportedFile& import : project.files[reached[i]].imports) {
      if (seen.insert(import.file).second) reached.push_back(import.file);
    }
  }
  return true;
}

/// Behind the last import, else behind `language 1`, else at the beginning: on a line of its own, which ends as others
/// of the file do.
DiagnosticFix insertion(const ast::File& file, const std::string& import) {
  const std::string_view text = file.text;
  const size_t first_break = text.find('\n');
  const bool has_crlf = first_break != std::string_view::npos && first_break > 0 && text[first_break - 1] == '\r';
  const std::string line_break = has_crlf ? "\r\n" : "\n";
  if (file.imports.empty() && !file.has_language) return {{0, 0}, import + line_break + line_break, "", true};
  const uint32_t end = file.imports.empty() ? file.language_span.end : file.imports.back().span.end;
  const size_t line_end = std::min(text.find_first_of("\r\n", end), text.size());
  const std::string_view behind = text.substr(end, line_end - end);
  const size_t word = behind.find_first_not_of(" \t");
  const bool is_free = word == std::string_view::npos || behind.substr(word).starts_with("//");
  const auto at = is_free ? static_cast<uint32_t>(line_end) : end;
  return {{at, at}, line_break + import, "", true};
}

}  // namespace

void add_import_fix(const Env& env, Diagnostic& diagnostic, FileIndex wanted, const ast::Name& name) {
  const ProjectFile* file = env.project.file(env.file);
  const ProjectFile* other = env.project.file(wanted);
  if (file == nullptr || other == nullptr || !is_apart(env.project, wanted, env.file)) return;
  for (const ImportedFile& import : file->imports) {
    if (import.file != wanted || import.names.empty()) continue;
    const uint32_t end = import.names.back().span.end;
    const std::string_view as_written = file->file->text.substr(name.span.begin, name.span.end - name.span.begin);
    const std::string more = ", " + std::string(as_written);
    diagnostic.fixes.push_back({{end, end}, more, "add `" + more + "` to the names of the import", true});
    return;
  }
  const std::string path = path_to_import(file->path, other->path);
  if (path.empty()) return;
  DiagnosticFix fix = insertion(*file->file, "import \"" + path + "\"");
  fix.title = "add `import \"" + path + "\"`";
  diagnostic.fixes.push_back(std::move(fix));
}

}  // namespace segql::check
