// Compressed files taken apart: every way to cut one short, and files that change while they are read.
#include "connect/compressed_file.h"

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <zstd.h>

#include "tests/connect/test_folder.h"

namespace segql::connect {
namespace {

using testing::HasSubstr;

constexpr size_t kMegabyte = size_t{1} << 20;

/// Text that compresses, but not to nothing.
std::string numbers(size_t size) {
  std::string text;
  for (uint64_t i = 0; text.size() < size; ++i) text += std::to_string(i * i * 7919 % 1'000'003) + "\n";
  text.resize(size);
  return text;
}

std::string zstd_frame(std::string_view text, bool checksum, bool known_size) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, known_size ? 1 : 0);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

class CompressedFileTest : public FolderTest {
 protected:
  Status check(const std::string& name) const {
    return check_compressed_file(path(name), name, suffixes_of(name).compression);
  }
  std::string content(const std::string& name) const {
    std::string text;
    const Status status = read_content(path(name), name, suffixes_of(name).compression,
                                       [&](std::string_view block) { return text += block, true; });
    return status.ok() ? text : status.error().message;
  }
};

TEST_F(CompressedFileTest, ZstdFramesOfEveryShape) {
  const std::string skippable("\x5a\x2a\x4d\x18\x03\x00\x00\x00xyz", 11);
  const std::string text = numbers(300'000);
  const std::string packed = zstd_frame(text, true, true) + skippable + zstd_frame(text, false, false) +
                             zstd_frame(std::string(500'000, 'a'), true, false) + zstd_frame("", true, true) +
                             zstd_frame("x", false, true);
  write("a.zst", packed);
  EXPECT_TRUE(check("a.zst").ok());
  EXPECT_EQ(content("a.zst"), text + text + std::string(500'000, 'a') + "x");

  const std::string one = zstd_frame(numbers(400), true, true);
  for (size_t size = 1; size < one.size(); ++size) {
    write("cut.zst", one.substr(0, size));
    const Status status = check("cut.zst");
    ASSERT_FALSE(status.ok()) << size;
    EXPECT_EQ(status.error().message, "`cut.zst` is cut short, or not a zstd file; nothing was read from it");
  }
  write("more.zst", one + "more");
  EXPECT_THAT(check("more.zst").error().message, HasSubstr("has other bytes after its end"));
}

TEST_F(CompressedFileTest, GzipMembersAcrossBlocks) {
  // Members larger than the block they are read in, and one that ends exactly with it.
  const std::string text = numbers(5 * kMegabyte);
  write("a", text);
  ASSERT_EQ(std::system(("gzip -k '" + path("a") + "'").c_str()), 0);
  const std::string packed = contents("a.gz");
  ASSERT_GT(packed.size(), kMegabyte);
  write("two.gz", packed + packed);
  EXPECT_TRUE(check("two.gz").ok());
  EXPECT_EQ(content("two.gz"), text + text);
  for (const size_t size : {kMegabyte - 1, kMegabyte, kMegabyte + 1, packed.size() - 8, packed.size() - 1}) {
    write("cut.gz", packed.substr(0, size));
    EXPECT_EQ(content("cut.gz"), "`cut.gz` is cut short; nothing was read from it") << size;
  }
}

TEST_F(CompressedFileTest, FilesThatShrinkWhileTheyAreRead) {
  write("a.json", std::string(3 * kMegabyte, ' '));
  size_t size = 0;
  const Status status = read_content(path("a.json"), "a.json", Compression::kNone, [&](std::string_view block) {
    size += block.size();
    std::filesystem::resize_file(path("a.json"), 10);
    return true;
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(size, kMegabyte);

  write("b", numbers(8 * kMegabyte));
  ASSERT_EQ(std::system(("gzip '" + path("b") + "'").c_str()), 0);
  const Status cut = read_content(path("b.gz"), "b.gz", Compression::kGzip, [&](std::string_view) {
    std::filesystem::resize_file(path("b.gz"), 10);
    return true;
  });
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().message, "`b.gz` is cut short; nothing was read from it");
}

TEST_F(CompressedFileTest, FilesThatCannotBeRead) {
  for (const std::string name : {"absent.gz", "absent.zst", "absent.json"}) {
    EXPECT_EQ(content(name), "cannot read `" + name + "`: No such file or directory");
  }
  std::filesystem::create_directory(path("folder.gz"));
  ASSERT_FALSE(check("folder.gz").ok());
  EXPECT_EQ(check("folder.gz").error().message, "cannot read `folder.gz`: Is a directory");
}

}  // namespace
}  // namespace segql::connect
