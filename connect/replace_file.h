#pragma once
/// Writing a whole file so that a failure loses nothing.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segql/result.h"

namespace segql::connect {

/// The file that links at `path` lead to; `path` itself where there is none yet.
std::string file_behind(const std::string& path);

/// Makes `text` the contents of the file at `path`, which need not exist: a new file beside it takes its place once all
/// of it is written. Follows links and keeps the permissions of the file there is. After an error the file is as it
/// was.
Status replace_file(const std::string& path, std::string_view text);

/// Keeps others who hold one, threads of this process among them, from the files in the same folders until it goes
/// away. Nothing is left behind. Where the file system has no locks, nobody is kept from anything.
class FolderLocks {
 public:
  FolderLocks() = default;
  ~FolderLocks();
  FolderLocks(const FolderLocks&) = delete;
  FolderLocks& operator=(const FolderLocks&) = delete;

  /// Waits for the folders of the files at `paths`, links followed. To be called once.
  Status wait_for(const std::vector<std::string>& paths);

 private:
  /// The open folders by device and number: everybody waits in the same order, so nobody waits for ever.
  std::map<std::pair<uint64_t, uint64_t>, int> folders_;
};

}  // namespace segql::connect
