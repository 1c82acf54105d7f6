#include "cli/watch.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>

namespace segql::cli {
namespace {

namespace fs = std::filesystem;

bool is_watched(const fs::path& path) { return path.extension() == ".segql" || path.filename() == "segql.toml"; }

}  // namespace

std::string Watch::state() const {
  std::vector<std::string> files;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(folder_, options, error), end; !error && at != end; at.increment(error)) {
    // Hidden folders hold what tools keep for themselves.
    if (at->path().filename().string().starts_with(".") && at->is_directory(error)) at.disable_recursion_pending();
    if (!is_watched(at->path())) continue;
    std::error_code ignored;
    const auto time = fs::last_write_time(at->path(), ignored).time_since_epoch().count();
    files.push_back(at->path().string() + '\0' + std::to_string(time) + '\0' +
                    std::to_string(fs::file_size(at->path(), ignored)));
  }
  std::ranges::sort(files);
  std::string all;
  for (const std::string& file : files) all += file + '\n';
  return all;
}

void Watch::wait() {
  for (;;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    std::string now = state();
    if (now == state_) continue;
    state_ = std::move(now);
    return;
  }
}

}  // namespace segql::cli
