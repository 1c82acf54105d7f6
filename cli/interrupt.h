#pragma once
/// Ctrl-C and SIGTERM: the process ends within milliseconds, whatever it is doing, and leaves the terminal and the
/// files in order.

#include <atomic>

namespace segql::cli {

/// From now on either says `segql: interrupted` on standard error and ends the process with 128 plus its number, as
/// shells count. The same signal again ends it at once. One that is ignored stays ignored.
void listen_for_interrupts();

/// For a shell: from now on Ctrl-C ends the work at hand, not the process. It sets what this returns, which whoever
/// begins work sets back.
std::atomic<bool>& cancel_on_interrupt();

}  // namespace segql::cli
