#pragma once
/// What compiling costs: one shape, many, one that is kept in a file, and one that another segment has had compiled.

#include <string>

#include "bench/peers/session.h"

namespace segql::bench {

/// Definitions of segments of 20 shapes, d1 to d1000, that differ in their constants.
std::string segments_of_shapes();

/// As a table. REQUIRES: `session` has those definitions, and those of many_segments(100).
Result<std::string> compile_times(Session& session, int rounds);

}  // namespace segql::bench
