#include "bad_files.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace segql::check {
namespace {

constexpr std::string_view kNextFile = "//// ";

Texts split_files(std::string name, const std::string& text) {
  Texts files{{std::move(name), ""}};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kNextFile)) {
      files.emplace_back(line.substr(kNextFile.size()), "");
    } else {
      files.back().second += line + "\n";
    }
  }
  return files;
}

}  // namespace

std::filesystem::path bad_files_folder() {
  return std::filesystem::path(SEGQL_TEST_DIR) / "golden" / "diagnostics" / "check";
}

std::vector<std::string> bad_file_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(bad_files_folder())) {
    if (entry.path().extension() == ".segql") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Checked check_bad_file(const std::filesystem::path& path) {
  Texts files = split_files(path.filename().string(), read_text(path));
  const bool own_schema = files[0].second.find("entity ") != std::string::npos;
  if (!own_schema) files.insert(files.begin(), {"shop.segql", kShop});
  return Checked(files, path.stem().string().find("strict") != std::string::npos);
}

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace segql::check
