#include "cli/repl/words.h"

#include <algorithm>

namespace segql::cli {

std::string trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin));
}

std::pair<std::string, std::string> first_word(std::string_view text) {
  const size_t end = std::min(text.find_first_of(" \t\n"), text.size());
  return {std::string(text.substr(0, end)), trimmed(text.substr(end))};
}

size_t find_word(std::string_view text, std::string_view word) {
  size_t found = std::string_view::npos, depth = 0;
  char quote = 0, before = ' ';
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == '\\' && quote == '"') ++at;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '`') {
      quote = c;
    } else if (c == '(' || c == '{') {
      ++depth;
    } else if ((c == ')' || c == '}') && depth > 0) {
      --depth;
    } else if (depth == 0 && (before == ' ' || before == '\t') && text.substr(at).starts_with(word)) {
      const size_t end = at + word.size();
      if (end == text.size() || text[end] == ' ' || text[end] == '\t') found = at;
    }
    before = c;
  }
  return found;
}

}  // namespace segql::cli
