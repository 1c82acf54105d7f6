#pragma once
/// What `check --relations` prints.

#include <string>

#include "cli/options.h"

namespace segql::cli {

/// Everything that is proved about pairs of segments. `format`: kText, a line each; or kJson.
std::string print_relations(const Engine& engine, Format format);

}  // namespace segql::cli
