/// explain-code: the pages of docs/codes as the program prints them.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"
#include "tests/golden/golden.h"

namespace segql::testing {
namespace {

using nlohmann::json;

const std::filesystem::path kPages = std::filesystem::path(SEGQL_SOURCE_DIR) / "docs" / "codes";

TEST(ExplainCode, ListsThemAll) {
  const TempFolder folder;
  const Outcome list = segql(folder, "explain-code");
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.out.find("\nE0102      unknown field\n"), std::string::npos) << list.out;
  const json all = json::parse(segql(folder, "explain-code --format json").out);
  size_t num_pages = 0;
  for (const auto& path : golden::files(kPages, ".md")) num_pages += path.stem() != "README" ? 1 : 0;
  ASSERT_EQ(all.size(), num_pages);
  for (const json& page : all) {
    const Outcome one = segql(folder, "explain-code " + page["code"].get<std::string>());
    EXPECT_EQ(one.code, 0);
    EXPECT_EQ(one.out, golden::read_file(kPages / (page["code"].get<std::string>() + ".md")));
    EXPECT_TRUE(one.out.starts_with("# " + page["code"].get<std::string>() + ": " + page["title"].get<std::string>()));
  }
}

TEST(ExplainCode, TakesAnyCase) {
  const TempFolder folder;
  const Outcome page = segql(folder, "explain-code l-null --format json");
  EXPECT_EQ(page.code, 0) << page.err;
  const json read = json::parse(page.out);
  EXPECT_EQ(read["code"], "L-NULL");
  EXPECT_EQ(read["title"], "a negation that also matches what is missing");
  EXPECT_EQ(read["text"], golden::read_file(kPages / "L-NULL.md"));
}

TEST(ExplainCode, NamesWhatIsNear) {
  const TempFolder folder;
  const Outcome near = segql(folder, "explain-code E0199");
  EXPECT_EQ(near.code, 2);
  EXPECT_EQ(near.out, "");
  EXPECT_EQ(near.err, "segql: there is no code `E0199`; `segql explain-code` lists all\n");
  EXPECT_EQ(segql(folder, "explain-code l-nul").err, "segql: there is no code `l-nul`; near it is L-NULL\n");
  EXPECT_EQ(segql(folder, "explain-code L-BANG").err,
            "segql: there is no code `L-BANG`; near it are L-BETWEEN and L-BIDI\n");
  EXPECT_EQ(segql(folder, "explain-code ''").code, 2) << "no code is not every code";
}

}  // namespace
}  // namespace segql::testing
