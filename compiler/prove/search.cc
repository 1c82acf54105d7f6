/// The search: domains of terms shrink by what has to be true; where nothing follows, one part of a disjunction is
/// tried, and if it leads nowhere, its negation is known.

#include "compiler/prove/search.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "base/try.h"

namespace segql::prove {
namespace {

using Kind = Formulas::Kind;

struct GaveUp {};

constexpr uint32_t kDeepest = 2'000;  // nested choices; each is a frame of the stack

class Search {
 public:
  Search(Formulas& formulas, const Facts& facts, uint64_t steps, Scratch& scratch)
      : formulas_(formulas), facts_(facts), steps_(steps), known_(scratch.known), epoch_(scratch.epoch) {}

  Found run(const std::vector<FormulaId>& all_true) {
    const uint64_t all_steps = steps_;
    Found found{Found::Kind::kNothing, {}};
    try {
      State start;
      std::vector<FormulaId> asserted = all_true;
      collect(asserted, start);
      if (assume(start, std::move(asserted)) && decide(std::move(start), 0)) {
        found.kind = Found::Kind::kSomething;
        for (const auto& [term, possible] : answer_.domains) found.terms.emplace(term, *possible);
      }
    } catch (const GaveUp&) {
      found.kind = Found::Kind::kGaveUp;
    }
    found.steps = all_steps - steps_;
    return found;
  }

 private:
  /// Formulas of which one must be true; none is known to be.
  using Choice = std::shared_ptr<const std::vector<FormulaId>>;
  struct State {
    std::map<TermId, std::shared_ptr<const Possible>> domains;
    std::vector<Choice> open;
  };

  /// All terms that occur, with the facts about them and the terms of those.
  void collect(std::vector<FormulaId>& asserted, State& state) {
    std::set<FormulaId> visited;
    for (size_t i = 0; i < asserted.size(); ++i) {  // grows by facts
      std::vector<FormulaId> stack = {asserted[i]};
      while (!stack.empty()) {
        const FormulaId formula = stack.back();
        stack.pop_back();
        if (!visited.insert(formula).second) continue;
        count(1);
        if (formulas_.kind(formula) == Kind::kAtom) {
          const TermId term = formulas_.atom_of(formula).term;
          if (state.domains.contains(term)) continue;
          state.domains.emplace(
              term, std::make_shared<const Possible>(Possible{formulas_.domain(term), formulas_.nullable(term)}));
          asserted.push_back(facts_.about(term));
        } else {
          for (const FormulaId part : formulas_.parts(formula)) stack.push_back(part);
        }
      }
    }
    std::map<uint32_t, std::vector<TermId>> groups;
    for (const auto& [term, domain] : state.domains) {
      if (const uint32_t group = facts_.group(term); group != 0) groups[group].push_back(term);
    }
    for (const auto& [group, terms] : groups) {
      for (const TermId lower : terms) {
        count(terms.size());
        for (const TermId upper : terms) {
          if (lower != upper && facts_.at_most(lower, upper)) ordered_.emplace_back(lower, upper);
        }
      }
    }
  }

  void count(uint64_t work) {
    if (work > steps_) {
      steps_ = 0;
      throw GaveUp{};
    }
    steps_ -= work;
  }

  /// False: the term has no value left.
  bool restrict(State& state, TermId term, const Values& values, bool missing) {
    std::shared_ptr<const Possible>& domain = state.domains.at(term);
    count(1 + domain->values.ranges().size() + values.ranges().size());
    if (domain->values.is_part_of(values) && (missing || !domain->missing)) return true;
    domain = std::make_shared<const Possible>(Possible{domain->values & values, domain->missing && missing});
    changed_ = true;
    return !domain->values.empty() || domain->missing;
  }

  /// Takes what is in `stack` as true, as far as it can be taken apart. False: a contradiction.
  bool take(State& state, std::vector<FormulaId> stack) {
    while (!stack.empty()) {
      const FormulaId formula = stack.back();
      stack.pop_back();
      count(1);
      switch (formulas_.kind(formula)) {
        case Kind::kFalse: return false;
        case Kind::kTrue: break;
        case Kind::kAtom: {
          const Atom& atom = formulas_.atom_of(formula);
          if (!restrict(state, atom.term, atom.values, atom.missing)) return false;
          break;
        }
        case Kind::kAnd:
          for (const FormulaId part : formulas_.parts(formula)) stack.push_back(part);
          break;
        case Kind::kOr: {
          const auto parts = formulas_.parts(formula);
          state.open.push_back(std::make_shared<const std::vector<FormulaId>>(parts.begin(), parts.end()));
          changed_ = true;
          break;
        }
      }
    }
    return true;
  }

  bool assume(State& state, std::vector<FormulaId> formulas) {
    if (!take(state, std::move(formulas))) return false;
    do {
      changed_ = false;
      if (!order(state) || !follow(state)) return false;
    } while (changed_);
    return true;
  }

  bool order(State& state) {
    for (const auto& [lower, upper] : ordered_) {
      const int128 least = state.domains.at(lower)->values.lowest(), most = state.domains.at(upper)->values.highest();
      if (!restrict(state, upper, Values::range(least, kHighest), false)) return false;
      if (!restrict(state, lower, Values::range(kLowest, most), false)) return false;
    }
    return true;
  }

  /// Leaves out what is decided of the choices; where one part is left, it is taken.
  bool follow(State& state) {
    start_epoch();
    std::vector<Choice> open;
    std::vector<FormulaId> units;
    for (Choice& choice : state.open) {
      std::vector<FormulaId> left;
      bool holds = false;
      for (const FormulaId part : *choice) {
        const Truth truth = evaluate(state, part);
        holds |= truth == Truth::kTrue;
        if (truth == Truth::kOpen) left.push_back(part);
      }
      if (holds) continue;
      if (left.empty()) return false;
      if (left.size() == 1) {
        units.push_back(left.front());
      } else if (left.size() == choice->size()) {
        open.push_back(std::move(choice));
      } else {
        open.push_back(std::make_shared<const std::vector<FormulaId>>(std::move(left)));
      }
    }
    state.open = std::move(open);
    return take(state, std::move(units));
  }

  void start_epoch() {
    ++epoch_;
    known_.resize(std::max(known_.size(), formulas_.size()));
  }

  Truth evaluate(const State& state, FormulaId formula) {
    if (known_[formula.index].epoch == epoch_) return known_[formula.index].truth;
    count(1);
    Truth truth = Truth::kOpen;
    switch (formulas_.kind(formula)) {
      case Kind::kFalse: truth = Truth::kFalse; break;
      case Kind::kTrue: truth = Truth::kTrue; break;
      case Kind::kAtom: {
        const Atom& atom = formulas_.atom_of(formula);
        truth = evaluate(*state.domains.at(atom.term), atom);
        break;
      }
      case Kind::kAnd: truth = evaluate_all(state, formula, Truth::kFalse, Truth::kTrue); break;
      case Kind::kOr: truth = evaluate_all(state, formula, Truth::kTrue, Truth::kFalse); break;
    }
    known_[formula.index] = {epoch_, truth};
    return truth;
  }

  Truth evaluate_all(const State& state, FormulaId formula, Truth absorbing, Truth neutral) {
    Truth truth = neutral;
    for (const FormulaId part : formulas_.parts(formula)) {
      const Truth one = evaluate(state, part);
      if (one == absorbing) return absorbing;
      if (one == Truth::kOpen) truth = Truth::kOpen;
    }
    return truth;
  }

  Truth evaluate(const Possible& possible, const Atom& atom) {
    count(possible.values.ranges().size() + atom.values.ranges().size());
    if (possible.values.is_part_of(atom.values) && (atom.missing || !possible.missing)) return Truth::kTrue;
    if (!possible.values.meets(atom.values) && !(atom.missing && possible.missing)) return Truth::kFalse;
    return Truth::kOpen;
  }

  /// A smaller one is tried first.
  size_t rank(const Choice& choice, FormulaId part) const {
    const size_t simplicity = formulas_.kind(part) != Kind::kAtom            ? 2
                              : facts_.avoided(formulas_.atom_of(part).term) ? 1
                                                                             : 0;
    return 3 * choice->size() + simplicity;
  }

  bool decide(State state, uint32_t depth) {
    if (depth > kDeepest) throw GaveUp{};
    while (!state.open.empty()) {
      count(state.domains.size());
      size_t place = 0;
      FormulaId tried;
      size_t best = SIZE_MAX;
      for (size_t i = 0; i < state.open.size(); ++i) {
        for (const FormulaId part : *state.open[i]) {
          count(1);
          if (rank(state.open[i], part) >= best) continue;
          best = rank(state.open[i], part);
          place = i;
          tried = part;
        }
      }
      State with = state;
      with.open.erase(with.open.begin() + static_cast<ptrdiff_t>(place));
      if (assume(with, {tried}) && decide(std::move(with), depth + 1)) return true;
      auto rest = *state.open[place];
      std::erase(rest, tried);
      state.open[place] = std::make_shared<const std::vector<FormulaId>>(std::move(rest));
      if (!assume(state, {formulas_.negation(tried)})) return false;
    }
    answer_ = std::move(state);
    return true;
  }

  Formulas& formulas_;
  const Facts& facts_;
  uint64_t steps_;
  std::vector<Scratch::Known>& known_;
  uint64_t& epoch_;
  bool changed_ = false;
  std::vector<std::pair<TermId, TermId>> ordered_;  ///< the first is never above the second
  State answer_;
};

}  // namespace

Found search(Formulas& formulas, const Facts& facts, const std::vector<FormulaId>& all_true, uint64_t steps,
             Scratch& scratch) {
  return Search(formulas, facts, steps, scratch).run(all_true);
}

}  // namespace segql::prove
