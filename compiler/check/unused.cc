#include "compiler/check/unused.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "compiler/check/written.h"
#include "compiler/source/path.h"
#include "compiler/syntax/for_each_node.h"

namespace segql::check {
namespace {

using Names = std::unordered_set<std::string_view>;

std::span<const ast::ParamDecl> parameters_of(const ast::Decl& decl) {
  if (const auto* segment = std::get_if<ast::Segment>(&decl.node)) return segment->params;
  if (const auto* define = std::get_if<ast::Define>(&decl.node)) return define->params;
  return {};
}

/// Of a broken definition nothing is said, nor of one that reads a parameter it does not have: that may be misspelt.
void report_parameters(Project& project, Reporter& reporter, const Definition& definition) {
  const auto parameters = parameters_of(*definition.decl);
  if (parameters.empty() || definition.state == Definition::State::kBroken) return;
  Names read;
  syntax::for_each_node<ast::Param>(*definition.decl, [&](const ast::Param& param) { read.insert(param.name); });
  const auto is_declared = [&](std::string_view name) {
    return std::ranges::any_of(parameters,
                               [&](const ast::ParamDecl& parameter) { return parameter.name.text == name; });
  };
  if (!std::ranges::all_of(read, is_declared)) return;
  Env env{project, reporter, definition.file, definition.source, {}, false};
  for (const ast::ParamDecl& parameter : parameters) {
    if (!read.contains(parameter.name.text)) {
      env.report(parameter.name.span, diag::UnusedParameter, parameter.name.text);
    }
  }
}

/// Every name that stands in the declarations of a file.
Names names_in(const ast::File& file) {
  Names names;
  for (const ast::Decl& decl : file.decls) {
    syntax::for_each_node<ast::Name>(decl, [&](const ast::Name& name) { names.insert(name.text); });
  }
  return names;
}

/// A file is also imported for its schema or its tests, or for the files it imports: what these have is there for all.
bool has_only_definitions(const ProjectFile& file) {
  const auto is_definition = [](const ast::Decl& decl) {
    return std::holds_alternative<ast::Attribute>(decl.node) || std::holds_alternative<ast::Define>(decl.node) ||
           std::holds_alternative<ast::Segment>(decl.node) || std::holds_alternative<ast::StaticSegment>(decl.node) ||
           std::holds_alternative<ast::Split>(decl.node) || std::holds_alternative<ast::Priority>(decl.node);
  };
  const auto decls = file.file->decls;
  return file.imports.empty() && !decls.empty() && std::ranges::all_of(decls, is_definition);
}

/// The whole line where the import stands alone on it.
Span line_of(std::string_view text, Span import) {
  const size_t before = text.substr(0, import.begin).find_last_not_of(" \t");
  const size_t behind = text.find_first_not_of(" \t\r", import.end);
  const bool alone = (before == std::string_view::npos || text[before] == '\n') &&
                     (behind == std::string_view::npos || text[behind] == '\n');
  if (!alone) return import;
  return {before == std::string_view::npos ? 0 : static_cast<uint32_t>(before + 1),
          static_cast<uint32_t>(behind == std::string_view::npos ? text.size() : behind + 1)};
}

/// The imports of all files. Which are used has to be known of all before one is surely in vain.
class Imports {
 public:
  Imports(Project& project, Reporter& reporter)
      : project_(project), reporter_(reporter), defined_(project.files.size()), num_users_(project.files.size()) {
    for (const Definition& definition : project.definitions) defined_[definition.file].push_back(definition.name);
    for (FileIndex i = 0; i < project.files.size(); ++i) consider(i);
  }

  void report() {
    for (const Vain& one : vain_) {
      Env env{project_, reporter_, one.file, project_.files[one.file].file->source, {}, false};
      const ImportedFile& import = *one.import;
      const std::string& path = project_.files[import.file].path;
      if (one.is_repeated) {
        add_removal(env, env.report(import.span, diag::ImportedTwice, path), import, true);
      } else if (one.names.empty()) {
        // Without it the file may be no part of the project, unless another needs it.
        add_removal(env, env.report(import.span, diag::UnusedImport, path), import, num_users_[import.file] > 0);
      }
      for (const size_t name : one.names) report_name(env, import.names, name);
    }
  }

 private:
  struct Vain {
    FileIndex file;
    const ImportedFile* import;
    bool is_repeated;
    std::vector<size_t> names;  ///< those of it that are not used, where others are
  };

  void consider(FileIndex index) {
    const ProjectFile& file = project_.files[index];
    // One without declarations gathers others, and says nothing itself.
    if (is_library_path(file.path) || file.imports.empty() || file.file->decls.empty()) return;
    const Names names = names_in(*file.file);
    std::set<FileIndex> whole;
    for (const ImportedFile& import : file.imports) {
      const ProjectFile& from = project_.files[import.file];
      if (is_library_path(from.path)) continue;  // its segments may be what is wanted
      if (whole.contains(import.file)) {
        vain_.push_back({index, &import, true, {}});
        continue;
      }
      if (import.names.empty()) whole.insert(import.file);
      if (has_only_definitions(from)) consider(index, import, names);
    }
  }

  void consider(FileIndex index, const ImportedFile& import, const Names& names) {
    const auto is_used = [&](std::string_view name) {
      return names.contains(name) || name.find('.') != std::string_view::npos;  // a path, where it is used
    };
    std::vector<size_t> unused;
    for (size_t i = 0; i < import.names.size(); ++i) {
      const std::string_view name = import.names[i].text;
      const bool is_defined = std::ranges::find(defined_[import.file], name) != defined_[import.file].end();
      if (is_defined && !is_used(name)) unused.push_back(i);  // the others are unknown, and that was said
    }
    const bool in_vain = import.names.empty() ? std::ranges::none_of(defined_[import.file], is_used)
                                              : unused.size() == import.names.size();
    num_users_[import.file] += in_vain ? 0 : 1;
    if (in_vain) unused.clear();
    if (in_vain || !unused.empty()) vain_.push_back({index, &import, false, std::move(unused)});
  }

  static void report_name(Env& env, std::span<const ast::Name> names, size_t i) {
    Diagnostic& d = env.report(names[i].span, diag::UnusedImportedName, names[i].text);
    const Span removed =
        i > 0 ? Span{names[i - 1].span.end, names[i].span.end} : Span{names[0].span.begin, names[1].span.begin};
    if (!has_comment(env, removed)) add_fix(d, removed, "", "remove it");
  }

  static void add_removal(const Env& env, Diagnostic& d, const ImportedFile& import, bool sure) {
    const ast::File& file = *env.project.files[env.file].file;
    const auto written = std::ranges::find(file.imports, import.span, &ast::Import::path_span);
    const Span removed = line_of(file.text, written->span);
    (sure && !has_comment(env, removed) ? add_fix : add_guess)(d, removed, "", "remove it");
  }

  Project& project_;
  Reporter& reporter_;
  std::vector<std::vector<std::string_view>> defined_;  ///< by file
  std::vector<size_t> num_users_;                       ///< of a file: those that use what they import of it
  std::vector<Vain> vain_;
};

}  // namespace

void report_unused(Project& project, Reporter& reporter) {
  for (const Definition& definition : project.definitions) {
    if (!is_library_path(project.files[definition.file].path)) report_parameters(project, reporter, definition);
  }
  Imports(project, reporter).report();
}

}  // namespace segql::check
