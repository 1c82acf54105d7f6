#include "compiler/syntax/hints.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/nearest_name.h"
#include "compiler/syntax/keywords.h"

namespace segql::syntax {
namespace {

using P = SegQLParser;

/// Words of other languages where no spelling comes near.
std::string_view foreign_word(std::string_view word) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"like", "use `contains`, `starts with`, `ends with` or `matches`"},
      {"ilike", "use `contains \"...\" ignoring case`"},
      {"equals", "equality is `=`"},
      {"eq", "equality is `=`"},
      {"includes", "use `contains` for texts and `has` for sets"},
      {"exists", "use `any ...` with a set of rows"},
      {"null", "use `is missing` or `is present`"},
      {"greater", "use `>`"},
      {"less", "use `<`"},
      {"but", "use `and`"},
      {"unless", "use `and not ( ... )`"},
      {"limit", "use `take top N by ...`"},
      {"order", "members have an order in `take top N by ...`"},
      {"having", "conditions of rows are `where ( ... )`; how many there are is `count of ... >= 3`"},
  };
  for (const auto& [foreign, help] : kWords) {
    if (word == foreign) return help;
  }
  return {};
}

/// The type that other languages call `word`.
std::string_view foreign_type(std::string_view word) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"string", "text"},     {"varchar", "text"},       {"char", "text"},
      {"uuid", "text"},       {"str", "text"},           {"integer", "int"},
      {"bigint", "int"},      {"long", "int"},           {"boolean", "bool"},
      {"numeric", "decimal"}, {"number", "decimal"},     {"double", "float"},
      {"real", "float"},      {"datetime", "timestamp"}, {"timestamptz", "timestamp"},
      {"array", "list"},
  };
  for (const auto& [foreign, ours] : kTypes) {
    if (word == foreign) return ours;
  }
  return {};
}

bool is_aggregate(size_t type) {
  return type == P::KW_SUM || type == P::KW_AVG || type == P::KW_MIN || type == P::KW_MAX || type == P::KW_MEDIAN ||
         type == P::KW_FIRST || type == P::KW_LAST;
}

/// `"2026-03-31"`, with or without a time of the day.
bool holds_date(std::string_view quoted) {
  constexpr std::string_view kForm = "\"dddd-dd-dd";
  if (quoted.size() <= kForm.size()) return false;
  for (size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] == 'd' ? quoted[i] < '0' || quoted[i] > '9' : quoted[i] != kForm[i]) return false;
  }
  return quoted[kForm.size()] == '"' || quoted[kForm.size()] == 'T';
}

/// What stands around the word that does not fit.
class Place {
 public:
  explicit Place(const Unexpected& what) : what_(what) {}

  Hint known_by_sight() const {
    if (const auto hint = of_test()) return *hint;
    if (const auto hint = of_claim()) return *hint;
    if (const auto hint = of_name_or_type()) return *hint;
    if (const auto hint = of_aggregate()) return *hint;
    if (const auto hint = of_rows()) return *hint;
    if (const auto hint = of_time()) return *hint;
    return say(of_words());
  }

  Hint left_out() const {
    const bool starts_body = before() == P::LBRACE && expects(P::KW_WHERE) && expects(P::KW_DELIVER);
    if (starts_body && may_start(P::RuleExpr) && after() != P::KW_BY) return say("write `where` before the condition");
    if (found() == P::KW_WHERE && expects(P::LBRACE)) return say("write `{` before it");
    return {};
  }

 private:
  const TreeToken* token(size_t i) const { return static_cast<const TreeToken*>(what_.tokens.get(i)); }
  size_t type(size_t i) const { return i < what_.tokens.size() ? token(i)->getType() : 0; }
  Span span(size_t i) const { return token(i)->span(); }
  std::string text(size_t first, size_t last) const {
    return std::string(what_.source.text().substr(span(first).begin, span(last).end - span(first).begin));
  }
  std::string text() const { return text(what_.index, what_.index); }
  size_t found() const { return type(what_.index); }
  size_t back(size_t count) const { return count <= what_.index ? type(what_.index - count) : 0; }
  size_t before() const { return back(1); }
  size_t after() const { return type(what_.index + 1); }
  bool expects(size_t type) const { return what_.expected.contains(type); }
  bool touches(size_t i) const { return span(i - 1).end == span(i).begin; }
  bool may_start(size_t rule) const {
    const antlr4::atn::ATN& atn = SegQLParser(&what_.tokens).getATN();
    return atn.nextTokens(atn.ruleToStartState[rule]).contains(found());
  }

  Hint replace(Span at, std::string replacement, std::string text) const {
    std::string title = "write `" + replacement + "`";
    return {std::move(text), at, std::move(replacement), std::move(title)};
  }
  Hint replace(std::string replacement, std::string text) const {
    return replace(span(what_.index), std::move(replacement), std::move(text));
  }
  static Hint say(std::string text) { return {std::move(text), {}, {}, {}}; }

  std::optional<Hint> of_test() const {
    if (before() == P::KW_TEST && expects(P::STRING) && is_name_token(found())) {
      const std::string name = "\"" + text() + "\"";
      return replace(name, "the name of a test is in quotes: `test " + name + "`");
    }
    if (found() == P::LBRACE && expects(P::KW_AS) && what_.index > 0 && type(0) == P::KW_TEST) {
      return say("a test says its instant: `as of 2026-03-31`");
    }
    if (!expects(P::KW_OUT)) return std::nullopt;
    if (found() == P::KW_NOT && after() == P::KW_IN) {
      return replace({span(what_.index).begin, span(what_.index + 1).end}, "out", "say `out`");
    }
    if (found() == P::KW_IS) return say("say `in` or `out`");
    return std::nullopt;
  }

  /// `expect disjoint(a, b)`, `expect disjunct a, b`.
  std::optional<Hint> of_claim() const {
    if (type(0) != P::KW_EXPECT || what_.index < 2) return std::nullopt;
    if (what_.index == 2 && found() == P::KW_DISJOINT && is_name_token(type(1)) && is_name_token(type(3))) {
      const std::string claim = "disjoint " + text(1, 1) + ", " + text(3, 3);
      return replace({span(1).begin, span(3).end}, claim, "write `expect " + claim + "`");
    }
    if (type(1) == P::KW_DISJOINT && type(2) == P::LPAREN) return say("without parentheses: `expect disjoint a, b`");
    if (type(1) == P::KW_COVER && type(2) == P::LPAREN)
      return say("without parentheses: `expect cover customer by a, b`");
    if (what_.index != 2 || !is_name_token(found()) || !expects(P::KW_IMPLIES)) return std::nullopt;
    const std::string word = text(1, 1);
    NearestName nearest(word);
    nearest.consider("disjoint");
    nearest.consider("cover");
    const std::string best(word.starts_with("disj") ? "disjoint" : nearest.best());
    if (best.empty()) return std::nullopt;
    return replace(span(1), best, "did you mean `" + best + "`?");
  }

  std::optional<Hint> of_name_or_type() const {
    if (found() == P::MINUS && what_.index > 0 && is_name_token(before()) && !expects(P::MINUS)) {
      size_t last = what_.index;  // of `my-long-name`
      while (type(last) == P::MINUS && touches(last) && is_name_token(type(last + 1)) && touches(last + 1)) last += 2;
      if (last == what_.index) return std::nullopt;
      std::string name = text(what_.index - 1, last - 1);
      std::ranges::replace(name, '-', '_');
      return replace({span(what_.index - 1).begin, span(last - 1).end}, name, "use `_`: `" + name + "`");
    }
    if (expects(P::KW_TIMESTAMP) && expects(P::KW_MONEY)) {
      const std::string type(foreign_type(text()));
      if (!type.empty()) return replace(type, "did you mean `" + type + "`?");
    }
    if (!expects(P::CURRENCY) || found() != P::IDENT) return std::nullopt;
    if (before() == P::KW_CURRENCY || (before() == P::LPAREN && back(2) == P::KW_MONEY))
      return say("a currency is three capital letters, as in `SAR`");
    if ((before() == P::INT || before() == P::DECIMAL) && text().size() == 3)
      return say("a currency is written in capitals, such as `SAR`");
    return std::nullopt;
  }

  /// `sum(amount) of visits`, `count(distinct city)`.
  std::optional<Hint> of_aggregate() const {
    if (found() == P::KW_DISTINCT && before() == P::LPAREN && back(2) == P::KW_COUNT)
      return say("without parentheses: `count of distinct x of rows`");
    if (found() != P::KW_OF || before() != P::RPAREN) return std::nullopt;
    size_t open = what_.index - 1;
    for (size_t depth = 1; open > 0 && depth > 0;) {
      --open;
      if (type(open) == P::RPAREN) ++depth;
      if (type(open) == P::LPAREN) --depth;
    }
    if (open == 0 || !is_aggregate(type(open - 1)) || open + 2 >= what_.index) return std::nullopt;
    const bool name = open + 3 == what_.index;
    const std::string of =
        text(open - 1, open - 1) + " of " + (name ? text(open + 1, open + 1) : text(open, what_.index - 1));
    const std::string rows = is_name_token(after()) ? text(what_.index + 1, what_.index + 1) : "rows";
    return replace({span(open - 1).begin, span(what_.index - 1).end}, of, "write `" + of + " of " + rows + "`");
  }

  /// `none visits`, `exists visits`, `group by city`.
  std::optional<Hint> of_rows() const {
    const bool is_exists = before() == P::IDENT && text(what_.index - 1, what_.index - 1) == "exists";
    if (is_name_token(found()) && (is_exists || (before() == P::KW_NONE && expects(P::KW_OF)))) {
      const std::string word = is_exists ? "any" : "no";
      return replace(span(what_.index - 1), word, "say `" + word + " " + text() + "`");
    }
    if (found() == P::KW_BY && before() == P::IDENT && text(what_.index - 1, what_.index - 1) == "group")
      return say("nothing is grouped: `count of` and `sum of` are about the events of each row");
    return std::nullopt;
  }

  std::optional<Hint> of_time() const {
    if (found() == P::LPAREN && after() == P::RPAREN && (before() == P::KW_NOW || before() == P::KW_TODAY)) {
      const std::string instant = text(what_.index - 1, what_.index - 1);
      return replace({span(what_.index - 1).begin, span(what_.index + 1).end}, instant,
                     "without parentheses: `" + instant + "`");
    }
    if (found() == P::STRING && expects(P::DATE) && holds_date(text())) {
      const std::string date = text().substr(1, text().size() - 2);
      return replace(date, "write it without quotes: `" + date + "`");
    }
    if (found() == P::TIME && before() == P::DATE) {
      const std::string whole = text(what_.index - 1, what_.index - 1) + "T" + text();
      return replace({span(what_.index - 1).begin, span(what_.index).end}, whole, "write `" + whole + "`");
    }
    const bool next = before() == P::KW_NEXT;
    if ((next || before() == P::KW_LAST) && expects(P::INT) && may_start(P::RuleUnit)) {
      std::string unit = text();
      if (unit.ends_with('s')) unit.pop_back();
      return say(next ? "write `within next 1 " + unit + "` or `within following " + unit + "`"
                      : "write `within last 1 " + unit + "` or `within previous " + unit + "`");
    }
    return std::nullopt;
  }

  std::string of_words() const {
    if (what_.rule == P::RuleRowFilter) return "the condition of rows is written in parentheses: `where ( ... )`";
    if (what_.rule == P::RuleSatisfy) return "the condition is written in parentheses: `satisfy ( ... )`";
    if (before() == P::KW_WITHIN && expects(P::KW_LAST)) return "say `within last ...` or `within next ...`";
    if (before() == P::KW_WITHIN && expects(P::INT))
      return "a step is `within` a length of time, such as `within 2 hours`";
    if (found() == P::KW_LAST && expects(P::KW_WITHIN)) return "say `within last ...`";
    if ((before() == P::KW_LEFT || before() == P::KW_ENTERED) && expects(P::KW_SEGMENT)) {
      return "say `left segment s within last 30 days`; a field called `left` or `entered` is put in back-quotes";
    }
    if (found() == P::KW_LEFT || found() == P::KW_ENTERED) {
      return "`entered segment s` and `left segment s` are about the row itself: nothing stands before them";
    }
    if (before() == P::KW_IS) return "`is` goes with `missing` and `present`; equality is `=`";
    if (found() == P::STRING && expects(P::IDENT) && !expects(P::STRING)) return "names are written without quotes";
    if (found() == P::PERIOD && expects(P::DATE))
      return "a whole month or quarter is a window of its own: `during 2026-Q1`";
    return found() == P::IDENT ? std::string(foreign_word(text())) : std::string();
  }

  const Unexpected& what_;
};

}  // namespace

Hint hint_of(const Unexpected& what) { return Place(what).known_by_sight(); }
Hint late_hint_of(const Unexpected& what) { return Place(what).left_out(); }

}  // namespace segql::syntax
