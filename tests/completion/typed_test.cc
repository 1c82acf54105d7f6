/// What a typed text is, told from its words alone.

#include <gtest/gtest.h>

#include "segql/prompt.h"

namespace segql {
namespace {

using Kind = TypedText::Kind;

TEST(Typed, WhatItIs) {
  for (const char* text : {"", "  \n", "// a note", "/* one */"})
    EXPECT_EQ(read_typed(text).kind, Kind::kNothing) << text;
  for (const char* text :
       {"segment a of customer { }", "@owner(\"x\") segment a of customer { }", "attribute a of b = 1",
        "import \"x.segql\"", "language 1", "snapshot segment a of b { }", "entity a"}) {
    EXPECT_EQ(read_typed(text).kind, Kind::kDefinitions) << text;
  }
  for (const char* text : {"customer", "customer where x = 1", "in segment a", "segment = 3", "vip(days: 3)",
                           "count of x", "test = 1", "\xff"}) {
    EXPECT_EQ(read_typed(text).kind, Kind::kQuestion) << text;
  }
}

TEST(Typed, WhoseRows) {
  EXPECT_EQ(read_typed("customer").rows, "customer");
  EXPECT_FALSE(read_typed("customer").has_where);
  EXPECT_EQ(read_typed("customer where x = 1").rows, "customer");
  EXPECT_TRUE(read_typed("customer where x = 1").has_where);
  EXPECT_EQ(read_typed("any purchases where (x = 1)").rows, "");
  EXPECT_EQ(read_typed("vip_customers.part").rows, "");
}

TEST(Typed, WhatIsOpen) {
  for (const char* text :
       {"customer where", "customer where country =", "customer where country = \"SA\" and", "customer where (x = 1",
        "customer where any", "customer where x in", "customer where x between 1",
        "customer where any purchases within last", "customer where not", "segment a of customer",
        "segment a of customer {", "attribute a of b =", "attribute a of b = 1 +", "define f(x: int) of b",
        "/* not yet", "snapshot segment", "all of { x = 1,", "customer where x = ) and (",
        "segment a of b { where nonsense nonsense"}) {
    const bool is_over = std::string_view(text).find("= )") != std::string_view::npos;
    EXPECT_EQ(read_typed(text).is_open, !is_over) << text;
  }
  for (const char* text :
       {"customer", "customer where x", "customer where x = 1", "vip(days: 3)", "segment a of b { }",
        "attribute a of b = 1", "customer where x == 1", "customer where x = = 1", "customer where \"open",
        "customer where x = 1)", "", "\xff", "define f(x: int) of b = x > 1"}) {
    EXPECT_FALSE(read_typed(text).is_open) << text;
  }
}

TEST(Typed, NamesOfDefinitions) {
  const TypedText typed = read_typed(
      "segment a of customer { }\n@tag(\"x\") attribute b of product = 1\ndefine c(n: int) of customer = n > 1\n"
      "priority list d of customer { a }\nstatic segment e of customer from \"x.csv\" key id\nexpect a implies e");
  std::string all;
  for (const TypedDefinition& one : typed.definitions) all += one.kind + " " + one.name + " " + one.entity + "\n";
  EXPECT_EQ(all, "segment a \nattribute b product\ndefine c customer\nsegment d \nsegment e \nexpect  \n");
  EXPECT_EQ(typed.definitions[1].span, (Span{26, 62}));
}

TEST(Typed, NearWords) {
  const std::string_view words[] = {"members", "count"};
  EXPECT_EQ(nearest_word("member", words), "members");
  EXPECT_EQ(nearest_word("xyzzy", words), "");
}

}  // namespace
}  // namespace segql
