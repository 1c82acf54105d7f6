/// Completion against brute force: at each position every word there is stands in turn, with each of some continuations
/// after it, and the checker says of the whole text whether it is sound. What is offered has to be the words that are,
/// no more and no fewer. The oracle knows nothing of how completions are found.

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "segql/engine.h"

namespace segql {
namespace {

constexpr const char* kSchema = R"(
settings { timezone "UTC"  currency SAR }
entity customer key id {
  id: text
  country: text?
  gender: enum { female, male }?
  age: int?
  birthday: date?
  joined_at: timestamp
  tags: set<text>
  wallet: money(SAR)
  vip: bool = false
  home: point?
  referrer: ref customer?
}
entity product key sku {
  sku: text
  category: text?
  price: money(SAR)
  stock: int
}
event purchase at bought_at {
  buyer: ref customer
  item: ref product
  amount: money(SAR)
  quantity: int
  status: enum { paid, refunded }
  bought_at: timestamp
}
event visit at seen_at {
  guest: ref customer
  seen_at: timestamp
}
relation customer has many purchases = purchase by buyer
relation customer has many visits = visit by guest
relation product has many sales = purchase by item
attribute spend of customer = sum of amount of purchases
attribute turnover of product = sum of amount of sales
define local(where_to: text) of customer = country = $where_to
segment big of customer { where spend > 100 SAR }
segment slipping(days: int) of customer { where no purchases within last $days days }
segment hot of product { where stock > 10 }
split halves of segment big seed "s" { left_half 50%, right_half 50% }
)";

/// Every word there is: the keywords of the grammar, all names of the project, and the functions without a keyword.
std::set<std::string> all_words() {
  std::set<std::string> words{"self",   "abs",   "round", "floor", "ceil", "greatest", "n",    "coalesce", "if",
                              "length", "lower", "upper", "trim",  "mon",  "enter",    "exit", "p",        "q"};
  std::ifstream grammar(SEGQL_SOURCE_DIR "/grammar/SegQL.g4");
  std::stringstream text;
  text << grammar.rdbuf() << kSchema;
  const std::string all = text.str();
  const std::regex keyword("KW_[A-Z]+ +: '([a-z]+)'");
  for (std::sregex_iterator at(all.begin(), all.end(), keyword), end; at != end; ++at) words.insert((*at)[1]);
  const std::string schema = kSchema;
  const std::regex name("[a-z_]+");
  for (std::sregex_iterator at(schema.begin(), schema.end(), name), end; at != end; ++at) words.insert(at->str());
  return words;
}

struct Position {
  const char* text;                        ///< as it is typed, up to the cursor
  std::vector<std::string> continuations;  ///< what is tried after a word
  const char* end = "";                    ///< after every continuation
};

/// Which of `texts`, each a file of its own, are sound beside the schema.
std::vector<bool> sound(const std::vector<std::string>& texts) {
  EngineOptions options;
  options.engine = EngineKind::kInterpreter;
  options.threads = 1;
  options.limits.diagnostics = 10'000'000;
  const auto engine = Engine::create(options).value();
  EXPECT_TRUE(engine->add_source("schema.segql", kSchema).ok());
  std::vector<SourceId> ids;
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto id = engine->add_source(std::to_string(i) + ".segql", texts[i], true);
    ids.push_back(*id);
  }
  engine->check();
  std::set<SourceId> wrong;
  for (const Diagnostic& diagnostic : engine->diagnostics()) {
    if (diagnostic.severity == Severity::kError) wrong.insert(diagnostic.source);
  }
  std::vector<bool> result;
  for (const SourceId id : ids) result.push_back(!wrong.contains(id));
  return result;
}

/// A question as the condition of a segment of its own, so that a file can hold it; definitions as they are.
std::string as_file(const std::string& text, size_t number) {
  constexpr std::string_view kCustomer = "customer where ", kProduct = "product where ";
  const std::string head = "segment tried_" + std::to_string(number) + " of ";
  if (text.starts_with(kCustomer)) return head + "customer { where ( " + text.substr(kCustomer.size()) + "\n) }";
  if (text.starts_with(kProduct)) return head + "product { where ( " + text.substr(kProduct.size()) + "\n) }";
  std::string own = text;  // `segment t of ...`: each file needs a name of its own
  const size_t at = own.find(" tt");
  if (at != std::string::npos) own.replace(at, 3, " tried_" + std::to_string(number));
  return own;
}

/// Words that make a text of mistakes look as if it could declare a schema, with which all else is not checked.
bool may_spoil_others(const std::string& word) {
  return std::set<std::string>{"entity", "event", "relation", "settings", "extern"}.contains(word);
}

std::set<std::string> accepted_words(const Position& position) {
  std::set<std::string> accepted;
  std::set<std::string> words = all_words();
  for (const std::string& continuation : position.continuations) {
    std::vector<std::string> tried, texts;
    for (const std::string& word : words) {
      if (accepted.contains(word)) continue;
      const std::string file = as_file(position.text + word + continuation + position.end, texts.size());
      if (may_spoil_others(word)) {
        if (sound({file}).front()) accepted.insert(word);
        continue;
      }
      tried.push_back(word);
      texts.push_back(file);
    }
    const std::vector<bool> is_sound = sound(texts);
    for (size_t i = 0; i < tried.size(); ++i) {
      if (is_sound[i]) accepted.insert(tried[i]);
    }
  }
  return accepted;
}

std::set<std::string> offered_words(const Position& position) {
  const auto engine = Engine::create({}).value();
  EXPECT_TRUE(engine->add_source("schema.segql", kSchema).ok());
  EXPECT_TRUE(engine->check());
  std::set<std::string> words;
  for (const Completion& one : engine->complete(position.text).all) {
    const bool is_parameter = one.text.starts_with('$');  // which the text before the cursor has already
    words.insert(is_parameter ? one.text.substr(1) : one.text);
  }
  return words;
}

// After a value: every kind of test.
const std::vector<std::string> kTests = {"",
                                         " true",
                                         " 1",
                                         " \"x\"",
                                         " 1 SAR",
                                         " paid",
                                         " female",
                                         " (1)",
                                         " (\"x\")",
                                         " missing",
                                         " of (\"x\")",
                                         " with \"x\"",
                                         " last 1 day",
                                         " this day",
                                         " now",
                                         " 2026-01-01",
                                         " 2026-01-01 to 2026-02-01",
                                         " 2026-Q1",
                                         " 1 and 2",
                                         " \"a\" and \"b\"",
                                         " 1 SAR and 2 SAR",
                                         " 2026-01-01 and 2026-02-01",
                                         " segment big",
                                         " segment hot",
                                         " (1 SAR)",
                                         " (true)",
                                         " (female)",
                                         " (now)",
                                         " in (now)",
                                         " (2026-01-01)",
                                         " (\"0,0\")",
                                         " in (1)",
                                         " in (\"x\")",
                                         " in (1 SAR)",
                                         " in (true)",
                                         " in (female)",
                                         " in (2026-01-01)",
                                         " in (\"0,0\")",
                                         " between 1 and 2",
                                         " between 1 SAR and 2 SAR",
                                         " contains \"x\"",
                                         " in segment big",
                                         " within this day",
                                         " case",
                                         " since joined_at = 1",
                                         " female and true"};
// After a word that begins a condition.
const std::vector<std::string> kStarts = {"",
                                          " true",
                                          " is present",
                                          "(\"x\")",
                                          "(\"x\") = 1",
                                          "(\"x\") = \"x\"",
                                          "(1) = 1",
                                          "(1, 2) = 1",
                                          "(age, 1) = 1",
                                          "(true, 1, 1) = 1",
                                          "(country) = \"x\"",
                                          "(joined_at) = 1",
                                          " purchases",
                                          " sales",
                                          " of purchases > 1",
                                          " of sales > 1",
                                          " of amount of purchases > 1 SAR",
                                          " of quantity of sales > 1",
                                          " common item.sku of purchases = \"x\"",
                                          " common status of sales = paid",
                                          " of { true }",
                                          " least 1 purchases",
                                          " least 1 sales",
                                          " 1 purchases",
                                          " 1 sales",
                                          " ( purchases )",
                                          " ( sales )",
                                          " segment big",
                                          " segment hot",
                                          " in segment big as of now",
                                          " in segment hot as of 2026-01-01",
                                          " segment big within last 1 day",
                                          " segment hot within last 1 day",
                                          " of birthday = 1",
                                          " of joined_at = 1",
                                          " of now = 1",
                                          " since now = 1",
                                          " since joined_at = 1",
                                          " until now = 1",
                                          " 5 of age among everyone = 1",
                                          " 5 of stock among everyone = 1",
                                          " of age among everyone = 1",
                                          " of stock among everyone = 1",
                                          " of purchases satisfy (true) > 50%",
                                          " of sales satisfy (true) > 50%",
                                          " = now",
                                          " > 1",
                                          ".id = \"x\"",
                                          ".sku = \"x\"",
                                          " purchases satisfy (true)",
                                          " sales satisfy (true)",
                                          " = joined_at"};

std::vector<Position> positions() {
  const std::vector<std::string> in_rows = {"",
                                            " is present",
                                            " true",
                                            " = 1",
                                            "(1) = 1",
                                            "(1, 2) = 1",
                                            "(true, 1, 1) = 1",
                                            "(\"x\") = \"x\"",
                                            "(bought_at) = 1",
                                            "(\"x\") = 1",
                                            " purchases satisfy (true)",
                                            " purchases",
                                            " visits",
                                            ".id is present",
                                            ".sku is present",
                                            ".purchases",
                                            ".sales",
                                            " self.purchases",
                                            " item.sales",
                                            " of purchases > 1",
                                            " of item.sales > 1",
                                            " of amount of purchases > 1 SAR",
                                            " of quantity of item.sales > 1",
                                            " common item.sku of purchases = \"x\"",
                                            " of { true }",
                                            " least 1 purchases",
                                            " 1 purchases",
                                            " ( purchases )",
                                            " segment big",
                                            " of bought_at = 1",
                                            " of now = 1",
                                            " since now = 1",
                                            " until now = 1",
                                            " of purchases satisfy (true) > 50%",
                                            " = now",
                                            " buyer in segment big",
                                            "(\"x\")",
                                            " 5 of age among everyone = 1",
                                            " of age among everyone = 1"};
  return {
      {"customer where ", kStarts},
      {"product where ", kStarts},
      {"customer where country ", kTests},
      {"customer where age ", kTests},
      {"customer where wallet ", kTests},
      {"customer where gender ", kTests},
      {"customer where joined_at ", kTests},
      {"customer where birthday ", kTests},
      {"customer where vip ", kTests},
      {"customer where tags ", kTests},
      {"customer where referrer ", kTests},
      {"customer where home ", kTests},
      {"customer where gender = ",
       {"", ".gender", " of gender of purchases", " common gender of purchases", "(gender, gender)",
        "(true, gender, gender)"}},
      {"customer where country = ",
       {"", "(\"x\")", "(country)", "(country, \"x\")", "(true, \"x\", \"x\")", ".country", ".id", ".sku",
        " of item.sku of purchases", " of country of purchases", " common item.sku of purchases"}},
      {"customer where vip = ",
       {"", ".vip", " of vip of purchases", " common vip of purchases", "(vip, vip)", "(true, vip, vip)", "(\"x\")"}},
      {"customer where country is ", {""}},
      {"customer where country starts ", {" \"x\""}},
      {"customer where country contains \"x\" ", {"", " true", " case"}},
      {"customer where not ", kStarts},
      {"customer where tags has ",
       {" of (\"x\")", "", ".country", ".id", "(\"x\")", "(country, \"x\")", "(true, \"x\", \"x\")",
        " of item.sku of purchases", " common item.sku of purchases"}},
      {"customer where referrer.", {"", " is present", ".id is present", " = 1"}},
      {"customer where self.", {"", " is present", ".id is present"}},
      {"customer where any ", {"", " where (true)", " { true }", ".purchases", ".visits"}},
      {"customer where at ", {" 1 purchases"}},
      {"customer where in ", {" big", " segment big"}},
      {"customer where in segment ", {"", "(1)", ".left_half"}},
      {"product where in segment ", {"", "(1)", ".left_half"}},
      {"customer where in segment halves.", {""}},
      {"customer where in segment slipping(", {": 1)", ")"}},
      {"customer where any purchases ",
       {"", " last 1 day", " this day", " now", " 2026-01-01", " 2026-01-01 to 2026-02-01", " 2026-Q1", " (true)",
        " true", " (quantity = 1)"}},
      {"customer where any purchases where ( ", in_rows, " )"},
      {"customer where any p: purchases where ( p.", {"", " is present", ".sku is present", ".id is present"}, " )"},
      {"customer where any purchases where ( item.", {"", " is present", " = 1"}, " )"},
      {"customer where any purchases where ( status = ",
       {"", ".status", " of status of purchases", " common status of purchases", "(status, status)",
        "(true, status, status)"},
       " )"},
      {"customer where any purchases within ", {" 1 day", " day"}},
      {"customer where any purchases within last 5 ", {"", " days", " day"}},
      {"customer where sum of ",
       {" of purchases > 1 SAR", " of purchases > 1", ".age of visits > 1", ".stock of purchases > 1",
        ".price of purchases > 1 SAR", ".age of purchases > 1"}},
      {"customer where latest purchases ",
       {"", " (status = paid)", " (true) satisfy (true)", " this day satisfy (true)", " last 1 day satisfy (true)",
        " now satisfy (true)", " 2026-01-01 satisfy (true)", " satisfy (true)", " 2026-Q1 satisfy (true)",
        " 2026-01-01 to 2026-02-01 satisfy (true)"}},
      {"customer where days ", {" joined_at = 1", " now = 1", ""}},
      {"customer where days since ",
       {" = 1", "(joined_at, now) = 1", ".joined_at = 1", ".birthday = 1", " of bought_at of purchases = 1",
        ".bought_at = 1", "(true, joined_at, now) = 1", " common bought_at of purchases = 1", "(now, now) = 1"}},
      {"customer where month of ",
       {" = 1", "(joined_at, now) = 1", ".joined_at = 1", " of bought_at of purchases = 1",
        "(true, joined_at, now) = 1", " common bought_at of purchases = 1"}},
      {"customer where age > 5 ", {"", " true", " 1", " female"}},
      {"customer where age between 1 ", {" 2", ""}},
      {"segment tt of ", {" { }"}},
      {"segment tt of customer { ",
       {" true", " top 1 by age", " 1% seed \"x\"", " \"UTC\"", " live", " members forever", " to crm"},
       " }"},
      {"segment tt of customer { take ", {" 1 by age"}, " }"},
      {"segment tt of customer { where age > 1 ",
       {"", " true", " vip", " 1", " top 1 by age", " 1% seed \"x\"", " \"UTC\"", " live", " members forever",
        " to crm"},
       " }"},
      {"segment tt(n: int) of customer { where age > $", {""}, " }"},
      {"attribute tt of ", {" = 1"}},
      {"attribute tt of customer = count of ",
       {"", ".purchases", ".visits", " item of purchases", " item.sku of purchases", ".sales"}},
  };
}

class CompletionPositions : public ::testing::TestWithParam<size_t> {};

TEST_P(CompletionPositions, OfferExactlyWhatTheCheckerAccepts) {
  const Position position = positions()[GetParam()];
  const std::set<std::string> accepted = accepted_words(position), offered = offered_words(position);
  std::string missing, unsound;
  for (const std::string& word : accepted) missing += offered.contains(word) ? "" : " " + word;
  for (const std::string& word : offered) unsound += accepted.contains(word) ? "" : " " + word;
  EXPECT_EQ(missing, "") << "not offered after: " << position.text;
  EXPECT_EQ(unsound, "") << "offered, though nothing sound goes on so: " << position.text;
  EXPECT_FALSE(accepted.empty()) << position.text;
}

INSTANTIATE_TEST_SUITE_P(All, CompletionPositions, ::testing::Range<size_t>(0, positions().size()));

TEST(Completion, ThereAreFortyPositions) { EXPECT_GE(positions().size(), 40U); }

class Complete : public ::testing::Test {
 protected:
  void SetUp() override {
    engine = Engine::create({}).value();
    EXPECT_TRUE(engine->add_source("schema.segql", kSchema).ok());
    ASSERT_TRUE(engine->check());
  }
  /// `kind text (detail)` of each, in order.
  std::vector<std::string> offered(const std::string& text, const std::string& entity = "") const {
    std::vector<std::string> lines;
    for (const Completion& one : engine->complete(text, entity).all) {
      lines.push_back(std::string(kind_name(one.kind)) + " " + one.text +
                      (one.detail.empty() ? "" : " (" + one.detail + ")"));
    }
    return lines;
  }
  std::unique_ptr<Engine> engine;
};

using Lines = std::vector<std::string>;

TEST_F(Complete, AWordThatIsBegun) {
  EXPECT_EQ(offered("customer where cou"), (Lines{"keyword count", "field country (text)"}));
  EXPECT_EQ(engine->complete("customer where cou").begin, 15U);
  EXPECT_EQ(offered("customer where country = lo"), (Lines{"function lower (lower(text): text)"}));
  EXPECT_EQ(offered("customer where gender = fe"), (Lines{"value female"}));
  EXPECT_EQ(offered("segment tt(n: int) of customer { where age > $"), (Lines{"parameter $n (parameter)"}));
}

TEST_F(Complete, TheBeginning) {
  EXPECT_EQ(offered("cus"), (Lines{"entity customer (entity)"}));
  EXPECT_EQ(offered("seg"), (Lines{"keyword segment"}));
  EXPECT_EQ(offered("bi"), (Lines{"segment big (customer)"}));
  EXPECT_EQ(offered("bi", "customer"), (Lines{"field birthday (date)", "segment big (customer)"}));
  EXPECT_EQ(offered("customer wh"), (Lines{"keyword where"}));
  EXPECT_EQ(offered("entity"), Lines{}) << "the schema is declared in files";
}

TEST_F(Complete, NothingWhereNothingFits) {
  for (const char* text : {"customer where country = \"S", "customer where ) ", "customer where age > 1 // cou",
                           "nobody where ", "customer where x == ", "customer where 12", "/* cus", "\xff"}) {
    EXPECT_EQ(offered(text), Lines{}) << text;
  }
}

// A definition that is typed again is not in its own way, and its old form is no help to the new one.
TEST_F(Complete, ADefinitionThatIsTypedAgain) {
  EXPECT_EQ(offered("segment big of customer { where spe"), (Lines{"attribute spend (money(SAR))"}));
  EXPECT_EQ(offered("attribute spend of customer = sum of amo"), (Lines{"field amount (money(SAR))"}));
  EXPECT_EQ(offered("segment big of customer { where in segment bi"), Lines{}) << "a cycle";
}

// What is tried leaves nothing: the engine goes on as if nothing was asked.
TEST_F(Complete, LeavesNothingBehind) {
  const size_t segments = engine->segments().size(), definitions = engine->definitions().size();
  for (const Position& position : {positions().front(), positions()[25]}) engine->complete(position.text);
  offered("segment big of customer { where spe");
  EXPECT_EQ(engine->segments().size(), segments);
  EXPECT_EQ(engine->definitions().size(), definitions);
  EXPECT_TRUE(engine->find_segment("big").ok());
  EXPECT_TRUE(engine->find_segment("halves.left_half").ok());
  EXPECT_TRUE(engine->find_segment("slipping(days: 3)").ok());
}

}  // namespace
}  // namespace segql
