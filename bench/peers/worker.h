#pragma once
/// `Worker`: a system in a process of its own, so that allocators, thread pools and memory of one are not in the way of
/// another, and each one's memory can be measured.

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bench/peers/system.h"

namespace segql::bench {

struct Loaded {
  std::string name;
  double seconds = 0;
  double resident_mb = 0;  ///< after loading
  double peak_mb = 0;      ///< while loading
};
struct Timed {
  int64_t answer = 0;
  double ms = 0;
};

/// The system itself, or the code that was written by hand over its rows.
enum class By : uint8_t { kSystem, kHand };

/// What `work` returns, computed by a process that is gone afterwards.
uint64_t in_process(const std::function<uint64_t()>& work);

class Worker {
 public:
  using Make = std::function<std::unique_ptr<System>()>;
  /// Starts the process; nothing when `make` makes nothing, or the system cannot load (which it says on stderr).
  static std::unique_ptr<Worker> start(const Make& make, const Setup& setup);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  const Loaded& loaded() const { return loaded_; }
  bool can_answer(size_t question, By by);
  /// Each: nothing when the system failed, which it says on stderr.
  std::optional<Timed> answer(size_t question, By by);
  std::optional<int64_t> keys(size_t question, By by);
  double compile_ms();
  /// Most memory so far.
  double peak_mb();

 private:
  Worker() = default;
  /// One line to the process, one back.
  std::string ask(const std::string& request);
  std::string ask_about(size_t question, const char* what, By by);

  int process_ = 0;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
  Loaded loaded_;
};

}  // namespace segql::bench
