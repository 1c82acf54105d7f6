/// check --fix: members stay as they were, comments where they were, and nothing fixable is left.

#include "cli/fix.h"

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSchema = R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity customer key id {
  id: text  country: text  city: text?  points: int?  subscribed: bool?  tier: enum { basic, gold }?
  joined: date?  seen_at: timestamp?  tags: set<text>?  friend: ref customer?
}
entity product key sku { sku: text  category: text? }
event purchase at bought_at {
  buyer: ref customer  item: ref product?  note: text?  amount: money(SAR)  bought_at: timestamp
}
relation customer has many purchases = purchase by buyer
relation product has many sales = purchase by item
attribute usual_note of customer = most common note of purchases
segment base of customer { where points > 2 }
)";

/// A project of 60 files beside the schema.
class Fix : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml", "[project]\nname = \"fixed\"\n");
    folder.write("schema.segql", kSchema);
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      if (entry.path().extension() == ".segql") found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
  }
  TempFolder folder;
};

// ---------- sixty files ----------

class Writer {
 public:
  explicit Writer(uint32_t seed) : random_(seed) {}

  /// Segments of conditions that are sound and could be said better.
  std::string file(int number) {
    std::string text = "import \"schema.segql\"" + comment() + "\nimport \"schema.segql\"\n";
    for (int i = 0; i < 3; ++i) {
      const std::string name = "g" + std::to_string(number) + "_" + std::to_string(i);
      if (i == 1) text += "define d" + std::to_string(number) + " of customer = " + condition(1) + "\n";
      text += "segment " + name + " of customer {" + comment() + "\n  where " + condition(2);
      if (i == 1) text += "\n    and d" + std::to_string(number) + "()";
      text += comment() + "\n" + (below(3) == 0 ? "  exclude " + condition(1) + "\n" : "") + "}\n";
    }
    if (number % 4 == 0) {
      for (size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
    }
    return text;
  }

 private:
  uint32_t below(size_t n) { return random_() % static_cast<uint32_t>(n); }
  std::string comment() {
    if (below(2) == 0) return "";
    const std::string text = "kept " + std::to_string(num_comments_++);
    return below(2) == 0 ? "  /* " + text + " */" : "  // " + text;
  }
  /// Between two words, where a comment to the end of the line takes a line break.
  std::string gap() {
    const std::string text = below(4) == 0 ? comment() : "";
    return text.find("//") != std::string::npos ? text + "\n    " : text + " ";
  }

  std::string test() {
    static const std::vector<std::string> kTests = {
        "city != \"Riyadh\"",
        "city not in (\"Riyadh\", \"Jeddah\")",
        "self.city not contains \"y\"",
        "not (city starts with \"R\")",
        "lower(city)  !=  \"riyadh\"",
        "not (points between 2 and 6)",
        "points not between 1 and 5",
        "(points + 1) * 2 != 8",
        "points != friend.points",
        "3 != points",
        "not subscribed",
        "tier != gold",
        "joined not in (2025-01-01)",
        "friend.city != \"Jeddah\"",
        "friend.country != \"SA\"",
        "friend.friend.points != 2",
        "not friend in segment base",
        "friend not in segment base",
        "tags has none of (\"a\")",
        "not tags has \"a\"",
        "not seen_at within last 30 days",
        "seen_at between 2026-01-01 and 2026-02-01",
        "seen_at   not between 40 days ago and today",
        "usual_note != \"gift\"",
        "max of bought_at of purchases between 2026-01-01 and 2026-03-01",
        "any purchases where (note != \"gift\" and item.category not in (\"books\"))",
        "no p: purchases where (p.note != \"gift\" or self.points != 2)",
        "count of purchases where (bought_at between 60 days ago and now) > 1",
        "if(city != \"Riyadh\", points, 2) = 2",
        "country = \"SA\"",
        "any purchases within last 60 days",
        "points > 3",
    };
    return kTests[below(kTests.size())];
  }

  std::string condition(int depth) {
    if (depth == 0) return test();
    switch (below(6)) {
      case 0: return "(" + condition(depth - 1) + gap() + "or " + condition(depth - 1) + ")";
      case 1: return "(" + condition(depth - 1) + gap() + "and " + condition(depth - 1) + ")";
      case 2: return "all of {\n    " + condition(depth - 1) + "," + gap() + condition(depth - 1) + "\n  }";
      case 3: return "not (" + condition(depth - 1) + gap() + "or " + condition(depth - 1) + ")";
      case 4: {
        const std::string twice = "(" + test() + ")", other = test();
        return "(" + twice + gap() + "and " + other + " and " + twice + ")";
      }
      default: return test();
    }
  }

  std::mt19937 random_;
  int num_comments_ = 0;
};

/// Each is the condition of a segment, or a whole one, with a mistake that can only mean one thing.
const std::vector<std::string> kMistakes = {
    "where country == \"SA\"",
    "where country := \"SA\"",
    "where country = \"SA\" && points > 3",
    "where (country = \"SA\"||points > 3)",
    "where !(points > 3)",
    "where points => 3 and points =< 9",
    "where country <> \"SA\"",
    "where country = 'SA'",
    "where country in ('SA', \xE2\x80\x9C"
    "AE\xE2\x80\x9D)",
    "where country in [\"SA\", \"AE\"]",
    "where any purchases in last 90 days",
    "where any purchases in the past 3 months and seen_at during this month",
    "where any purchases within last 90days",
    "where sum of amount of purchases > 5,000 SAR",
    "where sum of amount of purchases > 1,250,000SAR",
    "where country = \"SA\" and and points > 3",
    "where city = null or tier != null",
    "where city is not missing and points is null",
    "WHERE country = \"SA\" AND points IS MISSING",
    "where country = \"SA\"; ",
    "where country = \"SA\" # in the kingdom",
    "where joined = 2026-1-5",
    "where points > 3 refresh daily at 9:30",
    "where tier = \"gold\"",
    "where city matches \"^Riyadh|\\d+\\.$\"",
    "where any purchases where (amount > 5 SAR) within last 90 days",
    "where days since seen_at > 90 days",
};

std::map<std::string, std::string> sixty_files() {
  std::map<std::string, std::string> files;
  Writer writer(20261);
  for (size_t i = 0; i < kMistakes.size(); ++i) {
    const std::string name = "m" + std::to_string(i);
    files[name + ".segql"] = "import \"schema.segql\"\n// kept above\nsegment " + name + " of customer {\n  " +
                             kMistakes[i] + "\n  /* kept below */\n}\n";
  }
  for (int i = 0; files.size() < 60; ++i) files["g" + std::to_string(i) + ".segql"] = writer.file(i);
  return files;
}

/// Customers of whom much is missing, and what they bought.
void add_rows(Engine& engine) {
  std::mt19937 random(7);
  const auto one_of = [&](std::vector<Value> values) { return values[random() % values.size()]; };
  const std::string ends[] = {"a", "b", "c", "d", "e", "f", "g"};
  const Value none = Missing{};
  for (int i = 0; i < 120; ++i) {
    const Status added = engine.append(
        "customer", {{"id", "c" + std::to_string(i)},
                     {"country", one_of({"SA", "AE"})},
                     {"city", one_of({none, "Riyadh", "Jeddah", "Abha", ""})},
                     {"points", one_of({none, int64_t{1}, int64_t{2}, int64_t{3}, int64_t{5}, int64_t{9}})},
                     {"subscribed", one_of({none, true, false})},
                     {"tier", one_of({none, "basic", "gold"})},
                     {"joined", one_of({none, "2025-01-01", "2026-01-05"})},
                     {"seen_at", one_of({none, "2026-01-31T23:59", "2026-02-01T00:00", "2026-03-30T12:00"})},
                     {"friend", one_of({none, "c1", "c2", "c3", "c4", "c5"})}});
    ASSERT_TRUE(added.ok()) << added.error().message;
  }
  for (const char* sku : {"p0", "p1", "p2"}) {
    const Value category = sku[1] == '0' ? none : Value(sku[1] == '1' ? "books" : "tea");
    ASSERT_TRUE(engine.append("product", {{"sku", sku}, {"category", category}}).ok());
  }
  for (int i = 0; i < 150; ++i) {
    const Status added = engine.append(
        "purchase", {{"buyer", "c" + std::to_string(random() % 100)},
                     {"item", one_of({none, "p0", "p1", "p2"})},
                     {"note", one_of({none, "gift", "late"})},
                     {"amount", "10.00"},
                     {"bought_at", one_of({"2025-12-01T10:00", "2026-02-10T10:00", "2026-03-29T10:00"})}});
    ASSERT_TRUE(added.ok()) << added.error().message;
  }
}

struct State {
  std::map<std::string, std::vector<uint32_t>> members;  ///< of the sound segments
  std::string findings;
  size_t num_fixable = 0;
  size_t num_errors = 0;
};

State state_of(const std::vector<fs::path>& files) {
  State state;
  EngineOptions options;
  options.limits.diagnostics = 10'000;
  auto engine = Engine::create(options).value();
  for (const fs::path& path : files) {
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(engine->add_source(path.filename().string(), {std::istreambuf_iterator<char>(in), {}}).ok());
  }
  engine->check();
  for (const Diagnostic& diagnostic : engine->diagnostics()) {
    state.findings += engine->render(diagnostic);
    state.num_errors += diagnostic.severity == Severity::kError ? 1 : 0;
    const auto sure = std::ranges::count_if(diagnostic.fixes, &DiagnosticFix::machine_applicable);
    EXPECT_LE(sure, 1) << engine->render(diagnostic);
    state.num_fixable += static_cast<size_t>(sure);
  }
  add_rows(*engine);
  EXPECT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-03-31T12:00").value()).value();
  for (const SegmentInfo& segment : engine->segments()) {
    const auto members = evaluation->members(segment.name);
    EXPECT_TRUE(members.ok()) << segment.name << ": " << members.error().message;
    if (members.ok()) state.members[segment.name] = members->rows();
  }
  return state;
}

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_F(Fix, SixtyFilesKeepTheirMembers) {
  const std::map<std::string, std::string> before = sixty_files();
  ASSERT_EQ(before.size(), 60U);
  for (const auto& [name, text] : before) folder.write(name, text);
  const State state_before = state_of(files());
  EXPECT_GT(state_before.num_fixable, 150U);

  const Outcome fixed = segql(folder, "check --fix");
  const State state_after = state_of(files());
  EXPECT_EQ(fixed.code, 0) << fixed.err;
  EXPECT_EQ(state_after.num_errors, 0U) << state_after.findings;
  EXPECT_EQ(state_after.num_fixable, 0U) << state_after.findings;
  EXPECT_GT(state_before.members.size(), 90U);
  EXPECT_EQ(state_after.members.size(), state_before.members.size() + kMistakes.size());
  for (const auto& [segment, members] : state_before.members) {
    EXPECT_EQ(state_after.members.at(segment), members) << segment;
  }
  for (const auto& [name, text] : before) {
    const std::string now = folder.read(name);
    EXPECT_NE(now, text) << name << " has nothing to be fixed";
    EXPECT_EQ(count_of(now, "kept "), count_of(text, "kept ")) << now;
    const bool has_crlf = text.find('\r') != std::string::npos;
    EXPECT_EQ(count_of(now, "\r\n"), has_crlf ? count_of(now, "\n") : 0) << name;
    EXPECT_NE(fixed.out.find(name + ": "), std::string::npos) << fixed.out;
  }
  EXPECT_EQ(folder.read("schema.segql"), kSchema);
  EXPECT_EQ(segql(folder, "check --fix").out.find("fixed"), std::string::npos) << "a second time changes nothing";
}

// ---------- files ----------

TEST_F(Fix, ChangesNothingElse) {
  const std::string before =
      "\xEF\xBB\xBFimport \"schema.segql\"\r\n\r\n"
      "segment  odd of customer {where   country == \"SA\"\t&&city != 'Abha' // \xD9\x85\r\n}";
  folder.write("a.segql", before);
  fs::permissions(folder.path() / "a.segql", static_cast<fs::perms>(0640));
  const Outcome fixed = segql(folder, "check --fix a.segql");
  EXPECT_EQ(fixed.code, 0) << fixed.err;
  EXPECT_EQ(fixed.out, "a.segql: 4 fixed\n2 files, 2 segments: no problems\n");
  EXPECT_EQ(
      folder.read("a.segql"),
      "\xEF\xBB\xBFimport \"schema.segql\"\r\n\r\n"
      "segment  odd of customer {where   country = \"SA\"\tand (city is missing or city != \"Abha\") // \xD9\x85\r\n}");
  EXPECT_EQ(fs::status(folder.path() / "a.segql").permissions(), static_cast<fs::perms>(0640));
}

TEST_F(Fix, ReportsWhatRemains) {
  folder.write("a.segql",
               "import \"schema.segql\"\nsegment a of customer { where citty = 'x' and country <> \"SA\" }\n");
  const Outcome fixed = segql(folder, "check --fix --format json a.segql");
  EXPECT_EQ(fixed.code, 1);
  EXPECT_EQ(fixed.err, "a.segql: 2 fixed\n");
  const auto left = nlohmann::json::parse(fixed.out);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0]["code"], "E0102");
  EXPECT_EQ(left[0]["fixes"][0]["machine_applicable"], false) << "a guess";
  EXPECT_EQ(folder.read("a.segql"),
            "import \"schema.segql\"\nsegment a of customer { where citty = \"x\" and country != \"SA\" }\n");
}

TEST_F(Fix, AddsImportsThatAreLacking) {
  folder.write("lib/spend.segql", "attribute spend of customer = points * 2\ndefine rich of customer = points > 8\n");
  const auto file = [&](const std::string& header, const std::string& name, const char* line_break = "\n") {
    return header + "segment " + name + " of customer { where spend > 3 and rich() }" + line_break;
  };
  folder.write("a.segql", file("", "a"));
  folder.write("b.segql", file("language 1\n\n", "b"));
  folder.write("c.segql", file("import \"schema.segql\" // the shop\n\n", "c"));
  folder.write("d.segql", file("import { spend } from \"lib/spend.segql\"\n", "d"));
  folder.write("e.segql", file("import \"schema.segql\" /* why */ ", "e"));
  folder.write("kinds.segql", "attribute `left` of customer = points * 2\ndefine rich2 of customer = points > 8\n");
  folder.write("g.segql",
               "import { rich2 } from \"kinds.segql\"\nsegment g of customer { where `left` > 3 and rich2() }\n");
  folder.write("lib/f.segql", file("import \"../schema.segql\"\r\n", "f", "\r\n"));
  const Outcome fixed = segql(
      folder, "check --fix a.segql b.segql c.segql d.segql e.segql g.segql lib/f.segql lib/spend.segql schema.segql");
  EXPECT_EQ(fixed.code, 0) << fixed.out << fixed.err;
  EXPECT_EQ(folder.read("a.segql"), file("import \"lib/spend.segql\"\n\n", "a"));
  EXPECT_EQ(folder.read("b.segql"), file("language 1\nimport \"lib/spend.segql\"\n\n", "b"));
  EXPECT_EQ(folder.read("c.segql"), file("import \"schema.segql\" // the shop\nimport \"lib/spend.segql\"\n\n", "c"));
  EXPECT_EQ(folder.read("d.segql"), file("import { spend, rich } from \"lib/spend.segql\"\n", "d"));
  EXPECT_EQ(folder.read("e.segql"), file("import \"schema.segql\"\nimport \"lib/spend.segql\" /* why */ ", "e"));
  EXPECT_EQ(folder.read("g.segql"),
            "import { rich2, `left` } from \"kinds.segql\"\nsegment g of customer { where `left` > 3 and rich2() }\n");
  EXPECT_EQ(folder.read("lib/f.segql"), file("import \"../schema.segql\"\r\nimport \"spend.segql\"\r\n", "f", "\r\n"));
}

TEST_F(Fix, AddsNoImportThatWouldCloseACycle) {
  const std::string a = "import \"b.segql\"\nsegment a of customer { where in segment b }\n";
  const std::string b = "import \"c.segql\"\nsegment b of customer { where in segment c }\n";
  const std::string c = "segment c of customer { where in segment a }\n";
  folder.write("a.segql", a);
  folder.write("b.segql", b);
  folder.write("c.segql", c);
  const Outcome checked = segql(folder, "check --fix --format json a.segql b.segql c.segql schema.segql");
  EXPECT_EQ(checked.code, 1);
  bool is_said = false;
  for (const auto& finding : nlohmann::json::parse(checked.out)) {
    if (finding["code"] != "E0153") continue;
    is_said = true;
    EXPECT_TRUE(finding["fixes"].empty());
  }
  EXPECT_TRUE(is_said);
  EXPECT_EQ(folder.read("a.segql") + folder.read("b.segql") + folder.read("c.segql"), a + b + c);
}

TEST_F(Fix, TakesAwayImportsThatAreSurelyInVain) {
  const std::string own = "segment x of customer { where points > 3 }\n";
  folder.write("spend.segql", "attribute spend of customer = points * 2\ndefine rich of customer = points > 8\n");
  folder.write("rare.segql", "define rare of customer = points = 9\n");
  folder.write("a.segql", "import { rich, spend } from \"spend.segql\"\nsegment a of customer { where spend > 3 }\n");
  folder.write("b.segql", "// kept\nimport \"spend.segql\"\nimport \"schema.segql\"\nimport \"schema.segql\"\n" + own);
  folder.write("c.segql", "import \"rare.segql\"\n");
  folder.write("d.segql", "import \"rare.segql\"\nsegment d of customer { where points > 5 }\n");
  const Outcome fixed = segql(folder, "check --fix");
  EXPECT_EQ(fixed.code, 0) << fixed.err;
  EXPECT_EQ(folder.read("a.segql"),
            "import { spend } from \"spend.segql\"\nsegment a of customer { where spend > 3 }\n");
  EXPECT_EQ(folder.read("b.segql"), "// kept\nimport \"schema.segql\"\n" + own);
  EXPECT_EQ(folder.read("c.segql"), "import \"rare.segql\"\n") << "it gathers files";
  EXPECT_NE(folder.read("d.segql").find("import"), std::string::npos) << "without it, rare.segql may be no part";
  EXPECT_NE(fixed.err.find("nothing of rare.segql is used in this file"), std::string::npos) << fixed.err;
}

TEST_F(Fix, GoesOnBehindTheLimitOfFindings) {
  std::string before = "import \"schema.segql\"\nsegment a of customer { where points > 1";
  for (int i = 0; i < 2'000; ++i) before += "\n  or city != \"" + std::to_string(i) + "\"";
  folder.write("a.segql", before + " }\n");
  const Outcome fixed = segql(folder, "check --fix a.segql");
  EXPECT_EQ(fixed.out.substr(0, fixed.out.find('\n')), "a.segql: 2000 fixed");
  EXPECT_EQ(count_of(folder.read("a.segql"), "city is missing"), 2'000U);
}

TEST_F(Fix, LeavesWhatIsOnlyImported) {
  const TempFolder other;
  const std::string library = "segment elsewhere of customer { where city != \"Riyadh\" }\n";
  other.write("library.segql", library);
  const std::string path = fs::relative(other.path(), folder.path()).string() + "/library.segql";
  folder.write("a.segql", "import \"schema.segql\"\nimport \"" + path + "\"\n" +
                              "segment a of customer { where in segment elsewhere and country == \"SA\" }\n");
  const Outcome fixed = segql(folder, "check --fix");
  EXPECT_EQ(fixed.code, 0) << fixed.err;
  EXPECT_NE(fixed.err.find("warning[L-NULL]"), std::string::npos) << fixed.err;
  EXPECT_EQ(other.read("library.segql"), library);
  EXPECT_NE(folder.read("a.segql").find("country = \"SA\""), std::string::npos);
}

TEST_F(Fix, WritesNoReadOnlyFile) {
  const std::string before = "import \"schema.segql\"\nsegment a of customer { where city != \"Riyadh\" }\n";
  folder.write("a.segql", before);
  folder.write("b.segql", "import \"schema.segql\"\nsegment b of customer { where city != \"Riyadh\" }\n");
  fs::permissions(folder.path() / "a.segql", static_cast<fs::perms>(0444));
  const Outcome fixed = segql(folder, "check --fix");
  EXPECT_EQ(fixed.code, 2);
  EXPECT_NE(fixed.err.find("segql: `a.segql` is read-only; nothing was fixed in it\n"), std::string::npos) << fixed.err;
  EXPECT_EQ(folder.read("a.segql"), before);
  EXPECT_NE(folder.read("b.segql").find("is missing"), std::string::npos) << "the others are written";
}

TEST_F(Fix, FollowsLinks) {
  folder.write("real/a.segql", "segment a of customer { where city != \"Riyadh\" }\n");
  fs::create_symlink("real/a.segql", folder.path() / "a.segql");
  fs::create_symlink("real/a.segql", folder.path() / "b.txt");
  const Outcome fixed = segql(folder, "check --fix");
  EXPECT_EQ(fixed.code, 0) << fixed.err;
  EXPECT_TRUE(fs::is_symlink(folder.path() / "a.segql"));
  EXPECT_EQ(folder.read("real/a.segql"), "segment a of customer { where (city is missing or city != \"Riyadh\") }\n");
}

TEST_F(Fix, LosesNothingThatSomebodyWroteMeanwhile) {
  folder.write("a.segql", "segment a of customer { where city != \"Riyadh\" }\n");
  cli::Options options;
  options.project = folder.path().string();
  ProjectOptions wanted;
  wanted.folder = options.project;
  const auto project = Project::open(wanted);
  ASSERT_TRUE(project.ok());
  const std::string newer = "segment a of customer { where city != \"Jeddah\" }\n";
  folder.write("a.segql", newer);
  EXPECT_FALSE(cli::fix_files(**project, options));
  EXPECT_EQ(folder.read("a.segql"), newer);
  fs::remove(folder.path() / "a.segql");
  EXPECT_FALSE(cli::fix_files(**project, options));
  EXPECT_FALSE(fs::exists(folder.path() / "a.segql"));
}

}  // namespace
}  // namespace segql::testing
