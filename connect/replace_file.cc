// A new file beside the old one, then a rename, which the file system does at once or not at all.
#include "connect/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

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

}  // namespace

Status replace_file(const std::string& path, std::string_view text) {
  std::error_code unresolved;
  fs::path target = path;
  // A link that leads nowhere yet is replaced itself.
  if (const fs::path found = fs::canonical(path, unresolved); !unresolved) target = found;
  struct stat status {};
  const bool exists = ::stat(target.c_str(), &status) == 0;
  const mode_t mode = exists ? status.st_mode & 07777 : 0666;
  // A name of this process: what another one is writing at the same time is its own.
  const std::string beside = target.string() + "." + std::to_string(::getpid()) + ".segql-new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) return failed(path, errno);
  int reason = exists && ::fchmod(file, mode) != 0 ? errno : write_all(file, text);
  if (::close(file) != 0 && reason == 0) reason = errno;
  if (reason == 0 && std::rename(beside.c_str(), target.c_str()) != 0) reason = errno;
  if (reason == 0) return {};
  ::unlink(beside.c_str());
  return failed(path, reason);
}

}  // namespace segql::connect
