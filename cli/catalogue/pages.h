#pragma once
/// The pages of a catalogue: static HTML that asks nobody for anything.

#include <functional>
#include <string>

#include "cli/catalogue/catalogue.h"

namespace segql::cli {

/// Calls `write` with the path of each page, seen from the folder of the catalogue, and its text, until it returns an
/// error. The same catalogue makes the same pages.
Status make_pages(const Catalogue& catalogue,
                  const std::function<Status(const std::string& path, const std::string& html)>& write);

}  // namespace segql::cli
