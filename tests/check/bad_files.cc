#include "bad_files.h"

#include <sstream>

#include "../golden/golden.h"

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

std::filesystem::path bad_files_folder() { return golden::folder("diagnostics") / "check"; }

std::vector<std::string> bad_file_names() {
  std::vector<std::string> names;
  for (const auto& path : golden::files(bad_files_folder(), ".segql")) names.push_back(path.stem().string());
  return names;
}

Checked check_bad_file(const std::filesystem::path& path) {
  Texts files = split_files(path.filename().string(), golden::read_file(path));
  const bool own_schema = files[0].second.find("entity ") != std::string::npos;
  if (!own_schema) files.insert(files.begin(), {"shop.segql", kShop});
  return Checked(files, path.stem().string().find("strict") != std::string::npos);
}

}  // namespace segql::check
