// The cache of compiled objects: what is stored is found, and nothing that is wrong with a file does any harm.
#include "compiler/codegen/object_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "compiler/codegen/codegen.h"
#include "compiler/interp/interp.h"
#include "tables.h"

namespace segql::codegen::testing {
namespace {

namespace fs = std::filesystem;

class ObjectCacheTest : public ::testing::Test {
 protected:
  ObjectCacheTest() {
    std::string pattern = (fs::temp_directory_path() / "segql-cache-XXXXXX").string();
    folder = std::string(mkdtemp(pattern.data())) + "/code";
  }
  ~ObjectCacheTest() override {
    std::error_code ignored;
    fs::remove_all(fs::path(folder).parent_path(), ignored);
  }

  static void store(const ObjectCache& cache, const std::string& key, const std::string& object) {
    cache.store(key, object);
  }
  static std::string found(const ObjectCache& cache, const std::string& key) {
    return cache.find(key).value_or("nothing");
  }
  /// The one file there is.
  fs::path file() const {
    fs::path only;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().filename().string().starts_with("llvmcache-")) only = entry.path();
    }
    return only;
  }
  static std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  std::string folder;
};

TEST_F(ObjectCacheTest, FindsWhatWasStored) {
  const ObjectCache cache(folder, "machine");
  EXPECT_EQ(found(cache, "a"), "nothing");
  store(cache, "a", "object a");
  store(cache, std::string("b\0c", 3), "");
  EXPECT_EQ(found(cache, "a"), "object a");
  EXPECT_EQ(found(cache, std::string("b\0c", 3)), "");
  EXPECT_EQ(found(cache, "b"), "nothing");
  store(cache, "a", "another");
  EXPECT_EQ(found(ObjectCache(folder, "machine"), "a"), "another");
  EXPECT_EQ(found(ObjectCache(folder, "other machine"), "a"), "nothing");
}

TEST_F(ObjectCacheTest, DamagedFilesAreIgnoredAndWrittenAnew) {
  const ObjectCache cache(folder, "machine");
  store(cache, "key", "the object");
  const std::string whole = read(file());
  for (size_t size = 0; size < whole.size(); ++size) {
    write(file(), whole.substr(0, size));
    ASSERT_EQ(found(cache, "key"), "nothing") << size;
  }
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    write(file(), flipped);
    ASSERT_EQ(found(cache, "key"), "nothing") << bit;
  }
  write(file(), whole + "x");
  EXPECT_EQ(found(cache, "key"), "nothing");
  store(cache, "key", "the object");
  EXPECT_EQ(read(file()), whole);
  EXPECT_EQ(found(cache, "key"), "the object");
}

/// Two keys with one file name: as if their hashes were equal.
TEST_F(ObjectCacheTest, AFileOfAnotherKeyIsNotTaken) {
  const ObjectCache cache(folder, "machine");
  store(cache, "one", "object of one");
  const fs::path name = file();
  const std::string of_one = read(name);
  fs::remove(name);
  store(cache, "two", "object of two");
  write(file(), of_one);
  EXPECT_EQ(found(cache, "two"), "nothing");
}

TEST_F(ObjectCacheTest, WhatOthersCanWriteIsNotTaken) {
  const ObjectCache cache(folder, "machine");
  store(cache, "key", "object");
  const std::string path = file().string();
  for (const mode_t mode : {0620, 0602, 0666}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_EQ(found(cache, "key"), "nothing") << mode;
  }
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  ASSERT_EQ(::chmod(folder.c_str(), 0777), 0);
  EXPECT_EQ(found(cache, "key"), "nothing");
  ASSERT_EQ(::chmod(folder.c_str(), 0700), 0);
  EXPECT_EQ(found(cache, "key"), "object");
  if (::geteuid() != 0) return;  // only root can give files away
  ASSERT_EQ(::chown(path.c_str(), 12345, 12345), 0);
  EXPECT_EQ(found(cache, "key"), "nothing");
  store(cache, "key", "object");
  EXPECT_EQ(found(cache, "key"), "object");
  ASSERT_EQ(::chown(folder.c_str(), 12345, 12345), 0);
  EXPECT_EQ(found(cache, "key"), "nothing");
}

TEST_F(ObjectCacheTest, OnlyPlainFilesAreTaken) {
  const ObjectCache cache(folder, "machine");
  store(cache, "key", "object");
  const fs::path path = file(), elsewhere = fs::path(folder).parent_path() / "elsewhere";
  fs::rename(path, elsewhere);
  fs::create_symlink(elsewhere, path);
  EXPECT_EQ(found(cache, "key"), "nothing");
  fs::remove(path);
  fs::create_directory(path);
  EXPECT_EQ(found(cache, "key"), "nothing");
  store(cache, "key", "object");  // cannot take the place of a folder
  fs::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(found(cache, "key"), "nothing");  // and does not wait for a writer
  fs::remove(path);
  const ObjectCache nowhere("/proc/no/such/folder", "machine");
  store(nowhere, "key", "object");
  EXPECT_EQ(found(nowhere, "key"), "nothing");
}

TEST_F(ObjectCacheTest, ManyAtTheSameTime) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const ObjectCache cache(folder, "machine");
      for (int i = 0; i < 50; ++i) {
        store(cache, "shared", "the same");
        const std::string seen = found(cache, "shared");
        EXPECT_EQ(seen, "the same");
        store(cache, std::to_string(100 * t + i), "own");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& entry : fs::directory_iterator(folder)) {
    EXPECT_TRUE(entry.path().filename().string().starts_with("llvmcache")) << entry.path();
  }
}

/// Code from the cache gives the answers of code made anew, whatever happened to the file meanwhile.
TEST_F(ObjectCacheTest, ServesTheNextCompiler) {
  const Tables tables(3, 300);
  plan::Scan scan = tables.make_scan();
  const auto value = scan.arena.make<plan::Expr>(plan::Repr::kInt, true, plan::kNone,
                                                 plan::Column{{}, tables.columns_of(kSubject).integers[1]});
  scan.predicate = scan.arena.make<plan::Expr>(plan::Repr::kBool, false, plan::kNone, plan::Range{value, 10, 120});
  const auto members = [&](const std::function<void(const runtime::ScanArgs&)>& run) {
    std::vector<uint64_t> out((tables.num_rows(kSubject) + 63) / 64);
    runtime::EvalContext context = make_context(0);
    runtime::ScanArgs args = tables.make_args();
    args.out = out.data();
    args.context = &context;
    run(args);
    return out;
  };
  const auto expected = members([&](const auto& args) { interp::run(scan, args); });
  const auto compiled = [&] {
    const auto jit = Jit::create({"", true, folder});
    if (!jit.ok()) return std::vector<uint64_t>();
    const auto code = (*jit)->compile(scan);
    EXPECT_TRUE(code.ok());
    return members([&](const auto& args) { code->run(args); });
  };
  EXPECT_EQ(compiled(), expected);
  const std::string whole = read(file());
  // Taken from the file, which nobody writes again.
  const auto written = fs::last_write_time(file());
  EXPECT_EQ(compiled(), expected);
  EXPECT_EQ(fs::last_write_time(file()), written);
  for (const std::string& damaged : {whole.substr(0, whole.size() / 2), std::string(), whole + "more"}) {
    write(file(), damaged);
    EXPECT_EQ(compiled(), expected);
    EXPECT_EQ(read(file()), whole);
  }
}

}  // namespace
}  // namespace segql::codegen::testing
