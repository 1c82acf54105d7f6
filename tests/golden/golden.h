#pragma once
/// Golden files: what a test produced is compared with a file beside its input. With SEGQL_UPDATE_GOLDEN=1 in the
/// environment the files are written instead.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segql::golden {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The folder `name` of tests/golden.
inline std::filesystem::path folder(const std::string& name) {
  return std::filesystem::path(SEGQL_TEST_DIR) / "golden" / name;
}

/// The files of `folder` with this extension, in order of name.
inline std::vector<std::filesystem::path> files(const std::filesystem::path& folder, const std::string& extension) {
  std::vector<std::filesystem::path> result;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

inline void expect(const std::filesystem::path& expected, const std::string& actual) {
  const char* update = std::getenv("SEGQL_UPDATE_GOLDEN");
  if (update && *update != '\0' && std::string(update) != "0") {
    std::ofstream(expected, std::ios::binary) << actual;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(expected))
      << expected << " is missing; run with SEGQL_UPDATE_GOLDEN=1 to write it";
  EXPECT_EQ(read_file(expected), actual) << "in " << expected << "; SEGQL_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace segql::golden
