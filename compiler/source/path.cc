#include "compiler/source/path.h"

#include <algorithm>
#include <filesystem>

namespace segql {

std::string normal_path(std::string_view path) {
  return std::filesystem::path(path).lexically_normal().generic_string();
}

bool is_library_path(std::string_view path) {
  return path.starts_with("std/") && path.find('.') == std::string_view::npos;
}

std::string import_path(std::string_view from, std::string_view path) {
  if (is_library_path(path)) return std::string(path);
  return normal_path((std::filesystem::path(from).parent_path() / path).generic_string());
}

std::string path_to_import(std::string_view from, std::string_view to) {
  if (is_library_path(to)) return std::string(to);
  const std::filesystem::path folder = std::filesystem::path(from).parent_path();
  std::string path = std::filesystem::path(to).lexically_relative(folder.empty() ? "." : folder).generic_string();
  const bool can_be_written =
      std::ranges::none_of(path, [](char c) { return c == '"' || c == '\\' || (c >= 0 && c < ' '); });
  return can_be_written && import_path(from, path) == to ? path : "";
}

}  // namespace segql
