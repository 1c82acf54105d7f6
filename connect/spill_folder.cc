// SpillFolder: mkdtemp, because a name that can be guessed could be a link of somebody else's.
#include "connect/spill_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace segql::connect {

namespace fs = std::filesystem;

namespace {

std::string make_folder() {
  std::error_code error;
  fs::path parent = fs::temp_directory_path(error);
  if (error) parent = "/tmp";
  std::string name = (parent / "segql-XXXXXX").string();
  return ::mkdtemp(name.data()) != nullptr ? name : "";
}

}  // namespace

SpillFolder::SpillFolder() : folder_(make_folder) {}

SpillFolder::~SpillFolder() {
  std::error_code ignored;
  if (!path().empty()) fs::remove_all(path(), ignored);
}

}  // namespace segql::connect
