#pragma once
/// `System`: one of the programs compared, with the rows of the workload in memory.

#include <memory>
#include <string>
#include <vector>

#include "bench/peers/workload.h"
#include "segql/result.h"

namespace segql::bench {

struct Setup {
  std::string folder;  ///< of the data
  unsigned threads = 1;
  Workload workload;
};

/// Who answers questions over rows in memory.
class Answers {
 public:
  virtual ~Answers() = default;
  virtual bool can_answer(const Class&) const { return true; }
  /// The answer; everything a host waits for on warm data.
  virtual Result<int64_t> answer(const Class& question) = 0;
  /// The sum of the keys of the rows. Not timed.
  virtual Result<int64_t> keys(const Class& question) = 0;
};

class System : public Answers {
 public:
  virtual std::string name() const = 0;
  /// Reads all tables. Called once, first.
  virtual Status load() = 0;
  /// Of the last answer that compiled something, in ms; 0 for systems that do not say.
  virtual double compile_ms() const { return 0; }
  /// Code written by hand over what this system has loaded; null: there is none.
  virtual Answers* by_hand() { return nullptr; }
};

std::unique_ptr<System> make_segql(const Setup& setup);
std::unique_ptr<System> make_duckdb(const Setup& setup);
/// Null with a reason on stderr where its library is not there.
std::unique_ptr<System> make_clickhouse(const Setup& setup);

}  // namespace segql::bench
