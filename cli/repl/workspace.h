#pragma once
/// `Workspace`: what the shell works on: a project with its rows, the definitions typed in this session, and the
/// instant that is asked about. What fails leaves it as it was, after saying why on standard error.

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/progress_line.h"
#include "segql/project.h"
#include "segql/prompt.h"

namespace segql::cli {

/// Says on standard error why there is no answer.
void show_failure(const Error& error);

class Workspace {
 public:
  /// `cancelled` ends what is loaded or evaluated; null: nothing does. It outlives this.
  Workspace(const Options& options, const std::atomic<bool>* cancelled);
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  // Each returns the exit code of a command that does the same.

  /// Opens the project and loads its rows. Errors in definitions leave what is sound; a project without any definition
  /// that is sound, and one without rows, cannot be used.
  int open();
  /// Adds definitions, or puts them in place of those of the same names that were typed before. An `expect` is answered
  /// and not kept.
  int define(const std::string& text, const std::vector<TypedDefinition>& definitions);
  /// Reads the definition files again; the rows stay where the schema did, and are loaded again where it did not.
  int reload();
  /// Reads the rows again; from another folder, unless `data` is empty.
  int load(const std::string& data);
  int set_as_of(const std::string& text);

  bool is_open() const { return project_ != nullptr; }
  Engine& engine() const { return project_->engine(); }
  Evaluation& evaluation() const { return *evaluation_; }
  Project& project() const { return *project_; }
  const LoadReport& report() const { return report_; }
  /// Those typed, as they were typed, the oldest first.
  std::string typed() const;
  /// How many of them are in no file.
  size_t num_unsaved() const;
  /// All of them are written to `file`, which may be one of the project. Until `reload` they are what was typed, and
  /// such a file is not read.
  void mark_saved(const std::string& file);
  /// The files of the project that these would have to import.
  std::vector<std::string> files_used() const;

 private:
  void hand_over();

  struct Typed {
    TypedDefinition what;
    std::string text;
    std::string source;  ///< what messages call it
    bool is_saved = false;
  };

  Result<std::unique_ptr<Project>> open_with(const Options& options, const std::vector<Typed>& typed);
  /// Makes it the project, with rows that are loaded, or those that there are.
  int take(std::unique_ptr<Project> project, bool shares_rows);

  Options options_;
  std::vector<Typed> typed_;
  size_t num_typed_ = 0;  ///< texts in this session
  std::vector<std::string> saved_files_;
  std::optional<ProgressLine> progress_;
  std::unique_ptr<Project> project_;
  std::unique_ptr<Evaluation> evaluation_;
  std::optional<Instant> as_of_;
  LoadReport report_;
};

}  // namespace segql::cli
