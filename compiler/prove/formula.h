#pragma once
/// `Formulas`: boolean formulas over atoms, in negation normal form; equal ones are one. An atom says which values of a
/// term make it true, and whether its being missing does.

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "compiler/prove/values.h"

namespace segql::prove {

using TermId = Id<struct TermTag>;
using FormulaId = Id<struct FormulaTag>;

struct Atom {
  TermId term;
  Values values;  ///< part of the term's domain
  bool missing;   ///< it is also true where the term is missing
};

class Formulas {
 public:
  enum class Kind : uint8_t { kFalse, kTrue, kAtom, kAnd, kOr };

  Formulas();
  Formulas(const Formulas&) = delete;
  Formulas& operator=(const Formulas&) = delete;

  /// A term that has the values of `domain`, and may be missing when `nullable`.
  TermId add_term(Values domain, bool nullable);
  const Values& domain(TermId term) const { return terms_[term.index].domain; }
  bool nullable(TermId term) const { return terms_[term.index].nullable; }
  size_t num_terms() const { return terms_.size(); }

  static FormulaId never() { return {0}; }
  static FormulaId always() { return {1}; }
  static FormulaId constant(bool value) { return value ? always() : never(); }
  FormulaId atom(TermId term, const Values& values, bool missing = false);
  FormulaId conjunction(std::vector<FormulaId> parts) { return join(Kind::kAnd, std::move(parts)); }
  FormulaId disjunction(std::vector<FormulaId> parts) { return join(Kind::kOr, std::move(parts)); }
  FormulaId negation(FormulaId formula);

  Kind kind(FormulaId formula) const { return nodes_[formula.index].kind; }
  /// REQUIRES: kAtom.
  const Atom& atom_of(FormulaId formula) const { return atoms_[nodes_[formula.index].atom]; }
  /// REQUIRES: kAnd or kOr. Valid until something is made.
  std::span<const FormulaId> parts(FormulaId formula) const {
    const Node& node = nodes_[formula.index];
    return {parts_.data() + node.first_part, node.num_parts};
  }
  size_t size() const { return nodes_.size(); }

 private:
  struct Term {
    Values domain;
    bool nullable;
  };
  struct Node {
    Kind kind;
    uint32_t atom = 0;
    size_t first_part = 0, num_parts = 0;
    FormulaId negation{};
  };

  FormulaId join(Kind kind, std::vector<FormulaId> parts);
  /// Atoms of one term are one atom.
  void merge_atoms(Kind kind, std::vector<FormulaId>& parts);
  FormulaId add(Node node, std::string key);

  std::vector<Term> terms_;
  std::vector<Node> nodes_;
  std::vector<Atom> atoms_;
  std::vector<FormulaId> parts_;
  std::unordered_map<std::string, FormulaId> known_;
};

}  // namespace segql::prove
