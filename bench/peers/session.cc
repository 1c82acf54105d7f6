#include "bench/peers/session.h"

#include <chrono>

#include "base/try.h"
#include "bench/peers/segql_project.h"

namespace segql::bench {
namespace {

class Stopwatch {
 public:
  double ms() const { return 1e3 * std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Counts, as a host would.
Status add(Asked& asked, const Result<Members>& members) {
  if (!members.ok()) return members.error();
  members->count();
  asked.plan += 1e3 * members->timing().plan;
  asked.compile += 1e3 * members->timing().compile;
  asked.scan += 1e3 * members->timing().scan;
  return {};
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(const std::string& project_name, const std::string& folder,
                                               unsigned threads, const std::string& more) {
  EngineOptions options;
  options.threads = threads;
  options.engine = EngineKind::kJit;
  SEGQL_TRY(auto project, open_project(project_name, more, folder, options));
  SEGQL_TRY_VOID(project->load());
  std::unique_ptr<Session> session(new Session(std::move(project), threads));
  SEGQL_TRY(session->as_of_, session->project_->engine().parse_instant(kAsOf));
  return session;
}

uint64_t Session::num_rows(std::string_view table) const {
  for (const TableInfo& info : project_->engine().tables()) {
    if (info.name == table) return info.num_rows;
  }
  return 0;
}

std::string Session::text(const std::string& table_name, const std::string& field, uint32_t code) const {
  const schema::Schema& schema = impl().definitions->schema();
  const schema::TableId id = *schema.find_table(table_name);
  const runtime::Column& column = impl().data->table(id).column(*schema.table(id).find_field(field));
  return std::string(column.dictionary()->text(code));
}

Result<std::unique_ptr<engine::ScanRunner>> Session::make_runner(EngineKind kind, const std::string& cache,
                                                                 bool in_background) const {
  EngineOptions options;
  options.threads = threads_;
  options.engine = kind;
  options.code_cache = cache;
  options.background_compile = in_background;
  return engine::ScanRunner::create(options);
}

std::shared_ptr<engine::ScanRunner> Session::exchange(std::shared_ptr<engine::ScanRunner> runner) {
  std::swap(impl().runner, runner);
  return runner;
}

Status Session::start_anew(EngineKind kind, const std::string& cache, bool in_background) {
  SEGQL_TRY(auto runner, make_runner(kind, cache, in_background));
  exchange(std::move(runner));
  return {};
}

Result<Asked> Session::ask(std::span<const std::string> segments) {
  Asked asked;
  const Stopwatch watch;
  SEGQL_TRY(const auto evaluation, project_->engine().evaluate_at(as_of_));
  for (const auto& members : evaluation->members_of_all(segments)) SEGQL_TRY_VOID(add(asked, members));
  asked.whole = watch.ms();
  return asked;
}

Result<Asked> Session::ask_where(const std::string& entity, const std::string& condition) {
  Asked asked;
  const Stopwatch watch;
  SEGQL_TRY(const auto evaluation, project_->engine().evaluate_at(as_of_));
  SEGQL_TRY_VOID(add(asked, evaluation->members_where(entity, condition)));
  asked.whole = watch.ms();
  return asked;
}

}  // namespace segql::bench
