#include "connect/file_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <iterator>

#include <gmock/gmock.h>

#include "connect/folder.h"
#include "tests/connect/test_folder.h"

namespace segql::connect {
namespace {

using ::testing::HasSubstr;

/// Whether they are read ahead.
class FileReaderTest : public FolderTest, public ::testing::WithParamInterface<bool> {
 protected:
  void write_files(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const std::string name = std::to_string(i) + ".segql";
      write(name, text(i));
      paths.push_back(path(name));
    }
  }
  static std::string text(size_t i) { return "// file " + std::to_string(i) + std::string(i % 7, '\n'); }

  /// All texts, or the error.
  static Result<std::vector<std::string>> read_all(FileReader reader) {
    std::vector<std::string> all;
    for (;;) {
      auto texts = reader.next();
      if (!texts.ok() || texts->empty()) return texts.ok() ? all : std::move(texts);
      std::ranges::move(*texts, std::back_inserter(all));
    }
  }

  std::vector<std::string> paths;
};

TEST_P(FileReaderTest, TextsComeInOrder) {
  write_files(700);
  const auto texts = read_all(FileReader(paths, 100, GetParam()));
  ASSERT_EQ(texts->size(), paths.size());
  for (size_t i = 0; i < paths.size(); ++i) EXPECT_EQ((*texts)[i], text(i)) << i;
}

TEST_P(FileReaderTest, OneThatCannotBeReadIsAnErrorInItsPlace) {
  write_files(700);
  paths[400] += "x";
  FileReader reader(paths, 100, GetParam());
  size_t num_read = 0;
  auto texts = reader.next();
  for (; texts.ok(); texts = reader.next()) num_read += texts->size();
  EXPECT_EQ(num_read, 400u);
  EXPECT_EQ(texts.error().code, ErrorCode::kNotFound);
}

TEST_P(FileReaderTest, LargeOnesAreReadOneByOne) {
  const std::string large(size_t{5} << 20, 'x');
  for (int i = 0; i < 3; ++i) {
    write(std::to_string(i), large);
    paths.push_back(path(std::to_string(i)));
  }
  FileReader reader(paths, large.size(), GetParam());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(reader.next().value(), std::vector{large});
  EXPECT_TRUE(reader.next()->empty());
  FileReader too_large(paths, large.size() - 1, GetParam());
  EXPECT_EQ(too_large.next().error().code, ErrorCode::kLimitExceeded);
}

INSTANTIATE_TEST_SUITE_P(All, FileReaderTest, ::testing::Bool());

class TextFile : public FolderTest {};

TEST_F(TextFile, IsReadUpToTheLimit) {
  write("empty", "");
  EXPECT_EQ(read_text_file(path("empty"), 0).value(), "");
  write("five", "abc\n\x01");
  EXPECT_EQ(read_text_file(path("five"), 5).value(), "abc\n\x01");
  EXPECT_EQ(read_text_file(path("five"), 4).error().code, ErrorCode::kLimitExceeded);
  // One whose size is not known before it is read.
  EXPECT_THAT(read_text_file("/proc/self/status", 1 << 20).value(), HasSubstr("Pid:"));
  EXPECT_EQ(read_text_file("/proc/self/status", 10).error().code, ErrorCode::kLimitExceeded);
}

TEST_F(TextFile, IsAFile) {
  const auto error = [&](const std::string& name) { return read_text_file(path(name), 100).error().message; };
  EXPECT_THAT(error("none"), HasSubstr("there is no file `"));
  EXPECT_THAT(error("."), HasSubstr("is a folder"));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_THAT(error("pipe"), HasSubstr("is not a regular file")) << "nobody waits for a writer";
  EXPECT_THAT(error(std::string("a\0b", 3)), HasSubstr("zero byte"));
  write("secret", "x");
  std::filesystem::permissions(path("secret"), std::filesystem::perms::none);
  const WithoutRights nobody;
  EXPECT_THAT(error("secret"), HasSubstr("cannot read `"));
}

}  // namespace
}  // namespace segql::connect
