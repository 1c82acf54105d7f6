#pragma once
/// `ParserBase`: what the generated parser is derived from. ANTLR 4.9 finds out by `dynamic_cast`, of each context that
/// it enters or leaves, that it is what all of them are: a twentieth of what `check` takes.

#include "antlr4-runtime.h"

namespace segql::syntax {

class ParserBase : public antlr4::Parser {
 public:
  using Parser::Parser;

  /// As Parser::exitRule, which is not virtual: the generated parser finds this one.
  void exitRule() {
    _ctx->stop = _input->LT(_matchedEOF ? 1 : -1);
    if (!_parseListeners.empty()) triggerExitRuleEvent();
    setState(_ctx->invokingState);
    _ctx = static_cast<antlr4::ParserRuleContext*>(_ctx->parent);
  }

 protected:
  void addContextToParseTree() override {
    if (_ctx->parent != nullptr) static_cast<antlr4::ParserRuleContext*>(_ctx->parent)->addChild(_ctx);
  }
};

}  // namespace segql::syntax
