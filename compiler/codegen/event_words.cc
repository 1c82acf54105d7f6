// The conditions that event words can answer, and those for which they pay.
#include "compiler/codegen/event_words.h"

#include "compiler/plan/rules/slots.h"
#include "compiler/plan/traverse.h"

namespace segql::codegen {

using hir::AggregateKind;
using plan::Expr;

namespace {

/// States kept in registers while events go by.
constexpr size_t kMostTallies = 4;
/// Measured where both forms take the same time (docs/decisions/0021-event-words.md).
constexpr double kLeastUndecided = 0.25;
constexpr double kMostRowsPerOwner = 32;

bool is_constant(const Expr* limit) { return limit == nullptr || std::holds_alternative<plan::ConstInt>(limit->node); }

/// The events of 64 owners are 64 neighbours each, and which of them are in the set is known without their owner.
bool is_of_neighbours(const plan::Scan& scan, const plan::RowSet& rows) {
  return rows.owner.slot == 0 && rows.owner.hops.empty() && scan.relations[rows.relation].in_order &&
         is_constant(rows.from) && is_constant(rows.to) &&
         (rows.where == nullptr || !plan::rules::refers_to(*rows.where, 0));
}

/// A number that grows with each event. Sums of wide values may need more than 128 bits.
bool is_tally(const Expr& e) {
  if (std::holds_alternative<plan::AtLeast>(e.node)) return true;
  const auto* n = std::get_if<plan::Aggregate>(&e.node);
  if (n == nullptr) return false;
  if (n->kind == AggregateKind::kCount) return true;
  return (n->kind == AggregateKind::kSum || n->kind == AggregateKind::kAvg) && n->value->repr != plan::Repr::kWide;
}

/// False when the answer cannot be had from tallies over one relation.
bool collect(const plan::Scan& scan, const Expr& e, EventTerm& term) {
  const plan::RowSet* rows = plan::rows_of(e);
  if (rows == nullptr) {
    bool all = true;
    plan::for_each_child(e, [&](const Expr* child) { all = all && collect(scan, *child, term); });
    return all;
  }
  if (!is_tally(e) || !is_of_neighbours(scan, *rows)) return false;
  if (term.tallies.empty()) term.relation = rows->relation;
  term.tallies.push_back(&e);
  return rows->relation == term.relation && term.tallies.size() <= kMostTallies;
}

}  // namespace

std::optional<EventTerm> event_term(const plan::Scan& scan, const Expr& e) {
  EventTerm term{plan::kNone, {}};
  if (!collect(scan, e, term) || term.tallies.empty()) return std::nullopt;
  return term;
}

bool event_words_pay(const plan::Scan& scan, const EventTerm& term, double undecided) {
  return undecided >= kLeastUndecided && scan.relations[term.relation].rows_per_owner <= kMostRowsPerOwner;
}

}  // namespace segql::codegen
