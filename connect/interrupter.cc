// Interrupter: a thread that looks every few milliseconds, because the flag is an atomic that a signal handler may set.
#include "connect/interrupter.h"

#include <chrono>
#include <system_error>

namespace segql::connect {

Interrupter::Interrupter(duckdb_connection connection, const std::atomic<bool>* cancelled)
    : connection_(connection), cancelled_(cancelled) {
  if (cancelled == nullptr) return;
  try {
    watcher_ = std::thread([this] { watch(); });
  } catch (const std::system_error&) {
    // The system has no thread to spare: the wish is seen between batches alone.
  }
}

Interrupter::~Interrupter() {
  if (!watcher_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  watcher_.join();
}

void Interrupter::watch() {
  constexpr std::chrono::milliseconds kBetweenLooks(5);
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kBetweenLooks, [this] { return over_; })) {
    // Again and again: a query that begins forgets what interrupted the one before.
    if (cancelled_->load(std::memory_order_relaxed)) duckdb_interrupt(connection_);
  }
}

}  // namespace segql::connect
