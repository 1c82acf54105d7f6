/// SegQL itself, an answer being planning, finding the compiled code, scanning and counting; and the kernels over its
/// rows.
#include <map>

#include "base/try.h"
#include "bench/kernels/run_kernel.h"
#include "bench/peers/segql_project.h"
#include "bench/peers/system.h"
#include "engine/engine_impl.h"

namespace segql::bench {
namespace {

/// Keys are 1, 2, 3 and so on.
int64_t sum_of_keys(std::span<const uint64_t> words) {
  int64_t sum = 0;
  for (size_t w = 0; w < words.size(); ++w) {
    for (uint64_t rest = words[w]; rest != 0; rest &= rest - 1)
      sum += static_cast<int64_t>(64 * w) + std::countr_zero(rest) + 1;
  }
  return sum;
}

class Kernels final : public Answers {
 public:
  Kernels(const Setup& setup, const Engine::Impl& engine)
      : threads_(setup.threads), tables_(engine.definitions->schema(), *engine.data) {
    for (const Class& question : setup.workload.classes) {
      if (Kernel kernel = make_kernel(question.name, tables_)) kernels_.emplace(question.name, std::move(kernel));
    }
    num_rows_ = kernels_.empty() ? 0 : tables_.num_rows("customer");
  }

  bool can_answer(const Class& question) const override { return kernels_.contains(question.name); }
  Result<int64_t> answer(const Class& question) override {
    SEGQL_TRY(const Counted rows, run_kernel(kernels_.at(question.name), num_rows_, threads_));
    return static_cast<int64_t>(rows.count);
  }
  Result<int64_t> keys(const Class& question) override {
    SEGQL_TRY(const Counted rows, run_kernel(kernels_.at(question.name), num_rows_, threads_));
    return sum_of_keys(rows.members.words());
  }

 private:
  unsigned threads_;
  Tables tables_;
  std::map<std::string, Kernel> kernels_;
  uint64_t num_rows_ = 0;
};

class SegqlSystem final : public System {
 public:
  explicit SegqlSystem(const Setup& setup) : setup_(setup) {}

  std::string name() const override { return "SegQL"; }

  Status load() override {
    EngineOptions options;
    options.threads = setup_.threads;
    options.engine = EngineKind::kJit;
    SEGQL_TRY(project_, open_project(setup_.workload.project, setup_.workload.source, setup_.folder, options));
    SEGQL_TRY_VOID(project_->load());
    SEGQL_TRY(as_of_, engine().parse_instant(kAsOf));
    return {};
  }

  Result<int64_t> answer(const Class& question) override {
    SEGQL_TRY(const auto evaluation, engine().evaluate_at(as_of_));
    int64_t total = 0, position = 0;
    double compile = 0;
    for (const Result<SegmentCount>& found : evaluation->counts_of_all(question.segments)) {
      if (!found.ok()) return found.error();
      total += ++position * static_cast<int64_t>(found->count);
      compile += found->timing.compile;
    }
    if (compile > 0) compile_ms_ = 1e3 * compile;
    return total;
  }

  Result<int64_t> keys(const Class& question) override {
    SEGQL_TRY(const auto evaluation, engine().evaluate_at(as_of_));
    SEGQL_TRY(const Members members, evaluation->members(question.segments.front()));
    return sum_of_keys(members.words());
  }

  double compile_ms() const override { return compile_ms_; }

  Answers* by_hand() override {
    if (kernels_ == nullptr) kernels_ = std::make_unique<Kernels>(setup_, EngineAccess::impl(engine()));
    return kernels_.get();
  }

 private:
  Engine& engine() { return project_->engine(); }

  const Setup& setup_;
  std::unique_ptr<Project> project_;
  std::unique_ptr<Kernels> kernels_;
  Instant as_of_ = 0;
  double compile_ms_ = 0;
};

}  // namespace

std::unique_ptr<System> make_segql(const Setup& setup) { return std::make_unique<SegqlSystem>(setup); }

}  // namespace segql::bench
