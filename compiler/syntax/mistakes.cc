#include "compiler/syntax/mistakes.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "SegQLLexer.h"
#include "base/utf8.h"
#include "compiler/diag/diagnostics.h"
#include "compiler/syntax/keywords.h"
#include "compiler/syntax/outline.h"
#include "compiler/syntax/phrases.h"

namespace segql::syntax {
namespace {

using L = generated::SegQLLexer;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

/// `firstName` as `first_name`.
std::string snake_case(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (is_upper(text[i]) && i > 0 && !is_upper(text[i - 1]) && text[i - 1] != '_') result += '_';
    result += text[i];
  }
  return lower(result);
}

/// `SELECT * FROM ...`: the first word of a statement of SQL, in any case.
bool starts_statement(std::string_view text) {
  constexpr std::string_view kWords[] = {"select", "insert", "update", "delete", "create", "alter", "drop"};
  return std::find(std::begin(kWords), std::end(kWords), lower(text)) != std::end(kWords);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

/// Rewrites the tokens that no rule of the grammar takes.
class Repairs {
 public:
  Repairs(TokenList& list, const Source& source, diag::Sink& sink) : list_(list), source_(source), sink_(sink) {}

  void run() {
    tokens_ = std::exchange(list_.tokens, {});
    list_.tokens.reserve(tokens_.size());
    while (next_ < tokens_.size()) {
      const Token& token = tokens_[next_++];
      if (token.type < L::BAD_EQ) {
        keep(token, token.type);
      } else {
        repair(token);
      }
    }
  }

 private:
  std::string_view text_of(const Token& token) const {
    return source_.text().substr(token.begin, token.end - token.begin);
  }
  void keep(const Token& token, size_t type) {
    list_.tokens.push_back({token.begin, token.end, static_cast<uint16_t>(type)});
  }

  template <typename... Args>
  Diagnostic& report(Span at, const diag::Template<Args...>& what, std::type_identity_t<Args>... args) {
    return sink_.report(source_.id(), at, what, args...);
  }
  static void fix(Diagnostic& diagnostic, Span at, std::string replacement, std::string title, bool sure = true) {
    diagnostic.fixes.push_back({at, std::move(replacement), std::move(title), sure});
  }

  void repair(const Token& token) {
    switch (token.type) {
      case L::BAD_EQ: return operator_spelling(token, "=", L::EQ);
      case L::BAD_NE: return operator_spelling(token, "!=", L::NE);
      case L::BAD_LE: return operator_spelling(token, "<=", L::LE);
      case L::BAD_GE: return operator_spelling(token, ">=", L::GE);
      case L::BAD_AND: return operator_spelling(token, "and", L::KW_AND);
      case L::BAD_OR: return operator_spelling(token, "or", L::KW_OR);
      case L::BAD_NOT: return operator_spelling(token, "not", L::KW_NOT);
      case L::BAD_TEXT: return quote_style(token);
      case L::OPEN_TEXT: report(token.span(), diag::UnclosedText); return keep(token, L::STRING);
      case L::OPEN_QUOTED: report(token.span(), diag::UnclosedName); return keep(token, L::QUOTED);
      case L::OPEN_COMMENT: report({token.begin, token.begin + 2}, diag::UnclosedComment); return;
      case L::BAD_DATE: return date_form(token);
      case L::BAD_TIME:
        fix(report(token.span(), diag::DateForm, text_of(token), "time", "a time is `09:30`, with two digits each"),
            token.span(), "0" + std::string(text_of(token)), "write two digits");
        return keep(token, L::TIME);
      case L::BAD_WORD: return word(token);
      case L::BAD_PARAM: report(token.span(), diag::NotAParameter, text_of(token)); return keep(token, L::PARAM);
      case L::BAD_BRACKET: return bracket_style(token);
      case L::BAD_COMMENT:
        fix(report({token.begin, token.begin + 1}, diag::CommentStyle), {token.begin, token.begin + 1}, "//",
            "write `//`");
        return;
      default: return unknown_character(token);
    }
  }

  void operator_spelling(const Token& token, std::string_view right, size_t type) {
    // A word needs spaces around it where a sign needed none.
    const std::string_view text = source_.text();
    const auto glued = [&](size_t at) {
      return at < text.size() && text[at] != ' ' && text[at] != '\t' && text[at] != '\n' && text[at] != '\r';
    };
    const bool is_word = right[0] >= 'a' && right[0] <= 'z';
    std::string replacement(right);
    if (is_word && token.begin > 0 && glued(token.begin - 1) && text[token.begin - 1] != '(')
      replacement.insert(0, " ");
    if (is_word && glued(token.end)) replacement += ' ';
    fix(report(token.span(), diag::OperatorSpelling, text_of(token), right), token.span(), replacement,
        "write `" + std::string(right) + "`");
    keep(token, type);
  }

  void quote_style(const Token& token) {
    const std::string_view text = text_of(token);
    const size_t mark = text[0] == '\'' ? 1 : 3;  // a typographic quote has three bytes
    size_t end = text.size();
    if (end > mark && (text.back() == '\'' || text.back() == '"')) {
      end -= 1;
    } else if (mark == 3 && end >= 6 && text.substr(end - 3, 2) == "\xE2\x80") {
      end -= 3;
    }
    const std::string_view inner = text.substr(mark, end > mark ? end - mark : 0);
    // A pair of marks of one kind, and no backslash, which means this or that elsewhere.
    const bool is_pair = end + mark == text.size() && (mark == 3 || text.back() == '\'');
    const bool sure = is_pair && inner.find('\\') == std::string_view::npos;
    Diagnostic& diagnostic = report(token.span(), diag::QuoteStyle);
    constexpr size_t kLongestFix = 300;
    if (text.size() <= kLongestFix) fix(diagnostic, token.span(), quoted(inner), "use double quotes", sure);
    keep(token, L::STRING);
  }

  /// Of a list where `in` or `has any of` stands before it; elsewhere something else may be meant.
  void bracket_style(const Token& token) {
    const bool opens = text_of(token) == "[";
    const size_t before = list_.tokens.empty() ? 0 : list_.tokens.back().type;
    if (opens) opens_list_.push_back(before == L::KW_IN || before == L::KW_OF);
    const bool sure = !opens_list_.empty() && opens_list_.back();
    if (!opens && !opens_list_.empty()) opens_list_.pop_back();
    fix(report(token.span(), diag::BracketStyle), token.span(), opens ? "(" : ")", "use a parenthesis", sure);
    keep(token, opens ? L::LPAREN : L::RPAREN);
  }

  void date_form(const Token& token) {
    const std::string_view text = text_of(token);
    Diagnostic& diagnostic = report(token.span(), diag::DateForm, text, "date", "a date is `2026-03-31`, year first");
    if (text.find_first_of("-/.") == 4) {  // the year comes first: only zeros are missing
      const size_t second = text.find('-', 5);
      const auto two = [](std::string_view part) { return (part.size() == 1 ? "0" : "") + std::string(part); };
      fix(diagnostic, token.span(),
          std::string(text.substr(0, 5)) + two(text.substr(5, second - 5)) + "-" + two(text.substr(second + 1)),
          "write two digits");
    }
    keep(token, L::IDENT);
  }

  void word(const Token& token) {
    const std::string_view text = text_of(token);
    if (is_digit(text[0])) return glued_number(token);
    if (text[0] == 'T' && !list_.tokens.empty() && list_.tokens.back().type == L::DATE &&
        list_.tokens.back().end == token.begin) {
      return hour_of_date(token);
    }
    if (starts_statement(text) && starts_line(source_.text(), token.begin)) return statement(token);
    if (const size_t keyword = keyword_type(lower(text))) {
      const size_t before = list_.tokens.empty() ? 0 : list_.tokens.back().type;
      fix(report(token.span(), diag::UpperCaseKeyword), token.span(), lower(text), "write `" + lower(text) + "`",
          !precedes_value(before));
      return keep(token, keyword);
    }
    const bool ascii =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    const size_t before = list_.tokens.empty() ? 0 : list_.tokens.back().type;
    if (before == L::KW_TIMEZONE || before == L::KW_SEED || before == L::KW_CURRENCY) {
      return keep(token, L::IDENT);  // the parser says what it asks for
    }
    if (!ascii) {
      fix(report(token.span(), diag::NotAName, text,
                 "names outside back-quotes use a-z, 0-9 and _; text is written in double quotes"),
          token.span(), "`" + std::string(text) + "`", "put it in back-quotes", false);
    } else if (!precedes_name(before) &&
               std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
      fix(report(token.span(), diag::NotAName, text, "names are lower case; text is written in double quotes"),
          token.span(), quoted(text), "make it a text", false);
    } else {
      const bool may_be_text = precedes_value(before);
      Diagnostic& diagnostic =
          report(token.span(), diag::NotAName, text,
                 may_be_text ? "names are lower case; text is written in double quotes" : "names are lower case");
      if (may_be_text) fix(diagnostic, token.span(), quoted(text), "make it a text", false);
      fix(diagnostic, token.span(), snake_case(text), "write `" + snake_case(text) + "`", false);
    }
    keep(token, L::IDENT);
  }

  /// `2026-03-31T9:00`: what follows the day is passed over.
  void hour_of_date(const Token& token) {
    const std::string_view text = source_.text();
    const size_t stop = text.find_first_not_of("0123456789:Z", token.begin + 1);
    const Span whole{list_.tokens.back().begin, static_cast<uint32_t>(std::min(stop, text.size()))};
    const std::string_view time = text.substr(token.begin + 1, whole.end - token.begin - 1);
    const bool short_hour =
        time.size() >= 4 && is_digit(time[0]) && time[1] == ':' && is_digit(time[2]) && is_digit(time[3]);
    const std::string right = short_hour ? "T0" + std::string(time) : "T09:00";
    Diagnostic& diagnostic =
        report(whole, diag::DateForm, text.substr(whole.begin, whole.end - whole.begin), "time",
               (short_hour ? "two digits for hours: `" : "hours and minutes have two digits each: `") + right + "`");
    if (short_hour) fix(diagnostic, {token.begin, whole.end}, right, "write two digits");
    while (next_ < tokens_.size() && tokens_[next_].begin < whole.end) ++next_;
  }

  /// Passed over up to the next declaration: nothing in it is worth a message of its own.
  void statement(const Token& token) {
    report(token.span(), diag::UnknownDeclaration, "`" + std::string(text_of(token)) + "`");
    keep(token, L::IDENT);
    const auto declares = [&](size_t i) {
      return starts_line(source_.text(), tokens_[i].begin) && starts_definition(TokenSpan(tokens_).subspan(i));
    };
    while (next_ < tokens_.size() && !declares(next_)) ++next_;
  }

  /// `90days`, `5000SAR`: the number, and what follows it as a word of its own.
  void glued_number(const Token& token) {
    const std::string_view text = text_of(token);
    const auto digits = static_cast<uint32_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
    const std::string_view rest = text.substr(digits);
    const bool currency = rest.size() == 3 && std::all_of(rest.begin(), rest.end(), is_upper);
    const size_t keyword = keyword_type(rest);
    Diagnostic& diagnostic = report(token.span(), diag::GluedNumber, text);
    if (currency || keyword != 0) {
      fix(diagnostic, token.span(), std::string(text.substr(0, digits)) + " " + std::string(rest),
          "put a space between them");
      keep({token.begin, token.begin + digits, 0}, L::INT);
      return keep({token.begin + digits, token.end, 0}, currency ? size_t{L::CURRENCY} : keyword);
    }
    diagnostic.hint =
        rest[0] == '_' ? "digits are not grouped" : "names start with a letter; text is written in double quotes";
    keep(token, L::IDENT);
  }

  void unknown_character(const Token& token) {
    const utf8::Decoded first = utf8::decode(source_.text(), token.begin);
    const bool printable = first.code_point > ' ' && first.code_point != 0x7F;
    char code[16];
    std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(first.code_point));
    const std::string shown =
        printable ? "`" + std::string(source_.text().substr(token.begin, first.length)) + "`" : code;
    Diagnostic& diagnostic = report(token.span(), diag::UnknownCharacter, shown);
    if (first.code_point == ';') diagnostic.hint = "nothing ends with `;`";
    fix(diagnostic, token.span(), "", "remove it", first.code_point == ';');
  }

  TokenList& list_;
  const Source& source_;
  diag::Sink& sink_;
  std::vector<Token> tokens_;     ///< as written
  size_t next_ = 0;               ///< of these
  std::vector<bool> opens_list_;  ///< per `[` that is open
};

/// `-- a comment` of SQL: the signs have a space behind them, which `--5` has not.
void drop_foreign_comments(TokenList& list, const Source& source, diag::Sink& sink) {
  const std::string_view text = source.text();
  std::vector<Token>& tokens = list.tokens;
  size_t kept = 0;
  for (size_t i = 0; i < tokens.size();) {
    size_t last = i;
    while (tokens[last].type == L::MINUS && last + 1 < tokens.size() && tokens[last + 1].type == L::MINUS &&
           tokens[last].end == tokens[last + 1].begin) {
      ++last;
    }
    const uint32_t end = tokens[last].end;
    const bool spaced =
        end == text.size() || text[end] == ' ' || text[end] == '\t' || text[end] == '\r' || text[end] == '\n';
    if (last == i || !spaced) {
      while (i <= last) tokens[kept++] = tokens[i++];
      continue;
    }
    const Span signs{tokens[i].begin, end};
    sink.report(source.id(), signs, diag::CommentStyle)
        .fixes.push_back({signs, "//", "write `//`", starts_line(text, signs.begin)});
    const size_t line_end = std::min(text.find('\n', end), text.size());
    while (i < tokens.size() && tokens[i].begin < line_end) ++i;
  }
  tokens.resize(kept);
}

}  // namespace

void repair_mistakes(TokenList& list, const Source& source, diag::Sink& sink) {
  drop_foreign_comments(list, source, sink);
  const bool any =
      std::any_of(list.tokens.begin(), list.tokens.end(), [](const Token& token) { return token.type >= L::BAD_EQ; });
  if (any) Repairs(list, source, sink).run();
  repair_phrases(list, source, sink);
}

}  // namespace segql::syntax
