/// What people do before a change of definitions is merged, over the real invoice lines: `diff` of two revisions equals
/// evaluating both from scratch, and `why` is right about customers.

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"
#include "tests/online_retail/data.h"

namespace segql::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kAsOf = "2011-12-09T13:00";

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// The members of every segment, by its name; from nothing but the folder.
std::map<std::string, std::set<std::string>> evaluated(const std::string& folder, const std::filesystem::path& data) {
  std::map<std::string, std::set<std::string>> all;
  const auto project = open_project(data, EngineKind::kAuto, 0, folder);
  if (project == nullptr) return all;
  EXPECT_TRUE(project->load().ok());
  Engine& engine = project->engine();
  const auto evaluation = engine.evaluate_at(engine.parse_instant(kAsOf).value()).value();
  for (const SegmentInfo& segment : engine.segments()) {
    const auto members = evaluation->members(segment.name);
    EXPECT_TRUE(members.ok()) << segment.name;
    for (const uint32_t row : members->rows()) all[segment.name].insert(engine.key_of(segment.entity, row).value());
    all.try_emplace(segment.name);
  }
  return all;
}

TEST_F(OnlineRetail, DiffOfTwoRevisionsEqualsEvaluatingBoth) {
  if (!data) return;
  const TempFolder folder;
  const auto run = [&](const std::string& command) {
    const std::string line = "cd '" + folder.path().string() + "' && ( " + command + " ) >/dev/null 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0) << command;
  };
  const std::string git = "git -c user.email=a@b.c -c user.name=x ";
  run("cp -r '" + std::string(kProject) + "' shop && " + git + "init . && " + git + "add . && " + git +
      "commit -m before");
  run("cp -r shop before");
  // A threshold; a name, with what uses it; a file that is written otherwise.
  const std::string before = folder.read("shop/segments.segql");
  std::string after = changed(before, "where spend >= 5000 GBP", "where spend >= 4000 GBP");
  after = changed(after, "segment not_goods of product", "segment postage_and_the_like of product");
  for (size_t at = after.find("in segment not_goods"); at != std::string::npos; at = after.find("in segment not_goods"))
    after.replace(at, 20, "in segment postage_and_the_like");
  after = changed(after, "where orders >= 2\n", "where (orders >= 2)  // more than once\n");
  folder.write("shop/segments.segql", after);
  const std::string schema = folder.read("shop/shop.segql");
  folder.write("shop/shop.segql", changed(schema, "relation customer has many purchases = purchase by buyer",
                                          "// who bought\nrelation customer   has many purchases = purchase by buyer"));
  run(git + "commit -am after");

  const Outcome outcome = segql(
      folder, "diff HEAD~1 HEAD -p shop --samples 5 --format json --data '" + data->string() + "' --as-of " + kAsOf);
  ASSERT_EQ(outcome.code, 1) << outcome.err;
  const json report = json::parse(outcome.out);
  const auto old_members = evaluated((folder.path() / "before").string(), *data);
  const auto new_members = evaluated((folder.path() / "shop").string(), *data);
  std::map<std::string, std::string> kinds;
  for (const json& one : report["definitions"]) {
    const std::string name = one["name"], old_name = one.value("old_name", name);
    kinds[name] = one["change"];
    if (!one.contains("stay")) continue;
    const std::set<std::string>& was = old_members.at(old_name);
    const std::set<std::string>& is = new_members.at(name);
    std::set<std::string> joined, left;
    std::set_difference(is.begin(), is.end(), was.begin(), was.end(), std::inserter(joined, joined.end()));
    std::set_difference(was.begin(), was.end(), is.begin(), is.end(), std::inserter(left, left.end()));
    EXPECT_EQ(one["join"], joined.size()) << name;
    EXPECT_EQ(one["leave"], left.size()) << name;
    EXPECT_EQ(one["stay"], was.size() - left.size()) << name;
    const auto expect_reasons = [&](const json& rows, const std::set<std::string>& expected) {
      EXPECT_EQ(rows.size(), std::min<size_t>(expected.size(), 5)) << name;
      for (const json& row : rows) {
        EXPECT_TRUE(expected.contains(row["key"])) << name << " " << row["key"];
        ASSERT_FALSE(row["out_because"].empty()) << name << " " << row["key"];
        EXPECT_EQ(row["out_because"][0]["holds"], row["out_because"][0]["exclude"]) << "it is what keeps the row out";
      }
    };
    expect_reasons(one["joining"], joined);
    expect_reasons(one["leaving"], left);
  }
  EXPECT_EQ(kinds["big_spenders"], "changed");
  EXPECT_EQ(kinds["postage_and_the_like"], "renamed");
  EXPECT_EQ(kinds["repeat_buyers"], "text");
  EXPECT_EQ(kinds["loved_by_big_spenders"], "affected");
  EXPECT_EQ(kinds.count("british"), 0U);
  // What is not mentioned, and what only uses another name, has the members it had.
  for (const auto& [name, members] : new_members) {
    const auto kind = kinds.find(name);
    if (kind != kinds.end() && kind->second != "text") continue;
    EXPECT_EQ(members, old_members.at(name)) << name;
  }
}

TEST_F(OnlineRetail, WhyIsRightAboutRandomRows) {
  if (!data) return;
  constexpr int kPairs = SEGQL_SANITIZED ? 20 : 400;
  const auto project = open_project(*data, EngineKind::kAuto, 0);
  ASSERT_NE(project, nullptr);
  ASSERT_TRUE(project->load().ok());
  Engine& engine = project->engine();
  std::map<std::string, uint64_t> rows;
  for (const TableInfo& table : engine.tables()) rows[table.name] = table.num_rows;
  const std::vector<SegmentInfo> segments = engine.segments();
  std::mt19937 random(11);
  const Instant as_of = engine.parse_instant(kAsOf).value();
  const auto evaluation = engine.evaluate_at(as_of).value();
  int num_changes = 0, num_unknown = 0;
  for (int i = 0; i < kPairs; ++i) {
    const SegmentInfo& segment = segments[random() % segments.size()];
    const uint64_t row = random() % rows[segment.entity];
    const std::string key = engine.key_of(segment.entity, row).value();
    const auto answer = evaluation->why(segment.name, key);
    ASSERT_TRUE(answer.ok()) << segment.name << " " << key << ": " << answer.error().message;
    EXPECT_EQ(answer->is_member, evaluation->members(segment.name).value().contains(row)) << segment.name << " " << key;
    const bool conditions_hold = std::ranges::all_of(
        answer->conditions, [](const TestCondition& c) { return c.depth != 0 || c.holds != c.excludes; });
    EXPECT_EQ(answer->is_member, conditions_hold) << segment.name << " " << key;
    if (!answer->why_not_further.empty()) ++num_unknown;
    if (!answer->next_change) continue;
    ++num_changes;
    const auto holds = [&](Instant at) {
      return engine.evaluate_at(at).value()->members(segment.name).value().contains(row);
    };
    EXPECT_EQ(holds(*answer->next_change - 1), answer->is_member) << segment.name << " " << key;
    EXPECT_NE(holds(*answer->next_change), answer->is_member) << segment.name << " " << key;
  }
  EXPECT_GT(num_changes, 0);
  EXPECT_LT(num_unknown, kPairs / 2) << "rankings alone are not foreseen";
}

}  // namespace
}  // namespace segql::testing
