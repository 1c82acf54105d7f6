/// Definitions that use one another (language.md sections 2 and 4): parameters, defines, attributes, imports, cycles.

#include <gtest/gtest.h>

#include "fixture.h"

namespace segql::check {
namespace {

std::string where_of(const Checked& project, std::string_view name) {
  const std::string text = project.segment(name);
  const size_t begin = text.find("\n  (where ");
  return begin == std::string::npos ? text : text.substr(begin + 3, text.find('\n', begin + 1) - begin - 3);
}

TEST(Segments, ParametersTakeTheirDefaults) {
  Checked project = with_shop(
      "segment s(days: int = 90, kinds: set<text> = ()) of customer {\n"
      "  where any views within last $days days and country in $kinds }");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(where_of(project, "s(days: 90, kinds: ())"),
            "(where (and (any (rows #1 #0.views (within last 90 days))) (in #0.country (list))))");
  EXPECT_EQ(project.instantiate("s(kinds: (\"SA\"), days: 30)"), "s(days: 30, kinds: (\"SA\"))");
  EXPECT_EQ(project.instantiate("s"), "s(days: 90, kinds: ())");
}

TEST(Segments, OnePerCanonicalName) {
  Checked project = with_shop(
      "segment s(days: int) of customer { where any views within last $days days }\n"
      "segment a of customer { where in segment s(days: 3) or (visits_count > 1 and in segment s(days: 3)) }\n"
      "segment b of customer { where in segment s(days: 3) and in segment s(days: 4) }");
  EXPECT_EQ(project.report(), "");
  const Definitions& definitions = project.definitions();
  ASSERT_EQ(definitions.segments().size(), 2u);  // `s` needs an argument
  const Uses a = uses_of(definitions.segment(definitions.segments()[0]));
  const Uses b = uses_of(definitions.segment(definitions.segments()[1]));
  ASSERT_EQ(a.segments.size(), 1u);
  ASSERT_EQ(b.segments.size(), 2u);
  EXPECT_EQ(a.segments[0], b.segments[0]);
  EXPECT_EQ(definitions.segment(b.segments[1]).name, "s(days: 4)");
}

TEST(Segments, AreCheckedEvenWhenNobodyGivesArguments) {
  Checked project = with_shop(
      "segment s(days: int, low: int, high: int) of customer {\n"
      "  where visits_count between $low and $high and contry = \"SA\" and any views within last $days days }");
  EXPECT_EQ(project.report(),
            "E0102 \"contry\": unknown field `contry` on customer; did you mean `country`? -> country\n");
}

TEST(Segments, ParametersOfEveryType) {
  Checked project = with_shop(
      "segment s(a: text = \"x\", b: decimal = 0.5, c: float = 1.5, d: bool = true, e: date = 2026-01-01,\n"
      "  f: timestamp = 2026-01-01T10:00, g: money(SAR) = 5 SAR, h: enum { basic, gold, vip } = gold,\n"
      "  i: list<int> = (1, 2)) of customer {\n"
      "  where city = $a and churn_risk > $b and score > $c and accepts_email = $d and any views since $e\n"
      "    and any views from $f to now and wallet > $g and tier = $h and visits_count in $i }");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(project.instantiate("s"),
            "s(a: \"x\", b: 0.5000, c: 1.5, d: true, e: 2026-01-01, f: 2026-01-01T10:00:00, g: 5.00 SAR, h: gold, i: "
            "(1, 2))");
}

TEST(Segments, MayBeOfEitherEntity) {
  Checked project = with_shop(
      "segment clearance of product { where tags has \"clearance\" }\n"
      "segment hunters of customer { where any purchases where (item in segment clearance) }\n"
      "segment hunted of product { where any sales where (buyer in segment hunters and self in segment clearance) }");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(where_of(project, "hunters"),
            "(where (any (rows #1 #0.purchases (where (in-segment #1.item clearance)))))");
  EXPECT_EQ(where_of(project, "hunted"),
            "(where (any (rows #1 #0.sales (where (and (in-segment #1.buyer hunters) (in-segment #0 clearance))))))");
}

TEST(Segments, DependenciesComeFirst) {
  Checked project =
      with_shop("segment a of customer { where in segment b }\nsegment b of customer { where visits_count > 0 }");
  const auto& ids = project.definitions().segments();
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_EQ(project.definitions().segment(ids[0]).name, "a");  // source order
  EXPECT_GT(ids[0].index, ids[1].index);                       // a was finished after b
}

TEST(Segments, OneBrokenSegmentNeverAffectsAnother) {
  Checked project = with_shop(
      "segment a of customer { where contry = \"SA\" }\nsegment b of customer { where visits_count > 0 }\n"
      "segment c of customer { where in segment a }");
  EXPECT_EQ(project.definitions().segments().size(), 1u);
  EXPECT_NE(project.segment("b"), "");
  EXPECT_NE(project.report().find("this cannot be checked because segment `a` has errors"), std::string::npos);
  EXPECT_NE(project.instantiate("a").find("E0102"), std::string::npos) << "whoever asks hears the reason again";
  EXPECT_NE(project.instantiate("a").find("E0102"), std::string::npos);
}

TEST(Segments, WhatNeedsAJournalIsSoundAndSaysSo) {
  Checked project = with_shop(
      "segment base of customer { where visits_count > 0 }\n"
      "segment s of customer { where left segment base within last 3 days keep members forever }\n"
      "segment t of customer { where in segment s }\n");
  EXPECT_EQ(
      project.report(),
      "L-JOURNAL \"left segment base within last 3 days\": `left segment base` needs the membership journal, which "
      "this version does not have: evaluating `s` is an error\n"
      "L-JOURNAL \"keep members forever\": `keep members` needs the membership journal, which this version does not "
      "have: evaluating `s` is an error\n");
  EXPECT_EQ(project.segment("s"),
            "segment s of customer timezone Asia/Riyadh slots 1\n"
            "  (where (left-segment #0 base (within last 3 days)))\n"
            "  (keep members forever)\n");
  const Definitions& definitions = project.definitions();
  const std::string uses[] = {"", "keep members", ""};
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(journal_use(definitions, definitions.segment(definitions.segments()[i])), uses[i]);
  }
  EXPECT_EQ(project.condition("customer", "entered segment base ever").find("L-JOURNAL"), 0u);
}

TEST(Segments, WhatASchedulerNeedsIsShown) {
  Checked project = with_shop(
      "segment s of customer {\n  refresh weekly on monday, thu at 06:00 also on purchase, stock_changed priority "
      "high\n"
      "  deliver to ads.meta as \"gold \\\"one\\\"\" on enter, exit columns (id, friend.city)\n"
      "  deliver to file.csv\n}\n"
      "segment t of customer { refresh every 15 minutes }\n");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(project.segment("s"),
            "segment s of customer timezone Asia/Riyadh slots 1\n"
            "  (refresh weekly on monday, thu at 06:00 also on purchase, stock_changed priority high)\n"
            "  (deliver to ads.meta as \"gold \\\"one\\\"\" (on enter exit) (columns #0.id #0.friend.city?))\n"
            "  deliver to file.csv\n");
  EXPECT_EQ(project.segment("t"), "segment t of customer timezone Asia/Riyadh slots 1\n  (refresh every 15 minutes)\n");
}

TEST(Segments, ParametersAreHandedOn) {
  Checked project = with_shop(
      "segment few(count: int) of customer { where any purchases since $count days ago }\n"
      "segment user(count: int) of customer { where in segment few(count: $count) }\n"
      "define with_few(count: int) of customer = visits_count > $count and in segment few(count: $count)\n"
      "segment ranked(count: int) of customer { take top 3 by points among segment user(count: $count) }\n");
  EXPECT_EQ(project.report(), "");
  // The placeholder of `count` was 0 days: what it made is not what `1` stands for.
  EXPECT_EQ(project.instantiate("user(count: 1)"), "user(count: 1)");
  EXPECT_NE(project.condition("customer", "in segment few(count: 1)").find("few(count: 1)"), std::string::npos);
  EXPECT_EQ(project.instantiate("ranked(count: 2)"), "ranked(count: 2)");
  EXPECT_NE(project.condition("customer", "with_few(count: 3)").find("(in-segment #0 few(count: 3))"),
            std::string::npos);
  const Definitions& definitions = project.definitions();
  std::string instances;
  for (uint32_t i = 0; i < definitions.mark().num_segments; ++i) {
    const hir::Segment& segment = definitions.segment(hir::SegmentId{i});
    if (segment.name == "few(count: 1)") instances += dump(definitions, segment);
  }
  EXPECT_NE(instances.find("(since 1 day ago)"), std::string::npos) << instances;
}

TEST(Segments, OwnTimezoneAndOtherClauses) {
  Checked project = with_shop(
      "segment s of customer {\n  where visits_count > 0\n  exclude city = \"x\"\n"
      "  take top 20 by wallet per country among everyone ties kept at most 100\n"
      "  take bottom 12.5% by visits_count among segment t\n  sample 0.5% seed \"p\"\n  timezone \"Asia/Dubai\"\n"
      "  refresh weekly on mon, thu at 06:00\n  deliver to file.csv columns (id) }\n"
      "segment t of customer { where accepts_email }");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(project.segment("s"),
            "segment s of customer timezone Asia/Dubai slots 1\n  (where (> #0.visits_count 0))\n  (exclude (= "
            "#0.city? \"x\"))\n"
            "  (take top 20 (by #0.wallet) (per #0.country) (among everyone) ties-kept (at-most 100))\n"
            "  (take bottom 12.5% (by #0.visits_count) (among t))\n  (sample 0.5% (seed \"p\"))\n"
            "  (refresh weekly on mon, thu at 06:00)\n  (deliver to file.csv (columns #0.id))\n");
}

TEST(Parts, OfASplitAreSegments) {
  Checked project = with_shop(
      "segment offered of customer { where in segment thirds.b or in segment thirds.c }\n"
      "segment base(n: int = 1) of customer { where visits_count > $n }\n"
      "/// A test of two offers.\n"
      "split thirds of segment base(n: 3) seed \"q\\\"\" { a 33.3333%, b 20%, c 40% }");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(where_of(project, "offered"), "(where (or (in-segment #0 thirds.b) (in-segment #0 thirds.c)))");
  EXPECT_EQ(project.segment("thirds.a"),
            "segment thirds.a of customer timezone Asia/Riyadh slots 1\n  (where (in-segment #0 base(n: 3)))\n"
            "  (sample 33.3333% (seed \"q\\\"\"))\n");
  EXPECT_EQ(project.segment("thirds.c"),
            "segment thirds.c of customer timezone Asia/Riyadh slots 1\n  (where (in-segment #0 base(n: 3)))\n"
            "  (sample from 53.3333% to 93.3333% (seed \"q\\\"\"))\n");
  const Definitions& definitions = project.definitions();
  std::string names;  // in source order, also when a part was used before
  for (const hir::SegmentId id : definitions.segments()) names += std::string(definitions.segment(id).name) + " ";
  EXPECT_EQ(names, "offered base(n: 1) thirds.a thirds.b thirds.c ");
  EXPECT_EQ(definitions.segment(definitions.segments().back()).doc, "A test of two offers.");
  EXPECT_EQ(project.instantiate("thirds.b"), "thirds.b");
  EXPECT_EQ(project.instantiate("thirds"),
            "E0511 \"thirds\": `thirds` is a split; only its parts are segments; its parts are `thirds.a`, `thirds.b` "
            "and `thirds.c`\n");
  EXPECT_EQ(project.instantiate("thirds.d(n: 3)"), "E0502 \"n\": `thirds` has no parameter `n`\n");
}

TEST(Parts, OfAPriorityListTakeWhatIsLeft) {
  Checked project = with_shop(
      "segment base of customer { where visits_count > 0 }\n"
      "segment base2(n: int) of customer { where visits_count > $n }\n"
      "split halves of segment base seed \"x\" { a 50% }\n"
      "priority list first of customer { base2(n: 7), halves.a, base }\n"
      "segment s of customer { where in segment first.halves.a and in segment first.base2 }");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(where_of(project, "s"), "(where (and (in-segment #0 first.halves.a) (in-segment #0 first.base2)))");
  EXPECT_EQ(project.segment("first.base2"),
            "segment first.base2 of customer timezone Asia/Riyadh slots 1\n  (where (in-segment #0 base2(n: 7)))\n");
  EXPECT_EQ(project.segment("first.base"),
            "segment first.base of customer timezone Asia/Riyadh slots 1\n  (where (in-segment #0 base))\n"
            "  (exclude (in-segment #0 base2(n: 7)))\n  (exclude (in-segment #0 halves.a))\n");
  for (const hir::SegmentId id : project.definitions().segments()) {
    const hir::Segment& segment = project.definitions().segment(id);
    if (segment.name != "first.base") continue;
    EXPECT_EQ(uses_of(segment).segments.size(), 3u);
  }
}

TEST(Parts, AreImportedByTheNameOfTheWhole) {
  const Checked project({{"shop.segql", kShop},
                         {"lib.segql",
                          "segment base of customer { where visits_count > 3 }\n"
                          "split halves of segment base seed \"x\" { a 50% }"},
                         {"a.segql",
                          "import { halves } from \"lib.segql\"\nsegment s of customer { where in segment "
                          "halves.a }"},
                         {"b.segql", "segment t of customer { where in segment halves.a }"}});
  EXPECT_EQ(project.report(),
            "E0153 \"halves\": `halves` is declared in lib.segql, which this file does not import -> import "
            "\"lib.segql\"\n\n\n");
}

TEST(Defines, ArePutInWithTheirArguments) {
  Checked project = with_shop(
      "define busy(n: int, kinds: set<text> = (\"SA\")) of customer = visits_count > $n and country in $kinds\n"
      "segment s(m: int = 7) of customer { where busy($m) or busy(n: 3, kinds: (\"AE\")) }\n"
      "segment t of product { where any sales where (any buyer.views where (quantity > 3)) }");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(project.segment("s(m: 7)"),
            "segment s(m: 7) of customer timezone Asia/Riyadh slots 1\n  (where\n    (or\n"
            "      (and (> #0.visits_count 7) (in #0.country (list \"SA\")))\n"
            "      (and (> #0.visits_count 3) (in #0.country (list \"AE\")))))\n");
}

TEST(Defines, SeeOnlyTheirOwnRow) {
  Checked project = with_shop(
      "define near of customer = any views where (seconds > quantity)\n"
      "segment s of customer { where any purchases where (near()) }");
  EXPECT_NE(project.report().find("unknown field `quantity` on view"), std::string::npos);
}

TEST(Defines, KeepTheirSlotsApart) {
  Checked project = with_shop(
      "define watched of customer = any views where (seconds > 1)\n"
      "segment s of customer { where any purchases where (quantity > 1 and watched()) }");
  EXPECT_NE(project.segment("s").find("(and (> #1.quantity 1) (any (rows #2 #0.views (where (> #2.seconds 1.0)))))"),
            std::string::npos);
}

TEST(Attributes, AreCheckedOnceAndReferenced) {
  Checked project = with_shop(
      "attribute spend of customer = sum of amount of purchases\nattribute double of customer = spend * 2\n"
      "segment s of customer { where spend > 5 SAR and double > 10 SAR }");
  EXPECT_EQ(project.report(), "");
  EXPECT_EQ(project.definitions().num_attributes(), 2u);
  EXPECT_EQ(project.attribute("customer", "double"),
            "attribute double of customer: money(SAR)? slots 1\n  (*:money(SAR,2)? #0.@spend? 2)\n");
  EXPECT_EQ(where_of(project, "s"), "(where (and (> #0.@spend? 5.00 SAR) (> #0.@double? 10.00 SAR)))");
}

TEST(Attributes, AreReachedThroughReferences) {
  Checked project = with_shop(
      "attribute on_sale of product = list_price is present and price < list_price\n"
      "segment s of customer { where any purchases where (item.on_sale) }");
  EXPECT_EQ(where_of(project, "s"), "(where (any (rows #1 #0.purchases (where (holds #1.item.@on_sale?)))))");
}

TEST(Imports, BindNamesAcrossFiles) {
  const Texts texts = {
      {"shop.segql", kShop},
      {"lib/base.segql",
       "segment busy of customer { where visits_count > 3 }\nattribute twice of customer = visits_count * 2"},
      {"all.segql",
       "import \"./lib/../lib/base.segql\"\nsegment s of customer { where in segment busy and twice > 3 }"},
      {"lib/some.segql", "import { busy } from \"base.segql\"\nsegment t of customer { where in segment busy }"},
      {"none.segql", "segment u of customer { where in segment busy }"}};
  const Checked project(texts);
  EXPECT_EQ(project.report(),
            "E0153 \"busy\": `busy` is declared in lib/base.segql, which this file does not import -> import "
            "\"lib/base.segql\"\n\n\n");
  EXPECT_EQ(project.definitions().segments().size(), 3u);
}

TEST(Imports, TheShellSeesEveryName) {
  Checked project({{"shop.segql", kShop}, {"a.segql", "segment busy of customer { where visits_count > 3 }"}});
  EXPECT_EQ(project.condition("customer", "in segment busy"), "(in-segment #0 busy)\n");
}

TEST(Conditions, OfTheShellReportUnknownEntities) {
  EXPECT_EQ(shop().condition("custmer", "true"),
            "E0107 \"true\": unknown entity `custmer`; did you mean `customer`? -> customer\n");
}

TEST(HostSchema, FilesUseIt) {
  const Checked first = shop();
  Arena arena;
  diag::Sink sink;
  const auto source = Source::create(0, "a.segql", "segment s of customer { where visits_count > 3 }", {});
  const ast::File* file = syntax::parse(source.value(), arena, sink, {});
  const auto definitions = Definitions::build(first.definitions().schema(), {{file, "a.segql"}}, sink, {});
  EXPECT_TRUE(sink.diagnostics().empty());
  EXPECT_EQ(definitions->segments().size(), 1u);
}

}  // namespace
}  // namespace segql::check
