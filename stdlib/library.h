#pragma once
/// The standard library: the SegQL files of this folder, which are part of the program. `import "std/rfm"` names one.

#include <optional>
#include <string_view>
#include <vector>

namespace segql::stdlib {

/// The text of "std/rfm"; nothing when there is no such library.
std::optional<std::string_view> find(std::string_view path);

/// "std/commerce", "std/dates", ...
std::vector<std::string_view> paths();

}  // namespace segql::stdlib
