/// `uses` and `graph`: what definitions name, directly and through others.

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

using nlohmann::json;

class Graph : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml", "[project]\nname = \"tiny\"\n");
    folder.write("shop.segql", R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity country key code { code: text  name: text? }
entity customer key id { id: text  city: text?  home: ref country?  age: int? }
entity product key sku { sku: text  city: text? }
event purchase at bought_at { buyer: ref customer  amount: money(SAR)  bought_at: timestamp  note: text? }
relation customer has many purchases = purchase by buyer
attribute spend of customer = sum of amount of purchases
segment vip of customer { where spend >= 100 SAR and home.name = "Oman" }
segment slipping(days: int) of customer { where no purchases within last $days days }
segment best of customer { where in segment vip and not in segment slipping(days: 30) take top 5 by spend }
snapshot segment earlier of customer as of 2026-01-01 { where in segment vip }
segment alone of product { where city is missing }
)");
  }
  std::vector<std::string> names(const json& list) const {
    std::vector<std::string> all;
    for (const json& one : list) all.push_back(one["name"]);
    std::sort(all.begin(), all.end());
    return all;
  }
  using Names = std::vector<std::string>;
  TempFolder folder;
};

TEST_F(Graph, UsesSaysWhatASegmentNamesAndThroughWhat) {
  const Outcome uses = segql(folder, "uses best --format json");
  EXPECT_EQ(uses.code, 0) << uses.err;
  const json best = json::parse(uses.out);
  EXPECT_EQ(best["kind"], "segment");
  EXPECT_EQ(best["line"], 11);
  EXPECT_EQ(names(best["uses"]), Names({"country.name", "customer.home", "customer.spend", "purchase.amount",
                                        "purchase.bought_at", "purchase.buyer", "slipping(days: 30)", "vip"}));
  EXPECT_TRUE(best["used_by"].empty());
  for (const json& one : best["uses"]) {
    if (one["name"] == "vip") {
      EXPECT_TRUE(one["through"].is_null()) << "it is named directly";
    }
    if (one["name"] == "country.name") {
      EXPECT_EQ(one["through"], "vip");
    }
  }
}

TEST_F(Graph, UsesSaysWhoIsAffected) {
  const json amount = json::parse(segql(folder, "uses purchase.amount --format json").out);
  EXPECT_EQ(amount["kind"], "field");
  EXPECT_EQ(names(amount["used_by"]).front(), "best");
  EXPECT_EQ(amount["used_by"].size(), 5U) << "spend, vip, best, and the snapshot with the segment it is of";
  const Outcome text = segql(folder, "uses spend");
  EXPECT_EQ(text.out.substr(0, text.out.find('\n')), "customer.spend, attribute of customer, shop.segql:8:11");
  EXPECT_NE(text.out.find("used by  segment  vip"), std::string::npos) << text.out;
  EXPECT_NE(segql(folder, "uses purchase.note").out.find("nothing uses it"), std::string::npos);
  EXPECT_EQ(segql(folder, "uses spend --format csv").out.substr(0, 27), "how,kind,name,through,where");
}

TEST_F(Graph, AWordThatMeansNothingOrTwoThingsIsSaid) {
  const Outcome nothing = segql(folder, "uses nonsense");
  EXPECT_EQ(nothing.code, 2);
  EXPECT_NE(nothing.err.find("no segment, attribute or field is called `nonsense`"), std::string::npos);
  EXPECT_NE(segql(folder, "uses slipping").err.find("; did you mean `slipping(days: 30)`?"), std::string::npos);
  EXPECT_NE(segql(folder, "uses spent").err.find("; did you mean `spend`?"), std::string::npos);
  EXPECT_NE(segql(folder, "uses purchase").err.find("; of `purchase` name a field, such as `purchase.buyer`"),
            std::string::npos);
  const Outcome two = segql(folder, "uses city");
  EXPECT_EQ(two.code, 2);
  EXPECT_NE(two.err.find("`city` may be each of customer.city, product.city"), std::string::npos) << two.err;
}

TEST_F(Graph, DrawsDefinitionsAndEdges) {
  const Outcome all = segql(folder, "graph --format json");
  EXPECT_EQ(all.code, 0) << all.err;
  const json graph = json::parse(all.out);
  const Names nodes = names(graph["nodes"]);
  EXPECT_NE(std::ranges::find(nodes, "slipping(days: 30)"), nodes.end());
  EXPECT_NE(std::ranges::find(nodes, "alone"), nodes.end());
  EXPECT_EQ(std::ranges::find(nodes, "customer.city"), nodes.end()) << "no fields";
  const auto has_edge = [&](const char* from, const char* to) {
    return std::ranges::any_of(graph["edges"], [&](const json& e) { return e["from"] == from && e["to"] == to; });
  };
  EXPECT_TRUE(has_edge("best", "vip"));
  EXPECT_TRUE(has_edge("best", "customer.spend"));
  EXPECT_TRUE(has_edge("vip", "customer.spend"));
  EXPECT_FALSE(has_edge("vip", "best"));

  const json some = json::parse(segql(folder, "graph vip --fields --format json").out);
  EXPECT_EQ(names(some["nodes"]), Names({"country.name", "customer.home", "customer.spend", "purchase.amount",
                                         "purchase.bought_at", "purchase.buyer", "vip"}));
}

TEST_F(Graph, AsDotAndMermaid) {
  const std::string dot = segql(folder, "graph best").out;
  EXPECT_EQ(dot.rfind("digraph segql {\n", 0), 0U) << dot;
  EXPECT_NE(dot.find("[label=\"slipping(days: 30)\"];"), std::string::npos);
  EXPECT_NE(dot.find("[label=\"customer.spend\", style=rounded];"), std::string::npos);
  EXPECT_NE(dot.find(" -> "), std::string::npos);
  const std::string mermaid = segql(folder, "graph best --format mermaid").out;
  EXPECT_EQ(mermaid.rfind("flowchart LR\n", 0), 0U) << mermaid;
  EXPECT_NE(mermaid.find("[\"slipping(days: 30)\"]"), std::string::npos);
  EXPECT_NE(mermaid.find(" --> "), std::string::npos);
}

TEST_F(Graph, WhatIsSoundIsShownBesideErrors) {
  folder.write("wrong.segql", "language 1\nimport \"shop.segql\"\nsegment wrong of customer { where agee > 1 }\n");
  const Outcome uses = segql(folder, "uses vip");
  EXPECT_EQ(uses.code, 1);
  EXPECT_NE(uses.out.find("customer.spend"), std::string::npos);
  EXPECT_NE(uses.err.find("E0102"), std::string::npos);
}

}  // namespace
}  // namespace segql::testing
