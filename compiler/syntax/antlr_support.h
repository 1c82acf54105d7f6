#pragma once
/// ANTLR's side of the fence: its streams over our own tokens.
/// Private to this folder: included only where the tree of ANTLR is made or read.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "SegQLLexer.h"
#include "SegQLParser.h"
#include "antlr4-runtime.h"
#include "compiler/syntax/tokens.h"
#include "segql/diagnostic.h"

namespace segql::syntax {

using generated::SegQLLexer;
using generated::SegQLParser;

/// A token as ANTLR wants to see it. Its text is looked up in the source, never copied.
class TreeToken final : public antlr4::Token {
 public:
  TreeToken(const syntax::Token& token, size_t type, size_t index) : token_(token), type_(type), index_(index) {}

  Span span() const { return token_.span(); }

  std::string getText() const override { return {}; }
  size_t getType() const override { return type_; }
  size_t getLine() const override { return 0; }
  size_t getCharPositionInLine() const override { return 0; }
  size_t getChannel() const override { return 0; }
  size_t getTokenIndex() const override { return index_; }
  size_t getStartIndex() const override { return token_.begin; }
  size_t getStopIndex() const override { return token_.end; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

 private:
  syntax::Token token_;
  size_t type_;
  size_t index_;
};

/// The tokens of one declaration, ended by EOF.
class TokenWindow final : public antlr4::TokenStream {
 public:
  /// `end` is the byte offset just past the last token: where EOF stands.
  TokenWindow(TokenSpan tokens, uint32_t end);

  void consume() override;
  size_t LA(ssize_t offset) override { return LT(offset)->getType(); }
  antlr4::Token* LT(ssize_t offset) override;
  antlr4::Token* get(size_t index) const override { return const_cast<TreeToken*>(&tokens_[index]); }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  size_t index() override { return position_; }
  void seek(size_t index) override { position_ = std::min(index, tokens_.size() - 1); }
  size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  std::vector<TreeToken> tokens_;
  size_t position_ = 0;
};

}  // namespace segql::syntax
