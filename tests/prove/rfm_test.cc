/// The grids of the standard library: every buyer with scores is in exactly one segment of each. An overlap that is put
/// in is found, with a row that the engine confirms; and a million random rows refute nothing.

#include <random>

#include "fixture.h"

namespace segql::prove {
namespace {

constexpr const char* kShop = R"(language 1
import "std/rfm"
import "std/commerce"
settings { currency SAR }
entity customer key id { id: text  city: text?  age: int?  visits: int  score: float?  vip: bool?
  tier: enum { basic, silver, gold }?  wallet: money(SAR)?  rate: decimal(2)?  born: date? }
event purchase at bought_at { buyer: ref customer  order_no: text  amount: money(SAR)  bought_at: timestamp }
relation customer has many purchases = purchase by buyer
)";

const std::vector<std::string>& grid_of_125() {
  static const std::vector<std::string> kNames = {"rfm_champions",
                                                  "rfm_loyal_customers",
                                                  "rfm_potential_loyalists",
                                                  "rfm_new_customers",
                                                  "rfm_promising",
                                                  "rfm_need_attention",
                                                  "rfm_about_to_sleep",
                                                  "rfm_at_risk",
                                                  "rfm_cannot_lose_them",
                                                  "rfm_hibernating",
                                                  "rfm_lost"};
  return kNames;
}
const std::vector<std::string>& grid_of_25() {
  static const std::vector<std::string> kNames = {
      "rfm25_v1_champions",        "rfm25_v1_loyal_customers", "rfm25_v1_potential_loyalists", "rfm25_v1_new_customers",
      "rfm25_v1_promising",        "rfm25_v1_need_attention",  "rfm25_v1_about_to_sleep",      "rfm25_v1_at_risk",
      "rfm25_v1_cannot_lose_them", "rfm25_v1_hibernating"};
  return kNames;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string findings(const std::string& definitions) {
  auto engine = std::move(Engine::create({}).value());
  EXPECT_TRUE(engine->add_source("shop.segql", kShop + definitions).ok());
  engine->check();
  EXPECT_TRUE(engine->prove().ok());
  std::string lines;
  for (const Diagnostic& d : engine->diagnostics()) lines += std::string(d.code) + " " + d.message + "\n";
  return lines;
}

TEST(Rfm, TheGridsAreDisjointAndComplete) {
  EXPECT_EQ(findings("expect disjoint " + joined(grid_of_125()) + "\nexpect disjoint " + joined(grid_of_25()) +
                     "\n"
                     // Whoever has scores is in one of the grid.
                     "expect cover customer where rfm_cell is present by " +
                     joined(grid_of_125()) +
                     "\n"
                     // Of recency and frequency, every buyer has a score.
                     "expect cover segment commerce_buyers by " +
                     joined(grid_of_25()) + "\n"),
            "");
}

TEST(Rfm, WhatIsNotSoIsNotProved) {
  // What a buyer spent may be too much for a number, and is then missing, and with it the monetary score.
  EXPECT_NE(findings("expect cover segment commerce_buyers by " + joined(grid_of_125())).find("L-UNPROVED"),
            std::string::npos);
  EXPECT_NE(findings("expect cover customer by " + joined(grid_of_25())).find("L-UNPROVED"), std::string::npos);
  EXPECT_NE(findings("expect disjoint rfm25_v1_champions, rfm_champions").find("L-UNPROVED"), std::string::npos);
  std::vector<std::string> holed = grid_of_125();
  holed.erase(holed.begin() + 4);
  EXPECT_NE(findings("expect cover customer where rfm_cell is present by " + joined(holed)).find("L-UNPROVED"),
            std::string::npos);
}

TEST(Rfm, ASeededOverlapIsFoundWithARowThatTheEngineConfirms) {
  // Scores that come with the data: the cell 33 is in two segments.
  Definitions project(R"(language 1
entity customer key id { id: text  recency: int?  frequency: int? }
segment champions of customer { where recency = 5 and frequency >= 4 }
segment loyal of customer { where recency between 3 and 5 and frequency >= 3 exclude recency = 5 and frequency >= 4 }
segment attention of customer { where recency <= 3 and frequency <= 3 }
)");
  const hir::SegmentId loyal = project.segment("loyal"), attention = project.segment("attention");
  EXPECT_TRUE(project.prover().are_disjoint(project.segment("champions"), loyal).proved());
  EXPECT_TRUE(project.prover().are_disjoint(project.segment("champions"), attention).proved());
  const Answer overlap = project.prover().are_disjoint(loyal, attention);
  ASSERT_EQ(overlap.verdict, Answer::Verdict::kDisproved);
  EXPECT_EQ(overlap.example.text(), "recency = 3, frequency = 3");
  std::vector<std::pair<std::string, Value>> row = {{"id", std::string("found")}};
  for (const auto& [field, value] : overlap.example.cells) {
    row.emplace_back(project.definitions().schema().tables[0].field(field).name, value);
  }
  ASSERT_TRUE(project.engine().append("customer", row).ok());
  EXPECT_EQ(project.members("loyal"), std::vector<bool>{true});
  EXPECT_EQ(project.members("attention"), std::vector<bool>{true});
}

/// Segments over fields of every type, by constants that meet one another.
std::string random_segments(std::mt19937_64& random, size_t count) {
  const auto number = [&](int most) { return std::to_string(random() % static_cast<uint64_t>(most)); };
  const auto atom = [&]() -> std::string {
    const std::string op = std::vector<std::string>{" = ", " != ", " < ", " <= ", " > ", " >= "}[random() % 6];
    switch (random() % 12) {
      case 0: return "city" + op + "\"" + std::vector<std::string>{"a", "b", "ab", ""}[random() % 4] + "\"";
      case 1: return "age" + op + number(4);
      case 2: return "visits" + op + number(4);
      case 3: return "score" + op + number(2) + "." + number(3);
      case 4: return random() % 2 == 0 ? "vip" : "not vip";
      case 5:
        return std::string("tier ") + (random() % 2 == 0 ? "!= " : "= ") +
               std::vector<std::string>{"basic", "silver", "gold"}[random() % 3];
      case 6: return "wallet" + op + "0.0" + number(4) + " SAR";
      case 7: return "rate" + op + "0.0" + number(4);
      case 8: return "born" + op + "2000-01-0" + std::to_string(1 + random() % 3);
      case 9: return std::vector<std::string>{"age", "city", "tier", "score", "rate"}[random() % 5] + " is missing";
      case 10: return "visits * 2 - 1" + op + number(6);
      default: return "coalesce(age, visits)" + op + number(4);
    }
  };
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    std::string where = atom();
    for (uint64_t more = random() % 4; more > 0; --more) {
      where = "(" + where + ")" + (random() % 2 == 0 ? " and (" : " or (") + atom() + ")";
      if (random() % 5 == 0) where = "not (" + where + ")";
    }
    text += "segment r" + std::to_string(i) + " of customer { where " + where + " }\n";
  }
  return text;
}

/// Cells at the constants and beside them.
std::vector<std::pair<std::string, Value>> random_row(std::mt19937_64& random, size_t row) {
  std::vector<std::pair<std::string, Value>> cells = {{"id", std::to_string(row)}};
  const auto add = [&](const char* field, Value value) {
    if (random() % 4 != 0) cells.emplace_back(field, std::move(value));
  };
  const auto number = [&] { return static_cast<int64_t>(random() % 6) - 1; };
  add("city", std::vector<std::string>{"a", "b", "ab", "", "c", "aa", "0"}[random() % 7]);
  add("age", number());
  cells.emplace_back("visits", number());
  add("score", static_cast<double>(random() % 40) / 20.0 - 0.1);
  add("vip", random() % 2 == 0);
  add("tier", static_cast<int64_t>(random() % 3));
  add("wallet", number());
  add("rate", number());
  add("born", int64_t{10'957} + number());
  return cells;
}

TEST(Random, AMillionRowsRefuteNoClaim) {
  constexpr size_t kSegments = SEGQL_SANITIZED ? 60 : 400;
  constexpr size_t kRows = SEGQL_SANITIZED ? 5'000 : 1'000'000;
  std::mt19937_64 random(7);
  Definitions project(kShop + random_segments(random, kSegments));
  for (size_t row = 0; row < kRows; ++row)
    ASSERT_TRUE(project.engine().append("customer", random_row(random, row)).ok());
  ASSERT_TRUE(project.engine().finish_load().ok());
  const auto evaluation = std::move(project.engine().evaluate_at(Engine::now()).value());
  std::vector<hir::SegmentId> ids;
  std::vector<std::vector<uint64_t>> members;
  for (size_t i = 0; i < kSegments; ++i) {
    const std::string name = "r" + std::to_string(i);
    ids.push_back(project.segment(name));
    const auto found = evaluation->members(name);
    ASSERT_TRUE(found.ok()) << found.error().message;
    members.emplace_back(found->words().begin(), found->words().end());
  }
  size_t proved = 0, disproved = 0, not_met = 0;
  for (size_t a = 0; a < kSegments; ++a) {
    for (size_t b = 0; b < kSegments; ++b) {
      if (a == b) continue;
      bool meet = false, part = true;
      for (size_t word = 0; word < members[a].size(); ++word) {
        meet |= (members[a][word] & members[b][word]) != 0;
        part &= (members[a][word] & ~members[b][word]) == 0;
      }
      const Answer disjoint = project.prover().are_disjoint(ids[a], ids[b]);
      const Answer implied = project.prover().implies(ids[a], ids[b]);
      EXPECT_FALSE(disjoint.proved() && meet) << "r" << a << " and r" << b << " are not disjoint";
      EXPECT_FALSE(implied.proved() && !part) << "r" << a << " does not imply r" << b;
      proved += static_cast<size_t>(disjoint.proved()) + static_cast<size_t>(implied.proved());
      disproved += static_cast<size_t>(disjoint.verdict == Answer::Verdict::kDisproved) +
                   static_cast<size_t>(implied.verdict == Answer::Verdict::kDisproved);
      not_met += static_cast<size_t>(disjoint.verdict == Answer::Verdict::kDisproved && !meet) +
                 static_cast<size_t>(implied.verdict == Answer::Verdict::kDisproved && part);
    }
  }
  ::testing::Test::RecordProperty("proved", static_cast<int>(proved));
  EXPECT_GT(proved, kSegments * kSegments / 50);
  EXPECT_EQ(proved + disproved, 2 * kSegments * (kSegments - 1)) << "fields alone decide";
  // Almost every disproved claim is refuted by some row: the rows are at the constants and beside them.
  if (!SEGQL_SANITIZED) {
    EXPECT_LT(not_met * 20, disproved);
  }
}

/// Rows that the prover gives are what it says they are.
TEST(Random, EveryExampleIsConfirmed) {
  constexpr size_t kSegments = SEGQL_SANITIZED ? 30 : 120;
  std::mt19937_64 random(11);
  Definitions project(kShop + random_segments(random, kSegments));
  const schema::Table& table =
      project.definitions().schema().table(project.definitions().segment(project.segment("r0")).table);
  struct Expected {
    size_t a, b;
    bool in_b;
  };
  std::vector<Expected> expected;
  for (size_t a = 0; a < kSegments; ++a) {
    for (size_t b = 0; b < kSegments; ++b) {
      for (const bool in_b : {true, false}) {
        if (a == b) continue;
        const hir::SegmentId first = project.segment("r" + std::to_string(a)),
                             second = project.segment("r" + std::to_string(b));
        const Answer answer =
            in_b ? project.prover().are_disjoint(first, second) : project.prover().implies(first, second);
        if (answer.verdict != Answer::Verdict::kDisproved) continue;
        std::vector<std::pair<std::string, Value>> row;
        bool has_visits = false;
        for (const auto& [field, value] : answer.example.cells) {
          has_visits |= table.field(field).name == "visits";
          row.emplace_back(table.field(field).name, value);
        }
        row.emplace_back("id", std::to_string(expected.size()));
        if (!has_visits) row.emplace_back("visits", int64_t{77});
        ASSERT_TRUE(project.engine().append("customer", row).ok()) << answer.example.text();
        expected.push_back({a, b, in_b});
      }
    }
  }
  std::vector<std::vector<bool>> members;
  for (size_t i = 0; i < kSegments; ++i) members.push_back(project.members("r" + std::to_string(i)));
  for (size_t row = 0; row < expected.size(); ++row) {
    EXPECT_TRUE(members[expected[row].a][row]);
    EXPECT_EQ(members[expected[row].b][row], expected[row].in_b);
  }
  EXPECT_GT(expected.size(), kSegments * kSegments / 2);
}

}  // namespace
}  // namespace segql::prove
