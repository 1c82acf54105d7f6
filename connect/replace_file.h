#pragma once
/// Writing a whole file so that a failure loses nothing.

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connect/unfinished.h"
#include "segql/result.h"

namespace segql::connect {

/// The file that links at `path` lead to; `path` itself where there is none yet.
std::string file_behind(const std::string& path);

/// A new file beside the one at a path, which takes its place once all of it is written. Follows links and keeps the
/// permissions of the file there is. What is no file, such as a pipe or a device, is written to directly.
class NewFile {
 public:
  /// Makes it, empty. The file at `path` need not exist; its folder must.
  static Result<std::unique_ptr<NewFile>> beside(const std::string& path);
  /// Removes it, unless it took its place.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  /// Absolute: where it is to be written.
  const std::string& path() const { return is_direct_ ? target_ : beside_.path(); }
  /// It is whole. To be called once, after everybody has closed it.
  Status take_place();

 private:
  explicit NewFile(std::string path);
  std::string make();

  const std::string path_;    ///< as given, for messages
  const std::string target_;  ///< links followed
  bool is_direct_ = false;
  std::optional<mode_t> mode_;  ///< of the file there is
  int reason_ = 0;              ///< why it could not be made
  Unfinished beside_;
  bool is_over_ = false;
};

/// Makes `text` the contents of the file at `path`, which need not exist, by way of a `NewFile`. After an error the
/// file is as it was.
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
