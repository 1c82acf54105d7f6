#pragma once
/// The commands. Each returns the exit code of the program and writes results to standard output, all else to standard
/// error.

#include "cli/options.h"

namespace segql::cli {

int check(const Options& options);
int format(const Options& options);
int run(const Options& options);
int count(const Options& options);
int members(const Options& options);
int explain(const Options& options);
int explain_code(const Options& options);
int test(const Options& options);
int snapshot(const Options& options);
int why(const Options& options);
int diff(const Options& options);
int uses(const Options& options);
int graph(const Options& options);
int docs(const Options& options);
int repl(const Options& options);

}  // namespace segql::cli
