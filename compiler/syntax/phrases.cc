#include "compiler/syntax/phrases.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "SegQLLexer.h"
#include "compiler/diag/diagnostics.h"
#include "compiler/syntax/keywords.h"

namespace segql::syntax {
namespace {

using L = generated::SegQLLexer;

bool is_junction(size_t type) { return type == L::KW_AND || type == L::KW_OR; }

bool is_unit(size_t type) {
  switch (type) {
    case L::KW_SECOND:
    case L::KW_SECONDS:
    case L::KW_MINUTE:
    case L::KW_MINUTES:
    case L::KW_HOUR:
    case L::KW_HOURS:
    case L::KW_DAY:
    case L::KW_DAYS:
    case L::KW_WEEK:
    case L::KW_WEEKS:
    case L::KW_MONTH:
    case L::KW_MONTHS:
    case L::KW_QUARTER:
    case L::KW_QUARTERS:
    case L::KW_YEAR:
    case L::KW_YEARS: return true;
    default: return false;
  }
}

/// Reads the tokens once, left to right, and rewrites them in place: what is dropped closes up.
class Phrases {
 public:
  Phrases(TokenList& list, const Source& source, diag::Sink& sink)
      : tokens_(list.tokens), source_(source), sink_(sink) {}

  void run() {
    while (next_ < tokens_.size()) {
      switch (tokens_[next_].type) {
        case L::KW_AND:
        case L::KW_OR: doubled(); break;
        case L::KW_IN:
        case L::KW_WITHIN:
        case L::KW_DURING: window_words(); break;
        case L::KW_IS: is_test(); break;
        case L::EQ:
        case L::NE: equals_missing(); break;
        case L::CURRENCY: upper_case(); break;
        case L::LPAREN:
        case L::LBRACE:
          groups_.push_back(groups(next_));
          keep();
          break;
        case L::RPAREN:
        case L::RBRACE:
          if (!groups_.empty()) groups_.pop_back();
          keep();
          break;
        case L::INT:
          if (!slashed_date()) thousands();
          break;
        default: keep(); break;
      }
    }
    tokens_.resize(kept_);
  }

 private:
  size_t type(size_t ahead) const { return next_ + ahead < tokens_.size() ? tokens_[next_ + ahead].type : 0; }
  size_t type_before() const { return kept_ > 0 ? tokens_[kept_ - 1].type : 0; }
  const Token& token(size_t ahead) const { return tokens_[next_ + ahead]; }
  std::string_view text(size_t ahead) const { return text_of(token(ahead).span()); }
  std::string_view text_of(Span at) const { return source_.text().substr(at.begin, at.end - at.begin); }
  bool is_word(size_t ahead, std::string_view word) const { return type(ahead) == L::IDENT && text(ahead) == word; }
  Span span(size_t first, size_t last) const { return {token(first).begin, token(last).end}; }

  void keep() { tokens_[kept_++] = tokens_[next_++]; }
  void keep_as(size_t type) {
    tokens_[next_].type = static_cast<uint16_t>(type);
    keep();
  }
  void drop(size_t count = 1) { next_ += count; }

  template <typename... Args>
  Diagnostic& report(Span at, const diag::Template<Args...>& what, std::type_identity_t<Args>... args) {
    return sink_.report(source_.id(), at, what, args...);
  }
  static void fix(Diagnostic& diagnostic, Span at, std::string replacement, bool sure = true) {
    std::string title = replacement.empty() ? "remove it" : "write `" + replacement + "`";
    diagnostic.fixes.push_back({at, std::move(replacement), std::move(title), sure});
  }

  void doubled() {
    keep();
    while (is_junction(type(0))) {
      Diagnostic& diagnostic =
          report(token(0).span(), diag::DoubledOperator, text(0), text_of(tokens_[kept_ - 1].span()));
      if (token(0).type == tokens_[kept_ - 1].type) fix(diagnostic, with_space_behind(token(0).span()), "");
      drop();
    }
  }

  Span with_space_behind(Span at) const {
    const size_t end = source_.text().find_first_not_of(' ', at.end);
    return {at.begin, end == std::string_view::npos ? at.end : static_cast<uint32_t>(end)};
  }

  /// `in last 90 days`, `in the past 3 months`, `during last week`, `within the last 30 days`.
  void window_words() {
    const size_t the = is_word(1, "the") ? 1 : 0;
    const size_t word = 1 + the;
    const bool past = is_word(word, "past");
    const size_t direction = type(word);
    const bool counted = past || direction == L::KW_LAST || direction == L::KW_NEXT;
    const bool whole = direction == L::KW_THIS || direction == L::KW_PREVIOUS || direction == L::KW_FOLLOWING;
    const bool number = type(word + 1) == L::INT || type(word + 1) == L::PARAM;
    const bool window = (counted && number) || ((whole || counted) && is_unit(type(word + 1)));
    if (!window || (token(0).type == L::KW_WITHIN && the == 0 && !past)) return keep();
    std::string meant = past ? "last" : std::string(text(word));
    if (counted && !number) meant = direction == L::KW_NEXT ? "following" : "previous";  // `in the last month`
    const size_t last = number && is_unit(type(word + 2)) ? word + 2 : word + 1;
    const std::string rest(text_of(span(word + 1, last)));
    // `in the last month` may be the one before this, or 30 days.
    const bool sure = number || whole;
    fix(report(span(0, word), diag::WindowWord, "within " + meant + " " + rest), span(0, word), "within " + meant,
        sure);
    tokens_[next_ + word].type = static_cast<uint16_t>(keyword_type(meant));
    keep_as(L::KW_WITHIN);
    drop(the);
  }

  /// `is not missing`, `is null`, `is not null`.
  void is_test() {
    const size_t negated = type(1) == L::KW_NOT ? 1 : 0;
    const size_t word = 1 + negated;
    const bool null = is_word(word, "null");
    const bool known = type(word) == L::KW_MISSING || type(word) == L::KW_PRESENT;
    if (!null && !(negated && known)) return keep();
    const bool missing = (null || type(word) == L::KW_MISSING) != (negated == 1);
    missing_test(word, missing);
  }

  /// `= null`, `!= missing`.
  void equals_missing() {
    const bool null = is_word(1, "null") && type(2) != L::DOT && type(2) != L::LPAREN;
    if (!null && type(1) != L::KW_MISSING) return keep();
    missing_test(1, token(0).type == L::EQ);
  }

  void missing_test(size_t word, bool missing) {
    const Span all = span(0, word);
    fix(report(all, diag::TestOfMissing), all, missing ? "is missing" : "is present");
    tokens_[next_ + word].type = missing ? L::KW_MISSING : L::KW_PRESENT;
    keep_as(L::KW_IS);
    drop(word - 1);
  }

  /// Three capitals read as a currency; most often they are `AND`, or a text without quotes.
  void upper_case() {
    const size_t before = type_before();
    const bool amount = before == L::INT || before == L::DECIMAL;
    const bool named =
        before == L::KW_CURRENCY || (before == L::LPAREN && kept_ > 1 && tokens_[kept_ - 2].type == L::KW_MONEY);
    std::string word(text(0));
    for (char& c : word) c = static_cast<char>(c - 'A' + 'a');
    const size_t keyword = keyword_type(word);
    if (named || (amount && keyword != L::KW_AND)) return keep();
    if (keyword != 0) {
      fix(report(token(0).span(), diag::UpperCaseKeyword), token(0).span(), word, !precedes_value(before));
      return keep_as(keyword);
    }
    Diagnostic& diagnostic =
        report(token(0).span(), diag::NotAName, text(0), "names are lower case; text is written in double quotes");
    if (precedes_name(before)) {
      diagnostic.fixes.push_back({token(0).span(), word, "write `" + word + "`", false});
    } else {
      diagnostic.fixes.push_back({token(0).span(), "\"" + std::string(text(0)) + "\"", "make it a text", false});
    }
    keep_as(L::IDENT);
  }

  /// `2026/01/01`, without spaces: nobody divides years.
  bool slashed_date() {
    constexpr size_t kTypes[] = {L::INT, L::SLASH, L::INT, L::SLASH, L::INT};
    constexpr size_t kLengths[] = {4, 1, 2, 1, 2};
    for (size_t i = 0; i < std::size(kTypes); ++i) {
      if (type(i) != kTypes[i] || text(i).size() != kLengths[i]) return false;
      if (i > 0 && token(i).begin != token(i - 1).end) return false;
    }
    const Span all = span(0, 4);
    const std::string right = std::string(text(0)) + "-" + std::string(text(2)) + "-" + std::string(text(4));
    fix(report(all, diag::DateForm, text_of(all), "date", "a date is written `" + right + "`"), all, right);
    tokens_[next_].end = all.end;
    keep_as(L::IDENT);
    drop(4);
    return true;
  }

  /// True when the bracket holds a condition, so that a comma in it cannot separate numbers.
  bool groups(size_t index) const {
    if (tokens_[index].type == L::LBRACE) return true;
    const size_t before = type_before();
    return before == 0 || is_junction(before) || before == L::LPAREN || before == L::LBRACE || before == L::KW_NOT ||
           before == L::KW_WHERE || before == L::KW_SATISFY || (before >= L::NE && before <= L::SLASH);
  }

  /// `5,000 SAR`: digits in groups of three without a space, where no list is.
  void thousands() {
    const bool list = !groups_.empty() && !groups_.back();
    size_t last = 0;
    while (!list && text(0).size() <= 3 && type(last + 1) == L::COMMA && type(last + 2) == L::INT &&
           text(last + 2).size() == 3 && token(last).end == token(last + 1).begin &&
           token(last + 1).end == token(last + 2).begin) {
      last += 2;
    }
    if (last == 0) return keep();
    std::string digits;
    for (const char c : text_of(span(0, last))) {
      if (c != ',') digits += c;
    }
    fix(report(span(0, last), diag::ThousandsSeparator, digits), span(0, last), digits);
    tokens_[next_].end = token(last).end;
    keep();
    drop(last);
  }

  std::vector<Token>& tokens_;
  const Source& source_;
  diag::Sink& sink_;
  std::vector<bool> groups_;  ///< per open bracket
  size_t next_ = 0;           ///< read so far
  size_t kept_ = 0;           ///< written so far
};

}  // namespace

void repair_phrases(TokenList& list, const Source& source, diag::Sink& sink) { Phrases(list, source, sink).run(); }

}  // namespace segql::syntax
