// Names as messages list them.
#include "base/quoted_list.h"

#include <algorithm>

namespace segql {

std::string quoted_list(std::span<const std::string> names, size_t limit) {
  std::string text;
  const size_t shown = std::min(names.size(), limit);
  for (size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "`" + names[i] + "`";
  }
  if (shown < names.size()) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

}  // namespace segql
