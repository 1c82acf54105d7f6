#include "compiler/syntax/antlr_support.h"

#include <algorithm>

namespace segql::syntax {

size_t ByteStream::LA(ssize_t offset) {
  if (offset == 0) return 0;
  const auto at = static_cast<size_t>(static_cast<ssize_t>(position_) + (offset > 0 ? offset - 1 : offset));
  if (at >= text_.size()) return EOF;
  const auto byte = static_cast<unsigned char>(text_[at]);
  if (byte < kNonAscii) return byte == kSmartQuote ? kOther : byte;
  if (byte == kNonAscii) return kOther;
  // U+2018 to U+201F, the quotes of word processors: E2 80 98 to E2 80 9F.
  const bool quote = byte == 0xE2 && text_.substr(at + 1, 1) == "\x80" && at + 2 < text_.size() &&
                     static_cast<unsigned char>(text_[at + 2]) >= 0x98 && static_cast<unsigned char>(text_[at + 2]) <= 0x9F;
  return quote ? kSmartQuote : kNonAscii;
}

std::string ByteStream::getText(const antlr4::misc::Interval& interval) {
  const auto begin = static_cast<size_t>(interval.a);
  if (begin >= text_.size()) return {};
  return std::string(text_.substr(begin, static_cast<size_t>(interval.b) - begin + 1));
}

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

bool DepthGuard::counts(const antlr4::ParserRuleContext* ctx) {
  const size_t rule = ctx->getRuleIndex();
  return rule == SegQLParser::RuleExpr || rule == SegQLParser::RulePlainAtom || rule == SegQLParser::RuleType;
}

void DepthGuard::enterEveryRule(antlr4::ParserRuleContext* ctx) {
  if (!counts(ctx) || ++depth_ <= limit_) return;
  tripped_ = true;
  throw antlr4::ParseCancellationException("nesting");
}

void DepthGuard::exitEveryRule(antlr4::ParserRuleContext* ctx) {
  if (counts(ctx)) --depth_;
}

}  // namespace segql::syntax
