// Unfinished: the paths there are, under a lock that the end of the process never gives back.
#include "connect/unfinished.h"

#include <chrono>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

namespace segql::connect {
namespace {

struct Registry {
  std::mutex mutex;
  std::multiset<std::string> paths;
};

Registry& registry() {
  static auto* const all = new Registry;  // threads may outlive static objects
  return *all;
}

/// Tries again where somebody makes a file in a folder that is being removed.
void remove_with_all_in_it(const std::string& path) {
  std::error_code failed;
  for (int tries = 0; tries < 100; ++tries) {
    std::filesystem::remove_all(path, failed);
    if (!failed) return;
  }
}

}  // namespace

Unfinished::Unfinished(const std::function<std::string()>& make) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  path_ = make();
  if (!path_.empty()) all.paths.insert(path_);
}

Unfinished::~Unfinished() {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  if (const auto found = all.paths.find(path_); found != all.paths.end()) all.paths.erase(found);
}

void remove_unfinished() {
  Registry& all = registry();
  all.mutex.lock();
  if (all.paths.empty()) return;
  for (const std::string& path : all.paths) remove_with_all_in_it(path);
  // Other threads still run: one that was about to open its file makes it again, which it does once.
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  for (const std::string& path : all.paths) remove_with_all_in_it(path);
}

}  // namespace segql::connect
