#include "compiler/source/source.h"

#include <string>

#include <gtest/gtest.h>

namespace segql {
namespace {

Source make(std::string text) { return Source::create(3, "a.segql", std::move(text), {}).value(); }

TEST(Source, LinesAndColumns) {
  const Source source = make("one\r\ntwo é x\n\nlast");
  EXPECT_EQ(source.id(), 3u);
  EXPECT_EQ(source.name(), "a.segql");
  ASSERT_EQ(source.num_lines(), 4u);
  EXPECT_EQ(source.line(1), "one");
  EXPECT_EQ(source.line(2), "two é x");
  EXPECT_EQ(source.line(3), "");
  EXPECT_EQ(source.line(4), "last");
  const auto at = [&](uint32_t offset) {
    const LineColumn place = source.locate(offset);
    return std::to_string(place.line) + ":" + std::to_string(place.column);
  };
  EXPECT_EQ(at(0), "1:1");
  EXPECT_EQ(at(5), "2:1");
  EXPECT_EQ(at(9), "2:5");
  EXPECT_EQ(at(11), "2:6");  // columns count characters, not bytes
  EXPECT_EQ(at(15), "4:1");
  EXPECT_EQ(at(1000), "4:5");  // past the end is the end
}

TEST(Source, ByteOrderMarkIsSkipped) {
  EXPECT_EQ(make("\xEF\xBB\xBFlanguage 1").text(), "language 1");
  EXPECT_EQ(make("").num_lines(), 1u);
}

TEST(Source, RefusesWhatIsNotText) {
  const auto invalid = Source::create(0, "a.segql", "fine\nab\xFF", {});
  ASSERT_FALSE(invalid.ok());
  EXPECT_EQ(invalid.error().code, ErrorCode::kInvalidSource);
  EXPECT_EQ(invalid.error().message, "a.segql:2: invalid UTF-8 at byte 3 of the line; definitions are UTF-8 text");
  const auto nul = Source::create(0, "a.segql", std::string("a\0b", 3), {});
  ASSERT_FALSE(nul.ok());
  EXPECT_EQ(nul.error().message, "a.segql:1: a NUL byte at byte 2 of the line; definitions are UTF-8 text");
}

TEST(Source, RefusesWhatIsTooLarge) {
  Limits limits;
  limits.source_bytes = 10;
  EXPECT_TRUE(Source::create(0, "a", std::string(10, 'x'), limits).ok());
  const auto large = Source::create(0, "a", std::string(11, 'x'), limits);
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(large.error().message, "a: 11 bytes; a file of definitions has at most 10");
}

}  // namespace
}  // namespace segql
