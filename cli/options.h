#pragma once
/// What the commands of the program are asked to do: the parsed command line.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connect/written_format.h"
#include "segql/engine.h"

namespace segql::cli {

/// Exit codes of the program (docs/cli.md).
inline constexpr int kFine = 0;
inline constexpr int kFindings =
    1;  ///< errors in definitions or data, a segment that failed, a file that needs formatting
inline constexpr int kUsage = 2;  ///< the command line, or a project that cannot be opened

enum class Format : uint8_t { kText, kJson, kCsv, kSarif, kGithub, kJunit };

enum class GraphFormat : uint8_t { kDot, kMermaid, kJson };

enum class Shell : uint8_t { kBash, kFish, kZsh };

struct Options {
  std::string project = ".";
  std::string data;
  std::string as_of = "now";
  Format format = Format::kText;
  EngineOptions engine;

  std::vector<std::string> files;                   ///< check, fmt
  bool fix = false;                                 ///< check --fix
  bool relations = false;                           ///< check --relations
  bool check_only = false;                          ///< fmt --check
  bool diff = false;                                ///< fmt --diff
  std::vector<std::string> segments;                ///< run, count, members, explain, snapshot; uses, graph: names
  bool retake = false;                              ///< snapshot
  std::string key;                                  ///< why
  std::string before, after;                        ///< diff: folders or revisions; no `after`: the project as it is
  uint64_t samples = 3;                             ///< diff: keys of those who join, and of those who leave
  std::vector<std::string> columns;                 ///< members
  uint64_t limit = UINT64_MAX;                      ///< members
  std::string output;                               ///< members: a file; empty or `-`: standard output; docs: a folder
  std::optional<connect::WrittenKind> output_kind;  ///< members; nothing: as the name of the file says
  bool raw = false;                                 ///< members
  bool with_data = true;                            ///< docs
  ExplainStage stage = ExplainStage::kPlan;
  std::vector<std::string> tests;  ///< test: parts of names
  bool coverage = false;           ///< test
  uint64_t min_coverage = 0;       ///< test: percent
  bool watch = false;              ///< test
  GraphFormat graph_format = GraphFormat::kDot;
  bool with_fields = false;         ///< graph
  Shell shell = Shell::kBash;       ///< completions
  std::optional<std::string> code;  ///< explain-code; none: all
  std::string command;              ///< help; empty: all
};

}  // namespace segql::cli
