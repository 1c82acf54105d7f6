#include "compiler/prove/prover.h"

#include <algorithm>

#include "compiler/prove/term_text.h"

namespace segql::prove {

std::string Example::text() const {
  if (values.empty()) return "any row";
  std::string text;
  for (const auto& [term, value] : values) {
    text += (text.empty() ? "" : ", ") + term + (value == "missing" ? " is missing" : " = " + value);
  }
  return text;
}

Prover::Prover(const check::Definitions& definitions, uint64_t steps, uint64_t all_steps,
               std::shared_ptr<const TextOrder> texts)
    : reader_(definitions, std::move(texts)), steps_(steps), all_steps_(all_steps) {}

Found Prover::find(const std::vector<FormulaId>& all_true) {
  all_steps_ -= std::min(reader_.take_num_reads(), all_steps_);
  Found found = search(reader_.formulas(), reader_.facts(), all_true, std::min(steps_, all_steps_), scratch_);
  all_steps_ -= found.steps;
  return found;
}

Answer Prover::is_never(hir::SegmentId segment) { return refute({reader_.members(segment)}); }

Answer Prover::is_always(hir::SegmentId segment) { return refute({outside(segment)}); }

Answer Prover::are_disjoint(hir::SegmentId a, hir::SegmentId b) {
  return refute({reader_.members(a), reader_.members(b)});
}

Answer Prover::implies(hir::SegmentId a, hir::SegmentId b) { return refute({reader_.members(a), outside(b)}); }

Answer Prover::covers(const hir::SegmentId* population, const std::vector<hir::SegmentId>& segments) {
  std::vector<FormulaId> all_true;
  if (population != nullptr) all_true.push_back(reader_.members(*population));
  for (const hir::SegmentId segment : segments) all_true.push_back(outside(segment));
  return refute(all_true);
}

Answer Prover::refute(const std::vector<FormulaId>& all_true) {
  const Found found = find(all_true);
  if (found.kind == Found::Kind::kNothing) return {Answer::Verdict::kProved, {}};
  if (found.kind == Found::Kind::kGaveUp) return {Answer::Verdict::kNotKnown, {}, true};
  Answer answer{Answer::Verdict::kNotKnown, {}};
  answer.example.is_row = true;
  for (const auto& [id, possible] : found.terms) {
    const Formulas& formulas = reader_.formulas();
    if (possible.values == formulas.domain(id) && possible.missing == formulas.nullable(id)) continue;  // any value
    const auto value = pick(reader_, id, possible);
    const auto cell = cell_of(reader_, id, value);
    const auto& field = reader_.term(id).field;
    answer.example.values.emplace_back(term_text(reader_, id), value_text(reader_, id, value));
    if (field && cell) {
      answer.example.cells.emplace_back(*field, *cell);
    } else {
      answer.example.is_row = false;
    }
  }
  if (answer.example.is_row) {
    answer.verdict = Answer::Verdict::kDisproved;
  } else {
    answer.example.cells.clear();
  }
  return answer;
}

}  // namespace segql::prove
