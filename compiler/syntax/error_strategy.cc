#include "compiler/syntax/error_strategy.h"

#include <algorithm>

#include "compiler/syntax/expectations.h"

namespace segql::syntax {
namespace {

using P = SegQLParser;

/// Where reading can go on after a mistake: the words that join, end or start parts of a text.
bool is_landmark(size_t type) {
  switch (type) {
    case P::KW_AND:
    case P::KW_OR:
    case P::COMMA:
    case P::RPAREN:
    case P::RBRACE:
    case P::KW_THEN:
    case P::KW_WHERE:
    case P::KW_EXCLUDE:
    case P::KW_TAKE:
    case P::KW_SAMPLE:
    case P::KW_TIMEZONE:
    case P::KW_REFRESH:
    case P::KW_KEEP:
    case P::KW_DELIVER:
    case P::KW_GIVEN:
    case P::KW_EXPECT: return true;
    default: return false;
  }
}

/// In a set of what can come next: the rule can end here.
constexpr size_t kRuleEnds = antlr4::Token::EPSILON;

/// What the rule that called `ctx` takes after it.
const antlr4::misc::IntervalSet& after_rule(const antlr4::atn::ATN& atn, const antlr4::RuleContext* ctx) {
  const auto* call = static_cast<const antlr4::atn::RuleTransition*>(atn.states[ctx->invokingState]->transitions[0]);
  return atn.nextTokens(call->followState);
}

/// A rule that fails between braces of its own gives up what stands in them, and the closing one with it: otherwise
/// that would end the declaration around it.
bool fails_in_braces(antlr4::Parser* parser, size_t index) {
  antlr4::ParserRuleContext* ctx = parser->getContext();
  if (ctx->getRuleIndex() != P::RuleGiven) return false;
  antlr4::tree::TerminalNode* open = static_cast<P::GivenContext*>(ctx)->LBRACE();
  return open != nullptr && open->getSymbol()->getTokenIndex() < index &&
         static_cast<P::GivenContext*>(ctx)->RBRACE() == nullptr;
}

}  // namespace

void BailStrategy::recover(antlr4::Parser* parser, std::exception_ptr error) {
  stopped_at_ = parser->getCurrentToken()->getTokenIndex();  // a choice that was read ahead is back at its start
  BailErrorStrategy::recover(parser, error);
}

antlr4::Token* BailStrategy::recoverInline(antlr4::Parser* parser) {
  stopped_at_ = parser->getCurrentToken()->getTokenIndex();
  return BailErrorStrategy::recoverInline(parser);
}

bool ErrorStrategy::can_follow(antlr4::Parser* parser, size_t type) {
  const antlr4::atn::ATN& atn = parser->getATN();
  const auto* next = &atn.nextTokens(atn.states[parser->getState()]);
  const antlr4::RuleContext* ctx = parser->getContext();
  while (!next->contains(type)) {
    if (!next->contains(kRuleEnds)) return false;
    if (!ctx->parent) return type == antlr4::Token::EOF;
    next = &after_rule(atn, ctx);
    ctx = static_cast<const antlr4::RuleContext*>(ctx->parent);
  }
  return true;
}

void ErrorStrategy::sync(antlr4::Parser* parser) {
  antlr4::TokenStream& tokens = *parser->getTokenStream();
  const size_t index = tokens.index();
  if (index < first_) return;
  if (index != choices_at_) choices_.clear();
  choices_at_ = index;
  choices_.push_back(parser->getState());
  if (can_follow(parser, tokens.LA(1))) return;

  const antlr4::atn::ATN& atn = parser->getATN();
  antlr4::misc::IntervalSet expected;
  for (const size_t state : choices_) expected.addAll(atn.nextTokens(atn.states[state]));
  const antlr4::misc::IntervalSet& here = atn.nextTokens(atn.states[parser->getState()]);
  const antlr4::RuleContext* innermost = parser->getContext();
  for (const auto* ctx = here.contains(kRuleEnds) ? innermost : nullptr; ctx && ctx->parent;
       ctx = static_cast<const antlr4::RuleContext*>(ctx->parent)) {
    // What the rules around this one would take, as long as each of them may end here.
    const antlr4::misc::IntervalSet& next = after_rule(atn, ctx);
    expected.addAll(next);
    if (!next.contains(kRuleEnds)) break;
  }
  if (!inErrorRecoveryMode(parser)) report(parser, tokens.LT(1), expected);
  expected.addAll(getErrorRecoverySet(parser));
  skip_to(parser, expected);
}

antlr4::misc::IntervalSet ErrorStrategy::expected_tokens(antlr4::Parser* parser,
                                                         const antlr4::RecognitionException& error) {
  const antlr4::atn::ATN& atn = parser->getATN();
  antlr4::misc::IntervalSet expected;
  const size_t offending = error.getOffendingToken()->getTokenIndex();
  if (const auto* choice = dynamic_cast<const antlr4::NoViableAltException*>(&error)) {
    // A choice that was read ahead: what it would have taken at the offending token.
    if (choice->getStartToken()->getTokenIndex() != offending && choice->getDeadEndConfigs()) {
      for (const auto& config : choice->getDeadEndConfigs()->configs) expected.addAll(atn.nextTokens(config->state));
      return expected;
    }
  }
  expected.addAll(atn.nextTokens(atn.states[parser->getState()]));
  if (choices_at_ == offending) {
    for (const size_t state : choices_) expected.addAll(atn.nextTokens(atn.states[state]));
  }
  return expected;
}

void ErrorStrategy::reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) {
  if (inErrorRecoveryMode(parser)) return;
  report(parser, error.getOffendingToken(), expected_tokens(parser, error));
}

void ErrorStrategy::report(antlr4::Parser* parser, antlr4::Token* offending,
                           const antlr4::misc::IntervalSet& expected) {
  beginErrorCondition(parser);
  parser->notifyErrorListeners(offending, {}, nullptr);  // counts it; nobody listens
  report_unexpected({.source = source_,
                     .sink = sink_,
                     .tokens = *parser->getTokenStream(),
                     .index = offending->getTokenIndex(),
                     .rule = parser->getContext()->getRuleIndex(),
                     .expected = expected});
  if (++reported_ >= kMostErrors) throw antlr4::ParseCancellationException("too many mistakes");
}

antlr4::Token* ErrorStrategy::recoverInline(antlr4::Parser* parser) { throw antlr4::InputMismatchException(parser); }

void ErrorStrategy::recover(antlr4::Parser* parser, std::exception_ptr) {
  antlr4::TokenStream& tokens = *parser->getTokenStream();
  // Rules that fail one after the other at the same token unwind; one that fails again and again has to let go of it.
  constexpr size_t kPatience = 64;
  stuck_count_ = tokens.index() == stuck_at_ ? stuck_count_ + 1 : 0;
  if (stuck_count_ > kPatience && tokens.LA(1) != antlr4::Token::EOF) tokens.consume();
  skip_to(parser, getErrorRecoverySet(parser), fails_in_braces(parser, tokens.index()) ? 1 : 0);
  if (tokens.index() != stuck_at_) stuck_count_ = 0;
  stuck_at_ = tokens.index();
}

void ErrorStrategy::skip_to(antlr4::Parser* parser, const antlr4::misc::IntervalSet& follow, size_t open) {
  antlr4::TokenStream& tokens = *parser->getTokenStream();
  const auto starts_its_line = [&](const antlr4::Token* token) {
    return starts_line(source_.text(), static_cast<const TreeToken*>(token)->span().begin);
  };
  for (size_t type = tokens.LA(1); type != antlr4::Token::EOF; type = tokens.LA(1)) {
    const bool landmark = is_landmark(type) || (follow.contains(type) && starts_its_line(tokens.LT(1)));
    if (open == 0 && landmark && follow.contains(type)) return;
    if (type == P::LPAREN || type == P::LBRACE) ++open;
    if ((type == P::RPAREN || type == P::RBRACE) && open > 0) --open;
    tokens.consume();
  }
}

}  // namespace segql::syntax
