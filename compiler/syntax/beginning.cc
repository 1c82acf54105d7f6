#include "compiler/syntax/beginning.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "compiler/syntax/antlr_support.h"
#include "compiler/syntax/keywords.h"

namespace segql::syntax {
namespace {

using P = SegQLParser;
using antlr4::atn::ATN;
using antlr4::atn::ATNState;
using antlr4::atn::RuleTransition;
using antlr4::atn::Transition;

const ATN& grammar() {
  static const ATN& atn = []() -> const ATN& {
    TokenWindow nothing({}, 0);
    return P(&nothing).getATN();  // lives as long as the program
  }();
  return atn;
}

/// The part that a rule is; kWord: it is written out.
Part part_of_rule(size_t rule) {
  switch (rule) {
    case P::RuleExpr:
    case P::RuleCondition:
    case P::RulePredicate: return Part::kCondition;
    case P::RuleArith:
    case P::RuleOperand:
    case P::RuleAtom:
    case P::RulePlainAtom: return Part::kValue;
    case P::RuleValue:
    case P::RuleLiteral:
    case P::RuleConstant: return Part::kLiteral;
    case P::RuleLiterals: return Part::kLiterals;
    case P::RuleRowSet:
    case P::RuleStep: return Part::kRows;
    case P::RuleSegmentRef: return Part::kSegment;
    case P::RulePath: return Part::kPath;
    case P::RuleName: return Part::kName;
    case P::RuleWindow: return Part::kWindow;
    case P::RuleInstant:
    case P::RuleFixedInstant: return Part::kInstant;
    case P::RuleUnit: return Part::kUnit;
    case P::RuleCount:
    case P::RuleNumber: return Part::kNumber;
    default: return Part::kWord;
  }
}

/// The part that a token without a fixed spelling is.
Part part_of_token(size_t type) {
  switch (type) {
    case P::INT:
    case P::DECIMAL: return Part::kNumber;
    case P::STRING: return Part::kText;
    case P::CURRENCY: return Part::kCurrency;
    case P::PERIOD: return Part::kPeriod;
    case P::TIME: return Part::kTime;
    case P::DATE:
    case P::DATETIME: return Part::kInstant;
    case P::IDENT:
    case P::QUOTED: return Part::kName;
    default: return Part::kWord;
  }
}

EndingPiece piece_of_token(size_t type) {
  const Part part = part_of_token(type);
  return {part, part == Part::kWord ? spelling_of(type) : std::string_view()};
}

bool is_rule_end(const ATNState* state) { return const_cast<ATNState*>(state)->getStateType() == ATNState::RULE_STOP; }
bool takes_token(const Transition* transition) { return !transition->isEpsilon(); }
bool takes_token(const Transition* transition, size_t type) {
  return takes_token(transition) &&
         transition->matches(type, antlr4::Token::MIN_USER_TOKEN_TYPE, grammar().maxTokenType);
}

/// The token of a transition that an ending is written with; 0: none. The end of a text is no word, and a parameter is
/// one only where it was declared.
size_t written_token(const Transition* transition) {
  for (const ssize_t type : transition->label().toList()) {
    if (type > 0 && type != static_cast<ssize_t>(P::PARAM)) return static_cast<size_t>(type);
  }
  return 0;
}

/// What the grammar leaves open and the checker may want: the end of a value where a condition is meant, and what the
/// rows have to satisfy.
struct Extra {
  size_t ended, caller;  ///< rules
  Ending pieces;
};
const std::vector<Extra>& extras() {
  const auto word = [](size_t type) { return piece_of_token(type); };
  static const std::vector<Extra> all = {
      {P::RuleArith, P::RulePredicate, {word(P::KW_IS), word(P::KW_PRESENT)}},
      {P::RuleRowSet,
       P::RuleQuantified,
       {word(P::KW_SATISFY), word(P::LPAREN), {Part::kCondition, {}}, word(P::RPAREN)}},
  };
  return all;
}

/// From each state of the automaton the shortest way to the end of its rule.
class ShortestWays {
 public:
  static const ShortestWays& instance() {
    static const ShortestWays only;
    return only;
  }

  /// Of a state that is not the end of its rule.
  const Transition* way(const ATNState* state) const { return ways_[state->stateNumber]; }

  /// Takes one transition. Where it leads in its rule.
  const ATNState* go(const Transition* transition, Ending& ending) const {
    if (transition->getSerializationType() != Transition::RULE) {
      if (takes_token(transition)) ending.push_back(piece_of_token(written_token(transition)));
      return transition->target;
    }
    const auto* call = static_cast<const RuleTransition*>(transition);
    const Part part = part_of_rule(call->ruleIndex);
    if (part != Part::kWord) ending.push_back({part, {}});
    for (const ATNState* state = call->target; part == Part::kWord && !is_rule_end(state);)
      state = go(way(state), ending);
    return call->followState;
  }

  bool may_end(const ATNState* state) const { return lengths_[state->stateNumber] == 0; }
  bool can_go(const Transition* way) const { return length_of(way) != kUnknown; }

 private:
  ShortestWays() : ways_(grammar().states.size()), lengths_(grammar().states.size(), kUnknown) {
    for (bool changed = true; changed;) {
      changed = false;
      for (const ATNState* state : grammar().states) {
        if (state == nullptr) continue;
        if (is_rule_end(state)) {
          changed |= std::exchange(lengths_[state->stateNumber], 0) != 0;
          continue;
        }
        for (const Transition* transition : state->transitions) {
          const uint32_t length = length_of(transition);
          if (length >= lengths_[state->stateNumber]) continue;
          lengths_[state->stateNumber] = length;
          ways_[state->stateNumber] = transition;
          changed = true;
        }
      }
    }
  }

  uint32_t length_of(const Transition* transition) const {
    const auto sum = [](uint32_t a, uint32_t b) { return a == kUnknown || b == kUnknown ? kUnknown : a + b; };
    if (transition->getSerializationType() != Transition::RULE) {
      if (takes_token(transition) && written_token(transition) == 0) return kUnknown;
      return sum(takes_token(transition) ? 1 : 0, lengths_[transition->target->stateNumber]);
    }
    const auto* call = static_cast<const RuleTransition*>(transition);
    const bool is_part = part_of_rule(call->ruleIndex) != Part::kWord;
    return sum(is_part ? 1 : lengths_[call->target->stateNumber], lengths_[call->followState->stateNumber]);
  }

  static constexpr uint32_t kUnknown = UINT32_MAX;
  std::vector<const Transition*> ways_;
  std::vector<uint32_t> lengths_;
};

}  // namespace

struct Beginning::State {
  /// A rule that was called, and where the caller goes on. The caller of the first is nobody.
  struct Call {
    const ATNState* follow;
    size_t caller;
    auto operator<=>(const Call&) const = default;
  };
  /// A place in the automaton: the next token is taken from here.
  using Place = std::pair<const ATNState*, size_t>;

  std::vector<Call> calls{{nullptr, 0}};
  std::map<Call, size_t> numbers;  ///< of equal calls there is one
  std::vector<Place> after;        ///< where the last token led
  std::set<Place> places;          ///< from which a token can be taken
  bool whole = false;

  size_t number_of(const Call& call) {
    const auto [at, is_new] = numbers.emplace(call, calls.size());
    if (is_new) calls.push_back(call);
    return at->second;
  }

  /// From `after` to `places`.
  void spread() {
    std::set<Place> seen;
    std::vector<Place> waiting = after;
    places.clear();
    whole = false;
    while (!waiting.empty()) {
      const auto [state, call] = waiting.back();
      waiting.pop_back();
      if (!seen.emplace(state, call).second) continue;
      if (is_rule_end(state)) {
        if (call == 0) {
          whole = true;
        } else {
          waiting.emplace_back(calls[call].follow, calls[call].caller);
        }
        continue;
      }
      for (const Transition* transition : state->transitions) {
        if (takes_token(transition)) {
          places.emplace(state, call);
        } else if (transition->getSerializationType() == Transition::RULE) {
          const ATNState* follow = static_cast<const RuleTransition*>(transition)->followState;
          waiting.emplace_back(transition->target, number_of({follow, call}));
        } else {
          waiting.emplace_back(transition->target, call);
        }
      }
    }
  }

  /// Where something has to follow in the same rule: each way to go on, over the next words. Elsewhere nothing has to.
  void begin_end(const ATNState* state, size_t call, const Ending& so_far, std::set<const ATNState*>& seen,
                 std::vector<Ending>& endings) const {
    constexpr size_t kWords = 2;
    const ShortestWays& ways = ShortestWays::instance();
    if (ways.may_end(state) || so_far.size() >= kWords) return end(state, call, so_far, endings);
    if (!seen.insert(state).second) return;
    for (const Transition* way : state->transitions) {
      if (!ways.can_go(way)) continue;
      Ending more = so_far;
      const ATNState* const next = ways.go(way, more);
      end_with_extras(way, state->ruleIndex, call, more, endings);
      std::set<const ATNState*> seen_there;
      begin_end(next, call, more, more.size() == so_far.size() ? seen : seen_there, endings);
    }
  }

  /// From `state` the shortest way, and what the checker may want besides.
  void end(const ATNState* state, size_t call, Ending so_far, std::vector<Ending>& endings) const {
    constexpr size_t kMost = 128;
    if (endings.size() >= kMost) return;
    const size_t rule = state->ruleIndex;
    while (!is_rule_end(state)) {
      const Transition* const way = ShortestWays::instance().way(state);
      state = ShortestWays::instance().go(way, so_far);
      end_with_extras(way, rule, call, so_far, endings);
    }
    if (call == 0) {
      if (std::ranges::find(endings, so_far) == endings.end()) endings.push_back(std::move(so_far));
      return;
    }
    const auto& [follow, caller] = calls[call];
    end(follow, caller, so_far, endings);
    end_with_extras(rule, follow->ruleIndex, caller, so_far, endings);
  }

  void end_with_extras(const Transition* way, size_t caller_rule, size_t call, const Ending& so_far,
                       std::vector<Ending>& endings) const {
    if (way->getSerializationType() != Transition::RULE) return;
    end_with_extras(static_cast<const RuleTransition*>(way)->ruleIndex, caller_rule, call, so_far, endings);
  }
  /// Rule `ended` has come to its end in rule `caller_rule`.
  void end_with_extras(size_t ended, size_t caller_rule, size_t call, const Ending& so_far,
                       std::vector<Ending>& endings) const {
    for (const Extra& extra : extras()) {
      if (ended != extra.ended || caller_rule != extra.caller) continue;
      Ending more = so_far;
      more.insert(more.end(), extra.pieces.begin(), extra.pieces.end());
      end(grammar().ruleToStopState[extra.caller], call, std::move(more), endings);
    }
  }
};

Beginning::Beginning(Of what) : state_(std::make_unique<State>()) {
  const auto rule = [&]() -> size_t {
    switch (what) {
      case Of::kDeclaration: return P::RuleDeclaration;
      case Of::kCondition: return P::RuleExpr;
      case Of::kSegmentReference: return P::RuleSegmentRef;
    }
    return P::RuleExpr;
  };
  state_->after.emplace_back(grammar().ruleToStartState[rule()], 0);
  state_->spread();
}

Beginning::Beginning(const Beginning& other) : state_(std::make_unique<State>(*other.state_)) {}
Beginning::~Beginning() = default;

bool Beginning::take(size_t type) {
  std::set<State::Place> next;
  for (const auto& [state, call] : state_->places) {
    for (const Transition* transition : state->transitions) {
      if (takes_token(transition, type)) next.emplace(transition->target, call);
    }
  }
  state_->after.assign(next.begin(), next.end());
  state_->spread();
  return !next.empty();
}

bool Beginning::take(TokenSpan tokens) {
  return std::ranges::all_of(tokens, [&](const Token& token) { return take(token.type); });
}

bool Beginning::is_whole() const { return state_->whole; }

std::vector<std::string_view> Beginning::keywords() const {
  std::set<std::string_view> words;
  for (const auto& [state, call] : state_->places) {
    if (state->ruleIndex == P::RuleSoftKeyword) continue;
    for (const Transition* transition : state->transitions) {
      if (!takes_token(transition)) continue;
      for (const ssize_t type : transition->label().toList()) {
        const std::string_view word = type > 0 ? spelling_of(static_cast<size_t>(type)) : std::string_view();
        if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') words.insert(word);
      }
    }
  }
  return {words.begin(), words.end()};
}

bool Beginning::takes_name() const {
  return std::ranges::any_of(state_->places, [](const State::Place& place) {
    return std::ranges::any_of(place.first->transitions,
                               [](const Transition* transition) { return takes_token(transition, P::IDENT); });
  });
}

bool Beginning::takes_parameter() const {
  return std::ranges::any_of(state_->places, [](const State::Place& place) {
    return std::ranges::any_of(place.first->transitions,
                               [](const Transition* transition) { return takes_token(transition, P::PARAM); });
  });
}

std::vector<Ending> Beginning::endings() const {
  std::vector<Ending> endings;
  for (const auto& [state, call] : state_->after) {
    std::set<const ATNState*> seen;
    state_->begin_end(state, call, {}, seen, endings);
  }
  return endings;
}

}  // namespace segql::syntax
