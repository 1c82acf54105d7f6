#pragma once
/// A text of several lines as one.

#include <string>
#include <string_view>

namespace segql {

/// Without line breaks and indentation.
std::string one_line(std::string_view text);

}  // namespace segql
