// A new file beside the old one, then a rename, which the file system does at once or not at all.
#include "connect/replace_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "connect/unfinished.h"

namespace segql::connect {

namespace fs = std::filesystem;

namespace {

Error failed(const std::string& path, int reason) {
  return Error{ErrorCode::kIo, "cannot write `" + path + "`: " + std::strerror(reason)};
}

/// 0, or why not.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    text.remove_prefix(static_cast<size_t>(count));
  }
  return ::fsync(file) == 0 || errno == EINVAL ? 0 : errno;  // some file systems have nothing to wait for
}

/// The path of a new file beside `target`, which is left open in `file`; empty, -1 and `errno` when there can be none.
std::string open_beside(const fs::path& target, mode_t mode, int& file) {
  static std::atomic<uint64_t> count = 0;
  for (;;) {
    // A name of this process and this call. One that stands there all the same was left by somebody who was stopped.
    std::string beside =
        target.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".segql-new";
    file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (file >= 0) return beside;
    if (errno != EEXIST) return "";
  }
}

}  // namespace

// A link that leads nowhere yet is itself what is written.
std::string file_behind(const std::string& path) {
  std::error_code unresolved;
  const fs::path found = fs::weakly_canonical(path, unresolved);
  return unresolved ? path : found.string();
}

FolderLocks::~FolderLocks() {
  for (const auto& [number, folder] : folders_) ::close(folder);
}

Status FolderLocks::wait_for(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    const fs::path folder = fs::path(file_behind(path)).parent_path();
    const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return failed(path, errno);
    struct stat status {};
    const int reason = ::fstat(opened, &status) == 0 ? 0 : errno;
    const bool is_new = reason == 0 && folders_.try_emplace({status.st_dev, status.st_ino}, opened).second;
    if (!is_new) ::close(opened);
    if (reason != 0) return failed(path, reason);
  }
  for (const auto& [number, folder] : folders_) {
    while (::flock(folder, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  return {};
}

Status replace_file(const std::string& path, std::string_view text) {
  const fs::path target = file_behind(path);
  struct stat status {};
  const bool exists = ::stat(target.c_str(), &status) == 0;
  const mode_t mode = exists ? status.st_mode & 07777 : 0666;
  int file = -1, why = 0;
  const Unfinished beside([&] {
    std::string made = open_beside(target, mode, file);
    why = errno;
    return made;
  });
  if (file < 0) return failed(path, why);
  int reason = exists && ::fchmod(file, mode) != 0 ? errno : write_all(file, text);
  if (::close(file) != 0 && reason == 0) reason = errno;
  if (reason == 0 && std::rename(beside.path().c_str(), target.c_str()) != 0) reason = errno;
  if (reason == 0) return {};
  ::unlink(beside.path().c_str());
  return failed(path, reason);
}

}  // namespace segql::connect
