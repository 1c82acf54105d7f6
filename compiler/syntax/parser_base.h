#pragma once
/// `ContextBase` and `ParserBase`: what the contexts and the parser that ANTLR generates are derived from. ANTLR 4.9
/// finds out by `dynamic_cast`, of each context and each of its children, what the generated code knows already: a
/// tenth of what `check` takes.

#include <cstddef>
#include <cstdint>
#include <typeinfo>
#include <vector>

#include "antlr4-runtime.h"

namespace segql::syntax {

/// A rule of the grammar in ANTLR's tree. What it finds among its children has exactly the class that is asked for: no
/// rule is derived from another.
class ContextBase : public antlr4::ParserRuleContext {
 public:
  using ParserRuleContext::ParserRuleContext;

  size_t depth = 0;  ///< rules around it and itself that nest

  /// As that of ParserRuleContext: the generated contexts find this one.
  template <typename Rule>
  Rule* getRuleContext(size_t index) {
    for (antlr4::tree::ParseTree* child : children) {
      if (typeid(*child) == typeid(Rule) && index-- == 0) return static_cast<Rule*>(child);
    }
    return nullptr;
  }
  template <typename Rule>
  std::vector<Rule*> getRuleContexts() {
    std::vector<Rule*> found;
    for (antlr4::tree::ParseTree* child : children) {
      if (typeid(*child) == typeid(Rule)) found.push_back(static_cast<Rule*>(child));
    }
    return found;
  }
};

/// Rules nest deeper than the limit.
struct TooDeep final : antlr4::ParseCancellationException {
  TooDeep() : ParseCancellationException("nesting") {}
};

/// Throws TooDeep where rules nest deeper than a limit: brackets are counted before parsing (brackets.h), but not those
/// of types, nor those that error recovery invents.
class ParserBase : public antlr4::Parser {
 public:
  using Parser::Parser;

  /// Until the next call, rules of which `nests` is true may stand in each other `limit` times.
  void limit_depth(bool (*nests)(size_t rule), size_t limit) {
    nests_ = nests;
    max_depth_ = limit;
  }

  /// As that of Recognizer: the generated parser has one simulator only.
  template <typename Simulator>
  Simulator* getInterpreter() const {
    return static_cast<Simulator*>(_interpreter);
  }

  void enterRule(antlr4::ParserRuleContext* ctx, size_t state, size_t rule) override {
    const auto* parent = static_cast<const ContextBase*>(ctx->parent);
    const size_t depth = (parent != nullptr ? parent->depth : 0) + (nests_(rule) ? 1 : 0);
    static_cast<ContextBase*>(ctx)->depth = depth;
    if (depth > max_depth_) throw TooDeep();
    Parser::enterRule(ctx, state, rule);
  }

  /// As Parser::exitRule, which is not virtual: the generated parser finds this one.
  void exitRule() {
    _ctx->stop = _input->LT(_matchedEOF ? 1 : -1);
    setState(_ctx->invokingState);
    _ctx = static_cast<antlr4::ParserRuleContext*>(_ctx->parent);
  }

 protected:
  void addContextToParseTree() override {
    if (_ctx->parent != nullptr) static_cast<antlr4::ParserRuleContext*>(_ctx->parent)->addChild(_ctx);
  }

 private:
  bool (*nests_)(size_t rule) = [](size_t) { return false; };
  size_t max_depth_ = SIZE_MAX;
};

}  // namespace segql::syntax
