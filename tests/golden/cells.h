#pragma once
/// Cells of lines as people write them, in the data files of tests and in documents.

#include <string>
#include <vector>

namespace segql::golden {

/// Without white space at both ends.
inline std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\n") + 1 - begin);
}

/// What stands between separators, each trimmed.
inline std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  for (std::string& part : parts) part = trimmed(part);
  return parts;
}

}  // namespace segql::golden
