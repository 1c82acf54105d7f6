/// Commands over definitions alone: check and fmt.

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/fix.h"
#include "cli/printable.h"
#include "cli/relations.h"
#include "cli/session.h"
#include "cli/text_diff.h"
#include "connect/folder.h"
#include "connect/replace_file.h"

namespace segql::cli {
namespace {

Result<std::unique_ptr<Project>> open(const Options& options, bool checks) {
  if (!options.files.empty()) return Project::open_files(options.files, options.engine);
  ProjectOptions wanted;
  wanted.checks = checks;
  wanted.folder = options.project;
  wanted.engine = options.engine;
  return Project::open(std::move(wanted));
}

Result<std::string> read_definitions(const std::string& path, size_t max_bytes) {
  if (path != "-") return connect::read_text_file(path, max_bytes);
  std::string text;
  char buffer[size_t{1} << 16];
  while (std::cin.read(buffer, sizeof buffer), std::cin.gcount() > 0) {
    text.append(buffer, static_cast<size_t>(std::cin.gcount()));
    if (text.size() <= max_bytes) continue;
    return Error{ErrorCode::kLimitExceeded,
                 "standard input is larger than the limit of " + std::to_string(max_bytes) + " bytes"};
  }
  return text;
}

/// What lock files keep for nobody, and those that cannot be read, to standard error: definitions are none the worse.
/// Where these have errors, it is not known what they claim.
void show_lock_files(Project& project) {
  if (project.engine().num_errors() != 0) return;
  const auto unused = project.unused_snapshots();
  if (!unused.ok()) {
    std::cerr << "note: " << printable_lines(unused.error().message) << '\n';
    return;
  }
  for (const SourceReport& entry : *unused) {
    const std::string& why = entry.problems.front().examples.front().value;
    std::cerr << "note: " << printable(entry.origin + ": `" + entry.table + "` is not used: " + why)
              << "; it stays in the file\n";
  }
}

/// What segql.toml says about sources that no definition does. Where definitions have errors it is not known: what it
/// names may be declared where something is wrong.
std::vector<SourceFinding> findings_of_sources(Project& project) {
  return project.engine().num_errors() != 0 ? std::vector<SourceFinding>() : project.check_sources();
}

void show_sources(const std::vector<SourceFinding>& findings) {
  for (const SourceFinding& finding : findings) {
    std::cerr << printable_lines(finding.text()) << '\n';
  }
}

/// What would change in a file: as `patch` reads it, or as a terminal shows it.
void show_diff(const std::string& file, std::string_view text, const std::string& canonical) {
  const std::string diff = unified_diff(file, text, canonical);
  std::cout << (isatty(STDOUT_FILENO) != 0 ? diff_for_terminal(diff, colour_wanted(STDOUT_FILENO)) : diff);
}

/// Does with a file what was asked for; kUsage: it cannot be written.
int take_formatted(const Options& options, const std::string& file, std::string_view text,
                   const Result<std::string>& canonical) {
  if (!canonical.ok()) {
    std::cerr << printable_lines(canonical.error().message) << '\n';
    return kFindings;
  }
  if (options.check_only || options.diff) {
    if (*canonical == text) return kFine;
    if (options.diff) {
      show_diff(file, text, *canonical);
    } else {
      std::cout << file << ": would change\n";
    }
    return kFindings;
  }
  if (file == "-") {
    std::cout << *canonical;
  } else if (*canonical != text) {
    if (const Status replaced = connect::replace_file(file, *canonical); !replaced.ok()) {
      complain(replaced.error());
      return kUsage;
    }
    std::cout << file << ": formatted\n";
  }
  return kFine;
}

/// How far a message is from the cause: what follows from errors elsewhere comes behind them, and warnings are last.
int distance_from_cause(const Diagnostic& diagnostic) {
  if (diagnostic.severity != Severity::kError) return 3;
  if (diagnostic.code == "E0505") return 2;                                 // something that it uses has errors
  return diagnostic.code == "E0152" || diagnostic.code == "E0153" ? 1 : 0;  // a name that another file may have lost
}

/// Where what a message says is explained: one code is enough to show how.
void show_where_explained(const Engine& engine, const std::vector<SourceFinding>& sources) {
  const auto& all = engine.diagnostics();
  if (all.empty() && sources.empty()) return;
  const std::string_view code =
      !sources.empty() ? sources.front().code : std::ranges::min_element(all, {}, distance_from_cause)->code;
  std::cerr << "`segql explain-code " << code << "` says more\n";
}

}  // namespace

int check(const Options& options) {
  if (options.relations && options.format != Format::kText && options.format != Format::kJson) {
    std::cerr << "segql: `--relations` is printed as text or json\n";
    return kUsage;
  }
  auto project = open(options, true);
  const bool is_written = !options.fix || !project.ok() || fix_files(**project, options);
  if (options.fix && project.ok()) project = open(options, true);
  if (!project.ok()) {
    complain(project.error());
    return kUsage;
  }
  Engine& engine = (*project)->engine();
  const std::vector<SourceFinding> sources = findings_of_sources(**project);
  if (const Status proved = engine.prove(); !proved.ok()) {
    complain(proved.error());
    return kUsage;
  }
  const auto num_wrong_sources =
      static_cast<uint64_t>(std::ranges::count(sources, Severity::kError, &SourceFinding::severity));
  if (options.relations) {
    show_sources(sources);
    show_diagnostics(engine, {}, num_wrong_sources);
    std::cout << print_relations(engine, options.format);
  } else if (options.format == Format::kText) {
    show_sources(sources);
    show_diagnostics(engine, {}, num_wrong_sources);
    show_where_explained(engine, sources);
    if (engine.num_errors() + num_wrong_sources == 0) {
      const size_t num_files = (*project)->files().size(), num_segments = engine.segments().size();
      const size_t num_with_arguments = engine.segments_with_arguments().size();
      std::cout << num_files << (num_files == 1 ? " file, " : " files, ") << num_segments + num_with_arguments
                << (num_segments + num_with_arguments == 1 ? " segment" : " segments");
      if (num_with_arguments != 0) std::cout << " (" << num_with_arguments << " with arguments to be given)";
      std::cout << (engine.num_warnings() == 0 ? ": no problems\n" : ": no errors\n");
    }
  } else {
    std::cout << print_findings(engine, sources, (*project)->files(), options.format);
  }
  show_lock_files(**project);
  if (!is_written) return kUsage;
  return engine.num_errors() + num_wrong_sources == 0 ? kFine : kFindings;
}

int format(const Options& options) {
  int exit_code = kFine;
  const auto take = [&](const std::string& file, std::string_view text, const Result<std::string>& canonical) {
    const int code = take_formatted(options, file, text, canonical);
    exit_code = std::max(exit_code, code);
    return code != kUsage;
  };
  if (options.files.empty()) {
    const auto project = open(options, false);
    if (!project.ok()) {
      complain(project.error());
      return kUsage;
    }
    const Engine& engine = (*project)->engine();
    for (SourceId id = 0; id < (*project)->files().size(); ++id) {
      if (!take((*project)->files()[id], engine.source_text(id), engine.canonical(id))) break;
    }
    return exit_code;
  }
  for (const std::string& file : options.files) {
    const auto text = read_definitions(file, options.engine.limits.source_bytes);
    if (!text.ok()) {
      complain(text.error());
      return kUsage;
    }
    if (!take(file, *text, format_source(file == "-" ? "standard input" : file, *text))) break;
  }
  return exit_code;
}

}  // namespace segql::cli
