/// What `check` says of what the prover finds: lints of whole segments, and claims.

#include <atomic>
#include <set>

#include <gtest/gtest.h>

#include "fixture.h"

namespace segql::prove {
namespace {

constexpr const char* kSchema = R"(language 1
entity customer key id { id: text  city: text?  age: int?  visits: int  vip: bool }
entity product key sku { sku: text  price: int }
event purchase at bought_at { buyer: ref customer  amount: int  bought_at: timestamp }
relation customer has many purchases = purchase by buyer
)";

/// One line per diagnostic: its code, the text it is about, the message.
std::string found(const std::string& definitions, bool strict = false) {
  EngineOptions options;
  options.strict = strict;
  auto engine = std::move(Engine::create(std::move(options)).value());
  const std::string text = kSchema + definitions;
  EXPECT_TRUE(engine->add_source("project.segql", text).ok());
  engine->check();
  EXPECT_TRUE(engine->prove().ok());
  std::string lines;
  for (const Diagnostic& d : engine->diagnostics()) {
    lines +=
        std::string(d.code) + " <" + text.substr(d.span.begin, d.span.end - d.span.begin) + "> " + d.message + "\n";
  }
  return lines;
}

TEST(Lints, SayWhichConditionsContradictEachOther) {
  EXPECT_EQ(found("segment a of customer { where vip and age < 3 and visits > 2 and not (age < 10) and city = \"x\" }"),
            "L-NEVER <a> nobody is ever in `a`: `age < 3` and `not age < 10` contradict each other\n");
  EXPECT_EQ(found("segment a of customer { where all of { vip, any purchases } exclude count of purchases > 0 }"),
            "L-NEVER <a> nobody is ever in `a`: `any purchases` and `exclude count of purchases > 0` contradict each "
            "other\n");
  EXPECT_EQ(found("segment a of customer { where vip and count of purchases < 0 }"),
            "L-NEVER <a> nobody is ever in `a`: `count of purchases < 0` leaves nobody\n");
  EXPECT_EQ(found("segment a of customer { where age in (1, 2) and age in (3, 4) }"),
            "L-NEVER <a> nobody is ever in `a`: `age in (1, 2)` and `age in (3, 4)` contradict each other\n");
}

TEST(Lints, SayWhatIsAlwaysTrue) {
  EXPECT_EQ(found("segment a of customer { where age is missing or age < 5 or age >= 5 }"),
            "L-ALWAYS <a> everybody is always in `a`: `age is missing or age < 5 or age >= 5` is always true\n");
  EXPECT_EQ(found("segment a of customer { where any purchases or no purchases }"),
            "L-ALWAYS <a> everybody is always in `a`: `any purchases or no purchases` is always true\n");
  EXPECT_EQ(found("segment a of customer { }\nsegment b of customer { where vip take top 5 by visits }"), "");
}

TEST(Lints, SayNothingTwice) {
  EXPECT_EQ(found("segment a of customer { where age < 3 and age > 5 }"),
            "L-NEVER <age < 3 and age > 5> always false: age < 3 and age > 5\n");
  EXPECT_EQ(found("segment a of customer { where visits < 3 or visits >= 3 }"),
            "L-ALWAYS <visits < 3 or visits >= 3> always true: visits < 3 or visits >= 3\n");
  EXPECT_EQ(found("segment a of customer { where visits < 3 and count of purchases < 0 }\n"
                  "segment b of customer { where in segment a }\n"
                  "segment c of customer { where vip and in segment a and age > 3 }"),
            "L-NEVER <a> nobody is ever in `a`: `count of purchases < 0` leaves nobody\n");
}

TEST(Lints, PartsOfListsThatNobodyIsLeftFor) {
  EXPECT_EQ(
      found("segment few of customer { where age > 10 }\nsegment many of customer { where age > 5 }\n"
            "priority list wrong of customer { many, few }\npriority list right of customer { few, many }"),
      "L-NEVER <few> nobody is ever in `wrong.few`: `in segment few` and `exclude in segment many` contradict each "
      "other\n");
}

TEST(Claims, AreProved) {
  EXPECT_EQ(found("segment young of customer { where age < 18 }\nsegment grown of customer { where age >= 18 }\n"
                  "segment old of customer { where age > 60 }\nsegment known of customer { where age is present }\n"
                  "segment also_grown of customer { where age > 17 }\n"
                  "expect disjoint young, grown\nexpect disjoint old, young\n"
                  "expect cover customer where age is present by young, grown\n"
                  "expect cover segment known by young, grown\n"
                  "expect old implies grown\nexpect grown equals also_grown\n"),
            "");
}

TEST(Claims, AreDisprovedByARow) {
  EXPECT_EQ(found("segment a of customer { where age between 3 and 5 }\nsegment b of customer { where age > 4 }\n"
                  "segment c of customer { where vip and city = \"x\" }\n"
                  "expect disjoint a, b, c\n"),
            "E0710 <b> `a` and `b` are not disjoint: a row where age = 5 is in both\n"
            "E0710 <c> `a` and `c` are not disjoint: a row where age = 3, vip = true, city = \"x\" is in both\n"
            "E0710 <c> `b` and `c` are not disjoint: a row where age = 5, vip = true, city = \"x\" is in both\n");
  const std::string two = "segment a of customer { where age < 18 }\nsegment b of customer { where age >= 18 }\n";
  EXPECT_EQ(
      found(two + "expect cover customer by a, b"),
      "E0710 <expect cover customer by a, b> `a` and `b` do not cover customer: a row where age is missing is in none "
      "of them\n");
  EXPECT_EQ(
      found(two + "expect cover customer where visits > 5 by a"),
      "E0710 <expect cover customer where visits > 5 by a> `a` does not cover `customer where visits > 5`: a row where "
      "visits = 6, age = 18 is not in it\n");
  EXPECT_EQ(found(two + "expect a implies b"),
            "E0710 <expect a implies b> `a` does not imply `b`: a row where age = 0 is in `a` and not in `b`\n");
  EXPECT_EQ(found(two + "segment c of customer { where age < 20 }\nexpect a equals c"),
            "E0710 <expect a equals c> `a` does not equal `c`: a row where age = 18 is in `c` and not in `a`\n");
}

TEST(Claims, AreNotProvedWhereOnlyValuesAreKnown) {
  EXPECT_EQ(
      found("segment a of customer { where count of purchases >= 3 }\nsegment b of customer { where any purchases }\n"
            "expect a implies b\nexpect b implies a\nexpect disjoint a, b\n"),
      "L-UNPROVED <expect b implies a> not proved that `b` implies `a`: a row where count of purchases = 1 would be in "
      "`b` and not in `a`\n"
      "L-UNPROVED <b> not proved that `a` and `b` are disjoint: a row where count of purchases = 3 would be in both\n");
}

TEST(Claims, AreAnsweredOneByOne) {
  EngineOptions options;
  options.limits.diagnostics = 2;  // which hides no answer
  const auto engine = std::move(Engine::create(std::move(options)).value());
  EXPECT_EQ(engine->prove().error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(engine->answer_claims(0).error().code, ErrorCode::kInvalidArgument);
  ASSERT_TRUE(engine
                  ->add_source("project.segql", kSchema + std::string("segment a of customer { where age < 18 }\n"
                                                                      "segment b of customer { where age < 10 }\n"
                                                                      "segment c of customer { where any purchases }\n"
                                                                      "expect a implies nobody\n"))
                  .ok());
  const SourceId more =
      engine->add_source("more.segql", "expect b implies a\nexpect a implies b\nexpect a implies c\n", true).value();
  engine->check();
  const uint64_t num_errors = engine->num_errors();
  using Verdict = ClaimAnswer::Verdict;
  const auto answers = engine->answer_claims(more);
  ASSERT_TRUE(answers.ok());
  ASSERT_EQ(answers->size(), 3u);
  const auto is = [&](size_t i, Verdict verdict, const std::string& code) {
    const ClaimAnswer& answer = (*answers)[i];
    return answer.verdict == verdict && answer.findings.size() == (code.empty() ? 0u : 1u) &&
           (code.empty() || answer.findings.front().code == code);
  };
  EXPECT_TRUE(is(0, Verdict::kProved, ""));
  EXPECT_TRUE(is(1, Verdict::kDisproved, "E0710"));
  EXPECT_TRUE(is(2, Verdict::kNotKnown, "L-UNPROVED"));
  EXPECT_TRUE(engine->answer_claims(0)->empty()) << "one that has a mistake";
  EXPECT_EQ(engine->num_errors(), num_errors) << "an answer is no finding of the project";
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(engine->prove().ok());
    EXPECT_EQ(engine->num_errors(), num_errors + 1) << "once";
    EXPECT_EQ(engine->diagnostics().size(), 3u);
  }
}

TEST(Claims, CanBeInterrupted) {
  std::atomic<bool> cancelled{false};
  EngineOptions options;
  options.cancelled = &cancelled;
  const auto engine = std::move(Engine::create(std::move(options)).value());
  const std::string text = "segment a of customer { where age < 18 }\nexpect cover customer by a\n";
  ASSERT_TRUE(engine->add_source("project.segql", kSchema + text).ok());
  ASSERT_TRUE(engine->check());
  cancelled = true;
  EXPECT_EQ(engine->prove().error().code, ErrorCode::kCancelled);
  EXPECT_EQ(engine->answer_claims(0).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(engine->num_errors(), 0u);
  cancelled = false;
  ASSERT_TRUE(engine->prove().ok());
  EXPECT_EQ(engine->num_errors(), 1u);
  EXPECT_EQ(engine->answer_claims(0)->size(), 1u);
}

TEST(Lints, AreTheSameHoweverManyThreadsLook) {
  std::string text = kSchema;
  for (int i = 0; i < 3'500; ++i) {
    text += "segment s" + std::to_string(i) + " of customer { where age > " + std::to_string(i) + " and age < " +
            std::to_string(i % 100 == 0 ? i : i + 2) + " }\n";
  }
  std::vector<std::vector<std::string>> found;
  for (const unsigned threads : {1u, 4u}) {
    EngineOptions options;
    options.threads = threads;
    const auto engine = std::move(Engine::create(std::move(options)).value());
    ASSERT_TRUE(engine->add_source("project.segql", text).ok());
    ASSERT_TRUE(engine->check());
    ASSERT_TRUE(engine->prove().ok());
    auto& messages = found.emplace_back();
    for (const Diagnostic& d : engine->diagnostics()) messages.push_back(d.message);
  }
  EXPECT_EQ(found[0].size(), 35u);
  EXPECT_EQ(found[0], found[1]);
}

TEST(Lints, SayOnceHowManyMoreThereAre) {
  std::string text = kSchema;
  for (int i = 0; i < 5; ++i) {
    const std::string number = std::to_string(i);
    text += "segment l" + number + " of customer { where city != \"x\" }\n";                      // L-NULL
    text += "segment n" + number + " of customer { where age < 3 and vip and not (age < 5) }\n";  // the prover does
  }
  EngineOptions options;
  options.limits.diagnostics = 3;
  const auto engine = std::move(Engine::create(std::move(options)).value());
  ASSERT_TRUE(engine->add_source("project.segql", text).ok());
  ASSERT_TRUE(engine->check());
  ASSERT_EQ(engine->diagnostics().size(), 4u);
  EXPECT_EQ(engine->diagnostics().back().message, "2 more are not shown");
  ASSERT_TRUE(engine->prove().ok());
  ASSERT_EQ(engine->diagnostics().size(), 7u) << "three of each, in the order of the text";
  for (size_t i = 0; i + 1 < 6; ++i)
    EXPECT_LE(engine->diagnostics()[i].span.begin, engine->diagnostics()[i + 1].span.begin);
  EXPECT_EQ(engine->diagnostics().back().message, "4 more are not shown");
  EXPECT_EQ(engine->num_warnings(), 10u);
}

TEST(Claims, NotProvedFailStrict) {
  const std::string claim =
      "segment a of customer { where count of purchases >= 3 }\nsegment b of customer { where any purchases }\n"
      "expect b implies a\n";
  EXPECT_EQ(found(claim, true), found(claim)) << "the same message";
  EngineOptions options;
  options.strict = true;
  const auto engine = std::move(Engine::create(std::move(options)).value());
  ASSERT_TRUE(engine->add_source("project.segql", kSchema + claim).ok());
  EXPECT_TRUE(engine->check());
  ASSERT_TRUE(engine->prove().ok());
  EXPECT_EQ(engine->num_errors(), 1u);
}

TEST(Claims, AreCheckedLikeEverythingElse) {
  const std::string two = "segment a of customer { where age < 18 }\nsegment p of product { where price > 5 }\n";
  EXPECT_EQ(found(two + "expect disjoint a, p"), "E0506 <p> `p` is a segment of product; this is a row of customer\n");
  EXPECT_EQ(found(two + "expect cover product by a"),
            "E0506 <a> `a` is a segment of customer; this is a row of product\n");
  EXPECT_EQ(found(two + "expect a implies b").substr(0, 5), "E0104");
  EXPECT_EQ(found(two + "expect cover shop by a").substr(0, 5), "E0107");
  EXPECT_EQ(found(two + "expect cover product where colour = 1 by p").substr(0, 5), "E0102");
  EXPECT_EQ(found(two + "expect disjoint a").substr(0, 5), "E0110");
  EXPECT_EQ(found("segment s(n: int) of customer { where age > $n }\nexpect s(n: 5) implies s(n: 3)\n"
                  "expect disjoint s(n: 5), s(n: 3)\n"),
            "E0710 <s(n: 3)> `s(n: 5)` and `s(n: 3)` are not disjoint: a row where age = 6 is in both\n");
}

TEST(Claims, MayHaveSegmentsOfAnyName) {
  EXPECT_EQ(found("segment disjoint of customer { where age > 5 }\nsegment implies of customer { where age < 3 }\n"
                  "segment cover of customer { where age > 9 }\nsegment equals of customer { where age >= 10 }\n"
                  "expect disjoint disjoint, implies\nexpect cover implies disjoint\nexpect cover equals equals\n"
                  "expect equals equals cover\nexpect cover implies cover\n"
                  "test \"after a claim\" of cover as of 2026-01-01 {\n"
                  "  given customer c { id: \"c\", age: 12, visits: 1, vip: true }\n  expect c in\n}\n"),
            "");
}

TEST(Relations, AreListedOnce) {
  Definitions project(std::string(kSchema) + R"(
segment young of customer { where age < 18 }
segment grown of customer { where age >= 18 }
segment old of customer { where age > 60 }
segment also_grown of customer { where age > 17 }
segment vips of customer { where vip }
segment buyers of customer { where any purchases within last 30 days }
segment any_buyers of customer { where any purchases }
segment nobody of customer { where age < 3 and count of purchases < 0 }
segment dear of product { where price > 10 }
segment cheap of product { where price < 3 }
)");
  std::string text;
  for (const SegmentRelation& relation : project.engine().relations()) {
    constexpr const char* kWords[] = {" implies ", " equals ", " excludes "};
    text += relation.a + kWords[static_cast<size_t>(relation.kind)] + relation.b + "\n";
  }
  EXPECT_EQ(text,
            "young excludes grown\nyoung excludes old\nyoung excludes also_grown\nold implies grown\n"
            "grown equals also_grown\nold implies also_grown\nbuyers implies any_buyers\ndear excludes cheap\n");
}

/// The list is complete: it is what a search for each pair finds.
TEST(Relations, AreThoseOfEachPair) {
  std::string text = kSchema;
  const char* const fields[] = {"age", "visits", "count of purchases", "count of purchases within last 9 days"};
  for (int i = 0; i < 60; ++i) {
    const std::string field = fields[i % 4];
    const std::string bound = field + (i % 3 == 0 ? " > " : i % 3 == 1 ? " < " : " = ") + std::to_string(1 + i % 7);
    const std::string other = i % 5 == 0 ? " and vip" : i % 5 == 1 ? " or visits > " + std::to_string(i % 4) : "";
    text += "segment s" + std::to_string(i) + " of customer { where " + bound + other + " }\n";
  }
  Definitions project(text);
  std::set<std::string> listed, searched;
  for (const SegmentRelation& relation : project.engine().relations()) {
    const std::string pair = relation.a + " " + relation.b, mirrored = relation.b + " " + relation.a;
    const bool excludes = relation.kind == SegmentRelation::Kind::kDisjoint;
    EXPECT_TRUE(listed.insert((excludes ? "x " : "> ") + pair).second);
    if (relation.kind == SegmentRelation::Kind::kEqual) {
      EXPECT_TRUE(listed.insert("> " + mirrored).second);
    }
  }
  const auto& ids = project.definitions().segments();
  for (size_t i = 0; i < ids.size(); ++i) {
    if (project.prover().is_never(ids[i]).proved() || project.prover().is_always(ids[i]).proved()) continue;
    for (size_t j = 0; j < ids.size(); ++j) {
      if (i == j || project.prover().is_never(ids[j]).proved() || project.prover().is_always(ids[j]).proved()) continue;
      const std::string pair = "s" + std::to_string(i) + " s" + std::to_string(j);
      if (project.prover().implies(ids[i], ids[j]).proved()) searched.insert("> " + pair);
      if (i < j && project.prover().are_disjoint(ids[i], ids[j]).proved()) searched.insert("x " + pair);
    }
  }
  EXPECT_EQ(listed, searched);
  EXPECT_GT(searched.size(), 200u);
}

}  // namespace
}  // namespace segql::prove
