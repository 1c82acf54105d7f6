#pragma once
/// The drawing of what an entry uses and what uses it, two steps far.

#include <string>

#include "cli/catalogue/catalogue.h"

namespace segql::cli {

/// An SVG with links from the folder of a page; empty: there is nothing to draw.
std::string neighbourhood_svg(const Catalogue& catalogue, size_t entry);

}  // namespace segql::cli
