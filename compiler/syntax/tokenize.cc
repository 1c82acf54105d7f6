// Text to tokens and comments.
#include <string_view>

#include "SegQLLexer.h"
#include "compiler/syntax/lexer_table.h"
#include "compiler/syntax/tokens.h"

namespace segql::syntax {

using L = generated::SegQLLexer;

bool starts_line(std::string_view text, uint32_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
}

bool blank_line_above(std::string_view text, uint32_t at) {
  int line_breaks = 0;
  for (; at > 0; --at) {
    const char c = text[at - 1];
    if (c == '\n' && ++line_breaks == 2) return true;
    if (c != '\n' && c != '\r' && c != ' ' && c != '\t') return false;
  }
  return false;
}

namespace {

/// `/* a */ // b`: the second stands on a line of its own when the first does.
bool follows_own_line(const std::vector<ast::Comment>& comments, std::string_view text, uint32_t begin) {
  if (comments.empty() || !comments.back().own_line) return false;
  const uint32_t end = comments.back().span.end;
  return text.substr(end, begin - end).find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

TokenList tokenize(const Source& source) {
  const std::string_view text = source.text();
  const LexerTable& table = LexerTable::instance();
  TokenList list;
  list.tokens.reserve(text.size() / 6);
  for (size_t at = 0; at < text.size();) {
    const auto [stop, type] = table.match(text, at);
    const auto begin = static_cast<uint32_t>(at), end = static_cast<uint32_t>(stop);
    at = stop;
    if (type == L::WS) continue;
    if (type == L::COMMENT) {
      const bool own_line = starts_line(text, begin) || follows_own_line(list.comments, text, begin);
      list.comments.push_back({.text = text.substr(begin, end - begin),
                               .span = {begin, end},
                               .own_line = own_line,
                               .blank_above = blank_line_above(text, begin)});
      continue;
    }
    const bool goes_on = type == L::BAD_CHARACTER && !list.tokens.empty() && list.tokens.back().type == type &&
                         list.tokens.back().end == begin;
    if (goes_on) {
      list.tokens.back().end = end;  // one token for a run of them
    } else {
      list.tokens.push_back({begin, end, type});
    }
  }
  return list;
}

}  // namespace segql::syntax
