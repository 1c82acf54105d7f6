#include "cli/session.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/printable.h"
#include "cli/report.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

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

std::string text_of(const LoadProgress& progress) {
  if (progress.source.empty()) return "putting rows in order";
  std::string text = "loading " + progress.source;
  if (progress.share) text += " " + std::to_string(static_cast<int>(100 * *progress.share)) + "%";
  if (progress.rows != 0) text += " (" + grouped(progress.rows) + " rows)";
  return text + ", " + std::to_string(progress.num_done + 1) + " of " + std::to_string(progress.num_sources);
}

bool colour_wanted(int file) { return isatty(file) != 0 && std::getenv("NO_COLOR") == nullptr; }

ProjectOptions project_options(const Options& options) {
  ProjectOptions wanted;
  wanted.folder = options.project;
  wanted.data = options.data;
  wanted.engine = options.engine;
  wanted.engine.code_cache = code_cache();
  return wanted;
}

void complain(const Error& error) { std::cerr << "segql: " << printable_lines(error.message) << '\n'; }

std::string place_of(const Engine& engine, SourceId source, Span span) {
  const auto [line, column] = engine.locate(source, span.begin);
  return std::string(engine.source_name(source)) + ":" + std::to_string(line) + ":" + std::to_string(column);
}

void show_failure(const Engine& engine, const std::string& segment, SourceId source, Span span,
                  const std::string& reason) {
  std::string line;
  const std::string name = "`" + segment + "`";
  if (span.end != 0) line = place_of(engine, source, span) + ": ";
  if (span.end != 0 && reason.find(name) == std::string::npos) line += name + " failed: ";
  std::cerr << printable(line) << printable_lines(reason) << '\n';
}

void show_diagnostics(Engine& engine, const Shown& shown, uint64_t more_errors) {
  for (const Diagnostic& diagnostic : engine.diagnostics()) {
    std::string text = engine.render(diagnostic, colour_wanted(STDERR_FILENO));
    std::cerr << (shown ? shown(std::move(text)) : text) << '\n';
  }
  const uint64_t num_errors = engine.num_errors() + more_errors;
  if (num_errors + engine.num_warnings() == 0) return;
  std::cerr << num_errors << (num_errors == 1 ? " error, " : " errors, ") << engine.num_warnings()
            << (engine.num_warnings() == 1 ? " warning\n" : " warnings\n");
}

void show_problems(const LoadReport& report) {
  if (report.has_problems()) std::cerr << print_problems(report);
}

void show_overflows(const std::string& segment, uint64_t count) {
  if (count == 0) return;
  std::cerr << "segql: in `" << printable(segment) << "` " << grouped(count)
            << (count == 1 ? " value does not fit and counts as missing\n"
                           : " values do not fit and count as missing\n");
}

std::unique_ptr<Session> open_definitions(const Options& options, int& exit_code, const Shown& shown) {
  exit_code = kUsage;
  ProjectOptions wanted = project_options(options);
  auto session = std::make_unique<Session>();
  wanted.progress = [&session = *session](const LoadProgress& progress) {
    if (session.progress && session.progress->is_seen()) session.progress->show(text_of(progress));
  };
  auto project = Project::open(std::move(wanted));
  if (!project.ok()) {
    const Error& error = project.error();
    complain(shown ? Error{error.code, shown(error.message)} : error);
    return nullptr;
  }
  session->project = std::move(*project);
  Engine& engine = session->engine();
  show_diagnostics(engine, shown);
  if (engine.num_errors() != 0) session->exit_code = kFindings;
  if (engine.num_errors() != 0 &&
      engine.tables().empty()) {  // nothing is known of the data: the errors are all there is to say
    exit_code = kFindings;
    return nullptr;
  }
  return session;
}

bool load_data(Session& session, const Options& options, Instant as_of) {
  session.progress.emplace();
  auto report = session.project->load();
  session.progress.reset();
  if (!report.ok()) {
    complain(report.error());
    return false;
  }
  session.report = std::move(*report);
  if (options.engine.strict && session.report.has_problems()) session.exit_code = kFindings;
  auto evaluation = session.engine().evaluate_at(as_of);
  if (!evaluation.ok()) {
    complain(evaluation.error());
    return false;
  }
  session.evaluation = std::move(*evaluation);
  return true;
}

std::unique_ptr<Session> open_session(const Options& options, int& exit_code,
                                      const std::function<bool(Engine& engine)>& knows) {
  auto session = open_definitions(options, exit_code);
  if (session == nullptr) return nullptr;
  const auto as_of = session->engine().parse_instant(options.as_of);
  if (!as_of.ok()) {
    complain(as_of.error());
    return nullptr;
  }
  if (!knows(session->engine())) {
    exit_code = kFindings;
    return nullptr;
  }
  return load_data(*session, options, *as_of) ? std::move(session) : nullptr;
}

}  // namespace segql::cli
