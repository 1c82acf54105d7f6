#pragma once
/// Asking conditions of the customers of bench/workload, one after the other, on one thread.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "segql/project.h"

namespace segql::bench {

struct Answer {
  double milliseconds;  ///< of planning and scanning; compiling is not part of it
  uint64_t num_members;
};

class Asker {
 public:
  /// Loads the workload from the folder `data`; `definitions` are added to its own. Throws std::runtime_error when
  /// anything fails, here and below.
  explicit Asker(const std::string& data, std::vector<std::string> disabled_rules = {},
                 const std::string& definitions = "", EngineKind kind = EngineKind::kJit);

  Answer ask(const std::string& condition);
  /// The least of so many times: others use the machine, too.
  Answer ask_often(const std::string& condition, int rounds);
  /// Segments in one pass; `num_members` of all together.
  Answer count(std::span<const std::string> segments);
  /// How a segment is evaluated.
  std::string plan(const std::string& segment);

 private:
  std::unique_ptr<Project> project_;
  Instant as_of_ = 0;
};

}  // namespace segql::bench
