#pragma once
/// `System`: one of the programs compared, with the rows of the workload in memory.

#include <memory>
#include <string>
#include <vector>

#include "bench/peers/classes.h"
#include "segql/result.h"

namespace segql::bench {

struct Setup {
  std::string folder;  ///< of the data
  unsigned threads = 1;
  uint64_t num_customers = 0;
  std::vector<Class> classes;
  std::string many_source;  ///< definitions of the many segments
};

class System {
 public:
  virtual ~System() = default;
  virtual std::string name() const = 0;
  /// Reads all tables. Called once, first.
  virtual Status load() = 0;
  /// The answer; everything a host waits for on warm data.
  virtual Result<int64_t> answer(const Class& question) = 0;
  /// The sum of the keys of the rows. Not timed.
  virtual Result<int64_t> keys(const Class& question) = 0;
  /// Of the last answer that compiled something, in ms; 0 for systems that do not say.
  virtual double compile_ms() const { return 0; }
};

std::unique_ptr<System> make_segql(const Setup& setup);
std::unique_ptr<System> make_duckdb(const Setup& setup);
/// Rows of customers.parquet in `folder`; 0: there is no such file. Starts DuckDB.
uint64_t count_customers(const std::string& folder);
/// Null with a reason on stderr where its library is not there.
std::unique_ptr<System> make_clickhouse(const Setup& setup);

}  // namespace segql::bench
