#pragma once
/// Definitions, what is proved about them, and their members over rows.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/try.h"
#include "compiler/prove/prover.h"
#include "engine/engine_impl.h"
#include "segql/engine.h"

namespace segql::prove {

class Definitions {
 public:
  explicit Definitions(const std::string& text, EngineOptions options = {}) {
    engine_ = std::move(Engine::create(std::move(options)).value());
    EXPECT_TRUE(engine_->add_source("project.segql", text).ok());
    engine_->check();
    EXPECT_TRUE(engine_->prove().ok());
    for (const Diagnostic& diagnostic : engine_->diagnostics()) {
      if (diagnostic.severity == Severity::kError) ADD_FAILURE() << engine_->render(diagnostic);
    }
    prover_ = std::make_unique<Prover>(definitions());
  }

  Engine& engine() { return *engine_; }
  const check::Definitions& definitions() { return *EngineAccess::impl(*engine_).definitions; }
  Prover& prover() { return *prover_; }

  hir::SegmentId segment(const std::string& name) {
    for (const hir::SegmentId id : definitions().segments()) {
      if (definitions().segment(id).name == name) return id;
    }
    ADD_FAILURE() << "there is no segment " << name;
    return {0};
  }

  /// Members over the rows that were appended, by row.
  std::vector<bool> members(const std::string& segment, const std::string& as_of = "2026-03-31T12:00") {
    if (evaluation_ == nullptr) {
      EXPECT_TRUE(engine_->finish_load().ok());
      evaluation_ = std::move(engine_->evaluate_at(engine_->parse_instant(as_of).value()).value());
    }
    const auto members = evaluation_->members(segment);
    if (!members.ok()) ADD_FAILURE() << segment << ": " << members.error().message;
    std::vector<bool> rows(members->num_rows());
    for (const uint32_t row : members->rows()) rows[row] = true;
    return rows;
  }

 private:
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Prover> prover_;
  std::unique_ptr<Evaluation> evaluation_;
};

}  // namespace segql::prove
