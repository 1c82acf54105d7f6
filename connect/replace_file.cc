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
#include <optional>

#include "base/try.h"

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
  return 0;
}

/// Gives the file its permissions, if it is to have others, and waits until it is on its disk: 0, or why not.
int settle(const std::string& path, std::optional<mode_t> mode) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  int reason = mode && ::fchmod(file, *mode) != 0 ? errno : 0;
  if (reason == 0 && ::fsync(file) != 0 && errno != EINVAL) reason = errno;  // some have nothing to wait for
  ::close(file);
  return reason;
}

std::string absolute(const std::string& path) {
  std::error_code unresolved;
  const fs::path found = fs::absolute(path, unresolved);
  return unresolved ? path : found.string();
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

NewFile::NewFile(std::string path)
    : path_(std::move(path)), target_(absolute(file_behind(path_))), beside_([this] { return make(); }) {}

std::string NewFile::make() {
  static std::atomic<uint64_t> count = 0;
  struct stat status {};
  const bool exists = ::stat(target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) reason_ = EISDIR;
  is_direct_ = exists && !S_ISREG(status.st_mode);
  if (is_direct_) return "";
  if (exists) mode_ = status.st_mode & 07777;
  for (;;) {
    // A name of this process and this call. One that stands there all the same was left by somebody who was stopped.
    std::string beside = target_ + "." + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".segql-new";
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, exists ? 0600 : 0666);
    if (file < 0 && errno == EEXIST) continue;
    if (file < 0) reason_ = errno;
    if (file < 0) return "";
    ::close(file);
    return beside;
  }
}

Result<std::unique_ptr<NewFile>> NewFile::beside(const std::string& path) {
  auto made = std::unique_ptr<NewFile>(new NewFile(path));
  if (made->reason_ != 0) return failed(path, made->reason_);
  return made;
}

NewFile::~NewFile() {
  if (!is_over_ && !beside_.path().empty()) ::unlink(beside_.path().c_str());
}

Status NewFile::take_place() {
  if (is_direct_) return {};
  if (const int reason = settle(beside_.path(), mode_); reason != 0) return failed(path_, reason);
  if (std::rename(beside_.path().c_str(), target_.c_str()) != 0) return failed(path_, errno);
  is_over_ = true;
  return {};
}

Status replace_file(const std::string& path, std::string_view text) {
  SEGQL_TRY(const auto made, NewFile::beside(path));
  const int file = ::open(made->path().c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return failed(path, errno);
  int reason = write_all(file, text);
  if (::close(file) != 0 && reason == 0) reason = errno;
  return reason == 0 ? made->take_place() : failed(path, reason);
}

}  // namespace segql::connect
