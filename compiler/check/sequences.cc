/// Sequences: `did [window] ( step then step then no step )`. A sequence says nothing that nested row sets with labels
/// could not: each step is a row set inside the one before, whose rows are later than the row of that step. So it
/// becomes them, and the plan and both engines know no sequences (docs/decisions/0015-sequences.md).

#include <algorithm>
#include <optional>
#include <vector>

#include "base/timezone.h"
#include "compiler/check/names.h"
#include "compiler/check/rules.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

/// 10,000 years: no two instants are further apart.
constexpr int64_t kLongestLimit = 10'000 * 366 * kMicrosPerDay;

/// Of the condition of a step, in the name of what is made of it.
constexpr size_t kLongestName = 80;

/// Zero for units that are not always as long.
int64_t seconds_of(ast::Unit unit) {
  switch (unit) {
    case ast::Unit::kSecond: return 1;
    case ast::Unit::kMinute: return 60;
    case ast::Unit::kHour: return 3600;
    case ast::Unit::kDay: return 86'400;
    case ast::Unit::kWeek: return 7 * 86'400;
    case ast::Unit::kMonth:
    case ast::Unit::kQuarter:
    case ast::Unit::kYear: break;
  }
  return 0;
}

std::string_view plural(ast::Unit unit) {
  constexpr std::string_view kNames[] = {"seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years"};
  return kNames[static_cast<size_t>(unit)];
}

class SequenceCheck {
 public:
  SequenceCheck(Context& ctx, const ast::Expr& expr, const ast::Sequence& node) : ctx_(ctx), expr_(expr), node_(node) {}

  hir::ExprRef check() {
    const hir::Window* window = node_.window != nullptr ? check_window(ctx_, *node_.window) : nullptr;
    bool sound = node_.window == nullptr || window != nullptr;
    for (const ast::Step& step : node_.steps) {
      const auto rows = resolve_rows(ctx_, step.path);
      sound = rows.has_value() && sound;
      if (rows) rows_.push_back(*rows);
    }
    return sound ? happened(0, window, nullptr) : nullptr;
  }

 private:
  /// Steps `index` and later hold, after the row `previous` (null: there is none yet).
  hir::ExprRef steps_from(size_t index, const Row& previous) {
    if (node_.steps[index].absent) return did_not_happen(index, previous);
    return happened(index, nullptr, &previous);
  }

  hir::ExprRef happened(size_t index, const hir::Window* window, const Row* previous) {
    const ast::Step& step = node_.steps[index];
    const Nesting nesting(ctx_, step.span);
    if (!nesting) return nullptr;
    if (!step.label.text.empty() && ctx_.has_label(step.label.text)) {
      ctx_.report(step.label.span, diag::DuplicateName, "label", step.label.text);
      return nullptr;
    }
    const Row row = open(index, step.label.text);
    std::vector<hir::ExprRef> order, terms;
    bool sound = add_order(step, row, previous, order);
    if (previous != nullptr && node_.matching == ast::Matching::kStrict)
      add_nothing_between(step, row, *previous, terms);
    sound = add_filter(step, terms) && sound;
    hir::ExprRef rest = nullptr;
    if (index + 1 < node_.steps.size()) {
      ctx_.rows.back().by_label_only = true;
      rest = steps_from(index + 1, row);
      sound = rest != nullptr && sound;
    }
    ctx_.rows.pop_back();
    if (!sound) return nullptr;
    // Of the rows that fit, the first one decides, or any may.
    const bool first = node_.matching == ast::Matching::kFirst;
    const bool any_row = !first && node_.matching != ast::Matching::kStrict;
    if (!first && rest != nullptr) terms.push_back(rest);
    if (any_row && previous != nullptr && !step.has_limit && is_of_subject(index, row, terms))
      return is_before_latest(index, row, *previous, terms);
    terms.insert(terms.begin(), order.begin(), order.end());
    const hir::RowSet* rows = row_set(index, row, window, terms);
    return ctx_.make_condition(span(step), hir::Quantified{first ? hir::Quantifier::kEarliest : hir::Quantifier::kAny,
                                                           0, rows, first ? rest : nullptr});
  }

  hir::ExprRef did_not_happen(size_t index, const Row& previous) {
    const ast::Step& step = node_.steps[index];
    const Nesting nesting(ctx_, step.span);
    if (!nesting) return nullptr;
    const Row row = open(index, {});
    std::vector<hir::ExprRef> order, terms;
    bool sound = add_order(step, row, &previous, order);
    sound = add_filter(step, terms) && sound;
    ctx_.rows.pop_back();
    if (!sound) return nullptr;
    std::vector<hir::ExprRef> all;
    if (!step.has_limit && is_of_subject(index, row, terms)) {
      const hir::ExprRef later = is_before_latest(index, row, previous, terms);
      if (later == nullptr) return nullptr;
      all.push_back(ctx_.make_condition(step.span, hir::Not{later}));
    } else {
      terms.insert(terms.begin(), order.begin(), order.end());
      all.push_back(ctx_.make_condition(
          span(step), hir::Quantified{hir::Quantifier::kNo, 0, row_set(index, row, nullptr, terms), nullptr}));
    }
    if (step.has_limit) {
      // Up to the deadline and at it something may still happen: it has to be past.
      const hir::ExprRef now = ctx_.make(step.span, Type::of(Kind::kTimestamp), false, hir::InstantValue{hir::Now{}});
      all.push_back(apart(step, hir::CompareOp::kGreater, now, time_of(step, previous), *limit_of(step)));
    }
    if (index + 1 < node_.steps.size()) {
      all.push_back(steps_from(index + 1, previous));
      if (all.back() == nullptr) return nullptr;
    }
    return conjunction(span(step), all);
  }

  /// What decides about a step without a limit asks nothing of the steps before it but to be earlier, and nothing of
  /// any row around the sequence but its subject.
  bool is_of_subject(size_t index, const Row& row, const std::vector<hir::ExprRef>& terms) const {
    const auto is_known = [&](uint32_t slot) { return slot == 0 || slot >= row.slot; };
    if (ctx_.subject().slot != 0 || rows_[index].owner.slot != 0) return false;
    return std::ranges::all_of(
        terms, [&](hir::ExprRef term) { return term == nullptr || std::ranges::all_of(slots_of(*term), is_known); });
  }

  /// Some row of the step is later than `previous`: the latest is. Which that is depends on the owner alone, so it is
  /// an attribute, computed once; asked of each row before, k steps would take n^k time.
  hir::ExprRef is_before_latest(size_t index, const Row& row, const Row& previous,
                                const std::vector<hir::ExprRef>& terms) {
    const ast::Step& step = node_.steps[index];
    const Type timestamp = Type::of(Kind::kTimestamp);
    const hir::Aggregate latest{hir::AggregateKind::kMax, row_set(index, row, nullptr, terms), time_of(step, row),
                                nullptr};
    const hir::ExprRef value = ctx_.make(step.span, timestamp, true, latest);
    const hir::ExprRef before = time_of(step, previous);
    if (value == nullptr || before == nullptr) return nullptr;
    const hir::TableId owner = ctx_.subject().table;
    const hir::AttributeId attribute = ctx_.project.add_attribute(
        {ctx_.arena().copy_text(latest_text(index)), owner, value, ctx_.num_slots, ctx_.source, step.span}, true);
    const hir::ExprRef time = ctx_.make(step.span, timestamp, true, hir::AttributeOf{{0, {}, owner, false}, attribute});
    if (time == nullptr) return nullptr;
    return ctx_.make_condition(step.span, hir::Compare{hir::CompareOp::kLess, before, time});
  }

  /// What the attribute is called, for people.
  std::string latest_text(size_t index) const {
    const ast::Step& step = node_.steps[index];
    std::string text = "latest " + std::string(step.path.parts.back().text);
    if (step.where != nullptr) {
      const std::string where = syntax::print(*step.where);
      const bool fits = where.size() <= kLongestName && where.find('\n') == std::string::npos;
      text += " where (" + (fits ? where : "...") + ")";
    }
    return index + 1 < node_.steps.size() ? text + " then ..." : text;
  }

  /// The row of a step comes into scope.
  Row open(size_t index, std::string_view label) {
    const Row row{ctx_.take_slot(), ctx_.schema().relation(rows_[index].relation).event, label, false};
    ctx_.rows.push_back(row);
    return row;
  }

  /// Later than the step before, and within the limit.
  bool add_order(const ast::Step& step, const Row& row, const Row* previous, std::vector<hir::ExprRef>& terms) {
    if (previous == nullptr) return true;
    const std::optional<int64_t> limit = limit_of(step);
    if (!limit) return report_limit(step);
    const hir::ExprRef time = time_of(step, row), before = time_of(step, *previous);
    terms.push_back(ctx_.make_condition(step.span, hir::Compare{hir::CompareOp::kGreater, time, before}));
    if (*limit != 0) terms.push_back(apart(step, hir::CompareOp::kLessEqual, time, before, *limit));
    return true;
  }

  bool add_filter(const ast::Step& step, std::vector<hir::ExprRef>& terms) {
    if (step.where == nullptr) return true;
    const hir::ExprRef where = check_condition(ctx_, *step.where);
    if (where != nullptr) terms.push_back(where);
    return where != nullptr;
  }

  /// matching strict: of all rows the sequence speaks of, none lies between the two.
  void add_nothing_between(const ast::Step& step, const Row& row, const Row& previous,
                           std::vector<hir::ExprRef>& terms) {
    for (size_t i = 0; i < rows_.size(); ++i) {
      const auto same = [&](const NamedRows& other) {
        return other.relation == rows_[i].relation && other.owner.slot == rows_[i].owner.slot &&
               std::ranges::equal(other.owner.hops, rows_[i].owner.hops);
      };
      const auto here = rows_.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::any_of(rows_.begin(), here, same)) continue;
      const Row other = open(i, {});
      const hir::ExprRef time = time_of(step, other);
      const std::vector<hir::ExprRef> between{
          ctx_.make_condition(step.span, hir::Compare{hir::CompareOp::kGreater, time, time_of(step, previous)}),
          ctx_.make_condition(step.span, hir::Compare{hir::CompareOp::kLess, time, time_of(step, row)})};
      ctx_.rows.pop_back();
      terms.push_back(ctx_.make_condition(
          step.span, hir::Quantified{hir::Quantifier::kNo, 0, row_set(i, other, nullptr, between), nullptr}));
    }
  }

  /// Microseconds; 0: none is written. Nothing: it is too long, or of a unit that is not always as long.
  std::optional<int64_t> limit_of(const ast::Step& step) const {
    if (!step.has_limit) return 0;
    const int64_t seconds = seconds_of(step.limit_unit);
    if (seconds == 0 || step.limit > kLongestLimit / kMicrosPerSecond / seconds) return std::nullopt;
    return step.limit * seconds * kMicrosPerSecond;
  }
  bool report_limit(const ast::Step& step) {
    const int64_t seconds = seconds_of(step.limit_unit);
    if (seconds == 0) {
      ctx_.report(step.span, diag::StepLimitUnit, plural(step.limit_unit));
    } else {
      ctx_.report(step.span, diag::StepLimitRange, kLongestLimit / kMicrosPerSecond / seconds, plural(step.limit_unit));
    }
    return false;
  }

  hir::ExprRef time_of(const ast::Step& step, const Row& row) {
    const hir::RowRef ref{row.slot, {}, row.table, false};
    return ctx_.make(step.span, Type::of(Kind::kTimestamp), false,
                     hir::FieldOf{ref, ctx_.schema().table(row.table).key_or_time});
  }

  /// later - earlier `op` micros.
  hir::ExprRef apart(const ast::Step& step, hir::CompareOp op, hir::ExprRef later, hir::ExprRef earlier,
                     int64_t micros) {
    const Type integer = Type::of(Kind::kInt);
    const hir::Term terms[] = {{false, ctx_.make(step.span, integer, false, hir::Cast{later})},
                               {true, ctx_.make(step.span, integer, false, hir::Cast{earlier})}};
    const hir::ExprRef distance =
        ctx_.make(step.span, integer, false, hir::Sum{ctx_.arena().copy(std::span<const hir::Term>(terms))});
    const hir::Literal limit{hir::Literal::Form::kInteger, micros, 0, {}};
    return ctx_.make_condition(step.span,
                               hir::Compare{op, distance, ctx_.make(step.span, integer, false, hir::Constant{limit})});
  }

  hir::ExprRef conjunction(Span at, const std::vector<hir::ExprRef>& terms) {
    if (terms.empty()) return nullptr;
    return terms.size() == 1 ? terms[0] : ctx_.make_condition(at, hir::And{ctx_.arena().copy(terms)});
  }

  const hir::RowSet* row_set(size_t index, const Row& row, const hir::Window* window,
                             const std::vector<hir::ExprRef>& terms) {
    const NamedRows& rows = rows_[index];
    const ast::Step& step = node_.steps[index];
    return ctx_.arena().make<hir::RowSet>(step.span, rows.owner, rows.relation, row.slot, window,
                                          conjunction(step.span, terms));
  }

  /// The whole is what the first step is the outermost part of.
  Span span(const ast::Step& step) const { return &step == &node_.steps[0] ? expr_.span : step.span; }

  Context& ctx_;
  const ast::Expr& expr_;
  const ast::Sequence& node_;
  std::vector<NamedRows> rows_;  ///< of each step
};

}  // namespace

hir::ExprRef check_sequence(Context& ctx, const ast::Expr& expr, const ast::Sequence& node) {
  return SequenceCheck(ctx, expr, node).check();
}

}  // namespace segql::check
