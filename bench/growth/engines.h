#pragma once
/// The choice of an engine: `auto` beside the better of the two.

#include <string>

#include "bench/peers/session.h"

namespace segql::bench {

std::string engines_header();
/// Two rows of the table: segments asked for the first time, compiling included, and ones that were asked before.
Result<std::string> engines_rows(Session& session, int rounds);

}  // namespace segql::bench
