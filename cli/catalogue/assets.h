#pragma once
/// The files of cli/catalogue/assets, which are part of the program.

#include <string>
#include <string_view>

namespace segql::cli {

/// REQUIRES: there is a file of that name.
std::string_view asset(std::string_view name);

/// Its SHA-256 in base64, as a content security policy names it.
std::string asset_hash(std::string_view name);

}  // namespace segql::cli
