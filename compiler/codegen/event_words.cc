// The conditions that event words can answer, and those for which they pay.
#include "compiler/codegen/event_words.h"

#include <algorithm>

#include "compiler/codegen/forms.h"
#include "compiler/plan/rules/slots.h"
#include "compiler/plan/traverse.h"

namespace segql::codegen {

using hir::AggregateKind;
using plan::Expr;

namespace {

/// States kept in registers while events go by.
constexpr size_t kMostTallies = 4;
/// The share of owners that are undecided, and for a `where` that goes event by event the share of events that runs
/// would look at, from which event words are quicker: measured where both take the same time
/// (docs/decisions/0021-event-words.md).
constexpr double kLeastUndecided = 0.15;
constexpr double kLeastLookedAt = 0.5;
/// A word of events often has none of them.
constexpr double kSparse = 1.0 / 16;
/// Of longer runs a window or a test for one event looks at a small part.
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

/// A count, or a sum of narrow cells of the events themselves.
bool is_plain_tally(const plan::Scan& scan, const Expr& e) {
  const auto* n = std::get_if<plan::Aggregate>(&e.node);
  if (n == nullptr || n->kind == AggregateKind::kCount) return true;
  return n->value->repr == plan::Repr::kInt && plan::is_plain_column(scan, n->rows->slot, *n->value) &&
         is_narrow(scan.columns[std::get<plan::Column>(n->value->node).column].encoding);
}

/// False when the answer cannot be had from tallies over one relation.
bool collect(const plan::Scan& scan, const Expr& e, EventTerm& term) {
  const plan::RowSet* rows = plan::rows_of(e);
  if (rows == nullptr) {
    bool all = true;
    plan::for_each_row(e, [&](const plan::RowRef&) { term.is_sparse = false; });
    plan::for_each_child(e, [&](const Expr* child) { all = all && collect(scan, *child, term); });
    return all;
  }
  if (!is_tally(e) || !is_of_neighbours(scan, *rows)) return false;
  if (term.tallies.empty()) term.relation = rows->relation;
  term.tallies.push_back(&e);
  return rows->relation == term.relation && term.tallies.size() <= kMostTallies;
}

/// The share of the events that satisfy `where`.
double share_of_events(const plan::Scan& scan, const plan::RowSet& rows) {
  const auto known = scan.estimates.find(rows.where);
  return known == scan.estimates.end() ? 1 : known->second.selectivity;
}

/// The share of its owner's events that a run looks at: it stops when there are enough.
double share_of_run(const plan::Scan& scan, const Expr& tally) {
  const auto* n = std::get_if<plan::AtLeast>(&tally.node);
  if (n == nullptr) return 1;
  const double matches = share_of_events(scan, *n->rows) * scan.relations[n->rows->relation].rows_per_owner;
  return matches <= static_cast<double>(n->count) ? 1 : static_cast<double>(n->count) / matches;
}

bool is_total(const Expr& tally) {
  const auto* n = std::get_if<plan::Aggregate>(&tally.node);
  return n != nullptr && n->kind != AggregateKind::kCount;
}

bool pays(const plan::Scan& scan, const Expr& tally, double undecided) {
  const plan::RowSet& rows = *plan::rows_of(tally);
  // Adding up goes event by event in both forms.
  if (is_total(tally) && !is_plain_tally(scan, tally))
    return share_of_events(scan, rows) <= kSparse && undecided >= kLeastLookedAt;
  if (rows.where == nullptr && is_total(tally)) return undecided >= kLeastUndecided;
  if (rows.where == nullptr) return (rows.from != nullptr || rows.to != nullptr) && undecided >= kLeastUndecided;
  if (VectorForms(scan, rows.slot).is_vector(*rows.where)) return undecided >= kLeastUndecided;
  return undecided * share_of_run(scan, tally) >= kLeastLookedAt;
}

}  // namespace

std::optional<EventTerm> event_term(const plan::Scan& scan, const Expr& e) {
  EventTerm term{plan::kNone, {}, true, true};
  if (!collect(scan, e, term) || term.tallies.empty()) return std::nullopt;
  for (const Expr* tally : term.tallies) term.is_plain = term.is_plain && is_plain_tally(scan, *tally);
  for (const Expr* tally : term.tallies)
    term.is_sparse = term.is_sparse && share_of_events(scan, *plan::rows_of(*tally)) <= kSparse;
  return term;
}

bool event_words_pay(const plan::Scan& scan, const EventTerm& term, double undecided) {
  if (scan.estimates.empty()) return true;
  if (scan.relations[term.relation].rows_per_owner > kMostRowsPerOwner) return false;
  return std::all_of(term.tallies.begin(), term.tallies.end(),
                     [&](const Expr* tally) { return pays(scan, *tally, undecided); });
}

}  // namespace segql::codegen
