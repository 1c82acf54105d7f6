#pragma once
/// `Session`: a loaded project whose engine can be started anew without loading again.

#include <memory>
#include <span>
#include <string>

#include "engine/engine_impl.h"
#include "segql/project.h"

namespace segql::bench {

/// What one question took, in ms.
struct Asked {
  double whole = 0, plan = 0, compile = 0, scan = 0;
  /// Reading the text, checking it and counting.
  double rest() const { return whole - plan - compile - scan; }
};

class Session {
 public:
  /// The definitions of bench/<project> and `more` over the data in `folder`.
  static Result<std::unique_ptr<Session>> open(const std::string& project, const std::string& folder, unsigned threads,
                                               const std::string& more);

  uint64_t num_rows(std::string_view table) const;
  /// One of the texts in a column.
  std::string text(const std::string& table, const std::string& field, uint32_t code) const;

  /// An engine that has compiled nothing; `cache`: its folder of compiled code, empty for none; `in_background`:
  /// whether it compiles there, too.
  Result<std::unique_ptr<engine::ScanRunner>> make_runner(EngineKind kind, const std::string& cache = "",
                                                          bool in_background = true) const;
  /// Questions go to `runner` from now on; returns the one before.
  std::shared_ptr<engine::ScanRunner> exchange(std::shared_ptr<engine::ScanRunner> runner);
  /// Both.
  Status start_anew(EngineKind kind, const std::string& cache = "", bool in_background = true);

  /// The members of the segments, in one pass where there are several.
  Result<Asked> ask(std::span<const std::string> segments);
  Result<Asked> ask(const std::string& segment) { return ask(std::span(&segment, 1)); }
  /// The rows of `entity` for which a condition is true.
  Result<Asked> ask_where(const std::string& entity, const std::string& condition);

 private:
  Session(std::unique_ptr<Project> project, unsigned threads) : project_(std::move(project)), threads_(threads) {}
  Engine::Impl& impl() const { return EngineAccess::impl(project_->engine()); }

  std::unique_ptr<Project> project_;
  unsigned threads_;
  Instant as_of_ = 0;
};

}  // namespace segql::bench
