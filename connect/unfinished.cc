// Unfinished: the paths there are, under a lock that the end of the process never gives back.
#include "connect/unfinished.h"

#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>

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
  for (const std::string& path : all.paths) {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
}

}  // namespace segql::connect
