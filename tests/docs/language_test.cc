/// docs/language.md: every example means what it states, every construct has one, and the table of windows is true.

#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "tests/docs/examples.h"
#include "tests/docs/shop.h"

namespace segql::docs {
namespace {

constexpr size_t kFewestExamples = 80;

/// What has to be shown besides every keyword of the grammar; regular expressions.
constexpr const char* kConstructs[] = {
    "!= ",
    "<= ",
    ">= ",
    " < ",
    " > ",
    "= (true|false)",
    "not between",
    "not in \\(",
    "not contains",
    "not starts with",
    "not ends with",
    "not matches",
    "ignoring case",
    "is missing",
    "is present",
    "has \"",
    "has any of",
    "has all of",
    "has none of",
    "all of \\{",
    "any of \\{",
    "none of \\{",
    "not \\(",
    "at least \\d",
    "at most \\d",
    "exactly \\d",
    "every \\w+.*satisfy \\(",
    "latest \\w+.*satisfy \\(",
    "earliest \\w+.*satisfy \\(",
    "no \\w+",
    "any \\w: ",
    "self\\.",
    "count of distinct",
    "most common",
    "share of",
    "first of",
    "last of",
    "median of",
    "sum of \\(if",
    "within last \\d+ days",
    "within last \\d+ hours",
    "within last \\d+ complete",
    "rolling",
    "within next",
    "within this",
    "within previous",
    "within following",
    "from .* to",
    "before ",
    "after ",
    "since ",
    "on \\d{4}",
    "during \\d{4}-Q\\d",
    "during \\d{4}-\\d\\d",
    "ever",
    "days since",
    "hours until",
    "anniversary within",
    "year of",
    "weekday of",
    "hour of",
    "round\\(",
    "least\\(",
    "coalesce\\(",
    "if\\(",
    "greatest\\(",
    "abs\\(",
    "floor\\(",
    "did \\(",
    "did within",
    "then no .* within",
    "so far",
    "matching first",
    "matching strict",
    "ntile \\d of",
    "percentile of",
    "among everyone",
    "among segment",
    "in segment",
    "not in segment",
    "item in segment",
    "take top \\d+ by",
    "take bottom",
    "take top \\d+%",
    "per \\w+",
    "ties kept",
    "ties dropped",
    "at most \\d+\n",
    "sample \\d+%",
    "timezone \"",
    "refresh live",
    "refresh daily at",
    "refresh weekly on",
    "refresh monthly on",
    "refresh every",
    "refresh manual",
    "also on",
    "deliver to",
    "columns \\(",
    "exclude ",
    "keep members forever",
    "keep members for",
    "split \\w+ of segment",
    "priority list",
    "static segment",
    "snapshot segment",
    "was in segment",
    "entered segment",
    "left segment",
    "extern ",
    "import \"std/",
    "import \\{",
    "with \\(",
    "\\$\\w+",
    "set<",
    "map<",
    "`\\w+`",
    "expect \\w+ in",
    "expect \\w+ out",
    "expect \\w+\\.\\w+ =",
    "given ",
    "@\\w+",
    "///",
    "\\d SAR",
    "\\d%",
};

const Document& document() {
  static const Document kDocument = read_document(SEGQL_SOURCE_DIR "/docs/language.md");
  return kDocument;
}

std::vector<EngineKind> engines() {
#if SEGQL_JIT
  return {EngineKind::kInterpreter, EngineKind::kJit};
#else
  return {EngineKind::kInterpreter};
#endif
}

bool is_table(const std::string& name) {
  const auto engine = check_definitions(document(), "");
  for (const TableInfo& table : engine->tables()) {
    if (table.name == name) return true;
  }
  return false;
}

/// A block on its way: what it defines, and what is to be asked of that.
class Checker {
 public:
  explicit Checker(const Block& block) : block_(block) {}

  void check() {
    const std::vector<Example> examples = examples_of(block_);
    bool states_something = false;
    for (const Example& example : examples) {
      states_something = states_something || !example.claims.empty();
      if (example.claims_any("error")) {
        expect_refused(example);
      } else {
        add(example);
      }
    }
    EXPECT_TRUE(states_something) << "line " << block_.line << ": this block states nothing";
    for (const EngineKind kind : engines()) answer(kind);
  }

 private:
  struct Question {
    std::string segment, expected;
    int line;
    bool fails = false;  ///< `expected` is part of the message
  };

  std::string at(int line) const { return "docs/language.md:" + std::to_string(line) + "\n"; }

  /// The example as declarations: a condition becomes a segment of `entity`.
  std::string declared(const Example& example, const std::string& entity, std::string& name) {
    name = example.segment();
    if (!example.is_condition()) return example.code;
    name = "example_" + std::to_string(++num_conditions_);
    return "segment " + name + " of " + entity + " { where\n" + example.code + "}\n";
  }

  static std::string entity_of(const Example& example) {
    for (const Claim& claim : example.claims) {
      if (is_table(claim.what)) return claim.what;
    }
    return "customer";
  }

  void expect_refused(const Example& example) {
    std::string name;
    const auto engine = check_definitions(document(), definitions_ + declared(example, entity_of(example), name));
    EXPECT_EQ(codes(*engine, Severity::kError), example.claims[0].value) << at(example.line) << example.code;
  }

  void add(const Example& example) {
    std::string name;
    definitions_ += declared(example, entity_of(example), name);
    const bool says_who = example.claims_any("in") || example.claims_any("fails");
    EXPECT_TRUE(name.empty() || says_who) << at(example.line) << "who is in?\n" << example.code;
    for (const Claim& claim : example.claims) {
      if (claim.kind == "warning") warnings_.insert(claim.value);
      if (claim.kind == "passes") ++num_tests_;
      if (claim.kind == "fails") questions_.push_back({name, claim.value, example.line, true});
      if (claim.kind != "in") continue;
      const bool is_reference = !claim.what.empty() && !is_table(claim.what);
      const std::string keys = in_order(split(claim.value, ','));
      questions_.push_back({is_reference ? claim.what : name, keys, example.line});
    }
  }

  void answer(EngineKind kind) {
    const auto engine = check_definitions(document(), definitions_, kind);
    for (const Diagnostic& diagnostic : engine->diagnostics()) {
      if (diagnostic.severity == Severity::kError) ADD_FAILURE() << at(block_.line) << engine->render(diagnostic);
    }
    EXPECT_EQ(codes(*engine, Severity::kWarning), in_order({warnings_.begin(), warnings_.end()})) << at(block_.line);
    run_tests(*engine);
    EXPECT_EQ(load(document(), *engine), "") << at(block_.line);
    for (const Question& question : questions_) {
      const std::string found = members(*engine, question.segment, document().as_of);
      if (question.fails) {
        EXPECT_NE(found.find(question.expected), std::string::npos) << at(question.line) << found;
      } else {
        EXPECT_EQ(found, question.expected) << at(question.line) << question.segment;
      }
    }
  }

  void run_tests(Engine& engine) {
    EXPECT_EQ(engine.tests().size(), num_tests_) << at(block_.line);
    for (size_t i = 0; i < engine.tests().size(); ++i) {
      const auto result = engine.run_test(i);
      ASSERT_TRUE(result.ok()) << at(block_.line) << result.error().message;
      EXPECT_TRUE(result->passed()) << at(block_.line) << engine.tests()[i].name;
    }
  }

  const Block& block_;
  std::string definitions_;
  std::set<std::string> warnings_;
  std::vector<Question> questions_;
  size_t num_conditions_ = 0, num_tests_ = 0;
};

std::string all_examples() {
  std::string text = document().schema;
  for (const auto& [name, definitions] : document().files) text += definitions;
  for (const Block& block : document().blocks) {
    for (const Example& example : examples_of(block)) text += example.code;
  }
  return text;
}

TEST(LanguageReference, ItsSchemaAndRowsAreSound) {
  ASSERT_NE(document().as_of, "");
  const auto engine = check_definitions(document(), "");
  EXPECT_EQ(codes(*engine, Severity::kError), "");
  EXPECT_EQ(load(document(), *engine), "");
}

TEST(LanguageReference, EveryExampleMeansWhatItStates) {
  size_t num_examples = 0;
  for (const Block& block : document().blocks) {
    Checker(block).check();
    for (const Example& example : examples_of(block)) num_examples += example.claims.empty() ? 0 : 1;
  }
  EXPECT_GE(num_examples, kFewestExamples);
  RecordProperty("examples", static_cast<int>(num_examples));
}

TEST(LanguageReference, EveryConstructHasAnExample) {
  const std::string text = all_examples();
  for (const char* construct : kConstructs) {
    EXPECT_TRUE(std::regex_search(text, std::regex(construct))) << "no example has " << construct;
  }
}

TEST(LanguageReference, EveryKeywordHasAnExample) {
  const std::string text = all_examples();
  const std::string grammar = read_text(SEGQL_SOURCE_DIR "/grammar/SegQL.g4");
  const std::regex keyword(R"(\nKW_\w+\s*: '(\w+)' ;)");
  size_t num_keywords = 0;
  for (std::sregex_iterator it(grammar.begin(), grammar.end(), keyword), end; it != end; ++it, ++num_keywords) {
    EXPECT_TRUE(std::regex_search(text, std::regex("\\b" + (*it)[1].str() + "\\b"))) << "no example has " << (*it)[1];
  }
  EXPECT_GT(num_keywords, 100U);
}

TEST(LanguageReference, EveryNamedFileIsUsed) {
  for (const auto& [name, text] : document().files) {
    EXPECT_NE(all_examples().find("\"" + name + "\""), std::string::npos) << name;
  }
}

/// A row of the table of windows is true when a field is in the window at both of its ends and not just outside.
TEST(LanguageReference, TheTableOfWindowsIsTrue) {
  const std::regex row(R"(\n\| `([^`]+)` \| (\S+) \| (\S+) \|)");
  size_t num_rows = 0;
  const std::string& text = document().text;
  for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it) {
    const std::string window = (*it)[1], from = (*it)[2], to = (*it)[3];
    const auto engine = check_definitions(
        document(), "entity moment key id { id: text happened: timestamp }\nsegment s of moment { where happened " +
                        window + " }\n");
    ASSERT_EQ(codes(*engine, Severity::kError), "") << window;
    std::string expected;
    const auto add = [&](const std::string& instant, const char* id, int64_t shift) {
      if (instant == "-") return;
      ASSERT_TRUE(
          engine->append("moment", {{"id", id}, {"happened", engine->parse_instant(instant).value() + shift}}).ok());
    };
    add(from, "before its start", -1);
    add(from, "start", 0);
    add(to, "last", -1);
    add(to, "end", 0);
    ASSERT_EQ(load(document(), *engine), "");
    expected =
        std::string(to == "-" ? "" : "last") + (from == "-" || to == "-" ? "" : ", ") + (from == "-" ? "" : "start");
    EXPECT_EQ(members(*engine, "s", document().as_of), expected) << window;
    ++num_rows;
  }
  EXPECT_GE(num_rows, 20U);
}

}  // namespace
}  // namespace segql::docs
