/// SegQL itself. An answer is planning, finding the compiled code, scanning and counting.
#include <filesystem>
#include <fstream>

#include "base/try.h"
#include "bench/peers/system.h"
#include "segql/project.h"

namespace segql::bench {
namespace {

namespace fs = std::filesystem;

class SegqlSystem final : public System {
 public:
  explicit SegqlSystem(const Setup& setup) : setup_(setup) {}

  std::string name() const override { return "SegQL"; }

  Status load() override {
    // The project of the workload, and the many segments beside it.
    const fs::path folder = fs::path(setup_.folder) / "project";
    fs::create_directories(folder);
    for (const char* file : {"segql.toml", "workload.segql"}) {
      fs::copy_file(fs::path(SEGQL_SOURCE_DIR) / "bench" / "workload" / file, folder / file,
                    fs::copy_options::overwrite_existing);
    }
    std::ofstream(folder / "many.segql") << "import \"workload.segql\"\n" << setup_.many_source;
    ProjectOptions options;
    options.folder = folder.string();
    options.data = setup_.folder;
    options.engine.threads = setup_.threads;
    options.engine.engine = EngineKind::kJit;
    SEGQL_TRY(project_, Project::open(options));
    std::string mistakes;
    for (const Diagnostic& diagnostic : engine().diagnostics()) {
      if (diagnostic.severity == Severity::kError) mistakes += engine().render(diagnostic);
    }
    if (!mistakes.empty()) return Error{ErrorCode::kInvalidSource, mistakes};
    SEGQL_TRY_VOID(project_->load());
    SEGQL_TRY(as_of_, engine().parse_instant("2026-03-31T12:00Z"));
    return {};
  }

  Result<int64_t> answer(const Class& question) override {
    SEGQL_TRY(const auto evaluation, engine().evaluate_at(as_of_));
    int64_t total = 0, position = 0;
    double compile = 0;
    for (const Result<Members>& members : evaluation->members_of_all(question.segments)) {
      if (!members.ok()) return members.error();
      total += ++position * static_cast<int64_t>(members->count());
      compile += members->timing().compile;
    }
    if (compile > 0) compile_ms_ = 1e3 * compile;
    return total;
  }

  /// Rows are in the order of the file, whose keys are 1, 2, 3 and so on.
  Result<int64_t> keys(const Class& question) override {
    SEGQL_TRY(const auto evaluation, engine().evaluate_at(as_of_));
    SEGQL_TRY(const Members members, evaluation->members(question.segments.front()));
    int64_t sum = 0;
    for (const uint32_t row : members.rows()) sum += row + 1;
    return sum;
  }

  double compile_ms() const override { return compile_ms_; }

 private:
  Engine& engine() { return project_->engine(); }

  const Setup& setup_;
  std::unique_ptr<Project> project_;
  Instant as_of_ = 0;
  double compile_ms_ = 0;
};

}  // namespace

std::unique_ptr<System> make_segql(const Setup& setup) { return std::make_unique<SegqlSystem>(setup); }

}  // namespace segql::bench
