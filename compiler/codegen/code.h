#pragma once
/// `Code`: machine code of one shape, which better code may replace while it runs.

#include <atomic>
#include <optional>
#include <utility>

#include <llvm/ExecutionEngine/Orc/Core.h>

#include "runtime/abi/scan.h"

namespace segql::codegen {

/// Machine code, mapped.
struct Linked {
  runtime::ScanFn fn = nullptr;
  llvm::orc::JITDylib* place = nullptr;

  Linked() = default;
  Linked(Linked&& other) noexcept : fn(other.fn), place(std::exchange(other.place, nullptr)) {}
  Linked& operator=(Linked&&) = delete;
  ~Linked() {
    if (place != nullptr) llvm::consumeError(place->getExecutionSession().removeJITDylib(*place));
  }
};

/// Machine code of one shape. What was linked first stays mapped when better code takes its place: it may be running.
class Code {
 public:
  Code(Linked first, bool can_be_better) : first_(std::move(first)), fn_(first_.fn), can_be_better_(can_be_better) {}

  runtime::ScanFn fn() const { return fn_.load(std::memory_order_acquire); }
  bool is_best() const { return is_best_.load(std::memory_order_acquire) || !can_be_better_; }
  /// True once.
  bool begin_better() { return can_be_better_ && !begun_.exchange(true); }
  void set_better(Linked better) {
    better_.emplace(std::move(better));
    fn_.store(better_->fn, std::memory_order_release);
    is_best_.store(true, std::memory_order_release);
  }

 private:
  Linked first_;
  std::optional<Linked> better_;
  std::atomic<runtime::ScanFn> fn_;
  const bool can_be_better_;
  std::atomic<bool> begun_{false}, is_best_{false};
};

}  // namespace segql::codegen
