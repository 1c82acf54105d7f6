#include "engine/libraries.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/nearest_name.h"
#include "base/try.h"
#include "compiler/diag/diagnostics.h"
#include "compiler/source/path.h"
#include "compiler/syntax/syntax.h"
#include "stdlib/library.h"

namespace segql::engine {
namespace {

/// A renaming and the file that says it.
struct Renaming {
  SourceId source;
  ast::Renaming names;
};

/// All renamings of the project; one that contradicts another is reported and left out.
std::vector<Renaming> collect_renamings(const std::vector<check::InputFile>& files, diag::Sink& sink) {
  std::vector<Renaming> all;
  for (const check::InputFile& input : files) {
    for (const ast::Import& import : input.file->imports) {
      if (!is_library_path(import.path)) continue;
      for (const ast::Renaming& names : import.renamings) {
        const auto same = [&](const Renaming& other) { return other.names.from.text == names.from.text; };
        const auto other = std::find_if(all.begin(), all.end(), same);
        if (other == all.end()) {
          all.push_back({input.file->source, names});
        } else if (other->names.to.text != names.to.text) {
          Diagnostic& d = sink.report(input.file->source, names.from.span, diag::RenamedTwice, names.from.text,
                                      other->names.to.text);
          d.notes.push_back({other->source, other->names.from.span, "said here"});
        }
      }
    }
  }
  return all;
}

void report_unknown(const ast::Import& import, SourceId source, diag::Sink& sink) {
  NearestName nearest(import.path);
  std::string known;
  for (const std::string_view path : stdlib::paths()) {
    nearest.consider(path);
    known += (known.empty() ? "there are `" : ", `") + std::string(path) + "`";
  }
  Diagnostic& d = sink.report(source, import.path_span, diag::UnknownLibrary, import.path);
  d.hint = nearest.best().empty() ? known : "did you mean `" + std::string(nearest.best()) + "`?";
}

}  // namespace

void add_libraries(std::vector<check::InputFile>& files, Sources& sources, diag::Sink& sink, const Limits& limits) {
  const std::vector<Renaming> renamings = collect_renamings(files, sink);
  syntax::Renames renames;
  for (const Renaming& renaming : renamings) renames.names.emplace(renaming.names.from.text, renaming.names.to.text);
  bool any = false;
  for (size_t i = 0; i < files.size(); ++i) {  // grows by what is found
    const ast::File& file = *files[i].file;
    for (const ast::Import& import : file.imports) {
      const auto is_it = [&](const check::InputFile& input) { return input.path == import.path; };
      if (!is_library_path(import.path) || std::any_of(files.begin(), files.end(), is_it)) continue;
      const auto text = stdlib::find(import.path);
      if (!text) {
        report_unknown(import, file.source, sink);
        continue;
      }
      any = true;
      const auto source = sources.add(std::string(import.path), std::string(*text), limits);
      if (!source.ok()) {
        sink.report(file.source, import.path_span, diag::UnknownLibrary, import.path).hint = source.error().message;
        continue;
      }
      diag::Sink found(limits, sink.strict());
      const ast::File* library = syntax::parse(**source, sources.arena(), found, limits, &renames);
      sink.add_all(std::move(found));
      if (library != nullptr) files.push_back({library, std::string(import.path)});
    }
  }
  for (const Renaming& renaming : renamings) {
    if (!any || renames.met.contains(renaming.names.from.text)) continue;
    sink.report(renaming.source, renaming.names.from.span, diag::UnusedRenaming, renaming.names.from.text);
  }
}

namespace {

/// The import by which a file of the project comes by the library at `path`, by way of other libraries if need be.
struct Way {
  SourceId source;
  const ast::Import* import;
};

bool leads_to(const std::vector<check::InputFile>& files, std::string_view from, std::string_view path) {
  if (from == path) return true;
  const auto file = std::ranges::find(files, from, [](const auto& input) { return std::string_view(input.path); });
  if (file == files.end()) return false;
  return std::ranges::any_of(file->file->imports, [&](const ast::Import& import) {
    return is_library_path(import.path) && leads_to(files, import.path, path);
  });
}

std::optional<Way> way_to(const std::vector<check::InputFile>& files, std::string_view path) {
  for (const check::InputFile& input : files) {
    if (is_library_path(input.path)) continue;
    for (const ast::Import& import : input.file->imports) {
      if (is_library_path(import.path) && leads_to(files, import.path, path)) return Way{input.file->source, &import};
    }
  }
  return std::nullopt;
}

/// The name that the project says instead means nothing here.
void move_to_renaming(Diagnostic& d, const Renaming& renaming) {
  const ast::Name& to = renaming.names.to;
  d.message =
      "`" + std::string(renaming.names.from.text) + "` is called `" + std::string(to.text) + "` here: " + d.message;
  d.source = renaming.source;
  d.span = to.span;
  for (DiagnosticFix& fix : d.fixes) fix.span = to.span;  // "did you mean"
}

/// The project does not say what `name` of the library is called.
void move_to_import(Diagnostic& d, const std::string& name, const std::string& library,
                    const std::vector<check::InputFile>& files) {
  const auto way = way_to(files, library);
  SEGQL_CHECK(way.has_value());  // nothing else brings a library in
  d.fixes.clear();
  d.message = "`" + library + "` needs `" + name + "`: " + d.message;
  d.hint = "say what it is called here: `import \"" + std::string(way->import->path) + "\" with (" + name + ": ...)`";
  d.source = way->source;
  d.span = way->import->path_span;
}

}  // namespace

size_t explain_library_names(std::vector<Diagnostic>& diagnostics, const std::vector<check::InputFile>& files,
                             const Sources& sources) {
  constexpr std::string_view kUnknownNames[] = {"E0102", "E0106", "E0107"};
  diag::Sink reported_before;
  const std::vector<Renaming> renamings = collect_renamings(files, reported_before);
  std::set<std::string> said;
  /// False: it has been said.
  const auto explain = [&](Diagnostic& d) {
    const Source* source = sources.find(d.source);
    if (source == nullptr || !is_library_path(source->name())) return true;
    const std::string name(source->text().substr(d.span.begin, d.span.end - d.span.begin));
    const auto renaming = std::ranges::find(renamings, name, [](const Renaming& one) { return one.names.from.text; });
    const ast::Name* to = renaming != renamings.end() ? &renaming->names.to : nullptr;
    if (std::ranges::find(kUnknownNames, d.code) == std::end(kUnknownNames)) {
      d.fixes.clear();
      if (to == nullptr || d.severity != Severity::kError) return true;
      if (d.hint.empty()) d.hint = "`" + name + "` is called `" + std::string(to->text) + "` here";
      return said.insert(std::string(d.code) + name).second;
    }
    if (!said.insert(name).second) return false;
    d.notes.push_back({d.source, d.span, "used here"});
    to != nullptr ? move_to_renaming(d, *renaming) : move_to_import(d, name, source->name(), files);
    return true;
  };
  std::vector<Diagnostic> all = std::exchange(diagnostics, {});
  for (Diagnostic& d : all) {
    if (explain(d)) diagnostics.push_back(std::move(d));
  }
  std::ranges::stable_sort(diagnostics, {}, diag::position_of);
  return all.size() - diagnostics.size();
}

}  // namespace segql::engine
