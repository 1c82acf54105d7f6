#include "base/cancel.h"

#include <algorithm>

namespace segql {
namespace {

thread_local constinit CancelWish current_wish;

}  // namespace

bool CancelWish::is_late() const {
  return deadline != std::chrono::steady_clock::time_point::max() && std::chrono::steady_clock::now() >= deadline;
}

const CancelWish& cancel_wish() { return current_wish; }

CancelWish cancel_wish_within(std::chrono::steady_clock::duration time) {
  CancelWish wish = current_wish;
  wish.deadline = std::min(wish.deadline, std::chrono::steady_clock::now() + time);
  return wish;
}

CancelScope::CancelScope(const CancelWish& wish) : outer_(current_wish) { current_wish = wish; }
CancelScope::~CancelScope() { current_wish = outer_; }

bool is_cancelled() {
  const CancelWish& wish = current_wish;
  return (wish.flag != nullptr && wish.flag->load(std::memory_order_relaxed)) || wish.is_late();
}

Error cancelled_error() { return {ErrorCode::kCancelled, "cancelled, as the host wished"}; }

void stop_if_cancelled() {
  if (is_cancelled()) throw Cancelled();
}

}  // namespace segql
