#pragma once
/// `SpillFolder`: where DuckDB puts what does not fit into memory. Nobody else can know or read it.

#include <string>

#include "connect/unfinished.h"

namespace segql::connect {

class SpillFolder {
 public:
  /// A new folder below TMPDIR; the empty path when none can be made there, as on a read-only system.
  SpillFolder();
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;
  /// Removes the folder with all it holds.
  ~SpillFolder();

  const std::string& path() const { return folder_.path(); }

 private:
  Unfinished folder_;
};

}  // namespace segql::connect
