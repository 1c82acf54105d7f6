#pragma once
/// `Project`: a folder with a `segql.toml`, its definitions and where its rows come from, opened as an `Engine`.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segql/engine.h"
#include "segql/export.h"
#include "segql/load_report.h"
#include "segql/result.h"

namespace segql {

/// How far `Project::load` is.
struct LoadProgress {
  size_t num_done = 0;  ///< sources that were read
  size_t num_sources = 0;
  std::string source;           ///< the one that is being read; empty: all are, and being put in order
  uint64_t rows = 0;            ///< of it, so far
  std::optional<double> share;  ///< which part of it they are, from 0 to 1, where that is known
};

struct ProjectOptions {
  std::string folder = ".";  ///< holds segql.toml
  std::string data;          ///< replaces `data.root`; empty: SEGQL_DATA, then the file's own
  EngineOptions engine;
  /// Definitions beside those of the folder that stand in no file: what somebody types. They see what every file
  /// defines. Their names are paths, as imports and messages name them.
  std::vector<DefinitionText> typed;
  /// Definition files of the folder that are not read, by their paths: `typed` has what stands in them.
  std::vector<std::string> left_out;
  /// Without it definitions are parsed and nothing else: enough for `Engine::canonical`.
  bool checks = true;
  /// Called when a source is begun and every 65,536 rows of it, and when all are read; may be empty.
  std::function<void(const LoadProgress& progress)> progress;
};

/// What a project file says about sources, and the definitions do not.
struct SEGQL_EXPORT SourceFinding {
  std::string_view code;  ///< E0801: `load` fails; L-SOURCE: an entity or event has no source; as of a Diagnostic
  Severity severity = Severity::kError;
  std::string file;
  uint32_t line = 0, column = 0;  ///< 1-based; 0: it is about the file as a whole
  std::string message;

  /// `segql.toml:4:1`.
  std::string place() const;
  /// `error[E0801]: ...` and its place in the next line, as the engine renders a diagnostic.
  std::string text() const;
};

class SEGQL_EXPORT Project {
 public:
  /// Reads segql.toml and the definitions and checks them. Errors in definitions do not fail this: see
  /// `engine().diagnostics()`.
  static Result<std::unique_ptr<Project>> open(ProjectOptions options);
  /// Only these definition files and what they import; there is no data to load.
  static Result<std::unique_ptr<Project>> open_files(const std::vector<std::string>& files, EngineOptions options);
  ~Project();

  const std::string& name() const;
  /// Paths of the definition files as opened, imports last.
  const std::vector<std::string>& files() const;
  /// How many of `files()`, the first, segql.toml or the caller names; the others are only imported.
  size_t num_own_files() const;
  Engine& engine();
  /// What segql.toml says about sources that goes against the definitions, and `load` fails for; reads no data. Where
  /// definitions have errors, tables may be missing that are declared.
  std::vector<SourceFinding> check_sources() const;
  /// Reads every source, and the lock files with the members of snapshots; what could not be kept stands in the report.
  /// After a failure the engine has no rows, those given to it before included, and this can be called again.
  Result<LoadReport> load();
  /// The same with the rows of another project that has loaded them: see `Engine::share_rows`. Static segments and lock
  /// files are this project's own, and are read.
  Result<LoadReport> load_beside(const Project& loaded);
  /// The file that keeps the members of the snapshots without `as of` that are defined in `source`:
  /// `campaigns.lock.toml` beside `campaigns.segql`. It is made to be committed.
  std::string lock_file(SourceId source) const;
  /// What lock files have of snapshots that nothing uses: the definition is gone, or another one. Reads no rows; what
  /// has errors claims nothing. `load` says the same.
  Result<std::vector<SourceReport>> unused_snapshots();
  /// What `load` found in a lock file of the snapshot, written canonically, when it was of another entity than the
  /// snapshot is now: the name of that entity; else empty. Its members are not used, and only `retake` replaces them.
  std::string taken_of_another(std::string_view segment) const;
  /// Writes what was taken to the lock files, each as a whole; what else stands in one stays as it is. One that stands
  /// there already is replaced with `retake` true; otherwise it is an error, and no file is written. When one cannot be
  /// written after others were, the error names those. The engine is not told: see `Engine::add_snapshot`.
  Status keep_snapshots(const std::vector<TakenSnapshot>& taken, bool retake = false);

 private:
  struct SEGQL_HIDDEN Impl;
  explicit Project(std::unique_ptr<Impl> impl);
  Result<LoadReport> load_from(const Engine* loaded);
  std::unique_ptr<Impl> impl_;
};

}  // namespace segql
