/// The command `segql repl`: somebody at a terminal, or a script.

#include <unistd.h>

#include <iostream>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/repl/input.h"
#include "cli/repl/repl.h"
#include "cli/repl/workspace.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

void greet(const Workspace& workspace) {
  uint64_t rows = 0;
  for (const TableInfo& table : workspace.engine().tables()) rows += table.num_rows;
  std::cout << "SegQL " << version() << ": " << grouped(rows) << " rows as of "
            << workspace.engine().format_instant(workspace.evaluation().as_of())
            << ". Ask, define, or `:help`; Tab shows what may follow.\n";
}

}  // namespace

int repl(const Options& options) {
  const bool is_terminal = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
  std::atomic<bool>* const cancelled = is_terminal ? &cancel_on_interrupt() : nullptr;
  Workspace workspace(options, cancelled);
  const int opened = workspace.open();
  if (!workspace.is_open()) return opened;
  Repl repl(workspace, cancelled);
  const auto input =
      is_terminal ? open_terminal([&](std::string_view line) { return repl.complete(line); }) : open_script();
  if (is_terminal) greet(workspace);
  const int exit_code = repl.run(*input);
  return opened != kFine && !is_terminal ? opened : exit_code;
}

}  // namespace segql::cli
