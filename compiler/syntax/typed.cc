#include "compiler/syntax/typed.h"

#include <algorithm>
#include <vector>

#include "SegQLLexer.h"
#include "compiler/diag/sink.h"
#include "compiler/syntax/beginning.h"
#include "compiler/syntax/keywords.h"
#include "compiler/syntax/mistakes.h"
#include "compiler/syntax/outline.h"

namespace segql::syntax {
namespace {

using L = generated::SegQLLexer;

bool has_open_bracket(TokenSpan tokens) {
  int depth = 0;
  for (const Token& token : tokens) {
    if (token.type == L::LPAREN || token.type == L::LBRACE) ++depth;
    if (token.type == L::RPAREN || token.type == L::RBRACE) --depth;
    if (depth < 0) return false;  // one too many is no reason to wait for more
  }
  return depth > 0;
}

bool needs_more(TokenSpan tokens, Beginning::Of what) {
  Beginning text(what);
  return text.take(tokens) && !text.is_whole();
}

std::string_view text_of(const Source& source, const Token& token) {
  return source.text().substr(token.begin, token.end - token.begin);
}

/// Past the annotations at the beginning.
size_t first_of_definition(TokenSpan tokens) {
  size_t at = 0;
  while (at + 1 < tokens.size() && tokens[at].type == L::AT_SIGN) {
    at += 2;
    if (at >= tokens.size() || tokens[at].type != L::LPAREN) continue;
    while (at < tokens.size() && tokens[at].type != L::RPAREN) ++at;
    ++at;
  }
  return at;
}

TypedDefinition describe(TokenSpan tokens, const Source& source) {
  TypedDefinition definition{{tokens.front().begin, tokens.back().end}, {}, {}, {}};
  size_t at = first_of_definition(tokens);
  if (at >= tokens.size()) return definition;
  const size_t type = tokens[at].type;
  const bool is_segment = type == L::KW_SEGMENT || type == L::KW_SNAPSHOT || type == L::KW_STATIC ||
                          type == L::KW_SPLIT || type == L::KW_PRIORITY;
  const bool has_two_words = type == L::KW_SNAPSHOT || type == L::KW_STATIC || type == L::KW_PRIORITY;
  definition.kind = is_segment ? "segment" : text_of(source, tokens[at]);
  if (type == L::KW_EXPECT) return definition;
  at += has_two_words ? 2 : 1;
  if (at >= tokens.size() || !(is_name_token(tokens[at].type) || tokens[at].type == L::STRING)) return definition;
  definition.name = text_of(source, tokens[at]);
  if (type != L::KW_ATTRIBUTE && type != L::KW_DEFINE) return definition;
  const auto of =
      std::ranges::find(tokens.begin() + static_cast<std::ptrdiff_t>(at), tokens.end(), L::KW_OF, &Token::type);
  if (of != tokens.end() && std::next(of) != tokens.end()) definition.entity = text_of(source, *std::next(of));
  return definition;
}

}  // namespace

size_t tokens_of_rows(TokenSpan tokens) {
  return tokens.size() > 1 && is_name_token(tokens[0].type) && tokens[1].type == L::KW_WHERE ? 2 : 0;
}

Typed read_typed(const Source& source, const Limits& limits) {
  Typed typed;
  TokenList list = tokenize(source);
  const bool in_comment = !list.tokens.empty() && list.tokens.back().type == L::OPEN_COMMENT;
  diag::Sink unheard(limits);
  repair_mistakes(list, source, unheard);
  const TokenSpan tokens = list.tokens;
  typed.is_open = in_comment || has_open_bracket(tokens);
  if (tokens.empty()) return typed;
  if (starts_definition(tokens)) {
    typed.kind = Typed::Kind::kDefinitions;
    TokenSpan last;
    for (const Piece& piece : outline(tokens, source, unheard, limits)) {
      if (piece.begin == piece.end) continue;
      last = tokens.subspan(piece.begin, piece.end - piece.begin);
      typed.definitions.push_back(describe(last, source));
    }
    typed.last.assign(last.begin(), last.end());
    typed.is_open = typed.is_open || needs_more(last, Beginning::Of::kDeclaration);
    return typed;
  }
  typed.kind = Typed::Kind::kQuestion;
  const size_t before = tokens_of_rows(tokens);
  typed.has_where = before != 0;
  if (typed.has_where || (tokens.size() == 1 && is_name_token(tokens[0].type))) typed.rows = text_of(source, tokens[0]);
  typed.last.assign(tokens.begin() + static_cast<std::ptrdiff_t>(before), tokens.end());
  typed.is_open = typed.is_open || needs_more(typed.last, Beginning::Of::kCondition);
  return typed;
}

}  // namespace segql::syntax
