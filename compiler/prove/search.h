#pragma once
/// Whether formulas can all be true at once: a complete search, with a bound on its steps.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "compiler/prove/formula.h"

namespace segql::prove {

/// What is left of the domain of a term.
struct Possible {
  Values values;
  bool missing;
};

struct Found {
  enum class Kind : uint8_t { kNothing, kSomething, kGaveUp } kind;
  /// kSomething: with any of these values for each term, and the smallest where terms are ordered, all are true. Terms
  /// that are not named may have any value.
  std::map<TermId, Possible> terms;
  uint64_t steps = 0;  ///< that it took
};

/// Facts about terms, which hold for every row: what they need not say, nobody has to prove.
struct Facts {
  /// What is always true when the term occurs; `Formulas::always()` when nothing is known.
  std::function<FormulaId(TermId)> about;
  /// The first is never above the second. Neither can be missing.
  std::function<bool(TermId, TermId)> at_most;
  /// Terms of different groups are not ordered; 0: with no other.
  std::function<uint32_t(TermId)> group;
  /// Better left alone where there is a choice.
  std::function<bool(TermId)> avoided;
};

enum class Truth : uint8_t { kFalse, kTrue, kOpen };

/// What one search after the other uses again: there are many small ones over many formulas.
struct Scratch {
  struct Known {
    uint64_t epoch = 0;
    Truth truth = Truth::kOpen;
  };
  std::vector<Known> known;  ///< by FormulaId; holds in the epoch in which it was found
  uint64_t epoch = 0;
};

/// `steps`: of nodes looked at; a few million take a second.
Found search(Formulas& formulas, const Facts& facts, const std::vector<FormulaId>& all_true, uint64_t steps,
             Scratch& scratch);

}  // namespace segql::prove
