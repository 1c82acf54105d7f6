#include "compiler/source/path.h"

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

}  // namespace segql
