/// Rules: each keeps the meaning of every condition, alone, missing from the others, and together; and each has a
/// golden file that shows what it does. SEGQL_UPDATE_GOLDEN=1 rewrites the files from their `##` lines.
#include <filesystem>
#include <sstream>

#include <gtest/gtest.h>

#include "compiler/plan/dump.h"
#include "compiler/plan/rank_cells.h"
#include "compiler/plan/reach_events.h"
#include "compiler/plan/rewrite.h"
#include "compiler/plan/sample_order.h"
#include "compiler/plan/skip_blocks.h"
#include "conditions.h"
#include "shop.h"
#include "tests/golden/golden.h"

namespace segql::plan {
namespace {

std::string predicate_text(const Scan& scan) {
  return scan.predicate == nullptr ? "every row" : one_line(scan, *scan.predicate);
}

class EveryData : public testing::TestWithParam<std::tuple<uint64_t, size_t, const char*>> {
 protected:
  Shop shop_{std::get<0>(GetParam()), std::get<1>(GetParam()), std::get<2>(GetParam())};
};
INSTANTIATE_TEST_SUITE_P(Shops, EveryData,
                         testing::Values(std::tuple{1, 150, "Asia/Riyadh"}, std::tuple{2, 70, "America/New_York"},
                                         std::tuple{3, 5, "Pacific/Apia"}, std::tuple{4, 0, "UTC"}));

TEST_P(EveryData, RulesTogetherKeepTheMeaning) {
  for (const Condition& condition : kConditions) {
    Scan scan = shop_.lower(condition.entity, condition.text);
    const Words expected = shop_.members(scan);
    const std::string before = predicate_text(scan);
    shop_.optimise(scan);
    EXPECT_EQ(shop_.members(scan), expected) << condition.text << "\n" << before << "\n" << predicate_text(scan);
  }
}

TEST_P(EveryData, EachRuleAloneKeepsTheMeaning) {
  for (const Condition& condition : kConditions) {
    const Words expected = shop_.members(shop_.lower(condition.entity, condition.text));
    for (const std::string_view rule : rule_names()) {
      Scan scan = shop_.lower(condition.entity, condition.text);
      const std::string before = predicate_text(scan);
      shop_.optimise(scan, rule);
      EXPECT_EQ(shop_.members(scan), expected) << rule << " on " << condition.text << "\n"
                                               << before << "\n"
                                               << predicate_text(scan);
    }
  }
}

TEST_P(EveryData, NegationIsTheExactComplement) {
  for (const Condition& condition : kConditions) {
    const Words positive = shop_.members(shop_.plan(condition.entity, condition.text));
    const Words negative = shop_.members(shop_.plan(condition.entity, "not (" + std::string(condition.text) + ")"));
    const uint64_t num_rows = shop_.num_rows(*shop_.schema().find_table(condition.entity));
    for (uint64_t row = 0; row < num_rows; ++row) {
      const bool in = ((positive[row / 64] >> (row % 64)) & 1) != 0,
                 out = ((negative[row / 64] >> (row % 64)) & 1) != 0;
      ASSERT_NE(in, out) << condition.text << " row " << row;
    }
  }
}

// After all rules: flat logic, no negation over logic, at least two terms in a list, nothing decided left over.
void expect_normal(const Scan& scan, const Expr& e, std::string_view text);
void expect_normal_term(const Scan& scan, const Expr& parent, ExprRef term, std::string_view text) {
  EXPECT_NE(parent.node.index(), term->node.index()) << text << ": a list directly in its like";
  EXPECT_FALSE(std::holds_alternative<Literal>(term->node)) << text;
  expect_normal(scan, *term, text);
}
void expect_normal(const Scan& scan, const Expr& e, std::string_view text) {
  if (const auto* n = std::get_if<And>(&e.node)) {
    for (const ExprRef term : n->terms) expect_normal_term(scan, e, term, text);
  }
  if (const auto* n = std::get_if<Or>(&e.node)) {
    for (const ExprRef term : n->terms) expect_normal_term(scan, e, term, text);
  }
  if (const auto* n = std::get_if<Not>(&e.node)) {
    const auto& inner = n->operand->node;
    EXPECT_FALSE(std::holds_alternative<And>(inner) || std::holds_alternative<Or>(inner) ||
                 std::holds_alternative<Not>(inner))
        << text;
  }
}
TEST_P(EveryData, TheResultIsInNormalForm) {
  for (const Condition& condition : kConditions) {
    const Scan scan = shop_.plan(condition.entity, condition.text);
    if (scan.predicate != nullptr) expect_normal(scan, *scan.predicate, condition.text);
  }
}

// Law 3: a positive test of a missing set is false, also the one for nothing.
TEST_P(EveryData, AMissingSetHasAllOfNothingNeither) {
  EXPECT_EQ(shop_.members(shop_.lower("customer", "friend.tags has all of ()")),
            shop_.members(shop_.lower("customer", "friend is present")));
}

// Law 8: a value is missing beyond 38 digits, not beyond 64 bits.
TEST_P(EveryData, MediansMayBeOfWideValues) {
  const char* const kWide = "median of (quantity * 9000000000000000000) of purchases >= 9000000000000000000 * 2";
  EXPECT_EQ(shop_.members(shop_.plan("customer", kWide)),
            shop_.members(shop_.plan("customer", "median of quantity of purchases >= 2")));
}

TEST(Rules, BudgetStopsRewritingAndKeepsTheMeaning) {
  Shop shop;
  for (uint64_t budget = 0; budget < 12; ++budget) {
    Scan scan = shop.lower("customer", "not (not (points > 5 and visits < 3) or (optin and count of purchases >= 2))");
    const Words expected = shop.members(scan);
    Limits limits;
    limits.rule_firings = static_cast<uint32_t>(budget);
    optimise(scan, shop.moment(), shop, limits, {}, nullptr);
    EXPECT_EQ(shop.members(scan), expected) << budget;
  }
}

TEST(Rules, SwitchedOffAltogether) {
  Shop shop;
  Scan scan = shop.lower("customer", "not (points > 5 or active)");
  OptimiseOptions options;
  options.enabled = false;
  optimise(scan, shop.moment(), shop, {}, options, nullptr);
  EXPECT_TRUE(std::holds_alternative<Not>(scan.predicate->node));
}

TEST(Rules, TraceNamesTheRuleAndWhatItDid) {
  Shop shop;
  Scan scan = shop.lower("customer", "not (points > 5)");
  Trace trace;
  shop.optimise(scan, "", &trace);
  ASSERT_EQ(trace.lines.size(), 1u);
  EXPECT_EQ(trace.lines[0], "push-not: not (customer.points >= 6)  =>  customer.points <= 5");
}

TEST(Rules, LongListsStayLinear) {
  Shop shop;
  std::string condition;
  for (int i = 0; i < 10'000; ++i)
    condition += (i == 0 ? "" : " or ") + std::string("points = ") + std::to_string(i * 2);
  const Scan scan = shop.plan("customer", condition);
  EXPECT_TRUE(std::holds_alternative<InList>(scan.predicate->node)) << predicate_text(scan).substr(0, 200);
}

// ---------- goldens ----------

/// The `##` lines of a golden file with what `print` says of each; other lines beginning with # are kept.
template <typename Print>
std::string golden_text(const std::filesystem::path& path, const Print& print) {
  std::istringstream file(golden::read_file(path));
  std::string result, line;
  while (std::getline(file, line)) {
    if (line.starts_with("#") && !line.starts_with("## ")) result += line + "\n";
    if (!line.starts_with("## ")) continue;
    const size_t colon = line.find(": ");
    result += "\n" + line + "\n" + print(line.substr(3, colon - 3), line.substr(colon + 2)) + "\n";
  }
  return result;
}

TEST(Plan, GoldenOfLowering) {
  Shop shop;
  const std::filesystem::path path = golden::folder("plan") / "lowering.txt";
  golden::expect(path, golden_text(path, [&](const std::string& entity, const std::string& condition) {
                   return predicate_text(shop.lower(entity, condition));
                 }));
}

TEST(Plan, GoldenOfExplain) {
  Shop shop;
  const std::filesystem::path path = golden::folder("plan") / "explain.txt";
  golden::expect(path, golden_text(path, [&](const std::string& entity, const std::string& condition) {
                   std::string text = dump(shop.plan(entity, condition));
                   text.pop_back();  // the line break at its end
                   return text;
                 }));
}

TEST(Rules, Goldens) {
  Shop shop;
  for (const std::string_view name : rule_names()) {
    // They want rows, or many segments: tests/engine.
    if (name == kReachEvents || name == kSkipBlocks || name == kSampleOrder || name == kRankCells) continue;
    const std::string rule(name);
    const std::filesystem::path path = golden::folder("plan") / (rule + ".txt");
    ASSERT_TRUE(std::filesystem::exists(path)) << "every rule has a golden file: " << path;
    golden::expect(path, golden_text(path, [&](const std::string& entity, const std::string& condition) {
                     Scan scan = shop.lower(entity, condition);
                     const std::string before = predicate_text(scan);
                     shop.optimise(scan, rule);
                     return "before  " + before + "\nafter   " + predicate_text(scan);
                   }));
  }
}

}  // namespace
}  // namespace segql::plan
