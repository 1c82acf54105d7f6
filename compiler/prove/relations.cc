/// Most pairs are told apart by rows that were found before: whoever finds that a claim does not follow has found
/// values of terms, under which all segments are looked at. Only what no such row decides is searched for.

#include "compiler/prove/relations.h"

#include <algorithm>
#include <map>
#include <set>

namespace segql::prove {
namespace {

using Kind = Formulas::Kind;

constexpr size_t kMostRows = 8'192;

/// A segment and what it is for the rows so far, by bits: neither where that is open.
struct Candidate {
  hir::SegmentId id;
  FormulaId members;
  uint64_t terms;  ///< a bit for each term it may depend on; several terms share one
  std::vector<uint64_t> in, out;
};

bool meet(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if ((a[i] & b[i]) != 0) return true;
  }
  return false;
}

class Pairs {
 public:
  explicit Pairs(Prover& prover) : prover_(prover) {}

  void add(hir::SegmentId id) {
    Reader& reader = prover_.reader();
    const FormulaId members = reader.members(id);
    Found inside = prover_.find({members});
    if (inside.kind != Found::Kind::kSomething) return;
    Found outside = prover_.find({reader.formulas().negation(members)});
    if (outside.kind != Found::Kind::kSomething) return;
    candidates_.push_back({id, members, terms_of(members), {}, {}});
    first_rows_.push_back(std::move(inside));
    first_rows_.push_back(std::move(outside));
  }

  void run(std::vector<Relation>& relations) {
    for (const Found& row : first_rows_) look_at(row);
    for (size_t i = 0; i < candidates_.size(); ++i) {
      for (size_t j = i + 1; j < candidates_.size(); ++j) {
        // Nothing connects them, and each has rows in it and others out of it: so have all combinations.
        if ((candidates_[i].terms & candidates_[j].terms) == 0) continue;
        compare(i, j, relations);
      }
    }
  }

 private:
  void compare(size_t i, size_t j, std::vector<Relation>& relations) {
    Candidate& a = candidates_[i];
    Candidate& b = candidates_[j];
    Formulas& formulas = prover_.reader().formulas();
    if (!meet(a.in, b.in) && is_refuted({a.members, b.members})) {
      relations.push_back({Relation::Kind::kDisjoint, a.id, b.id});
      return;
    }
    const bool forth = !meet(a.in, b.out) && is_refuted({a.members, formulas.negation(b.members)});
    const bool back = !meet(b.in, a.out) && is_refuted({b.members, formulas.negation(a.members)});
    if (forth) relations.push_back({back ? Relation::Kind::kEqual : Relation::Kind::kImplies, a.id, b.id});
    if (back && !forth) relations.push_back({Relation::Kind::kImplies, b.id, a.id});
  }

  bool is_refuted(const std::vector<FormulaId>& all_true) {
    const Found found = prover_.find(all_true);
    if (found.kind == Found::Kind::kSomething) look_at(found);
    return found.kind == Found::Kind::kNothing;
  }

  /// Every candidate for one row. Terms about which the row says nothing have some value, if there is no fact about
  /// them that could contradict it.
  void look_at(const Found& row) {
    if (num_rows_ == kMostRows) return;
    const size_t word = num_rows_ / 64;
    const uint64_t bit = uint64_t{1} << (num_rows_ % 64);
    ++num_rows_;
    ++epoch_;
    for (Candidate& candidate : candidates_) {
      candidate.in.resize(word + 1);
      candidate.out.resize(word + 1);
      const Truth truth = evaluate(row, candidate.members);
      if (truth == Truth::kTrue) candidate.in[word] |= bit;
      if (truth == Truth::kFalse) candidate.out[word] |= bit;
    }
  }

  Truth evaluate(const Found& row, FormulaId formula) {
    const Formulas& formulas = prover_.reader().formulas();
    if (formulas.kind(formula) == Kind::kTrue) return Truth::kTrue;
    if (formulas.kind(formula) == Kind::kFalse) return Truth::kFalse;
    if (formula.index < known_.size() && known_[formula.index].epoch == epoch_) return known_[formula.index].truth;
    Truth truth = Truth::kOpen;
    if (formulas.kind(formula) == Kind::kAtom) {
      truth = evaluate(row, formulas.atom_of(formula));
    } else {
      const bool all = formulas.kind(formula) == Kind::kAnd;
      const Truth absorbing = all ? Truth::kFalse : Truth::kTrue;
      truth = all ? Truth::kTrue : Truth::kFalse;
      const auto parts = formulas.parts(formula);
      const std::vector<FormulaId> copied(parts.begin(), parts.end());  // facts may be made on the way
      for (const FormulaId part : copied) {
        const Truth one = evaluate(row, part);
        if (one == absorbing) {
          truth = absorbing;
          break;
        }
        if (one == Truth::kOpen) truth = Truth::kOpen;
      }
    }
    known_.resize(std::max(known_.size(), formulas.size()));
    known_[formula.index] = {epoch_, truth};
    return truth;
  }

  Truth evaluate(const Found& row, const Atom& atom) {
    const Reader& reader = prover_.reader();
    const auto found = row.terms.find(atom.term);
    const Values* values = nullptr;
    if (found != row.terms.end()) {
      values = &found->second.values;
    } else {
      const TermId term = atom.term;
      const Atom copied = atom;
      if (reader.facts().group(term) != 0 || reader.facts().about(term) != Formulas::always()) return Truth::kOpen;
      values = &prover_.reader().formulas().domain(term);
      if (values->empty()) return copied.missing ? Truth::kTrue : Truth::kFalse;
      return copied.values.contains(values->lowest()) ? Truth::kTrue : Truth::kFalse;
    }
    if (values->empty()) return atom.missing ? Truth::kTrue : Truth::kFalse;
    return atom.values.contains(values->lowest()) ? Truth::kTrue : Truth::kFalse;
  }

  /// Also of the facts about its terms; terms that are ordered stand for one another.
  uint64_t terms_of(FormulaId formula) {
    const Formulas& formulas = prover_.reader().formulas();
    const Facts& facts = prover_.reader().facts();
    uint64_t bits = 0;
    std::set<FormulaId> visited;
    std::set<TermId> terms;
    std::vector<FormulaId> stack = {formula};
    while (!stack.empty()) {
      const FormulaId next = stack.back();
      stack.pop_back();
      if (!visited.insert(next).second) continue;
      if (formulas.kind(next) == Kind::kAtom) {
        const TermId term = formulas.atom_of(next).term;
        if (!terms.insert(term).second) continue;
        const uint32_t group = facts.group(term);
        bits |= uint64_t{1} << (group != 0 ? (group * 7 + 3) % 64 : term.index % 64);
        stack.push_back(facts.about(term));
      } else {
        for (const FormulaId part : formulas.parts(next)) stack.push_back(part);
      }
    }
    return bits;
  }

  Prover& prover_;
  std::vector<Candidate> candidates_;
  std::vector<Found> first_rows_;
  size_t num_rows_ = 0;
  struct Known {
    uint32_t epoch = 0;
    Truth truth = Truth::kOpen;
  };
  std::vector<Known> known_;  ///< by FormulaId; of the row being looked at, when the epoch is
  uint32_t epoch_ = 0;
};

}  // namespace

std::vector<Relation> find_relations(Prover& prover, const std::vector<hir::SegmentId>& segments) {
  const check::Definitions& definitions = prover.reader().definitions();
  std::map<schema::TableId, Pairs> by_entity;
  for (const hir::SegmentId id : segments) {
    by_entity.try_emplace(definitions.segment(id).table, prover).first->second.add(id);
  }
  std::vector<Relation> relations;
  for (auto& [entity, pairs] : by_entity) pairs.run(relations);
  return relations;
}

}  // namespace segql::prove
