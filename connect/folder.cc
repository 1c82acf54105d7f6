// Files and folders as errors speak of them.
#include "connect/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/nearest_name.h"
#include "base/quoted_list.h"
#include "base/try.h"

namespace segql::connect {

namespace fs = std::filesystem;

namespace {

std::string display(const fs::path& folder) { return folder.empty() ? "." : folder.string(); }

/// Names in a folder, folders with a slash; hidden ones are left out. Bounded: a message has no use for more.
std::vector<std::string> names_in(const fs::path& folder) {
  constexpr size_t kMost = 10'000;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && names.size() < kMost;
       it.increment(error)) {
    std::string name = it->path().filename().string();
    if (name.starts_with('.')) continue;
    std::error_code ignored;
    if (it->is_directory(ignored)) name += '/';
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Closed where it goes out of scope; negative: it could not be opened.
struct OpenFile {
  explicit OpenFile(int opened) : number(opened) {}
  ~OpenFile() {
    if (number >= 0) ::close(number);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  const int number;
};

}  // namespace

std::string what_exists_near(const std::string& path) {
  fs::path wanted = path;
  fs::path folder = wanted.parent_path();
  std::error_code error;
  while (!folder.empty() && folder != folder.root_path() && !fs::exists(folder, error)) {
    wanted = folder;
    folder = folder.parent_path();
  }
  const fs::path listed = folder.empty() ? fs::path(".") : folder;
  if (!fs::is_directory(listed, error)) return "`" + display(folder) + "` is not a folder";
  const std::vector<std::string> names = names_in(listed);
  if (names.empty()) return "the folder `" + display(folder) + "` is empty";
  return "the folder `" + display(folder) + "` holds " + quoted_list(names) +
         did_you_mean(wanted.filename().string(), names);
}

Status check_readable_file(const std::string& path, const std::string& shown) {
  if (path.find('\0') != std::string::npos) {
    return Error{ErrorCode::kInvalidArgument, "the name of a file cannot contain a zero byte"};
  }
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    if (fs::is_symlink(path, error)) {
      return Error{ErrorCode::kNotFound, "`" + shown + "` is a link to `" + fs::read_symlink(path, error).string() +
                                             "`, which does not exist"};
    }
    return Error{ErrorCode::kNotFound, "there is no file `" + shown + "`; " + what_exists_near(path)};
  }
  if (status.type() == fs::file_type::none) {
    return Error{ErrorCode::kIo, "cannot look at `" + shown + "`: " + error.message()};
  }
  if (status.type() == fs::file_type::directory) {
    return Error{ErrorCode::kInvalidArgument, "`" + shown + "` is a folder; name its files, for example `" + shown +
                                                  (shown.ends_with('/') ? "" : "/") + "*`"};
  }
  if (status.type() != fs::file_type::regular) {
    return Error{ErrorCode::kInvalidArgument, "`" + shown + "` is not a regular file"};
  }
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Error{ErrorCode::kIo, "cannot read `" + shown + "`: " + std::strerror(errno)};
  ::close(file);
  return {};
}

Result<std::string> read_text_file(const std::string& path, size_t max_bytes) {
  // Only what cannot be read is looked at twice: a project may have ten thousand files.
  const bool has_zero = path.find('\0') != std::string::npos;
  const OpenFile file(has_zero ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.number < 0 || ::fstat(file.number, &status) != 0 || !S_ISREG(status.st_mode)) {
    const int error = errno;
    SEGQL_TRY_VOID(check_readable_file(path, path));
    return Error{ErrorCode::kIo, "cannot read `" + path + "`: " + std::strerror(error)};
  }
  std::string text;
  const auto expected = static_cast<size_t>(status.st_size);
  for (size_t end = 0; end <= max_bytes;) {
    text.resize(std::min(end > expected ? 2 * end : expected, max_bytes) + 1);
    const ssize_t num_read = ::read(file.number, text.data() + end, text.size() - end);
    if (num_read < 0 && errno == EINTR) continue;
    if (num_read < 0) return Error{ErrorCode::kIo, "cannot read `" + path + "`: " + std::strerror(errno)};
    end += static_cast<size_t>(num_read);
    if (num_read != 0) continue;
    text.resize(end);
    return text;
  }
  return Error{ErrorCode::kLimitExceeded,
               "`" + path + "` is larger than the limit of " + std::to_string(max_bytes) + " bytes"};
}

}  // namespace segql::connect
