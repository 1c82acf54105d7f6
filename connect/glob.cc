// Path patterns: one folder level at a time, each name tested with fnmatch.
#include "connect/glob.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include <fnmatch.h>

#include "base/try.h"

namespace segql::connect {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostMatches = 100'000;
constexpr int kDeepest = 64;  ///< folders below one `**`; links are not followed, so this bounds odd trees, not cycles

class Expansion {
 public:
  Expansion(fs::path base, const fs::path& pattern) : base_(std::move(base)) {
    for (const fs::path& part : pattern.relative_path()) {
      // `**/**` means `**`, and would walk every folder once per pair.
      if (part == "**" && !parts_.empty() && parts_.back() == "**") continue;
      parts_.push_back(part.string());
    }
  }

  Status walk(const fs::path& shown, size_t part, int depth) {
    if (part == parts_.size()) return {};
    const std::string& name = parts_[part];
    const bool last = part + 1 == parts_.size();
    if (name == "**") return walk_any_depth(shown, part, depth);
    if (name == "." || name == ".." || !has_wildcards(name)) return visit(shown / name, part, last);
    SEGQL_TRY(const auto names, names_in(shown));
    for (const std::string& entry : names) {
      if (::fnmatch(name.c_str(), entry.c_str(), FNM_PERIOD) == 0) SEGQL_TRY_VOID(visit(shown / entry, part, last));
    }
    return {};
  }

  std::vector<std::string> take() { return {found_.begin(), found_.end()}; }

 private:
  Status visit(const fs::path& shown, size_t part, bool last) {
    std::error_code error;
    const fs::file_type type = fs::status(base_ / shown, error).type();
    if (type == fs::file_type::none) return unreadable(shown, error);
    if (!last) return type == fs::file_type::directory ? walk(shown, part + 1, 0) : Status{};
    // A link to nothing is a file that was meant to be there: whoever opens it says so.
    if (type == fs::file_type::not_found && !fs::is_symlink(base_ / shown, error)) return {};
    if (type == fs::file_type::directory) return {};
    if (found_.size() == kMostMatches) {
      return Error{ErrorCode::kLimitExceeded,
                   "the pattern matches more than " + std::to_string(kMostMatches) + " files"};
    }
    found_.insert(shown.generic_string());
    return {};
  }

  /// `**`: no folder, one, two, ...; as the last part it means every file below.
  Status walk_any_depth(const fs::path& shown, size_t part, int depth) {
    const bool last = part + 1 == parts_.size();
    if (!last) SEGQL_TRY_VOID(walk(shown, part + 1, 0));
    SEGQL_TRY(const auto names, names_in(shown));
    for (const std::string& entry : names) {
      if (entry.starts_with('.')) continue;
      const fs::path child = shown / entry;
      std::error_code error;
      const fs::file_type type = fs::symlink_status(base_ / child, error).type();
      if (type == fs::file_type::none) return unreadable(child, error);
      if (type == fs::file_type::directory) {
        if (depth < kDeepest) SEGQL_TRY_VOID(walk(child, part, depth + 1));
      } else if (last) {
        SEGQL_TRY_VOID(visit(child, part, true));
      }
    }
    return {};
  }

  /// None of a folder that is not there: then nothing matches. Any other failure would hide files that do.
  Result<std::vector<std::string>> names_in(const fs::path& shown) const {
    std::vector<std::string> names;
    std::error_code error;
    const fs::path folder = base_ / shown;
    for (fs::directory_iterator it(folder.empty() ? "." : folder, error), end; !error && it != end;
         it.increment(error)) {
      names.push_back(it->path().filename().string());
    }
    if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory) {
      return unreadable(shown, error);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  static Error unreadable(const fs::path& shown, const std::error_code& error) {
    const std::string name = shown.empty() ? "." : shown.generic_string();
    return Error{ErrorCode::kIo, "cannot look at `" + name + "` for files that match: " + error.message()};
  }

  fs::path base_;
  std::vector<std::string> parts_;
  std::set<std::string> found_;
};

}  // namespace

bool has_wildcards(const std::string& path) { return path.find_first_of("*?[") != std::string::npos; }

Result<std::vector<std::string>> expand_glob(const std::string& folder, const std::string& pattern) {
  if (pattern.find('\0') != std::string::npos) return std::vector<std::string>{};
  const fs::path path = pattern;
  const fs::path base = path.is_absolute() ? fs::path() : fs::path(folder);
  std::error_code error;
  const fs::file_type type = fs::status(base / path, error).type();
  if (type != fs::file_type::not_found && type != fs::file_type::none && type != fs::file_type::directory) {
    return std::vector<std::string>{pattern};
  }
  Expansion expansion(base, path);
  SEGQL_TRY_VOID(expansion.walk(path.root_path(), 0, 0));
  return expansion.take();
}

}  // namespace segql::connect
