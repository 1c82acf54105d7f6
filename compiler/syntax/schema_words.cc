// Whether a text that has mistakes may still be part of the schema.
#include <algorithm>

#include "SegQLLexer.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/tokens.h"

namespace segql::syntax {

bool may_declare_schema(const Source& source) {
  using L = generated::SegQLLexer;
  const TokenList words = tokenize(source);
  return std::ranges::any_of(words.tokens, [](const Token& token) {
    return token.type == L::KW_ENTITY || token.type == L::KW_EVENT || token.type == L::KW_RELATION ||
           token.type == L::KW_SETTINGS || token.type == L::KW_EXTERN;
  });
}

}  // namespace segql::syntax
