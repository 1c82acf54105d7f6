// A file is named by the hash of its key and holds, in this order:
//   8 bytes   "segqlobj"
//   16 bytes  XXH3 of all that follows
//   8 bytes   length of the key
//   the key: the version of our code and of LLVM, the machine, the shape
//   the object
// Integers are those of the machine, which is part of the key.
#include "compiler/codegen/object_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/Support/CachePruning.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/raw_ostream.h>
#include <xxhash.h>

#include "compiler/codegen/code_version.h"

namespace segql::codegen {
namespace {

constexpr std::string_view kMagic = "segqlobj";
constexpr size_t kDigest = sizeof(XXH128_hash_t);
constexpr size_t kHead = kMagic.size() + kDigest + sizeof(uint64_t);
constexpr uint64_t kMostBytes = uint64_t{64} << 20;  // of one file: code of the largest plan has a few

std::string digest(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {reinterpret_cast<const char*>(&hash), sizeof hash};
}

/// Closes what it opened.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// It belongs to this user, and nobody else may write it.
bool is_ours(const struct stat& about) {
  return about.st_uid == ::geteuid() && (about.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool read_all(int file, char* data, size_t size) {
  while (size > 0) {
    const ssize_t count = ::read(file, data, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    data += count;
    size -= static_cast<size_t>(count);
  }
  return true;
}

/// The bytes of a file of ours; nothing when it is anything else.
std::string read_file(const std::string& folder, const std::string& path) {
  struct stat about {};
  const File directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fstat(directory.get(), &about) != 0 || !is_ours(about)) return "";
  const std::string name = path.substr(folder.size() + 1);
  const File file(::openat(directory.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.get() < 0 || ::fstat(file.get(), &about) != 0) return "";
  if (!S_ISREG(about.st_mode) || !is_ours(about)) return "";
  const auto size = static_cast<uint64_t>(about.st_size);
  if (size < kHead || size > kMostBytes) return "";
  std::string bytes(size, '\0');
  return read_all(file.get(), bytes.data(), size) ? bytes : "";
}

}  // namespace

ObjectCache::ObjectCache(std::string folder, std::string machine)
    : folder_(std::move(folder)), machine_(std::move(machine)) {}

std::string ObjectCache::whole_key(std::string_view key) const {
  std::string whole = "SegQL " SEGQL_CODE_VERSION " LLVM " LLVM_VERSION_STRING " ";
  whole += machine_;
  whole += '\0';
  return whole.append(key);
}

/// The prefix is what LLVM's pruning looks for.
std::string ObjectCache::path_of(const std::string& whole_key) const {
  return folder_ + "/llvmcache-" + llvm::toHex(digest(whole_key), /*LowerCase=*/true);
}

std::optional<std::string> ObjectCache::find(std::string_view key) const {
  const std::string whole = whole_key(key);
  const std::string bytes = read_file(folder_, path_of(whole));
  const std::string_view view = bytes;
  if (view.size() < kHead || !view.starts_with(kMagic)) return std::nullopt;
  const std::string_view rest = view.substr(kMagic.size() + kDigest);
  if (view.substr(kMagic.size(), kDigest) != digest(rest)) return std::nullopt;
  uint64_t key_size = 0;
  std::memcpy(&key_size, rest.data(), sizeof key_size);
  const std::string_view content = rest.substr(sizeof key_size);
  if (key_size > content.size() || content.substr(0, key_size) != whole) return std::nullopt;
  return std::string(content.substr(key_size));
}

void ObjectCache::store(std::string_view key, std::string_view object) const {
  if (llvm::sys::fs::create_directories(folder_, true, llvm::sys::fs::owner_all)) return;
  const std::string whole = whole_key(key);
  const uint64_t key_size = whole.size();
  std::string rest(reinterpret_cast<const char*>(&key_size), sizeof key_size);
  rest += whole;
  rest += object;

  // A file of another name takes its place once it is whole.
  int descriptor = -1;
  llvm::SmallString<128> beside;
  const auto mode = static_cast<unsigned>(llvm::sys::fs::owner_read | llvm::sys::fs::owner_write);
  if (llvm::sys::fs::createUniqueFile(folder_ + "/new-%%%%%%%%%%%%", descriptor, beside, llvm::sys::fs::OF_None,
                                      mode)) {
    return;
  }
  bool written = false;
  {
    llvm::raw_fd_ostream out(descriptor, true);
    out << llvm::StringRef(kMagic.data(), kMagic.size()) << digest(rest) << rest;
    out.close();
    written = !out.has_error();
    out.clear_error();
  }
  if (!written || llvm::sys::fs::rename(beside, path_of(whole))) {
    llvm::sys::fs::remove(beside);
    return;
  }
  // Looks at the folder at most every twenty minutes, and removes what was not used for a week or is too much.
  llvm::CachePruningPolicy policy;
  policy.Interval = std::chrono::minutes(20);
  policy.Expiration = std::chrono::hours(24 * 7);
  policy.MaxSizeBytes = uint64_t{256} << 20;
  llvm::pruneCache(folder_, policy);
}

}  // namespace segql::codegen
