#pragma once
/// Why a row is in a segment or not, as `segql why` and the shell show it.

#include <string>

#include "segql/engine.h"

namespace segql::cli {

/// Several lines. Not yet as a terminal may have them: see `printable_lines`.
std::string why_text(const Engine& engine, Instant as_of, const Explanation& answer);

}  // namespace segql::cli
