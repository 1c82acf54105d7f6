#pragma once
/// What the engine and DuckDB say about the cases of a suite.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "segql/engine.h"
#include "tests/conformance/suite.h"
#include "tests/differential/sql.h"

namespace segql::conformance {

/// The names of engines to hold to the suite; `interp` alone in a build without LLVM.
std::vector<std::pair<std::string, EngineKind>> engine_kinds();

/// Gives the host functions of the README (host.cc); what was wrong with that.
std::string give_functions(Engine& engine);

/// The rows of a suite in one engine, and its segments.
class Players {
 public:
  Players(const Suite& suite, EngineKind kind);
  /// What was wrong with the definitions or the rows; empty when nothing was.
  const std::string& complaints() const { return complaints_; }
  /// The keys of the members of case number `index`, sorted; or one text, the error.
  std::vector<std::string> keys(size_t index);

 private:
  void load();
  /// Those the suite says an instant for, from the rows there are.
  void take_snapshots();
  std::vector<std::string> keys_of(const Case& a_case, size_t index);

  const Suite& suite_;
  std::unique_ptr<Engine> engine_;
  std::map<std::string, std::unique_ptr<Evaluation>> evaluations_;  ///< by as-of as written
  std::string complaints_;
};

/// The same rows in DuckDB.
class SqlPlayers {
 public:
  explicit SqlPlayers(const Suite& suite);
  std::vector<std::string> keys(const Case& a_case);

 private:
  segql::testing::Sql sql_;
  std::map<std::string, std::string> key_columns_;  ///< the first column of each table
};

/// Checks the text of a case without rows: the codes of its errors or warnings, sorted and without repeats; for kPasses
/// how its tests ended: `passed`, `failed`, both, or the error.
std::vector<std::string> verdict(const Suite& suite, const Case& a_case);

}  // namespace segql::conformance
