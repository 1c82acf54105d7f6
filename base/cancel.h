#pragma once
/// Work that may be ended before it is done: a host wishes it, or its time is over. Who begins such work says whose
/// wish counts, for its thread; loops far below ask every few milliseconds.

#include <atomic>
#include <chrono>
#include <cstdint>

#include "segql/result.h"

namespace segql {

struct CancelWish {
  const std::atomic<bool>* flag = nullptr;  ///< true: somebody wishes it; null: nobody ever does
  /// Of the work; max: none.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();

  bool is_late() const;
};

/// Whose wish counts for the work of this thread.
const CancelWish& cancel_wish();
/// The same, and to take no longer than that from now on.
CancelWish cancel_wish_within(std::chrono::steady_clock::duration time);

/// Makes it another as long as it lives.
class CancelScope {
 public:
  explicit CancelScope(const CancelWish& wish);
  ~CancelScope();
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;

 private:
  CancelWish outer_;
};

bool is_cancelled();
Error cancelled_error();

/// Thrown by `stop_if_cancelled`, from loops that are in the middle of what nobody will use. The one exception that may
/// cross folders; it ends in `cancellable`, at the doors of the library.
struct Cancelled {};
void stop_if_cancelled();

/// `stop_if_cancelled` now and then, for loops whose rounds are short.
class CancelPoll {
 public:
  void operator()() {
    if ((++rounds_ & 0x3fff) == 0) stop_if_cancelled();
  }

 private:
  uint32_t rounds_ = 0;
};

/// What `work()`, which returns a Result, returns under a wish; kCancelled when it was stopped.
template <typename Work>
auto cancellable(const CancelWish& wish, Work&& work) -> decltype(work()) {
  const CancelScope scope(wish);
  try {
    return work();
  } catch (const Cancelled&) {
    return cancelled_error();
  }
}

}  // namespace segql
