#include "connect/new_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/try.h"
#include "connect/replace_file.h"

namespace segql::connect {

namespace fs = std::filesystem;

namespace {

Error failed(const std::string& path, const std::string& why) {
  return Error{ErrorCode::kIo, "cannot write `" + path + "`: " + why};
}

/// Without a separator at its end, which would make the name of what it is in.
std::string folder_behind(const std::string& path) {
  std::error_code unresolved;
  fs::path folder = fs::absolute(file_behind(path), unresolved).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  return folder.string();
}

}  // namespace

NewFolder::NewFolder(std::string path)
    : path_(std::move(path)), target_(folder_behind(path_)), beside_([this]() -> std::string {
        std::string made = target_ + "." + std::to_string(::getpid()) + ".segql-new";
        if (::mkdir(made.c_str(), 0777) == 0) return made;
        reason_ = errno;
        return "";
      }) {}

Result<std::unique_ptr<NewFolder>> NewFolder::beside(const std::string& path, const std::string& mark) {
  std::error_code unknown;
  const fs::path target = folder_behind(path);
  if (fs::exists(target, unknown)) {
    if (!fs::is_directory(target, unknown)) return failed(path, "it is a file, and is to be a folder");
    if (!fs::is_empty(target, unknown) && !fs::exists(target / mark, unknown))
      return failed(path, "the folder is not empty, and was not made by this command: what is in it would be lost");
  }
  auto made = std::unique_ptr<NewFolder>(new NewFolder(path));
  if (made->reason_ != 0) return failed(path, std::strerror(made->reason_));
  return made;
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (!is_over_ && !beside_.path().empty()) fs::remove_all(beside_.path(), ignored);
}

Status NewFolder::write(const std::string& name, std::string_view text) {
  const fs::path file = fs::path(beside_.path()) / name;
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return failed(path_ + "/" + name, error.message());
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) return failed(path_ + "/" + name, errno != 0 ? std::strerror(errno) : "it cannot be written");
  return {};
}

// A folder that is there is changed with the new one in one step, and then goes away as the new one would have. Where
// the file system cannot do that, it moves aside first.
Status NewFolder::take_place() {
  if (::access(target_.c_str(), F_OK) != 0) {
    is_over_ = ::rename(beside_.path().c_str(), target_.c_str()) == 0;
    return is_over_ ? Status() : failed(path_, std::strerror(errno));
  }
  if (::renameat2(AT_FDCWD, beside_.path().c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) return {};
  const std::string old = beside_.path() + ".old";
  if (::rename(target_.c_str(), old.c_str()) != 0) return failed(path_, std::strerror(errno));
  if (::rename(beside_.path().c_str(), target_.c_str()) != 0) {
    const int reason = errno;
    ::rename(old.c_str(), target_.c_str());
    return failed(path_, std::strerror(reason));
  }
  is_over_ = true;
  std::error_code error;
  fs::remove_all(old, error);
  if (error) return failed(path_, "the one before stays at `" + old + "`: " + error.message());
  return {};
}

}  // namespace segql::connect
