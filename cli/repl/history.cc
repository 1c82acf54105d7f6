// Each entry is appended by itself under a lock of the file. Whoever shortens the file writes another one and renames
// it, so after the lock is there, the file may be one that has no name any more: then it is opened again.
#include "cli/repl/history.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace segql::cli {
namespace {

constexpr mode_t kOnlyMine = 0600;

/// The file, locked; -1 when that cannot be.
int open_locked(const std::string& path, int flags) {
  while (true) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, kOnlyMine);
    if (file < 0) return -1;
    while (::flock(file, LOCK_EX) != 0 && errno == EINTR) {
    }
    struct stat mine {
    }, named{};
    if (::fstat(file, &mine) != 0 || !S_ISREG(mine.st_mode)) {
      ::close(file);
      return -1;
    }
    if (::stat(path.c_str(), &named) == 0 && named.st_ino == mine.st_ino && named.st_dev == mine.st_dev) return file;
    ::close(file);
  }
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

std::string read_all(int file) {
  std::string text;
  char buffer[1 << 16];
  while (true) {
    const ssize_t count = ::read(file, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer, static_cast<size_t>(count));
  }
}

/// A line break within an entry is `\n`, a backslash `\\`.
std::string line_of(const std::string& entry) {
  std::string line;
  for (const char c : entry) {
    if (c == '\\' || c == '\n') line += '\\';
    line += c == '\n' ? 'n' : c;
  }
  return line + "\n";
}

std::string entry_of(std::string_view line) {
  std::string entry;
  for (size_t i = 0; i < line.size(); ++i) {
    const bool escaped = line[i] == '\\' && i + 1 < line.size();
    if (escaped) ++i;
    entry += escaped && line[i] == 'n' ? '\n' : line[i];
  }
  return entry;
}

std::vector<std::string> entries_of(std::string_view text) {
  std::vector<std::string> entries;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (end != 0) entries.push_back(entry_of(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return entries;
}

void shorten(const std::string& path, const std::vector<std::string>& entries) {
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kOnlyMine);
  if (file < 0) return;
  std::string text;
  for (const std::string& entry : entries) text += line_of(entry);
  const bool is_written = write_all(file, text);
  ::close(file);
  if (!is_written || ::rename(beside.c_str(), path.c_str()) != 0) ::unlink(beside.c_str());
}

}  // namespace

std::string history_path() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  // As the XDG specification says, a path that is not absolute is none.
  if (const std::string states = variable("XDG_STATE_HOME"); states.starts_with('/')) return states + "/segql/history";
  const std::string home = variable("HOME");
  return home.empty() ? "" : home + "/.local/state/segql/history";
}

History::History(std::string path) : path_(std::move(path)) {
  const int file = path_.empty() ? -1 : open_locked(path_, O_RDONLY);
  if (file < 0) return;
  entries_ = entries_of(read_all(file));
  const bool is_long = entries_.size() >= 2 * kMost;
  if (entries_.size() > kMost) entries_.erase(entries_.begin(), entries_.end() - static_cast<std::ptrdiff_t>(kMost));
  if (is_long) shorten(path_, entries_);
  ::close(file);  // and with it the lock
}

void History::add(const std::string& entry) {
  if (entry.empty() || (!entries_.empty() && entries_.back() == entry)) return;
  entries_.push_back(entry);
  if (path_.empty()) return;
  std::error_code ignored;
  const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
  if (std::filesystem::create_directories(folder, ignored))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  const int file = open_locked(path_, O_WRONLY | O_APPEND | O_CREAT);
  if (file < 0) return;
  write_all(file, line_of(entry));
  ::close(file);
}

}  // namespace segql::cli
