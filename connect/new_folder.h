#pragma once
/// `NewFolder`: a folder of files that takes its place once all of them are written.

#include <memory>
#include <string>
#include <string_view>

#include "connect/unfinished.h"
#include "segql/result.h"

namespace segql::connect {

class NewFolder {
 public:
  /// Makes it, empty, beside the folder at `path`, which need not exist; the one around it must. A folder that is there
  /// is replaced when it is empty or holds a file `mark`, by which one that was made before is known; any other is an
  /// error, because what is in it would be lost.
  static Result<std::unique_ptr<NewFolder>> beside(const std::string& path, const std::string& mark);
  /// Removes it, unless it took its place: then what stood there before.
  ~NewFolder();
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  /// Writes a file in it, `name` being a path with its folders.
  Status write(const std::string& name, std::string_view text);
  /// All is written. To be called once.
  Status take_place();

 private:
  explicit NewFolder(std::string path);

  const std::string path_;    ///< as given, for messages
  const std::string target_;  ///< links followed
  int reason_ = 0;            ///< why it could not be made
  Unfinished beside_;
  bool is_over_ = false;
};

}  // namespace segql::connect
