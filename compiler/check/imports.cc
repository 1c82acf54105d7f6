/// Imports: relative paths, names that exist, no cycles.

#include <algorithm>

#include "base/overload.h"
#include "compiler/check/collect.h"
#include "compiler/check/suggest.h"
#include "compiler/source/path.h"

namespace segql::check {
namespace {

/// The name a declaration introduces; none for settings, tests and claims.
const ast::Name* declared_name(const ast::Decl& decl) {
  using Result = const ast::Name*;
  return std::visit(
      overload{[](const ast::Settings&) -> Result { return nullptr; },
               [](const ast::Entity& d) -> Result { return &d.name; },
               [](const ast::Event& d) -> Result { return &d.name; },
               [](const ast::Relation& d) -> Result { return &d.name; },
               [](const ast::Extern& d) -> Result { return &d.name; },
               [](const ast::Attribute& d) -> Result { return &d.name; },
               [](const ast::Define& d) -> Result { return &d.name; },
               [](const ast::Segment& d) -> Result { return &d.name; },
               [](const ast::StaticSegment& d) -> Result { return &d.name; },
               [](const ast::Split& d) -> Result { return &d.name; },
               [](const ast::Priority& d) -> Result { return &d.name; },
               [](const ast::Test&) -> Result { return nullptr; }, [](const ast::Claim&) -> Result { return nullptr; }},
      decl.node);
}

void check_imported_names(Env& env, const ast::Import& import, const ProjectFile& file) {
  for (const ast::Name& name : import.names) {
    NearestName nearest(name.text);
    bool found = false;
    for (const ast::Decl& decl : file.file->decls) {
      const ast::Name* declared = declared_name(decl);
      if (declared == nullptr) continue;
      found |= declared->text == name.text;
      nearest.consider(declared->text);
    }
    if (!found) suggest(env.report(name.span, diag::UnknownImport, name.text, file.path), name.span, nearest);
  }
}

/// Depth-first over imports, without recursion: a chain of files may be as long as there are files.
void report_cycles(Project& project, Reporter& reporter) {
  enum class Mark : uint8_t { kNew, kOpen, kDone };
  std::vector<Mark> marks(project.files.size(), Mark::kNew);
  struct Visit {
    FileIndex file;
    size_t next = 0;
  };
  for (FileIndex root = 0; root < project.files.size(); ++root) {
    if (marks[root] != Mark::kNew) continue;
    std::vector<Visit> path{{root}};
    marks[root] = Mark::kOpen;
    while (!path.empty()) {
      const FileIndex current = path.back().file;
      const auto& imports = project.files[current].imports;
      if (path.back().next == imports.size()) {
        marks[current] = Mark::kDone;
        path.pop_back();
        continue;
      }
      const ImportedFile& import = imports[path.back().next++];
      if (marks[import.file] == Mark::kNew) {
        marks[import.file] = Mark::kOpen;
        path.push_back({import.file});
      } else if (marks[import.file] == Mark::kOpen) {
        std::string text;
        bool inside = false;
        for (const Visit& visit : path) {
          inside |= visit.file == import.file;
          if (inside) text += project.files[visit.file].path + " -> ";
        }
        Env env{project, reporter, current, project.files[current].file->source, {}, false};
        env.report(import.span, diag::Cycle, "import", text + project.files[import.file].path);
      }
    }
  }
}

}  // namespace

void resolve_imports(Project& project, Reporter& reporter) {
  std::unordered_map<std::string_view, FileIndex> by_path;
  for (FileIndex i = 0; i < project.files.size(); ++i) by_path.emplace(project.files[i].path, i);
  for (FileIndex i = 0; i < project.files.size(); ++i) {
    ProjectFile& file = project.files[i];
    Env env{project, reporter, i, file.file->source, {}, false};
    for (const ast::Import& import : file.file->imports) {
      const bool is_library = is_library_path(import.path);
      if (!is_library && !import.renamings.empty()) env.report(import.path_span, diag::RenamingOfAFile, import.path);
      const auto found = by_path.find(import_path(file.path, import.path));
      if (found == by_path.end() && is_library) continue;  // the engine, which has them, says so
      if (found == by_path.end()) {
        NearestName nearest(import.path);
        for (const ProjectFile& other : project.files) nearest.consider(other.path);
        Diagnostic& d = env.report(import.path_span, diag::UnknownFile, import.path);
        if (!nearest.best().empty()) d.hint = "did you mean `" + std::string(nearest.best()) + "`?";
        continue;
      }
      file.imports.push_back({found->second, import.names, import.path_span});
      check_imported_names(env, import, project.files[found->second]);
    }
  }
  report_cycles(project, reporter);
}

}  // namespace segql::check
