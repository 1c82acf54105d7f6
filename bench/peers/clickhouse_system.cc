/// ClickHouse, embedded (chdb): tables of the engine Memory, with the types its users are told to choose: nothing
/// nullable that is never missing, texts of few distinct values LowCardinality.
#include <cstdlib>
#include <iostream>
#include <string>

#include <dlfcn.h>
#include <fmt/format.h>

#include "bench/peers/sql_system.h"

// Of chdb.h, which the package does not carry.
struct chdb_connection_;
struct chdb_result;
using ChdbConnection = chdb_connection_*;

namespace segql::bench {
namespace {

/// The functions of libchdb.so that are used here.
struct Library {
  ChdbConnection* (*connect)(int, char**);
  chdb_result* (*query)(ChdbConnection, const char*, const char*);
  const char* (*buffer)(chdb_result*);
  size_t (*length)(chdb_result*);
  const char* (*error)(chdb_result*);
  void (*destroy)(chdb_result*);

  bool load(void* handle) {
    return find(handle, "chdb_connect", connect) && find(handle, "chdb_query", query) &&
           find(handle, "chdb_result_buffer", buffer) && find(handle, "chdb_result_length", length) &&
           find(handle, "chdb_result_error", error) && find(handle, "chdb_destroy_query_result", destroy);
  }

 private:
  template <typename F>
  static bool find(void* handle, const char* name, F& function) {
    function = reinterpret_cast<F>(dlsym(handle, name));
    return function != nullptr;
  }
};

class ClickHouseSystem final : public SqlSystem {
 public:
  ClickHouseSystem(const Setup& setup, const Library& library)
      : SqlSystem(Peer::kClickHouse), setup_(setup), library_(library) {}

  std::string name() const override { return "ClickHouse " + version_; }

  Status load() override {
    std::string program = "clickhouse";  // without a path: nothing is written to disk
    char* arguments[] = {program.data()};
    connection_ = library_.connect(1, arguments);
    if (connection_ == nullptr) return Error{ErrorCode::kInternal, "ClickHouse does not start"};
    SEGQL_TRY(version_, run("select version()"));
    while (!version_.empty() && version_.back() == '\n') version_.pop_back();
    SEGQL_TRY_VOID(run(fmt::format("set max_threads = {}", setup_.threads)));
    SEGQL_TRY_VOID(run("set allow_suspicious_low_cardinality_types = 1, max_query_size = 100000000"));
    for (const auto& [table, columns] : setup_.workload.tables) {
      SEGQL_TRY_VOID(run(fmt::format("create table {} ({}) engine = Memory", table, columns)));
      SEGQL_TRY_VOID(run(fmt::format("insert into {0} select * from file('{1}/{0}.parquet')", table, setup_.folder)));
    }
    return {};
  }

 private:
  Result<std::string> run(const std::string& sql) {
    chdb_result* const result = library_.query(*connection_, sql.c_str(), "TabSeparated");
    if (result == nullptr) return Error{ErrorCode::kInternal, "ClickHouse gave nothing"};
    const char* const error = library_.error(result);
    const std::string said = error != nullptr ? error : "";
    const size_t length = said.empty() ? library_.length(result) : 0;
    std::string text = length == 0 ? "" : std::string(library_.buffer(result), length);
    library_.destroy(result);
    if (!said.empty()) return Error{ErrorCode::kInternal, said};
    return text;
  }
  Result<int64_t> number(const std::string& sql) override {
    SEGQL_TRY(const std::string text, run(sql));
    return static_cast<int64_t>(std::atoll(text.c_str()));
  }

  const Setup& setup_;
  Library library_;
  ChdbConnection* connection_ = nullptr;
  std::string version_;
};

}  // namespace

std::unique_ptr<System> make_clickhouse(const Setup& setup) {
  // Deep: it has allocators and compression libraries of its own.
  void* const handle = dlopen(SEGQL_CHDB, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  Library library{};
  if (handle != nullptr && library.load(handle)) return std::make_unique<ClickHouseSystem>(setup, library);
  std::cerr << "ClickHouse is left out: " << (handle == nullptr ? dlerror() : "its library is another version") << '\n';
  return nullptr;
}

}  // namespace segql::bench
