#pragma once
/// Words on their way to and from a shell.

#include <string>
#include <string_view>
#include <vector>

namespace segql::cli {

/// `word` as a POSIX shell reads it back: as it is where that is safe, in single quotes otherwise.
std::string shell_quoted(std::string_view word);

/// The parts between the commas outside brackets and quotes, without the spaces around them: `a, f(b, c), "x,y"` has
/// three.
std::vector<std::string> split_list(std::string_view text);

}  // namespace segql::cli
