#include "compiler/syntax/antlr_support.h"

#include <algorithm>

namespace segql::syntax {

TokenWindow::TokenWindow(TokenSpan tokens, uint32_t end) {
  tokens_.reserve(tokens.size() + 1);
  for (const Token& token : tokens) tokens_.emplace_back(token, token.type, tokens_.size());
  tokens_.emplace_back(Token{end, end, 0}, antlr4::Token::EOF, tokens_.size());
}

void TokenWindow::consume() {
  if (position_ + 1 < tokens_.size()) ++position_;
}

antlr4::Token* TokenWindow::LT(ssize_t offset) {
  if (offset < 0) {
    const auto back = static_cast<size_t>(-offset);
    return back > position_ ? nullptr : &tokens_[position_ - back];
  }
  const size_t at = position_ + static_cast<size_t>(offset == 0 ? 0 : offset - 1);
  return &tokens_[std::min(at, tokens_.size() - 1)];
}

}  // namespace segql::syntax
