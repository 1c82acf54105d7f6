/// `snapshot segment ... [as of t]` and `was in segment ... as of t`: members of another instant. The rows are events
/// with times, so they can be computed at any instant; what cannot be looked at as it was then is said. Without `as of`
/// the members are written down when the snapshot is taken, so nothing has to be looked at again.

#include <functional>
#include <set>

#include "base/overload.h"
#include "compiler/check/definitions.h"
#include "compiler/check/instants.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

/// Finds what is known only as it is now: fields of entities (section 5: attribute history), but for keys, which never
/// change, and lists of keys. A snapshot without `as of` has its members and their instant written down: whatever it
/// was made of, who was in it is known.
class HistorySearch {
 public:
  /// `found(name, place)` is called once for each; the place is in the definition the search began with.
  using Found = std::function<void(const std::string& name, Span place)>;
  HistorySearch(const Project& project, Found found) : project_(project), found_(std::move(found)) {}

  void look_at(const hir::Segment& segment) {
    if (segment.past != nullptr) look_into(segment.past->segment, segment.span);
    if (segment.keys != nullptr) report("the list of `" + std::string(segment.name) + "`", segment.span);
    look_at(segment.where);
    for (const hir::ExprRef exclude : segment.excludes) look_at(exclude);
    for (const hir::Take& take : segment.takes) {
      look_at(take.by);
      look_at(take.per);
      if (take.among_given && take.among.valid()) look_into(take.among, segment.span);
    }
  }
  /// The segment is used at `place`.
  void look_into(hir::SegmentId id, Span place) {
    if (!segments_.insert(id.index).second) return;
    from(place, [&] { look_at(*project_.segments[id.index]); });
  }

 private:
  void look_at(const hir::Expr* expr) {
    if (expr == nullptr) return;
    const Span at = expr->span;
    std::visit(overload{[&](const hir::FieldOf& field) { look_at_field(field.row.table, field.field, at); },
                        [&](const hir::MapEntry& entry) { look_at_field(entry.row.table, entry.field, at); },
                        [&](const hir::HasItems& has) { look_at(has.collection, at); },
                        [&](const hir::HasValue& has) { look_at(has.collection, at); }, [](const auto&) {}},
               expr->node);
    for_each_row(*expr, [&](const hir::RowRef& row) { look_along(row, at); });
    if (const auto* use = std::get_if<hir::InSegment>(&expr->node)) look_into(use->segment, expr->span);
    if (const auto* of = std::get_if<hir::AttributeOf>(&expr->node)) look_into(of->attribute, expr->span);
    for_each_child(*expr, [&](const hir::Expr& child) { look_at(&child); });
  }

  void look_into(hir::AttributeId id, Span place) {
    if (!attributes_.insert(id.index).second) return;
    const hir::Attribute& attribute = *project_.attributes[id.index];
    from(place, [&] {
      look_at(attribute.scanned());
      const hir::HostCall* call = attribute.host_call();
      if (call == nullptr) return;
      report("what the host says of `" + std::string(call->function) + "`", attribute.span);
      for (const hir::ExprRef argument : call->arguments) look_at(argument);
    });
    const hir::Ranking* ranking = attribute.ranking();
    if (ranking != nullptr && !ranking->among_everyone) look_into(ranking->among, place);
  }

  void look_at(const hir::FieldOf& collection, Span at) { look_at_field(collection.row.table, collection.field, at); }

  /// What the references of an entity lead to is known only as it is now, too.
  void look_along(const hir::RowRef& row, Span at) {
    for (const hir::Hop& hop : row.hops) {
      if (hop.attribute.valid()) {
        look_into(hop.attribute, at);
      } else {
        look_at_field(hop.from, hop.field, at);
      }
    }
  }

  void look_at_field(hir::TableId of, hir::FieldId field, Span at) {
    const schema::Table& table = project_.schema.table(of);
    if (table.is_event || field == table.key_or_time) return;
    report("`" + table.name + "." + table.field(field).name + "`", at);
  }

  void report(const std::string& name, Span at) {
    if (names_.insert(name).second) found_(name, place_ != nullptr ? *place_ : at);
  }

  /// What is found in another definition is said where that is used: by itself there is nothing wrong with it.
  template <typename Look>
  void from(const Span& place, Look look) {
    const Span* const outer = place_;
    if (place_ == nullptr) place_ = &place;
    look();
    place_ = outer;
  }

  const Project& project_;
  Found found_;
  const Span* place_ = nullptr;
  std::set<uint32_t> segments_, attributes_;
  std::set<std::string> names_;
};

bool moves_with_the_run(const hir::Instant& instant) {
  return !std::holds_alternative<hir::Absolute>(instant) && !std::holds_alternative<hir::LocalDate>(instant) &&
         !std::holds_alternative<hir::LocalTime>(instant);
}

/// Makes what was checked a segment of its own, and leaves nothing in `segment` that says who is in it.
hir::SegmentId move_members(Context& ctx, hir::Segment& segment) {
  segment.num_slots = ctx.num_slots;
  const hir::SegmentId live = ctx.project.add_segment(segment);
  segment.where = nullptr;
  segment.excludes = {};
  segment.takes = {};
  segment.samples = {};
  segment.keep = nullptr;
  return live;
}

}  // namespace

void check_snapshot(Context& ctx, const ast::Segment& node, hir::Segment& segment) {
  if (node.as_of == nullptr) {
    // It is computed at its own now, so the fields it reads are those of that instant.
    if (!ctx.failed) segment.frozen = ctx.arena().make<hir::Frozen>(move_members(ctx, segment));
    return;
  }
  const auto instant = constant_instant(ctx, *node.as_of);
  if (!instant) return;
  const std::string written = instant_text(*instant);
  if (moves_with_the_run(*instant)) {
    ctx.report(node.as_of->span, diag::SnapshotMoves, written);
    return;
  }
  HistorySearch search(ctx.project, [&](const std::string& name, Span place) {
    if (ctx.reporter.strict()) {
      ctx.report(place, diag::HistoryStrict, name, written);
    } else {
      ctx.report(place, diag::History, name, written);
    }
  });
  search.look_at(segment);
  if (ctx.failed) return;
  segment.past = ctx.arena().make<hir::Past>(move_members(ctx, segment), *instant);
}

hir::ExprRef check_was_in(Context& ctx, const ast::Expr& expr, const ast::WasIn& node) {
  const auto used = use_segment(ctx, node.segment);
  const auto instant = constant_instant(ctx, node.as_of);
  if (!used || !instant) return nullptr;
  const Row& row = ctx.innermost();
  if (used->table != row.table) {
    ctx.report(node.segment.span, diag::WrongEntity, syntax_name(node.segment), ctx.table_name(used->table),
               ctx.table_name(row.table));
    return nullptr;
  }
  bool known = true;
  HistorySearch search(ctx.project, [&](const std::string& name, Span) {
    if (known) ctx.report(node.segment.span, diag::PastNotKnown, syntax_name(node.segment), name);
    known = false;
  });
  search.look_into(used->id, node.segment.span);
  if (!known) return nullptr;
  const hir::Segment& live = *ctx.project.segments[used->id.index];
  hir::Segment past{};
  past.name = ctx.arena().copy_text(std::string(live.name) + " as of " + instant_text(*instant));
  past.table = live.table;
  past.timezone = ctx.timezone.empty() ? ctx.schema().settings.timezone : ctx.arena().copy_text(ctx.timezone);
  past.num_slots = 1;
  past.source = ctx.source;
  past.span = expr.span;
  past.past = ctx.arena().make<hir::Past>(used->id, *instant);
  return ctx.make_condition(expr.span, hir::InSegment{{row.slot, {}, row.table, false}, ctx.project.add_segment(past)});
}

}  // namespace segql::check
