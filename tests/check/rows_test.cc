/// Row sets, windows, quantifiers and aggregates (language.md sections 3 and law 7), and names inside them.

#include <gtest/gtest.h>

#include "fixture.h"

namespace segql::check {
namespace {

/// Line breaks and indentation as one space: layout is for the goldens.
std::string on_one_line(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == '\n' || c == ' ';
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

class Rows : public testing::Test {
 protected:
  void expect(std::string_view text, const std::string& tree, std::string_view entity = "customer") {
    EXPECT_EQ(on_one_line(project_.condition(entity, text)), on_one_line(tree + "\n")) << text;
  }
  void expect_value(std::string_view text, const std::string& tree, std::string_view entity = "customer") {
    EXPECT_EQ(project_.value(entity, text), tree + "\n") << text;
  }
  std::string complaints(std::string_view text, std::string_view entity = "customer") {
    return project_.complaints(entity, text);
  }
  Checked project_ = shop();
};

TEST_F(Rows, EventNameIsTheRelationWhereThereIsOne) {
  expect("any view within last 90 days", "(any (rows #1 #0.views (within last 90 days)))");
  expect("any sale", "E0106 \"sale\": unknown set of rows `sale` on product; did you mean `sales`? -> sales",
         "product");
  expect("any purchase", "(any (rows #1 #0.sales))", "product");
  EXPECT_NE(complaints("any purchase").find("say which: `purchases` or `gifts`"), std::string::npos);
}

TEST_F(Rows, Quantifiers) {
  expect("no views", "(no (rows #1 #0.views))");
  expect("at least 3 views", "(at-least 3 (rows #1 #0.views))");
  expect("at most 0 views", "(at-most 0 (rows #1 #0.views))");
  expect("exactly 2 views where (seconds > 1)", "(exactly 2 (rows #1 #0.views (where (> #1.seconds 1.0))))");
  expect("latest purchases satisfy (status = paid)", "(latest (rows #1 #0.purchases) (satisfy (= #1.status paid)))");
  EXPECT_NE(complaints("at least 0 views"), "");
}

TEST_F(Rows, Windows) {
  const std::vector<std::pair<std::string, std::string>> windows = {
      {"within last 1 day rolling", "within last 1 day rolling"},
      {"within last 12 complete months", "within last 12 complete months"},
      {"within next 2 weeks", "within next 2 weeks"},
      {"within last 72 hours", "within last 72 hours"},
      {"within this week", "within this week"},
      {"within previous month", "within previous month"},
      {"within following quarter", "within following quarter"},
      {"from 365 days ago to 90 days ago", "from 365 days ago to 90 days ago"},
      {"before 2026-01-01", "before 2026-01-01"},
      {"after 2026-01-01T10:30", "after 2026-01-01T10:30:00"},
      {"since yesterday", "since yesterday"},
      {"on today", "on today"},
      {"during 2026-Q1", "during [2026-01-01, 2026-04-01)"},
      {"during 2026-Q4", "during [2026-10-01, 2027-01-01)"},
      {"during 2024-02", "during [2024-02-01, 2024-03-01)"},
      {"ever", "ever"},
      {"after self.signed_up_at", "after #0.signed_up_at"},
      {"from joined_on to last_seen_at", "from #0.joined_on to #0.last_seen_at?"},
  };
  for (const auto& [text, tree] : windows) {
    expect("any views " + text, "(any (rows #1 #0.views (" + tree + ")))");
    expect("signed_up_at " + text, "(in-window #0.signed_up_at (" + tree + "))");
  }
}

TEST_F(Rows, NamesMeanTheInnermostRowThatHasThem) {
  expect("any purchases where (quantity > visits_count)",
         "(any (rows #1 #0.purchases (where (> #1.quantity #0.visits_count))))");
  expect("any purchases where (item.category = city)",
         "(any (rows #1 #0.purchases (where (= #1.item.category? #0.city?))))");
  expect("any p: purchases where (any views where (item = p.item and seen_at < p.bought_at))",
         "(any\n  (rows #1\n    #0.purchases\n    (where\n      (any (rows #2 #0.views (where (and (= #2.item? "
         "#1.item?) (< "
         "#2.seen_at #1.bought_at))))))))");
  expect("any purchases where (buyer = self and amount > self.wallet)",
         "(any (rows #1 #0.purchases (where (and (= #1.buyer? #0) (> #1.amount #0.wallet)))))");
  expect("any purchases where (amount > customer.wallet)",
         "(any (rows #1 #0.purchases (where (> #1.amount #0.wallet))))");
}

TEST_F(Rows, PathsThroughReferences) {
  expect("friend.friend.city = \"x\"", "(= #0.friend.friend.city? \"x\")");
  expect("any friend.purchases", "(any (rows #1 #0.friend.purchases))");
  expect("any purchases where (any item.visits where (buyer = self))",
         "(any (rows #1 #0.purchases (where (any (rows #2 #1.item.visits (where (= #2.buyer? #0)))))))");
  expect("at least 2 purchases where (item.price > 10 SAR and no views within last 2 days where (item.sku = \"x\"))",
         "(at-least 2\n  (rows #1\n    #0.purchases\n    (where\n      (and\n        (> #1.item.price? 10.00 SAR)\n"
         "        (no (rows #2 #0.views (within last 2 days) (where (= #2.item.sku? \"x\"))))))))");
}

TEST_F(Rows, WindowBoundsAreOutsideTheRow) {
  expect("any x: views where (any purchases from x.seen_at to 2026-01-01 where (item = x.item))",
         "(any\n  (rows #1\n    #0.views\n    (where\n      (any (rows #2 #0.purchases (from #1.seen_at to 2026-01-01) "
         "(where (= "
         "#2.item? #1.item?)))))))");
  EXPECT_NE(complaints("any purchases after bought_at").find("unknown field `bought_at` on customer"),
            std::string::npos);
}

TEST_F(Rows, AggregatesAndTheirTypes) {
  expect_value("count of views", "int (count:int (rows #1 #0.views))");
  expect_value("count of distinct item.brand of purchases",
               "int (count-distinct:int (rows #1 #0.purchases) #1.item.brand?)");
  expect_value("sum of amount of purchases", "money(SAR) scale 2 (sum:money(SAR,2) (rows #1 #0.purchases) #1.amount)");
  expect_value("sum of (amount * quantity) of purchases",
               "money(SAR) scale 2? (sum:money(SAR,2)? (rows #1 #0.purchases) (*:money(SAR,2) #1.amount #1.quantity))");
  expect_value("sum of weight of purchases", "float? (sum:float? (rows #1 #0.purchases) #1.weight)");
  expect_value("avg of quantity of purchases", "decimal(6)? (avg:decimal(6)? (rows #1 #0.purchases) #1.quantity)");
  expect_value("avg of amount of purchases",
               "money(SAR) scale 6? (avg:money(SAR,6)? (rows #1 #0.purchases) #1.amount)");
  expect_value("median of amount of purchases",
               "money(SAR) scale 6? (median:money(SAR,6)? (rows #1 #0.purchases) #1.amount)");
  expect_value("min of bought_at of purchases", "timestamp? (min:timestamp? (rows #1 #0.purchases) #1.bought_at)");
  expect_value("max of due_on of purchases", "date? (max:date? (rows #1 #0.purchases) #1.due_on?)");
  expect_value("first of item of purchases", "ref product? (first:ref product? (rows #1 #0.purchases) #1.item?)");
  expect_value("last of note of purchases", "text? (last:text? (rows #1 #0.purchases) #1.note?)");
  expect_value(
      "most common status of purchases",
      "enum { paid, cancelled, refunded }? (most-common:enum { paid, cancelled, refunded }? (rows #1 #0.purchases) "
      "#1.status)");
  expect_value("share of purchases satisfy (status = paid)",
               "decimal(12)? (share:decimal(12)? (rows #1 #0.purchases) (satisfy (= #1.status paid)))");
}

TEST_F(Rows, AggregatesCompareOnBothSides) {
  expect("count of views > count of purchases",
         "(> (count:int (rows #1 #0.views)) (count:int (rows #1 #0.purchases)))");
  expect("most common status of purchases = paid",
         "(= (most-common:enum { paid, cancelled, refunded }? (rows #1 #0.purchases) #1.status) paid)");
  expect("min of bought_at of purchases >= 10 days ago",
         "(>= (min:timestamp? (rows #1 #0.purchases) #1.bought_at) (instant 10 days ago))");
  expect("share of views satisfy (seconds > 1) >= 40%",
         "(>= (share:decimal(12)? (rows #1 #0.views) (satisfy (> #1.seconds 1.0))) 0.400000000000)");
  expect("(last of bought_at of purchases) within last 3 days",
         "(in-window (last:timestamp? (rows #1 #0.purchases) #1.bought_at) (within last 3 days))");
}

TEST_F(Rows, ElapsedTimeAndAnniversaries) {
  expect("days since signed_up_at >= 180", "(>= (days-since #0.signed_up_at) 180)");
  expect("months until birthday < 2", "(< (months-until? #0.birthday?) 2)");
  expect("birthday anniversary within next 30 days", "(anniversary #0.birthday? (within next 30 days))");
  expect("birthday anniversary within this month", "(anniversary #0.birthday? (within this month))");
  expect("birthday anniversary on today", "(anniversary #0.birthday? (on today))");
  expect("birthday anniversary from today to 3 days from now",
         "(anniversary #0.birthday? (from today to 3 days from now))");
}

TEST_F(Rows, EqualRowSetsAreEqualTrees) {
  // Slots go by depth, so that the optimiser finds what is written twice.
  expect("any views and count of views > 2", "(and (any (rows #1 #0.views)) (> (count:int (rows #1 #0.views)) 2))");
}

}  // namespace
}  // namespace segql::check
