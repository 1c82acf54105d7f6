#include "compiler/syntax/parser_pool.h"

#include <utility>
#include <vector>

#include "compiler/syntax/error_strategy.h"

namespace segql::syntax {
namespace {

namespace atn = antlr4::atn;

/// Finds the alternative of a choice in what was learnt before; what was not is left to ANTLR.
class Predictor final : public atn::ParserATNSimulator {
 public:
  using ParserATNSimulator::ParserATNSimulator;

  size_t adaptivePredict(antlr4::TokenStream* tokens, size_t decision, antlr4::ParserRuleContext* outer) override {
    const antlr4::dfa::DFAState* state = decisionToDFA[decision].s0;
    for (ssize_t ahead = 1; state != nullptr; ++ahead) {
      const auto edge = state->edges.find(tokens->LA(ahead));
      if (edge == state->edges.end() || edge->second == ERROR.get()) break;
      state = edge->second;
      if (!state->isAcceptState) continue;
      // Where SLL sees two alternatives it takes the first, and LL looks again.
      if (state->requiresFullContext && getPredictionMode() != atn::PredictionMode::SLL) break;
      return state->prediction;  // the grammar has no predicates
    }
    const std::lock_guard lock(grammar_mutex());
    return ParserATNSimulator::adaptivePredict(tokens, decision, outer);
  }
};

}  // namespace

struct ParserLease::Pooled {
  std::vector<antlr4::dfa::DFA> learnt;
  atn::PredictionContextCache contexts;
  SegQLParser parser{nullptr};
  std::shared_ptr<BailStrategy> bail = std::make_shared<BailStrategy>();
  std::unique_ptr<Pooled> next;  ///< of those that nobody uses

  Pooled() {
    const atn::ATN& grammar = parser.getATN();
    const size_t num_choices = grammar.getNumberOfDecisions();
    learnt.reserve(num_choices);
    for (size_t i = 0; i < num_choices; ++i) learnt.emplace_back(grammar.getDecisionState(i), i);
    parser.setInterpreter(new Predictor(&parser, grammar, learnt, contexts));  // which deletes the one before
    parser.removeErrorListeners();
    parser.setErrorHandler(bail);
  }
};

namespace {

/// The parsers that nobody uses. Never destroyed: they refer to what ANTLR destroys when the process ends.
struct Idle {
  std::mutex mutex;
  std::unique_ptr<ParserLease::Pooled> first;
};
Idle& idle() {
  static Idle& all = *new Idle;
  return all;
}

/// The rules that brackets are in.
bool nests(size_t rule) {
  return rule == SegQLParser::RuleExpr || rule == SegQLParser::RulePlainAtom || rule == SegQLParser::RuleType;
}

}  // namespace

std::recursive_mutex& grammar_mutex() {
  static std::recursive_mutex& mutex = *new std::recursive_mutex;
  return mutex;
}

ParserLease::ParserLease(TokenWindow& tokens, size_t nesting) {
  {
    const std::lock_guard lock(idle().mutex);
    pooled_ = std::move(idle().first);
    if (pooled_ != nullptr) idle().first = std::move(pooled_->next);
  }
  if (pooled_ == nullptr) pooled_ = std::make_unique<Pooled>();
  pooled_->parser.limit_depth(nests, 2 * nesting + 16);  // the text was checked by brackets.h
  pooled_->parser.setTokenStream(&tokens);
  predict_by(atn::PredictionMode::SLL);
}

ParserLease::~ParserLease() {
  pooled_->parser.setErrorHandler(pooled_->bail);  // another refers to the text
  pooled_->parser.setTokenStream(nullptr);
  const std::lock_guard lock(idle().mutex);
  pooled_->next = std::move(idle().first);
  idle().first = std::move(pooled_);
}

SegQLParser& ParserLease::parser() const { return pooled_->parser; }
size_t ParserLease::stopped_at() const { return pooled_->bail->stopped_at(); }

void ParserLease::predict_by(atn::PredictionMode mode) const {
  pooled_->parser.getInterpreter<atn::ParserATNSimulator>()->setPredictionMode(mode);
}

}  // namespace segql::syntax
