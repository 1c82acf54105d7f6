#pragma once
/// `Interrupter`: ends the queries of a DuckDB connection when the host wishes the work to end.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <duckdb.h>

namespace segql::connect {

class Interrupter {
 public:
  /// Both must outlive it; with a null `cancelled` it does nothing.
  Interrupter(duckdb_connection connection, const std::atomic<bool>* cancelled);
  ~Interrupter();
  Interrupter(const Interrupter&) = delete;
  Interrupter& operator=(const Interrupter&) = delete;

 private:
  void watch();

  duckdb_connection connection_;
  const std::atomic<bool>* cancelled_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread watcher_;
};

}  // namespace segql::connect
