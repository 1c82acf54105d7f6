#pragma once
/// Which conditions over an owner's events are evaluated by event words: the events of 64 owners that stand in a row in
/// their table, 64 at a time, instead of each owner's run by itself (docs/decisions/0021-event-words.md).

#include <optional>
#include <vector>

#include "compiler/plan/plan.h"

namespace segql::codegen {

/// A condition of the scanned row that can be answered while its events go by once.
struct EventTerm {
  uint32_t relation;
  std::vector<const plan::Expr*> tallies;  ///< its AtLeast and Aggregate nodes: what is kept of an owner's events
  bool is_plain;   ///< they count events, or add up cells: a matter of vectors (emit_owner_tallies.cc)
  bool is_sparse;  ///< few events count, and without them all owners are alike: words that have none are passed over
};

/// What to keep of the events for `e`; nothing when some of it needs the events of one owner at a time.
std::optional<EventTerm> event_term(const plan::Scan& scan, const plan::Expr& e);

/// Whether event words are expected to be quicker than runs: runs are short, and a good part of the events would be
/// looked at anyway. `undecided`: expected share of the owners that are undecided when the term is evaluated. A plan
/// without estimates is taken to be one for which they are.
bool event_words_pay(const plan::Scan& scan, const EventTerm& term, double undecided);

}  // namespace segql::codegen
