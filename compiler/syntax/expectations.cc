#include "compiler/syntax/expectations.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/nearest_name.h"
#include "compiler/diag/diagnostics.h"
#include "compiler/syntax/hints.h"
#include "compiler/syntax/keywords.h"

namespace segql::syntax {
namespace {

using P = SegQLParser;
using Set = antlr4::misc::IntervalSet;

/// Tokens that users know by another name than the list of them. A group is named when all its signs are expected; the
/// tokens its rule can start with are then not named again.
struct Group {
  std::vector<size_t> signs;
  size_t rule;
  std::string_view words;
  bool minor = false;  ///< named only when little else is expected
};

// From the widest to the narrowest: each takes its tokens away from the next.
const std::vector<Group>& groups() {
  static const std::vector<Group> all = {
      {{P::KW_DID, P::KW_NO, P::STRING}, P::RuleExpr, "a condition"},
      {{P::STRING, P::MINUS, P::KW_MOST}, P::RuleArith, "a value"},
      {{P::STRING, P::KW_MOST}, P::RuleAtom, "a value"},
      {{P::STRING, P::LPAREN, P::KW_TRUE}, P::RuleValue, "a literal or a list"},
      {{P::STRING, P::KW_TRUE}, P::RuleLiteral, "a literal"},
      {{P::KW_EXCLUDE, P::KW_DELIVER}, P::RuleClause, "a clause"},
      {{P::EQ, P::KW_IS}, P::RuleTest, "a test such as `= 5` or `is missing`"},
      {{P::KW_WITHIN, P::KW_EVER}, P::RuleWindow, "a window such as `within last 30 days`"},
      {{P::EQ, P::LE}, P::RuleComparison, "a comparison"},
      {{P::KW_NOW, P::IDENT}, P::RuleInstant, "an instant such as `2026-03-31` or `30 days ago`"},
      {{P::KW_NOW, P::DATE}, P::RuleFixedInstant, "an instant such as `2026-03-31` or `30 days ago`"},
      {{P::IDENT}, P::RuleName, "a name"},
      {{P::KW_TIMESTAMP, P::KW_REF, P::KW_MONEY}, P::RuleType, "a type"},
      {{P::KW_HOURS, P::KW_DAYS}, P::RuleUnit, "a unit such as `days`", true},
      {{P::INT, P::DECIMAL}, P::RuleNumber, "a number"},
  };
  return all;
}

/// What may follow almost anything, and is named only when little else is expected.
bool goes_without_saying(size_t type) {
  switch (type) {
    case P::PLUS:
    case P::MINUS:
    case P::STAR:
    case P::SLASH:
    case P::DOT:
    case P::LPAREN:
    case P::PERCENT:
    case P::CURRENCY:
    case P::QUESTION:
    case P::KW_ANNIVERSARY:
    case P::KW_IGNORING:
    case P::KW_MATCHING: return true;
    default: return false;
  }
}

class Explanation {
 public:
  explicit Explanation(const Unexpected& what)
      : what_(what),
        token_(static_cast<const TreeToken*>(what.tokens.get(what.index))),
        at_(token_->span()),
        text_(what.source.text().substr(at_.begin, at_.end - at_.begin)),
        found_(token_->getType()),
        before_(what.index > 0 ? type_at(what.index - 1) : 0) {}

  void report() {
    if (reported_before()) return;
    if (what_.index == 0 && expects(P::KW_ENTITY)) return starts_nothing();
    if (found_ == P::KW_WHERE && expects(P::KW_DELIVER)) return late_where();
    if (is_keyword() && expects(P::IDENT) && used_as_name(type_at(what_.index + 1))) {
      what_.sink.report(what_.source.id(), at_, diag::KeywordAsName, text_)
          .fixes.push_back({at_, "`" + std::string(text_) + "`", "put it in back-quotes", true});
      return;
    }
    if (is_comparison(found_) && !expects(found_) && expects(P::KW_AND)) {
      what_.sink.report(what_.source.id(), at_, diag::ChainedComparison);
      return;
    }
    Diagnostic& diagnostic =
        what_.sink.report(what_.source.id(), at_, diag::UnexpectedToken, found_words(), expected_words());
    if (say(diagnostic, hint_of(what_))) return;
    suggest(diagnostic, nearest_expected());
    if (diagnostic.hint.empty()) say(diagnostic, late_hint_of(what_));
  }

 private:
  bool expects(size_t type) const { return what_.expected.contains(type); }
  size_t type_at(size_t index) const { return index < what_.tokens.size() ? what_.tokens.get(index)->getType() : 0; }
  bool is_keyword() const { return keyword_type(text_) != 0 && !is_name_token(found_); }
  static bool is_comparison(size_t type) { return type >= P::EQ && type <= P::GE; }

  /// A mistake in the word itself says more than that it does not fit.
  bool reported_before() const {
    const auto& all = what_.sink.diagnostics();
    return std::any_of(all.begin(), all.end(), [&](const Diagnostic& one) {
      return one.source == what_.source.id() && one.span.begin == at_.begin && one.severity == Severity::kError;
    });
  }

  /// A `where` clause that is not the first.
  void late_where() {
    for (size_t i = 1; i < what_.index; ++i) {
      if (type_at(i) != P::KW_WHERE || type_at(i - 1) != P::LBRACE) continue;
      what_.sink.report(what_.source.id(), at_, diag::ClauseTwice, "where")
          .notes.push_back(
              {what_.source.id(), static_cast<const TreeToken*>(what_.tokens.get(i))->span(), "written first here"});
      return;
    }
    what_.sink.report(what_.source.id(), at_, diag::WhereFirst);
  }

  /// `from: text`, `where in = 3`, `segment any of x`; but in `segment of x` the name is missing.
  bool used_as_name(size_t next) const {
    if (expects(P::STRING)) return is_comparison(next);
    if (next == P::COLON || next == P::DOT || is_comparison(next)) return true;
    return found_ != P::KW_OF && found_ != P::KW_AT && found_ != P::KW_HAS && found_ != P::KW_BY && found_ != P::KW_AS;
  }

  /// The first word of a declaration is none of those that start one.
  void starts_nothing() {
    constexpr std::string_view kDeclarations[] = {"settings",  "entity",   "event",   "relation", "extern",
                                                  "attribute", "define",   "segment", "snapshot", "static",
                                                  "split",     "priority", "test",    "expect",   "import"};
    if (found_ == P::MINUS && type_at(1) == P::MINUS) {  // with a space behind them: mistakes.cc
      const Span signs{at_.begin, at_.end + 1};
      what_.sink.report(what_.source.id(), signs, diag::CommentStyle)
          .fixes.push_back({signs, "//", "write `//`", true});
      return;
    }
    Diagnostic& diagnostic = what_.sink.report(what_.source.id(), at_, diag::UnknownDeclaration, found_words());
    if (found_ != P::IDENT) return;
    NearestName nearest(text_);
    for (const std::string_view word : kDeclarations) nearest.consider(word);
    suggest(diagnostic, nearest.best());
  }

  void suggest(Diagnostic& diagnostic, std::string_view meant) {
    if (meant.empty()) return;
    diagnostic.hint = "did you mean `" + std::string(meant) + "`?";
    diagnostic.fixes.push_back({at_, std::string(meant), "write `" + std::string(meant) + "`", false});
  }

  static bool say(Diagnostic& diagnostic, Hint hint) {
    if (hint.text.empty()) return false;
    diagnostic.hint = std::move(hint.text);
    if (!hint.title.empty())
      diagnostic.fixes.push_back({hint.at, std::move(hint.replacement), std::move(hint.title), false});
    return true;
  }

  std::string found_words() const {
    constexpr size_t kLongest = 40;
    if (found_ == antlr4::Token::EOF) return "the end of the declaration";
    if (text_.size() > kLongest) return found_ == P::STRING ? "a text" : "a long word";
    return (found_ == P::STRING ? "the text `" : "`") + std::string(text_) + "`";
  }

  static std::string display(size_t type) {
    switch (type) {
      case antlr4::Token::EOF: return "the end";
      case P::STRING: return "a text in quotes";
      case P::INT: return "a whole number";
      case P::DECIMAL: return "a number";
      case P::CURRENCY: return "a currency such as `SAR`";
      case P::PARAM: return "a `$parameter`";
      case P::TIME: return "a time such as `09:30`";
      case P::PERIOD: return "a period such as `2026-Q1`";
      case P::DATE:
      case P::DATETIME: return "a date";
      default: break;
    }
    const std::string_view spelling = spelling_of(type);
    return spelling.empty() ? std::string() : "`" + std::string(spelling) + "`";
  }

  std::string expected_words() const {
    constexpr size_t kMost = 6;
    const antlr4::atn::ATN& atn = SegQLParser(&what_.tokens).getATN();
    Set rest = what_.expected;
    std::vector<std::string> words;
    const auto add = [&](std::string word) {
      if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
    };
    if (expects(P::KW_AND) && expects(P::KW_OR)) words = {"`and`", "`or`"};
    for (const Group& group : groups()) {
      if (!std::all_of(group.signs.begin(), group.signs.end(), [&](size_t sign) { return rest.contains(sign); }))
        continue;
      if (!group.minor || words.size() < 2) add(std::string(group.words));
      rest = rest.subtract(atn.nextTokens(atn.ruleToStartState[group.rule]));
    }
    std::vector<size_t> single;
    for (const ssize_t type : rest.toList()) {
      if (type > 0) single.push_back(static_cast<size_t>(type));
    }
    std::stable_partition(single.begin(), single.end(), [](size_t type) { return !goes_without_saying(type); });
    for (const size_t type : single) {
      if (words.size() >= kMost || (goes_without_saying(type) && words.size() >= 2)) break;
      add(display(type));
    }
    if (expects(antlr4::Token::EOF) && words.size() < 2) words.push_back("the end of the declaration");
    if (words.empty()) return "something else";
    std::string result = words[0];
    for (size_t i = 1; i < words.size(); ++i) result += (i + 1 == words.size() ? " or " : ", ") + words[i];
    return result;
  }

  std::string_view nearest_expected() const {
    if (found_ != P::IDENT) return {};
    NearestName nearest(text_);
    for (const ssize_t type : what_.expected.toList()) {
      const std::string_view spelling = type > 0 ? spelling_of(static_cast<size_t>(type)) : std::string_view();
      if (spelling.size() > 1) nearest.consider(spelling);
    }
    return nearest.best();
  }

  const Unexpected& what_;
  const TreeToken* token_;
  Span at_;
  std::string_view text_;
  size_t found_;
  size_t before_;
};

}  // namespace

void report_unexpected(const Unexpected& what) { Explanation(what).report(); }

}  // namespace segql::syntax
