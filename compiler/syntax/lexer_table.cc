// Subset construction over ANTLR's lexer automaton: a state of the table is a set of places in the grammar's rules.
#include "compiler/syntax/lexer_table.h"

#include <algorithm>
#include <compare>
#include <map>
#include <utility>

#include "base/try.h"
#include "compiler/syntax/antlr_support.h"

namespace segql::syntax {
namespace {

using antlr4::atn::ATN;
using antlr4::atn::ATNState;
using antlr4::atn::RuleTransition;
using antlr4::atn::Transition;

// Control characters that would be taken for one of the two stand-ins count as a character no rule names.
constexpr unsigned char kOther = 0x01, kSmartQuote = 0x1E, kNonAscii = 0x7F;

/// A state of ANTLR's automaton and where to return to from the fragments around it (an index into
/// Construction::returns_).
struct Place {
  uint32_t state, returns;
  auto operator<=>(const Place&) const = default;
};
using Places = std::vector<Place>;  // sorted, each once

class Construction {
 public:
  explicit Construction(const ATN& atn) : atn_(atn) {}

  Places start() { return close({static_cast<uint32_t>(atn_.modeToStartState[0]->stateNumber), 0}); }

  Places read(const Places& from, size_t symbol) {
    Places to;
    for (const Place& place : from) {
      for (const Transition* transition : atn_.states[place.state]->transitions) {
        if (transition->isEpsilon() ||
            !transition->matches(symbol, SegQLLexer::MIN_CHAR_VALUE, SegQLLexer::MAX_CHAR_VALUE))
          continue;
        const Places& reached = close({static_cast<uint32_t>(transition->target->stateNumber), place.returns});
        to.insert(to.end(), reached.begin(), reached.end());
      }
    }
    std::sort(to.begin(), to.end());
    to.erase(std::unique(to.begin(), to.end()), to.end());
    return to;
  }

  /// Type of the first rule of the grammar that ends here, or 0.
  uint16_t accepted(const Places& places) const {
    size_t rule = SIZE_MAX;
    for (const Place& place : places) {
      const ATNState* state = atn_.states[place.state];
      if (ends(place)) rule = std::min(rule, state->ruleIndex);
    }
    return rule == SIZE_MAX ? uint16_t{0} : static_cast<uint16_t>(atn_.ruleToTokenType[rule]);
  }

 private:
  struct Return {
    uint32_t state, outer;
  };

  bool ends(const Place& place) const {
    return place.returns == 0 && atn_.states[place.state]->getStateType() == ATNState::RULE_STOP;
  }

  /// Where a character can be read, or a token ends, without reading anything from `place` on.
  const Places& close(Place place) {
    const auto [found, fresh] = closures_.try_emplace(place);
    if (!fresh) return found->second;
    Places seen = {place}, result;
    for (size_t i = 0; i < seen.size(); ++i) {
      const Place at = seen[i];
      ATNState* state = atn_.states[at.state];
      const auto reach = [&](Place next) {
        if (std::find(seen.begin(), seen.end(), next) == seen.end()) seen.push_back(next);
      };
      if (state->getStateType() == ATNState::RULE_STOP) {
        if (at.returns == 0) {
          result.push_back(at);
        } else {
          reach({returns_[at.returns].state, returns_[at.returns].outer});
        }
        continue;
      }
      for (const Transition* transition : state->transitions) {
        const auto target = static_cast<uint32_t>(transition->target->stateNumber);
        if (!transition->isEpsilon()) {
          result.push_back(at);
        } else if (transition->getSerializationType() == Transition::RULE) {
          const auto* call = static_cast<const RuleTransition*>(transition);
          reach({target, intern({static_cast<uint32_t>(call->followState->stateNumber), at.returns})});
        } else {
          reach({target, at.returns});
        }
      }
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return closures_[place] = std::move(result);
  }

  uint32_t intern(Return to) {
    for (size_t i = 1; i < returns_.size(); ++i) {
      if (returns_[i].state == to.state && returns_[i].outer == to.outer) return static_cast<uint32_t>(i);
    }
    returns_.push_back(to);
    return static_cast<uint32_t>(returns_.size() - 1);
  }

  const ATN& atn_;
  std::vector<Return> returns_ = std::vector<Return>(1);  ///< the first: nowhere
  std::map<Place, Places> closures_;
};

unsigned char symbol_at(std::string_view text, size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < kNonAscii) return byte == kSmartQuote ? kOther : byte;
  if (byte == kNonAscii) return kOther;
  // U+2018 to U+201F, the quotes of word processors: E2 80 98 to E2 80 9F.
  const bool quote = byte == 0xE2 && at + 2 < text.size() && text[at + 1] == '\x80' &&
                     (static_cast<unsigned char>(text[at + 2]) & 0xF8) == 0x98;
  return quote ? kSmartQuote : kNonAscii;
}

}  // namespace

const LexerTable& LexerTable::instance() {
  static const LexerTable table;
  return table;
}

LexerTable::LexerTable() {
  antlr4::ANTLRInputStream nothing;
  const SegQLLexer lexer(&nothing);
  const ATN& atn = lexer.getATN();

  Construction construction(atn);
  std::map<Places, uint16_t> known;
  std::vector<Places> todo(1);  // by state; the first is kStop
  todo.push_back(construction.start());
  known[todo.back()] = 1;
  states_.resize(1);
  for (size_t index = 1; index < todo.size(); ++index) {
    State state;
    state.accepts = construction.accepted(todo[index]);
    for (size_t symbol = 0; symbol < kSymbols; ++symbol) {
      Places next = construction.read(todo[index], symbol);
      if (next.empty()) continue;
      const auto [it, fresh] = known.try_emplace(next, static_cast<uint16_t>(todo.size()));
      if (fresh) todo.push_back(std::move(next));
      state.next[symbol] = it->second;
    }
    states_.push_back(state);
  }
  SEGQL_CHECK(states_.size() < UINT16_MAX);
}

LexerTable::Match LexerTable::match(std::string_view text, size_t begin) const {
  Match best{begin + 1, SegQLLexer::BAD_CHARACTER};
  uint16_t state = 1;
  for (size_t at = begin; at < text.size(); ++at) {
    state = states_[state].next[symbol_at(text, at)];
    if (state == kStop) break;
    if (states_[state].accepts != 0) best = {at + 1, states_[state].accepts};
  }
  return best;
}

}  // namespace segql::syntax
