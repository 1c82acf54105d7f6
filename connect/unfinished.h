#pragma once
/// `Unfinished`: a file or folder that is worth nothing without the process that makes it, so that whoever ends the
/// process early can leave none behind.

#include <functional>
#include <string>

namespace segql::connect {

class Unfinished {
 public:
  /// `make` makes it and returns its path; empty: it could not.
  explicit Unfinished(const std::function<std::string()>& make);
  /// It is finished, or gone.
  ~Unfinished();
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Removes all there are; where there are some, it takes ten milliseconds. To be called by any thread, right before the
/// process ends: nobody can make another one afterwards, and who tries waits for ever.
void remove_unfinished();

}  // namespace segql::connect
