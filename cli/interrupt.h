#pragma once
/// Ctrl-C and SIGTERM: the process ends within milliseconds, whatever it is doing, and leaves the terminal and the
/// files in order.

namespace segql::cli {

/// From now on either says `segql: interrupted` on standard error and ends the process with 128 plus its number, as
/// shells count. The same signal again ends it at once. One that is ignored stays ignored.
void listen_for_interrupts();

}  // namespace segql::cli
