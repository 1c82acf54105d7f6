#pragma once
/// What the commands that evaluate have in common: open the project, show what is wrong with it, load its data.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/options.h"
#include "cli/progress_line.h"
#include "segql/project.h"

namespace segql::cli {

/// Whether `file` (STDERR_FILENO, ...) is a terminal whose user has nothing against colours.
bool colour_wanted(int file);

/// Prints `segql: message` to standard error.
void complain(const Error& error);

/// `shop.segql:12:3`.
std::string place_of(const Engine& engine, SourceId source, Span span);

/// Says on standard error which segment failed, where it is, and why. An empty span: there is none, and the reason
/// shows what was asked for.
void show_failure(const Engine& engine, const std::string& segment, SourceId source, Span span,
                  const std::string& reason);

/// What the project of a command line is opened with.
ProjectOptions project_options(const Options& options);

/// `loading customer 43% (4,300,000 rows), 1 of 3`.
std::string text_of(const LoadProgress& progress);

/// Rewrites a message before it is shown: of files that stand somewhere else than the user thinks. Empty: as it is.
using Shown = std::function<std::string(std::string message)>;

/// Prints every diagnostic to standard error, and one line that counts them.
void show_diagnostics(Engine& engine, const Shown& shown = {}, uint64_t more_errors = 0);

/// Prints to standard error what was found in the rows, if it is more than worth knowing.
void show_problems(const LoadReport& report);

/// Says on standard error how many values of a segment did not fit, if there are some.
void show_overflows(const std::string& segment, uint64_t count);

/// An opened project; once its data has been loaded, ready to answer for one instant.
struct Session {
  std::unique_ptr<Project> project;
  LoadReport report;
  std::unique_ptr<Evaluation> evaluation;
  std::optional<ProgressLine> progress;  ///< while data is loaded
  int exit_code = 0;                     ///< kFindings when definitions or data had errors; the rest can be used

  Engine& engine() const { return project->engine(); }
};

/// Null after saying why on standard error, with the exit code to end with. The definitions alone: no row is read, and
/// there is no evaluation.
std::unique_ptr<Session> open_definitions(const Options& options, int& exit_code, const Shown& shown = {});

/// Loads the data of opened definitions, and makes it ready to answer. False after saying why not. Progress is shown on
/// a terminal.
bool load_data(Session& session, const Options& options, Instant as_of);

/// Both. `knows` is asked between them, before any row is read: false, after saying why, ends it with kFindings.
std::unique_ptr<Session> open_session(const Options& options, int& exit_code,
                                      const std::function<bool(Engine& engine)>& knows);

}  // namespace segql::cli
