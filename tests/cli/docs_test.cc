/// `docs`: the catalogue as a browser, a reader and somebody with bad intentions see it.

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSchema = R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
/// A person who buys.
///
/// Known by `id`.
entity customer key id { id: text  city: text?  joined: timestamp? }
event purchase at bought_at { buyer: ref customer  amount: money(SAR)  bought_at: timestamp }
relation customer has many purchases = purchase by buyer
)";

constexpr const char* kSegments = R"(language 1
import "shop.segql"
/// What was paid, ever.
attribute spend of customer = sum of amount of purchases
/// Bought in the last `days` days.
define active(days: int = 30) of customer = any purchases within last $days days

/// Best customers. They <b>pay</b> & stay.
///
/// Ask `crm` first.
@owner("crm-team") @tag("top") @tag("paid") @reviewed
segment vip "Very <important>" of customer { where spend >= 100 SAR and active() }
segment slipping(days: int) of customer { where no purchases within last $days days }
segment gone of customer { where in segment slipping(days: 90) and not in segment vip }
segment uncalled(n: int) of customer { where spend > $n * 1 SAR }
snapshot segment earlier of customer as of 2026-01-01 { where in segment vip }
snapshot segment kept of customer { where in segment vip }
static segment listed of customer from "keys.csv" key id
split halves of segment vip seed "s" { control 50%, rest 50% }
segment `<script>alert(1)</script>` of customer { where city = "</code><script>alert(2)</script>" }
segment `a/../b&"c'` of customer { where in segment `<script>alert(1)</script>` }

test "pays & stays" of vip as of 2026-03-31T12:00 {
  given customer c { id: "c" }
  expect c out
}
)";

class Docs : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml",
                 "[project]\nname = \"Tiny <shop>\"\n[sources.customer]\nfile = \"customers.csv\"\n[sources.purchase]\n"
                 "file = \"purchases.csv\"\n");
    folder.write("shop.segql", kSchema);
    folder.write("segments.segql", kSegments);
    folder.write("customers.csv", "id,city,joined\namal,Riyadh,2024-01-01\nbadr,,\n");
    folder.write("purchases.csv", "buyer,amount,bought_at\namal,150.00,2026-03-20T10:00\n");
    folder.write("keys.csv", "id\namal\n");
  }
  void docs(const std::string& arguments = "", int code = 0) {
    said = segql(folder, "docs --output out --as-of 2026-03-31T12:00 " + arguments);
    EXPECT_EQ(said.code, code) << said.err;
    EXPECT_EQ(said.out, "");
  }
  /// A page holds each of these texts.
  void expect(const std::string& page, const std::vector<std::string>& texts) const {
    const std::string html = folder.read("out/" + page);
    ASSERT_NE(html, "") << page;
    for (const std::string& text : texts)
      EXPECT_NE(html.find(text), std::string::npos) << page << ": " << text << "\n"
                                                    << html.substr(std::min(html.size(), html.find("<main")));
  }
  std::map<std::string, std::string> pages() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "out")) {
      const std::string name = fs::relative(entry.path(), folder.path()).string();
      if (entry.is_regular_file()) all.emplace(name, folder.read(name));
    }
    return all;
  }
  /// What the script beside this file has to say about the catalogue.
  std::pair<int, std::string> ask(const std::string& script, const std::string& before = "",
                                  const std::string& after = "") const {
    const std::string command = "python3 " SEGQL_TEST_DIR "/cli/" + script + " " + before + " '" +
                                (folder.path() / "out").string() + "' " + after + " >'" +
                                (folder.path() / ".said").string() + "' 2>&1";
    const int status = std::system(command.c_str());
    return {WEXITSTATUS(status), folder.read(".said")};
  }

  TempFolder folder;
  Outcome said;
};

TEST_F(Docs, PagesAreSoundAndAskNobodyForAnything) {
  docs();
  EXPECT_EQ(said.err.substr(0, 6), "wrote ") << said.err;
  EXPECT_TRUE(said.err.ends_with("/index.html\n") && said.err.find("; open ") != std::string::npos) << said.err;
  const auto [code, problems] = ask("catalogue_check.py");
  EXPECT_EQ(code, 0) << problems;
  for (const auto& [name, html] : pages()) {
    EXPECT_EQ(html.find("http:"), std::string::npos) << name;
    EXPECT_EQ(html.find("https:"), std::string::npos) << name;
    EXPECT_EQ(html.find("<script>alert"), std::string::npos) << name;
    EXPECT_EQ(html.find("<b>"), std::string::npos) << name;
  }
}

TEST_F(Docs, TheIndexHasEveryDefinition) {
  docs();
  expect("index.html", {"Tiny &lt;shop&gt;</h1>",
                        "10 segments of 1 entity, over 1 kind of event.",
                        "Counted as of 2026-03-31 12:00 +03:00, Asia/Riyadh.",
                        "href=\"segments/vip.html\"",
                        "Very &lt;important&gt;",
                        "<span class=\"tag\">crm-team</span>",
                        ">Best customers.<",
                        "href=\"segments/slipping.html\"",
                        "href=\"segments/gone.html\"",
                        "href=\"segments/uncalled.html\"",
                        "href=\"segments/earlier.html\"",
                        "href=\"segments/kept.html\"",
                        "href=\"segments/listed.html\"",
                        "href=\"segments/halves.html\"",
                        "&lt;script&gt;alert(1)&lt;/script&gt;",
                        "href=\"attributes/customer.spend.html\"",
                        "href=\"conditions/customer.active.html\"",
                        "href=\"tables/customer.html\"",
                        "href=\"tables/purchase.html\"",
                        "not counted"});
}

TEST_F(Docs, ASegmentIsTold) {
  docs();
  expect("segments/vip.html",
         {"<h1><code>vip</code>", "Very &lt;important&gt;", "They &lt;b&gt;pay&lt;/b&gt; &amp; stay.",
          "Ask <code>crm</code> first.",
          "<span class=\"members\">1</span> of 2 customers <span class=\"share\">50.0%</span>",
          "<dt>owner</dt><dd><span class=\"tag\">crm-team</span>",
          "<dt>tag</dt><dd><span class=\"tag\">top</span> <span class=\"tag\">paid</span>", "<dt>reviewed</dt>",
          "<code>segments.segql:12</code>", "<span class=\"k\">segment</span> vip",
          "<a href=\"../attributes/customer.spend.html\">spend</a> &gt;= <span class=\"n\">100</span>",
          "<a href=\"../conditions/customer.active.html\">active</a>()",
          "<code>within last 30 days</code></td><td>2026-03-01 00:00 +03:00</td><td>2026-03-31 12:00 +03:00</td>",
          "<svg role=\"group\"", "href=\"../segments/gone.html\"", "pays &amp; stays",
          "href=\"../tables/purchase.html#field-bought_at\""});
  expect("segments/gone.html", {"href=\"../segments/slipping.html\"", "href=\"../segments/vip.html\""});
  expect("segments/slipping.html", {"<span class=\"parameters\">(days: int)</span>", "slipping(days: 90)",
                                    "<span class=\"members\">1</span>", "<span class=\"p\">$days</span>"});
  expect("segments/uncalled.html", {"It takes arguments, and nothing in the project gives it any."});
  expect("segments/halves.html", {"halves.control", "halves.rest", "split of", "href=\"../segments/vip.html\""});
  expect("segments/kept.html", {"has not been taken"});
  expect("segments/listed.html", {"<span class=\"members\">1</span>"});
  expect("conditions/customer.active.html", {"(days: int = 30)", "href=\"../segments/vip.html\""});
  expect("attributes/customer.spend.html", {"What was paid, ever.", "href=\"../segments/vip.html\""});
  expect("tables/customer.html", {"with the key <code>id</code>", "2 rows", "A person who buys.",
                                  "Known by <code>id</code>.", "id=\"field-city\"", "relation"});
}

TEST_F(Docs, IsTheSameEveryTime) {
  docs();
  const auto first = pages();
  docs("--threads 1 --engine interp");
  EXPECT_EQ(pages(), first);
  EXPECT_GT(first.size(), 14U);
}

TEST_F(Docs, WithoutDataThereAreNoCounts) {
  docs("--no-data");
  expect("index.html", {"As of 2026-03-31 12:00 +03:00"});
  EXPECT_EQ(folder.read("out/index.html").find("class=\"count\""), std::string::npos);
  expect("segments/vip.html", {"<h2 id=\"windows\">", "<svg role=\"group\""});
  EXPECT_EQ(folder.read("out/segments/vip.html").find("of 2 customers"), std::string::npos);
  fs::remove(folder.path() / "customers.csv");
  docs();
  EXPECT_NE(said.err.find("without its data the catalogue has no counts"), std::string::npos) << said.err;
  expect("segments/vip.html", {"<h2 id=\"windows\">"});
}

TEST_F(Docs, WhatHasErrorsIsThereAndSaidSo) {
  folder.write("wrong.segql", "language 1\nimport \"shop.segql\"\nsegment wrong of customer { where cty = \"x\" }\n");
  docs("", 1);
  EXPECT_NE(said.err.find("E0102"), std::string::npos);
  expect("segments/wrong.html", {"This definition has errors"});
  EXPECT_EQ(ask("catalogue_check.py").first, 0);
}

TEST_F(Docs, ReplacesWhatItWroteAndNothingElse) {
  docs();
  folder.write("out/segments/of-yesterday.html", "old");
  docs();
  EXPECT_FALSE(fs::exists(folder.path() / "out/segments/of-yesterday.html"));
  for (const auto& entry : fs::directory_iterator(folder.path()))
    EXPECT_EQ(entry.path().string().find(".segql-new"), std::string::npos) << entry.path();
  folder.write("mine/letter.txt", "dear");
  folder.write("file", "text");
  const auto refused = [&](const std::string& where, const std::string& why) {
    const Outcome outcome = segql(folder, "docs --no-data --output " + where);
    EXPECT_EQ(outcome.code, 2) << where;
    EXPECT_NE(outcome.err.find(why), std::string::npos) << outcome.err;
  };
  refused("mine", "cannot write `mine`: the folder is not empty, and was not made by this command");
  refused("file", "it is a file");
  refused("nowhere/out", "No such file or directory");
  EXPECT_EQ(folder.read("mine/letter.txt"), "dear");
  fs::create_directory(folder.path() / "empty");
  EXPECT_EQ(segql(folder, "docs --no-data --output empty/").code, 0);
  EXPECT_TRUE(fs::exists(folder.path() / "empty/index.html"));
  EXPECT_EQ(segql(folder, "docs").code, 2);
  EXPECT_EQ(segql(folder, "docs --output out --as-of yesteryear").code, 2);
}

TEST_F(Docs, InABrowser) {
  std::string browser;
  for (const std::string name : {"chromium", "chromium-browser", "google-chrome"}) {
    if (browser.empty() && std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0) browser = name;
  }
  if (browser.empty() || SEGQL_SANITIZED != 0) GTEST_SKIP() << "there is no Chromium";
  docs();
  const auto [code, problems] = ask("catalogue_browse.py", browser, "vip");
  EXPECT_EQ(code, 0) << problems;
}

}  // namespace
}  // namespace segql::testing
