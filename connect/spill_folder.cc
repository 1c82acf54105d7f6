// SpillFolder: mkdtemp, because a name that can be guessed could be a link of somebody else's.
#include "connect/spill_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace segql::connect {

namespace fs = std::filesystem;

SpillFolder::SpillFolder() {
  std::error_code error;
  fs::path parent = fs::temp_directory_path(error);
  if (error) parent = "/tmp";
  std::string name = (parent / "segql-XXXXXX").string();
  if (::mkdtemp(name.data()) != nullptr) path_ = std::move(name);
}

SpillFolder::~SpillFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace segql::connect
