/// What is written, for whoever shows it: declarations, words, windows.

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

using Kind = DeclarationInfo::Kind;
using Word = SyntaxToken::Kind;

constexpr const char* kSegments = R"(
/// Paid.
/// Ever.
attribute spend of customer = sum of amount of purchases
define recent(days: int = 30) of customer = any purchases within last $days days
@owner("crm") @tag("a") @tag("b") @seen @rank(2)
segment `big one`(floor_at: money(SAR) = (5 SAR)) "Big" of customer { where spend > $floor_at }
snapshot segment old of customer as of 2026-01-01 { where vip }
segment bad of customer { where nothing_such }
split halves of segment old seed "s" { one 50%, two 50% }
)";

const DeclarationInfo& named(const std::vector<DeclarationInfo>& all, const std::string& name) {
  static const DeclarationInfo nothing;
  const auto found = std::ranges::find(all, name, &DeclarationInfo::name);
  EXPECT_NE(found, all.end()) << name;
  return found == all.end() ? nothing : *found;
}

TEST(Declarations, AreWhatIsWrittenWhetherSoundOrNot) {
  auto engine = std::move(Engine::create({}).value());
  EXPECT_TRUE(engine->declarations().empty());
  ASSERT_TRUE(engine->add_source("shop.segql", std::string(kShopSchema) + kSegments).ok());
  EXPECT_FALSE(engine->check());
  const std::vector<DeclarationInfo> all = engine->declarations();
  std::vector<std::string> names;
  for (const DeclarationInfo& one : all) names.push_back(one.name);
  EXPECT_EQ(names, (std::vector<std::string>{"customer", "product", "purchase", "purchases", "sales", "spend", "recent",
                                             "big one", "old", "bad", "halves"}));
  EXPECT_EQ(named(all, "purchases").kind, Kind::kRelation);
  EXPECT_EQ(named(all, "purchases").table, "customer");
  EXPECT_EQ(named(all, "spend").doc, "Paid.\nEver.");
  EXPECT_EQ(named(all, "recent").parameters, "(days: int = 30)");
  const DeclarationInfo& big = named(all, "big one");
  EXPECT_EQ(big.parameters, "(floor_at: money(SAR) = (5 SAR))");
  EXPECT_EQ(big.title, "Big");
  const std::vector<std::pair<std::string, std::string>> annotations{
      {"owner", "crm"}, {"tag", "a"}, {"tag", "b"}, {"seen", ""}, {"rank", "2"}};
  EXPECT_EQ(big.annotations, annotations);
  const std::string_view text = engine->source_text(big.source).substr(big.span.begin, big.span.end - big.span.begin);
  EXPECT_EQ(text.substr(0, 13), "@owner(\"crm\")");
  EXPECT_EQ(text.back(), '}');
  EXPECT_EQ(named(all, "old").kind, Kind::kSnapshot);
  EXPECT_EQ(named(all, "halves").kind, Kind::kSplit);
}

TEST(Declarations, WindowsAreThoseOfAnInstant) {
  auto engine = shop(
      "attribute lately of customer = count of purchases within last 7 days\n"
      "segment some of customer { where lately > 1 and no purchases within last 30 days exclude joined within this "
      "year "
      "timezone \"UTC\" }\n");
  const Instant as_of = engine->parse_instant("2026-03-31T12:00").value();
  for (const DefinitionInfo& definition : engine->definitions()) {
    const auto windows = engine->windows(definition, as_of).value();
    if (definition.name == "some") {
      ASSERT_EQ(windows.size(), 3U);
      EXPECT_EQ(windows[0].text, "within last 7 days");
      EXPECT_EQ(windows[1].from, "2026-03-01T00:00:00Z");
      EXPECT_EQ(windows[1].to, "2026-03-31T09:00:00Z");
      EXPECT_EQ(windows[2].text, "within this year");
    } else if (definition.name == "customer.lately") {
      ASSERT_EQ(windows.size(), 1U);
      EXPECT_EQ(windows[0].from, "2026-03-24T00:00:00+03:00");
    } else {
      EXPECT_TRUE(windows.empty()) << definition.name;
    }
  }
  DefinitionInfo none;
  none.name = "nobody";
  EXPECT_FALSE(engine->windows(none, as_of).ok());
}

TEST(SyntaxTokens, SayWhatEachWordIs) {
  const std::string text = "segment days of x { // note\n where day = $p and `a b` in (\"t\", 2026-01-01, 5 SAR) # ' }";
  std::vector<std::pair<Word, std::string>> words;
  size_t end = 0;
  for (const SyntaxToken& token : syntax_tokens(text)) {
    EXPECT_EQ(text.substr(end, token.span.begin - end).find_first_not_of(" \n"), std::string::npos);
    end = token.span.end;
    words.emplace_back(token.kind, text.substr(token.span.begin, end - token.span.begin));
  }
  const auto is = [&](const std::string& word, Word kind) {
    const auto found = std::ranges::find(words, word, [](const auto& one) { return one.second; });
    ASSERT_NE(found, words.end()) << word;
    EXPECT_EQ(found->first, kind) << word;
  };
  is("segment", Word::kKeyword);
  is("days", Word::kName);
  is("x", Word::kName);
  is("// note", Word::kComment);
  is("where", Word::kKeyword);
  is("$p", Word::kParameter);
  is("`a b`", Word::kName);
  is("\"t\"", Word::kText);
  is("2026-01-01", Word::kNumber);
  is("SAR", Word::kNumber);
  is("=", Word::kSign);
  is("# ' }", Word::kUnknown);
  EXPECT_TRUE(syntax_tokens("").empty());
  EXPECT_TRUE(syntax_tokens("\xff").empty());
}

}  // namespace
}  // namespace segql::testing
