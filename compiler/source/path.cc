#include "compiler/source/path.h"

#include <filesystem>

namespace segql {

std::string normal_path(std::string_view path) {
  return std::filesystem::path(path).lexically_normal().generic_string();
}

std::string import_path(std::string_view from, std::string_view path) {
  return normal_path((std::filesystem::path(from).parent_path() / path).generic_string());
}

}  // namespace segql
