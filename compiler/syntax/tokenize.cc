// Text to tokens: ANTLR's lexer, with the token objects it would allocate replaced by rows of a table.
#include <algorithm>
#include <string_view>

#include "compiler/syntax/antlr_support.h"
#include "compiler/syntax/tokens.h"

namespace segql::syntax {
namespace {

class TableLexer final : public SegQLLexer {
 public:
  TableLexer(antlr4::CharStream* input, TokenList& list, std::string_view text)
      : SegQLLexer(input), list_(list), text_(text) {
    removeErrorListeners();
  }

  using SegQLLexer::emit;
  antlr4::Token* emit() override {
    if (type == EOF) return nullptr;
    const auto begin = static_cast<uint32_t>(tokenStartCharIndex);
    const auto end = static_cast<uint32_t>(std::min(_input->index(), text_.size()));
    if (channel == HIDDEN) {
      const bool own_line = starts_line(text_, begin);
      list_.comments.push_back({.text = text_.substr(begin, end - begin),
                                .span = {begin, end},
                                .own_line = own_line,
                                .blank_above = own_line && blank_line_above(text_, begin)});
    } else if (type == BAD_CHARACTER && extends_last(begin)) {
      list_.tokens.back().end = end;  // one token for a run of them
    } else {
      list_.tokens.push_back({begin, end, static_cast<uint16_t>(type)});
    }
    return nullptr;
  }
  antlr4::Token* emitEOF() override { return nullptr; }

 private:
  bool extends_last(uint32_t begin) const {
    return !list_.tokens.empty() && list_.tokens.back().type == BAD_CHARACTER && list_.tokens.back().end == begin;
  }

  TokenList& list_;
  std::string_view text_;
};

}  // namespace

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

TokenList tokenize(const Source& source) {
  TokenList list;
  list.tokens.reserve(source.text().size() / 6);
  ByteStream input(source.text());
  TableLexer lexer(&input, list, source.text());
  while (!lexer.hitEOF) lexer.nextToken();
  return list;
}

}  // namespace segql::syntax
