#include "compiler/plan/event_words.h"

#include "compiler/plan/rules/slots.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {

using hir::AggregateKind;

namespace {

/// States kept in registers while events go by.
constexpr size_t kMostTallies = 4;
/// A word of events often has none of them.
constexpr double kSparse = 1.0 / 16;

bool is_constant(const Expr* limit) { return limit == nullptr || std::holds_alternative<ConstInt>(limit->node); }

/// The events of 64 owners are 64 neighbours each, and which of them are in the set is known without their owner.
bool is_of_neighbours(const Scan& scan, const RowSet& rows) {
  return rows.owner.slot == 0 && rows.owner.hops.empty() && scan.relations[rows.relation].in_order &&
         is_constant(rows.from) && is_constant(rows.to) && (rows.where == nullptr || !rules::refers_to(*rows.where, 0));
}

/// A number that grows with each event. Sums of wide values may need more than 128 bits.
bool is_tally(const Expr& e) {
  if (std::holds_alternative<AtLeast>(e.node)) return true;
  const auto* n = std::get_if<Aggregate>(&e.node);
  if (n == nullptr) return false;
  if (n->kind == AggregateKind::kCount) return true;
  return (n->kind == AggregateKind::kSum || n->kind == AggregateKind::kAvg) && n->value->repr != Repr::kWide;
}

/// A count, or a sum of narrow cells of the events themselves.
bool is_plain_tally(const Scan& scan, const Expr& e) {
  const auto* n = std::get_if<Aggregate>(&e.node);
  if (n == nullptr || n->kind == AggregateKind::kCount) return true;
  return n->value->repr == Repr::kInt && is_plain_column(scan, n->rows->slot, *n->value) &&
         scan.columns[std::get<Column>(n->value->node).column].encoding <= runtime::Encoding::kU32;
}

/// False when the answer cannot be had from tallies over one relation.
bool collect(const Scan& scan, const Expr& e, EventTerm& term) {
  const RowSet* rows = rows_of(e);
  if (rows == nullptr) {
    bool all = true;
    for_each_row(e, [&](const RowRef&) { term.is_sparse = false; });
    for_each_child(e, [&](const Expr* child) { all = all && collect(scan, *child, term); });
    return all;
  }
  if (!is_tally(e) || !is_of_neighbours(scan, *rows)) return false;
  if (term.tallies.empty()) term.relation = rows->relation;
  term.tallies.push_back(&e);
  return rows->relation == term.relation && term.tallies.size() <= kMostTallies;
}

}  // namespace

double share_of_events(const Scan& scan, const RowSet& rows) {
  const auto known = scan.estimates.find(rows.where);
  return known == scan.estimates.end() ? 1 : known->second.selectivity;
}

std::optional<EventTerm> event_term(const Scan& scan, const Expr& e) {
  EventTerm term{kNone, {}, true, true};
  if (!collect(scan, e, term) || term.tallies.empty()) return std::nullopt;
  for (const Expr* tally : term.tallies) term.is_plain = term.is_plain && is_plain_tally(scan, *tally);
  for (const Expr* tally : term.tallies)
    term.is_sparse = term.is_sparse && share_of_events(scan, *rows_of(*tally)) <= kSparse;
  return term;
}

bool event_words_pay(const Scan& scan, const Expr& e, double undecided) {
  const auto known = scan.estimates.find(&e);
  return known == scan.estimates.end() || known->second.cost.is_by_event_words({undecided, words_with_any(undecided)});
}

}  // namespace segql::plan
