// Names in messages.
#include "connect/nearest.h"

namespace segql::connect {

std::string quoted_list(const std::vector<std::string>& names, size_t limit) {
  std::string text;
  const size_t shown = names.size() <= limit ? names.size() : limit;
  for (size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "`" + names[i] + "`";
  }
  if (shown < names.size()) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

}  // namespace segql::connect
