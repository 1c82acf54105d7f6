#pragma once
/// Offers of a completion as they are shown under the line.

#include <string>

#include "cli/repl/input.h"

namespace segql::cli {

/// What all of them begin with.
std::string common_start(const Offers& offers);

/// By kind, in lines of at most so many columns; the details too where they are few. Ends in a line break.
std::string print_offers(const Offers& offers, size_t columns);

}  // namespace segql::cli
