#pragma once
/// `TestRunner`: runs tests of the definitions, each over its own rows, with every engine there is.

#include <memory>
#include <vector>

#include "compiler/check/definitions.h"
#include "engine/host_functions.h"
#include "engine/scan_runner.h"
#include "engine/sources.h"
#include "segql/engine.h"
#include "segql/test.h"

namespace segql::engine {

class TestRunner {
 public:
  /// All references must outlive this. `options.engine` kAuto: both engines, which have to agree; else the one named.
  static Result<std::unique_ptr<TestRunner>> create(const check::Definitions& definitions,
                                                    const std::vector<check::InputFile>& files, const Sources& sources,
                                                    const HostFunctions& functions, const EngineOptions& options);

  /// `covers`: also what it sees of each condition.
  Result<TestResult> run(const hir::Test& test, bool covers);

 private:
  class Run;
  struct Side {
    std::string name;
    std::unique_ptr<ScanRunner> runner;
  };

  TestRunner(const check::Definitions& definitions, const std::vector<check::InputFile>& files, const Sources& sources,
             const HostFunctions& functions, const EngineOptions& options);

  const check::Definitions& definitions_;
  const std::vector<check::InputFile>& files_;
  const Sources& sources_;
  const HostFunctions& functions_;
  const EngineOptions& options_;
  std::vector<Side> sides_;  ///< the plain evaluator first
};

}  // namespace segql::engine
