#pragma once
/// Words of one source text, twelve bytes each, and its comments. Tokens become ANTLR's only while a declaration is
/// parsed.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/source/source.h"
#include "compiler/syntax/ast_decl.h"
#include "segql/diagnostic.h"

namespace segql::syntax {

/// `type` is one of SegQLLexer's token types.
struct Token {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint16_t type = 0;
  Span span() const { return {begin, end}; }
};
using TokenSpan = std::span<const Token>;

struct TokenList {
  std::vector<Token> tokens;  ///< without white space, comments and an end marker
  std::vector<ast::Comment> comments;
};

/// Never fails: what belongs to no word is a token of a BAD_ or OPEN_ type.
TokenList tokenize(const Source& source);

/// Nothing but white space stands between `at` and the start of its line.
bool starts_line(std::string_view text, uint32_t at);
/// A blank line stands directly above what starts at `at`.
bool blank_line_above(std::string_view text, uint32_t at);

}  // namespace segql::syntax
