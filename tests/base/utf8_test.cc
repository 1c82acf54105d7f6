#include "base/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace segql::utf8 {
namespace {

TEST(Utf8, EveryCodePointSurvives) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append(text, c);
    const Decoded decoded = decode(text, 0);
    ASSERT_TRUE(decoded.valid) << static_cast<uint32_t>(c);
    ASSERT_EQ(decoded.code_point, c);
    ASSERT_EQ(decoded.length, text.size());
  }
}

TEST(Utf8, FindsTheFirstInvalidByte) {
  EXPECT_EQ(find_invalid(""), std::string::npos);
  EXPECT_EQ(find_invalid("plain text of more than eight bytes, الرياض, 日本, 😀"), std::string::npos);
  EXPECT_EQ(find_invalid("0123456789\xFFx"), 10u);
  EXPECT_EQ(find_invalid("\x80"), 0u);              // a continuation with nothing before it
  EXPECT_EQ(find_invalid("ab\xC3"), 2u);            // cut off
  EXPECT_EQ(find_invalid("\xC0\xAF"), 0u);          // overlong
  EXPECT_EQ(find_invalid("\xE0\x80\x80"), 0u);      // overlong
  EXPECT_EQ(find_invalid("\xED\xA0\x80"), 0u);      // surrogate
  EXPECT_EQ(find_invalid("\xF4\x90\x80\x80"), 0u);  // above U+10FFFF
  EXPECT_EQ(find_invalid("\xF8\x88\x80\x80\x80"), 0u);
}

TEST(Utf8, LengthCountsCodePoints) {
  EXPECT_EQ(length(""), 0u);
  EXPECT_EQ(length("aé日😀"), 4u);
}

TEST(Utf8, WidthOnATerminal) {
  EXPECT_EQ(display_width('a'), 1);
  EXPECT_EQ(display_width(U'é'), 1);
  EXPECT_EQ(display_width(U'ر'), 1);
  EXPECT_EQ(display_width(U'日'), 2);
  EXPECT_EQ(display_width(U'😀'), 2);
  EXPECT_EQ(display_width(0x0301), 0);  // combining acute accent
  EXPECT_EQ(display_width(0x200B), 0);
}

TEST(Utf8, BidiControls) {
  EXPECT_TRUE(is_bidi_control(0x202E));
  EXPECT_TRUE(is_bidi_control(0x2066));
  EXPECT_FALSE(is_bidi_control(U'ر'));
}

}  // namespace
}  // namespace segql::utf8
