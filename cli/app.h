#pragma once
/// The command line: from arguments to a command.

namespace segql::cli {

/// Runs the program; returns its exit code. Lets no exception out.
int run_program(int argc, const char* const* argv);

}  // namespace segql::cli
