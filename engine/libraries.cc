#include "engine/libraries.h"

#include <algorithm>
#include <string>

#include "base/nearest_name.h"
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
      const ast::File* library = syntax::parse(**source, sources.arena(), sink, limits, &renames);
      if (library != nullptr) files.push_back({library, std::string(import.path)});
    }
  }
  for (const Renaming& renaming : renamings) {
    if (!any || renames.met.contains(renaming.names.from.text)) continue;
    sink.report(renaming.source, renaming.names.from.span, diag::UnusedRenaming, renaming.names.from.text);
  }
}

void explain_library_names(std::vector<Diagnostic>& diagnostics, const Sources& sources) {
  constexpr std::string_view kUnknownNames[] = {"E0102", "E0106", "E0107"};
  for (Diagnostic& d : diagnostics) {
    const Source* source = sources.find(d.source);
    if (source == nullptr || !is_library_path(source->name())) continue;
    d.fixes.clear();
    if (std::find(std::begin(kUnknownNames), std::end(kUnknownNames), d.code) == std::end(kUnknownNames)) continue;
    const std::string name(source->text().substr(d.span.begin, d.span.end - d.span.begin));
    d.hint = "say what it is called here: `import \"" + source->name() + "\" with (" + name + ": ...)`";
  }
}

}  // namespace segql::engine
