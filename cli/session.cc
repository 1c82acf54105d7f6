#include "cli/session.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/report.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

/// One line on a terminal that says what is being read; nothing in a pipe.
void show_progress(size_t done, size_t total, const std::string& next) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::cerr << "\r\033[K";
  if (next.empty()) {
    std::cerr << "sorting" << std::flush;
  } else {
    std::cerr << "reading " << next << " (" << done + 1 << " of " << total << ")" << std::flush;
  }
}
void clear_progress() {
  if (isatty(STDERR_FILENO) != 0) std::cerr << "\r\033[K" << std::flush;
}

bool colour_wanted() { return isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr; }

/// Where compiled code is kept: $SEGQL_CODE_CACHE, or in the folder the system has for caches. Empty: nowhere.
std::string code_cache() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const std::string own = variable("SEGQL_CODE_CACHE"); !own.empty()) return own == "off" ? "" : own;
  if (const std::string caches = variable("XDG_CACHE_HOME"); !caches.empty()) return caches + "/segql/code";
  const std::string home = variable("HOME");
  return home.empty() ? "" : home + "/.cache/segql/code";
}

}  // namespace

void complain(const Error& error) { std::cerr << "segql: " << error.message << '\n'; }

void show_diagnostics(Engine& engine) {
  for (const Diagnostic& diagnostic : engine.diagnostics())
    std::cerr << engine.render(diagnostic, colour_wanted()) << '\n';
  if (engine.num_errors() + engine.num_warnings() == 0) return;
  std::cerr << engine.num_errors() << (engine.num_errors() == 1 ? " error, " : " errors, ") << engine.num_warnings()
            << (engine.num_warnings() == 1 ? " warning\n" : " warnings\n");
}

void show_problems(const LoadReport& report) {
  if (report.has_problems()) std::cerr << print_problems(report);
}

void show_overflows(const std::string& segment, uint64_t count) {
  if (count == 0) return;
  std::cerr << "segql: in `" << segment << "` " << grouped(count)
            << (count == 1 ? " value does not fit and counts as missing\n"
                           : " values do not fit and count as missing\n");
}

std::unique_ptr<Session> open_definitions(const Options& options, int& exit_code) {
  exit_code = kUsage;
  ProjectOptions wanted;
  wanted.folder = options.project;
  wanted.data = options.data;
  wanted.engine = options.engine;
  wanted.engine.code_cache = code_cache();
  wanted.progress = show_progress;
  auto project = Project::open(std::move(wanted));
  if (!project.ok()) {
    complain(project.error());
    return nullptr;
  }
  auto session = std::make_unique<Session>();
  session->project = std::move(*project);
  Engine& engine = session->engine();
  show_diagnostics(engine);
  if (engine.num_errors() != 0) session->exit_code = kFindings;
  if (engine.num_errors() != 0 &&
      engine.tables().empty()) {  // nothing is known of the data: the errors are all there is to say
    exit_code = kFindings;
    return nullptr;
  }
  return session;
}

std::unique_ptr<Session> open_session(const Options& options, int& exit_code) {
  auto session = open_definitions(options, exit_code);
  if (session == nullptr) return nullptr;
  Engine& engine = session->engine();
  const auto as_of = engine.parse_instant(options.as_of);
  if (!as_of.ok()) {
    complain(as_of.error());
    return nullptr;
  }
  auto report = session->project->load();
  clear_progress();
  if (!report.ok()) {
    complain(report.error());
    return nullptr;
  }
  session->report = std::move(*report);
  if (options.engine.strict && session->report.has_problems()) session->exit_code = kFindings;
  auto evaluation = engine.evaluate_at(*as_of);
  if (!evaluation.ok()) {
    complain(evaluation.error());
    return nullptr;
  }
  session->evaluation = std::move(*evaluation);
  return session;
}

}  // namespace segql::cli
