#pragma once
/// What a definition uses and what uses it, as `segql uses` and the shell show it.

#include <string>

#include "cli/options.h"

namespace segql::cli {

/// Prints it. kUsage, after saying why, when the name is not of one definition.
int show_uses(const Engine& engine, const std::string& name, Format format);

}  // namespace segql::cli
