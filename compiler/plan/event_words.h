#pragma once
/// Which conditions over an owner's events can be evaluated by event words: the events of 64 owners that stand in a row
/// in their table, 64 at a time, instead of each owner's run by itself (docs/decisions/0021-event-words.md).

#include <optional>
#include <vector>

#include "compiler/plan/plan.h"

namespace segql::plan {

/// A condition of the scanned row that can be answered while its events go by once.
struct EventTerm {
  uint32_t relation;
  std::vector<const Expr*> tallies;  ///< its AtLeast and Aggregate nodes: what is kept of an owner's events
  bool is_plain;   ///< they count events, or add up cells: a matter of vectors (codegen/emit_owner_tallies.cc)
  bool is_sparse;  ///< few events count, and without them all owners are alike: words that have none are passed over
};

/// What to keep of the events for `e`; nothing when some of it needs the events of one owner at a time.
std::optional<EventTerm> event_term(const Scan& scan, const Expr& e);

/// The share of the events in the window that satisfy `where`, by the plan's estimates.
double share_of_events(const Scan& scan, const RowSet& rows);

/// Whether event words are expected to be quicker than runs for a condition that can have either, with a share of the
/// rows undecided. A condition without an estimate is taken to be one for which they are.
bool event_words_pay(const Scan& scan, const Expr& e, double undecided);

}  // namespace segql::plan
