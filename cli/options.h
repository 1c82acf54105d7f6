#pragma once
/// What the commands of the program are asked to do: the parsed command line.

#include <cstdint>
#include <string>
#include <vector>

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

  std::vector<std::string> files;     ///< check, fmt
  bool check_only = false;            ///< fmt --check
  bool relations = false;             ///< check --relations
  std::vector<std::string> segments;  ///< run, count, members, explain, snapshot; uses, graph: names
  bool retake = false;                ///< snapshot
  std::vector<std::string> columns;   ///< members
  uint64_t limit = UINT64_MAX;        ///< members
  ExplainStage stage = ExplainStage::kPlan;
  std::vector<std::string> tests;  ///< test: parts of names
  GraphFormat graph_format = GraphFormat::kDot;
  bool with_fields = false;    ///< graph
  Shell shell = Shell::kBash;  ///< completions
};

}  // namespace segql::cli
