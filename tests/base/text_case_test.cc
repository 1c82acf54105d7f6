#include "base/text_case.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "base/utf8.h"

namespace segql::utf8 {
namespace {

std::string text_of(char32_t code) {
  std::string text;
  append(text, code);
  return text;
}

TEST(TextCase, OneCodePointForOne) {
  EXPECT_EQ(to_lower(""), "");
  EXPECT_EQ(to_lower("RIYADH 42, Łódź ÉTÉ"), "riyadh 42, łódź été");
  EXPECT_EQ(to_upper("riyadh 42, Łódź été"), "RIYADH 42, ŁÓDŹ ÉTÉ");
  EXPECT_EQ(to_upper("straße"), "STRAẞE") << "and not SS, which would be two letters for one";
  EXPECT_EQ(to_lower("STRAẞE"), "straße");
  EXPECT_EQ(to_lower("İ"), "i") << "in every locale, without a dot above";
  EXPECT_EQ(to_upper("i"), "I");
  EXPECT_EQ(to_lower("I"), "i");
  EXPECT_EQ(to_upper("ı"), "I");
  EXPECT_EQ(to_upper("ﬁ"), "ﬁ") << "a ligature has no capital of one letter";
  EXPECT_EQ(to_lower("ΟΔΟΣ"), "οδοσ") << "no final form: what stands around a letter does not count";
  EXPECT_EQ(to_lower("οδος"), "οδος");
  EXPECT_EQ(to_upper("οδος"), "ΟΔΟΣ");
  EXPECT_EQ(to_lower("ǅ"), "ǆ");
  EXPECT_EQ(to_upper("ǅ"), "Ǆ");
  EXPECT_EQ(to_lower("E\u0301"), "e\u0301") << "combining marks stay as they are";
  EXPECT_EQ(to_upper("𐐨"), "𐐀") << "beyond the basic plane";
  EXPECT_EQ(to_lower("الرياض 日本 😀"), "الرياض 日本 😀");
}

TEST(TextCase, BytesMayBecomeMoreOrFewer) {
  EXPECT_EQ(to_lower("Ⱥ"), "ⱥ");  // two bytes, then three
  EXPECT_EQ(to_lower("\u212A"), "k");
  EXPECT_EQ(to_upper("ⱥ"), "Ⱥ");
}

TEST(TextCase, TrimTakesWhiteSpaceOffBothEnds) {
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("   \t\r\n"), "");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed("  a  b "), "a  b");
  EXPECT_EQ(trimmed("\u00A0\u2003é\u3000\u0085"), "é");
  EXPECT_EQ(trimmed("\u2028\u1680😀\u205F\u2029"), "😀");
  EXPECT_EQ(trimmed("\u200Ba\uFEFF"), "\u200Ba\uFEFF") << "zero width spaces are not White_Space";
}

TEST(TextCase, WhiteSpaceIsThatOfUnicode) {
  std::string found;
  for (char32_t code = 1; code <= 0x10FFFF; ++code) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    if (trimmed(text_of(code)).empty()) append(found, code);
  }
  EXPECT_EQ(found,
            "\u0009\u000A\u000B\u000C\u000D\u0020\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
            "\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000");
}

// `ignoring case` is RE2's: a letter and what becomes of it are the same to both, but for the two letters of Turkish
// that simple folding leaves alone.
TEST(TextCase, AgreesWithSimpleFolding) {
  const auto same_folded = [](const std::string& a, const std::string& b) {
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_literal(true);
    return re2::RE2::FullMatch(a, re2::RE2(b, options));
  };
  for (char32_t code = 1; code <= 0x10FFFF; ++code) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    const std::string text = text_of(code), lower = to_lower(text), upper = to_upper(text);
    EXPECT_EQ(length(lower), 1u);
    EXPECT_EQ(length(upper), 1u);
    if (lower == text && upper == text) continue;
    EXPECT_EQ(lower == text || same_folded(text, lower), code != 0x130) << text;
    EXPECT_EQ(upper == text || same_folded(text, upper), code != 0x131) << text;
    EXPECT_EQ(to_lower(lower), lower) << text;
    EXPECT_EQ(to_upper(upper), upper) << text;
  }
}

}  // namespace
}  // namespace segql::utf8
