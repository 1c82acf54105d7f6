#include "cli/repl/members_wanted.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "cli/repl/words.h"
#include "cli/shell.h"

namespace segql::cli {

Result<MembersWanted> read_members_wanted(const std::string& argument) {
  MembersWanted wanted;
  std::string_view rest = argument;
  if (const size_t at = find_word(rest, "limit"); at != std::string_view::npos) {
    const std::string number = trimmed(rest.substr(at + 5));
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), wanted.limit);
    if (error != std::errc() || end != number.data() + number.size()) {
      return Error{ErrorCode::kInvalidArgument, "`limit` takes a whole number, and stands at the end"};
    }
    rest = rest.substr(0, at);
  }
  if (const size_t at = find_word(rest, "columns"); at != std::string_view::npos) {
    wanted.columns = split_list(rest.substr(at + 7));
    if (std::ranges::any_of(wanted.columns, &std::string::empty)) {
      return Error{ErrorCode::kInvalidArgument,
                   "`columns` takes fields, attributes or expressions with commas between them"};
    }
    rest = rest.substr(0, at);
  }
  wanted.question = trimmed(rest);
  return wanted;
}

}  // namespace segql::cli
