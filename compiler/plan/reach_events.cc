#include "compiler/plan/reach_events.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/timezone.h"
#include "compiler/plan/compact.h"
#include "compiler/plan/dump.h"
#include "compiler/plan/make.h"
#include "compiler/plan/order.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

/// A scan looks at an event in about half a nanosecond; one that is reached costs some ten, by the cache lines it
/// misses, and a row whose events are looked up as much as several of them.
constexpr uint64_t kEventsPerReached = 32;
constexpr uint64_t kReachedPerRow = 8;
/// Sets that a scan may have at once: each has a bit for every event.
constexpr size_t kMostSets = 16;

class Reaching {
 public:
  Reaching(Scan& scan, const Catalog& catalog, const CountReached& count, Trace* trace)
      : scan_(scan), catalog_(catalog), count_(count), trace_(trace) {}

  bool run() {
    scan_.predicate = scan_.predicate == nullptr ? nullptr : apply(scan_.predicate);
    for (Output& output : scan_.outputs) output.value = apply(output.value);
    return found_;
  }

 private:
  ExprRef apply(ExprRef e) {
    const ExprRef inside = with_children(scan_, e, [this](ExprRef child) { return apply(child); });
    const RowSet* const rows = rows_of(*inside);
    if (rows == nullptr || rows->where == nullptr) return inside;
    const RowSet* const reached = from_the_other_end(*rows);
    if (reached == nullptr) return inside;
    const ExprRef made = of_reached(*inside, *reached);
    if (trace_ != nullptr) {
      trace_->lines.push_back(
          fmt::format("{}: {}  =>  {}", kReachEvents, one_line(scan_, *inside), one_line(scan_, *made)));
    }
    found_ = true;
    return made;
  }

  /// `e` over `rows`.
  ExprRef of_reached(const Expr& e, const RowSet& rows) {
    const auto* at_least = std::get_if<AtLeast>(&e.node);
    const auto* member = std::get_if<InSegment>(&rows.where->node);
    if (at_least != nullptr && at_least->count == 1 && member != nullptr && rows.from == nullptr &&
        rows.to == nullptr) {
      Reach reach = *scan_.segments[member->segment].reach;
      reach.owners = scan_.relations[rows.relation].relation;
      const double num_events =
          scan_.segments[member->segment].share * static_cast<double>(scan_.segments[member->segment].num_rows);
      return make_condition(scan_, InSegment{rows.owner, segment_of(std::move(reach), num_events)});
    }
    Expr result = e;
    std::visit(
        [&](auto& node) {
          if constexpr (requires { node.rows; }) node.rows = &rows;
        },
        result.node);
    return scan_.arena.make<Expr>(result);
  }

  /// The same events, reached through one of the terms of `where`; null: none leaves few enough.
  const RowSet* from_the_other_end(const RowSet& rows) {
    const auto* all = std::get_if<And>(&rows.where->node);
    const ExprList terms = all == nullptr ? ExprList(&rows.where, 1) : all->terms;
    const ExprRef* best = nullptr;
    RelationId through;
    Reached least;
    for (const ExprRef& term : terms) {
      const auto relation = relation_of(rows, *term);
      if (!relation) continue;
      const Reached reached = count(std::get<InSegment>(term->node).segment, *relation);
      if (best != nullptr && reached.num_events >= least.num_events) continue;
      best = &term;
      through = *relation;
      least = reached;
    }
    const uint64_t num_events = best == nullptr ? 0 : catalog_.num_rows(event_of(through));
    if (best == nullptr || num_sets_ >= kMostSets) return nullptr;
    if ((least.num_events + least.num_rows * kReachedPerRow) * kEventsPerReached > num_events) return nullptr;

    // Where times may be missing, runs are not in their order.
    const bool is_in_order = !scan_.columns[scan_.relations[rows.relation].time_column].has_validity;
    const bool has_limits = is_in_order && is_instant(rows.from) && is_instant(rows.to);
    const uint32_t segment =
        segment_of({through, scan_.segments[std::get<InSegment>((*best)->node).segment],
                    has_limits && rows.from != nullptr ? *int_constant(rows.from) : INT64_MIN,
                    has_limits && rows.to != nullptr ? *int_constant(rows.to) : INT64_MAX, RelationId()},
                   least.num_events);
    RowSet result = rows;
    if (has_limits) result.from = result.to = nullptr;
    std::vector<ExprRef> left{make_condition(scan_, InSegment{{rows.slot, {}}, segment})};
    for (const ExprRef& term : terms) {
      if (&term != best) left.push_back(term);
    }
    result.where = make_and(scan_, left);
    return scan_.arena.make<RowSet>(result);
  }

  /// The relation from the rows that the events of `rows` refer to, if `term` is membership of such a row.
  std::optional<RelationId> relation_of(const RowSet& rows, const Expr& term) const {
    const auto* in = std::get_if<InSegment>(&term.node);
    if (in == nullptr || in->row.slot != rows.slot || in->row.hops.size() != 1) return std::nullopt;
    const ColumnSource& reference = scan_.columns[in->row.hops[0]].source;
    const std::vector<schema::Relation>& relations = catalog_.schema().relations;
    for (uint32_t i = 0; i < relations.size(); ++i) {
      if (relations[i].event == reference.table && relations[i].by == reference.field) return RelationId{i};
    }
    return std::nullopt;
  }

  Reached count(uint32_t segment, RelationId relation) {
    const auto [known, is_new] = counted_.try_emplace({segment, relation.index});
    const uint64_t most = catalog_.num_rows(event_of(relation)) / kEventsPerReached;
    if (is_new) known->second = count_(scan_.segments[segment], relation, most);
    return known->second;
  }

  /// The segment of what is reached, about `num_events` or their owners; equal ones are one.
  uint32_t segment_of(Reach reach, double num_events) {
    const auto is_same = [&](const SegmentUse& use) {
      if (use.reach == nullptr) return false;
      const Reach& other = *use.reach;
      return other.relation == reach.relation && other.from == reach.from && other.to == reach.to &&
             other.owners == reach.owners && other.of.segment == reach.of.segment &&
             other.of.condition == reach.of.condition && other.of.reach == reach.of.reach;
    };
    const auto known = std::find_if(scan_.segments.begin(), scan_.segments.end(), is_same);
    if (known != scan_.segments.end()) return static_cast<uint32_t>(known - scan_.segments.begin());
    ++num_sets_;
    const schema::Schema& schema = catalog_.schema();
    SegmentUse use;
    use.table = reach.owners.valid() ? schema.relation(reach.owners).owner : event_of(reach.relation);
    use.name = name_of(reach);
    use.num_rows = catalog_.num_rows(use.table);
    use.share = std::min(1.0, num_events / static_cast<double>(std::max<uint64_t>(use.num_rows, 1)));
    use.reach = std::make_shared<const Reach>(std::move(reach));
    scan_.segments.push_back(std::move(use));
    return static_cast<uint32_t>(scan_.segments.size() - 1);
  }

  TableId event_of(RelationId relation) const { return catalog_.schema().relation(relation).event; }

  static bool is_instant(ExprRef limit) { return limit == nullptr || int_constant(limit) != nullptr; }

  /// `product.sales of product.brand = "Kestnova" from 2026-01-01 00:00`.
  std::string name_of(const Reach& reach) const {
    const schema::Relation& through = catalog_.schema().relation(reach.relation);
    std::string name =
        fmt::format("{}.{} of {}", catalog_.schema().table(through.owner).name, through.name, reach.of.name);
    const auto zone = TimeZone::find(scan_.timezone);
    const auto add = [&](const char* word, int64_t instant) {
      name += fmt::format(" {} {}", word, zone.ok() ? instant_text(instant, **zone) : std::to_string(instant));
    };
    if (reach.from != INT64_MIN) add("from", reach.from);
    if (reach.to != INT64_MAX) add("to", reach.to);
    return reach.owners.valid() ? "owners of " + name : name;
  }

  Scan& scan_;
  const Catalog& catalog_;
  const CountReached& count_;
  Trace* trace_;
  std::map<std::pair<uint32_t, uint32_t>, Reached> counted_;  ///< by segment and relation
  size_t num_sets_ = 0;
  bool found_ = false;
};

}  // namespace

bool reach_events(Scan& scan, const Catalog& catalog, const CountReached& count, bool moves, Trace* trace) {
  if (scan.relations.empty() || scan.segments.empty()) return false;
  if (!Reaching(scan, catalog, count, trace).run()) return false;
  compact(scan);
  order(scan, catalog, moves);
  return true;
}

}  // namespace segql::plan
