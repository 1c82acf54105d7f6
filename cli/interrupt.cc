// A handler may do next to nothing, so it wakes a thread. That one ends the process from outside of what is going on:
// whatever DuckDB, LLVM or the engine are at, nobody has to come back first. What is half done in memory means nothing,
// and files are written beside their place and renamed.
#include "cli/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>

#include <semaphore.h>

#include "cli/progress_line.h"
#include "connect/unfinished.h"

namespace segql::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM};

sem_t woken;
std::atomic<int> received{0};
std::atomic<bool> cancelled{false};

void handle(int signal) {
  const int kept = errno;
  received = signal;
  sem_post(&woken);
  errno = kept;
}

[[noreturn]] void end_process() {
  close_progress();
  connect::remove_unfinished();
  constexpr std::string_view kMessage = "segql: interrupted\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kMessage.data(), kMessage.size());
  ::_exit(128 + received);
}

void wait_for_signal() {
  while (sem_wait(&woken) != 0) {
  }
  end_process();
}

void handle_by_cancelling(int) { cancelled = true; }

}  // namespace

std::atomic<bool>& cancel_on_interrupt() {
  struct sigaction before {};
  if (sigaction(SIGINT, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
    struct sigaction action {};
    action.sa_handler = handle_by_cancelling;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
  }
  return cancelled;
}

void listen_for_interrupts() {
  if (sem_init(&woken, 0, 0) != 0) return;
  try {
    std::thread(wait_for_signal).detach();
  } catch (const std::system_error&) {
    return;  // without a thread the signals do what they always do
  }
  struct sigaction action {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  for (const int signal : kSignals) {
    struct sigaction before {};
    if (sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace segql::cli
