/// Terms: what they are known by, the values they may have, and what is true of them for every row.

#include <algorithm>
#include <limits>
#include <utility>

#include "base/overload.h"
#include "compiler/prove/reader.h"
#include "compiler/prove/windows.h"

namespace segql::prove {
namespace {

using schema::Kind;

constexpr uint32_t kMostReadsOfFact = 20'000;

/// What every row of the set satisfies.
void add_conditions(const Keys& keys, const hir::Expr& expr, bool negated, std::string_view zone,
                    std::set<std::string>& conditions) {
  if (const auto* negation = std::get_if<hir::Not>(&expr.node)) {
    add_conditions(keys, *negation->operand, !negated, zone, conditions);
    return;
  }
  const auto* both = std::get_if<hir::And>(&expr.node);
  const auto* either = std::get_if<hir::Or>(&expr.node);
  if (both != nullptr && !negated) {
    for (const hir::ExprRef term : both->terms) add_conditions(keys, *term, false, zone, conditions);
  } else if (either != nullptr && negated) {
    for (const hir::ExprRef term : either->terms) add_conditions(keys, *term, true, zone, conditions);
  } else {
    conditions.insert((negated ? "-" : "+") + keys.of(expr, zone));
  }
}

bool is_ever(const hir::Window* window) { return window == nullptr || std::holds_alternative<hir::Ever>(window->node); }

/// The value of one row of the set, or of several: there when there are rows, if each has one.
bool is_of_rows(hir::AggregateKind kind) {
  return kind == hir::AggregateKind::kMin || kind == hir::AggregateKind::kMax || kind == hir::AggregateKind::kFirst ||
         kind == hir::AggregateKind::kLast || kind == hir::AggregateKind::kMostCommon;
}

Values calendar_values(hir::Function function) {
  switch (function) {
    case hir::Function::kQuarter: return Values::range(1, 4);
    case hir::Function::kMonth: return Values::range(1, 12);
    case hir::Function::kWeek: return Values::range(1, 53);
    case hir::Function::kDay: return Values::range(1, 31);
    case hir::Function::kWeekday: return Values::range(1, 7);
    case hir::Function::kHour: return Values::range(0, 23);
    case hir::Function::kMinute:
    case hir::Function::kSecond: return Values::range(0, 59);
    default: return Values::all();
  }
}

}  // namespace

TermId Reader::add_term(const std::string& key, Term term, Values domain, bool nullable) {
  const TermId id = formulas_.add_term(std::move(domain), nullable);
  terms_.push_back(std::move(term));
  terms_by_key_.emplace(key, id);
  return id;
}

TermId Reader::made_term(const std::string& key, std::string text, Values domain) {
  if (const auto known = terms_by_key_.find("! " + key); known != terms_by_key_.end()) return known->second;
  return add_term("! " + key, {nullptr, std::move(text), {}}, std::move(domain), false);
}

TermId Reader::term_of(const hir::Expr& expr, Zone zone) {
  // Counts have one name, whether they are written as such or with a quantifier.
  const auto* aggregate = std::get_if<hir::Aggregate>(&expr.node);
  if (aggregate != nullptr && aggregate->kind == hir::AggregateKind::kCount) {
    const TermId id = count_of(*aggregate->rows, nullptr, false, zone);
    if (terms_[id.index].expr == nullptr) terms_[id.index].expr = &expr;
    return id;
  }
  const std::string key = keys_.of(expr, zone);
  if (const auto known = terms_by_key_.find(key); known != terms_by_key_.end()) return known->second;
  Term term{&expr, {}, zone};
  if (const auto* field = std::get_if<hir::FieldOf>(&expr.node);
      field != nullptr && field->row.slot == 0 && field->row.hops.empty() && expr.type.kind != Kind::kRef &&
      expr.type.kind != Kind::kPoint && !expr.type.is_collection()) {
    term.field = field->field;
  }
  if (aggregate != nullptr && aggregate->kind == hir::AggregateKind::kCountDistinct) {
    term.order = order_of(*aggregate->rows, zone);
    term.order->distinct = keys_.of(*aggregate->value, zone);
  }
  return add_term(key, std::move(term), domain_of(expr), may_be_missing_itself(expr));
}

Term::Order Reader::order_of(const hir::RowSet& rows, Zone zone) {
  Term::Order order;
  order.group = group_of("rows " + keys_.of(rows.owner, zone) + "/" + std::to_string(rows.relation.index) + "#" +
                         std::to_string(rows.slot) + " " + std::string(zone));
  order.window = is_ever(rows.window) ? nullptr : rows.window;
  if (rows.where != nullptr) add_conditions(keys_, *rows.where, false, zone, order.conditions);
  return order;
}

TermId Reader::count_of(const hir::RowSet& rows, hir::ExprRef also, bool negated, Zone zone) {
  Term::Order order = order_of(rows, zone);
  if (also != nullptr) add_conditions(keys_, *also, negated, zone, order.conditions);
  // The zone only matters to a window, and is part of the keys of conditions to which it does.
  std::string key = "count " + keys_.of(rows.owner, zone) + "/" + std::to_string(rows.relation.index) + "#" +
                    std::to_string(rows.slot) + " " + (order.window != nullptr ? keys_.of(*order.window, zone) : "");
  for (const std::string& condition : order.conditions) key += " " + std::to_string(condition.size()) + condition;
  if (const auto known = terms_by_key_.find(key); known != terms_by_key_.end()) return known->second;
  Term term{nullptr, "count of " + definitions_.schema().relation(rows.relation).name, zone};
  if (order.window != nullptr || !order.conditions.empty()) term.text += " ...";
  // For messages and facts: the rows as a typed expression, when nothing is added to their conditions.
  made_.push_back({rows.span, schema::Type::of(Kind::kInt), false,
                   hir::Aggregate{hir::AggregateKind::kCount, &rows, nullptr, nullptr}});
  if (also == nullptr) term.expr = &made_.back();
  term.order = std::move(order);
  const TermId id = add_term(key, std::move(term), Values::range(0, INT64_MAX), false);
  return id;
}

uint32_t Reader::group_of(const std::string& key) {
  return groups_.emplace(key, static_cast<uint32_t>(groups_.size() + 1)).first->second;
}

bool Reader::is_at_most(TermId lower_id, TermId upper_id) const {
  const Term::Order& lower = *terms_[lower_id.index].order;
  const Term::Order& upper = *terms_[upper_id.index].order;
  if (lower.group != upper.group || (!upper.distinct.empty() && lower.distinct != upper.distinct)) return false;
  const bool same_window = lower.window == upper.window || (lower.window != nullptr && upper.window != nullptr &&
                                                            keys_.of(*lower.window, "") == keys_.of(*upper.window, ""));
  return (same_window || lies_in(lower.window, upper.window)) &&
         std::ranges::includes(lower.conditions, upper.conditions);
}

Values Reader::domain_of(const hir::Type& type) const {
  switch (type.kind) {
    case Kind::kText: return texts_->domain();
    case Kind::kBool: return Values::range(0, 1);
    case Kind::kFloat:
      return Values::range(float_ordinal(-std::numeric_limits<double>::infinity()),
                           float_ordinal(std::numeric_limits<double>::infinity()));
    case Kind::kEnum: {
      const auto& names = definitions_.schema().enums[type.target].names;
      return Values::range(0, static_cast<int128>(names.size()) - 1);
    }
    default: return Values::range(INT64_MIN, INT64_MAX);
  }
}

Values Reader::domain_of(const hir::Expr& expr) const {
  const Values of_type = domain_of(expr.type);
  const Values wide = expr.type.is_exact_number() ? Values::all() : of_type;
  return hir::match(
      expr, [&](const hir::FieldOf&) { return of_type; }, [&](const hir::MapEntry&) { return of_type; },
      [&](const hir::AttributeOf& node) {
        const hir::Ranking* ranking = definitions_.attribute(node.attribute).ranking();
        if (ranking == nullptr) return of_type;
        return Values::range(1, ranking->tiles != 0 ? int128{ranking->tiles} : power_of_ten(ranking->type.scale));
      },
      [&](const hir::Elapsed&) { return of_type; },
      [&](const hir::Call& node) {
        if (hir::is_calendar_part(node.function)) return calendar_values(node.function);
        if (node.function == hir::Function::kLength) return Values::range(0, INT64_MAX);
        if (node.function == hir::Function::kAbs) return wide & Values::range(0, kHighest);
        return wide;
      },
      [&](const hir::Aggregate& node) {
        switch (node.kind) {
          case hir::AggregateKind::kCount:
          case hir::AggregateKind::kCountDistinct: return Values::range(0, INT64_MAX);
          case hir::AggregateKind::kShare: return Values::range(0, power_of_ten(expr.type.scale));
          default: return wide;
        }
      },
      [&](const auto&) { return wide; });
}

/// What has its operands but no value: a quotient by zero, what does not fit, what no row gives.
bool Reader::may_be_missing_itself(const hir::Expr& expr) const {
  return hir::match(
      expr,
      [&](const hir::FieldOf& node) {
        const schema::Field& field = definitions_.schema().table(node.row.table).field(node.field);
        return field.nullable || field.type.kind == Kind::kRef;
      },
      [](const hir::MapEntry&) { return true; }, [](const hir::Elapsed&) { return false; },
      [&](const hir::Call& node) {
        const bool is_of_text = node.function >= hir::Function::kLength;
        return expr.nullable && !is_of_text && !hir::is_calendar_part(node.function);
      },
      [&](const auto&) { return expr.nullable; });
}

FormulaId Reader::fact_about(TermId id) {
  fact_by_term_.resize(std::max(fact_by_term_.size(), terms_.size()));
  if (!fact_by_term_[id.index]) {
    const uint32_t outer = std::exchange(reads_left_, kMostReadsOfFact);
    const FormulaId fact = read_fact(id);
    reads_left_ = outer;
    fact_by_term_[id.index] = fact;
  }
  return *fact_by_term_[id.index];
}

FormulaId Reader::read_fact(TermId id) {
  const Term& term = terms_[id.index];
  if (term.expr == nullptr) return Formulas::always();
  if (const auto* aggregate = std::get_if<hir::Aggregate>(&term.expr->node)) {
    return fact_of_aggregate(id, *aggregate, term.timezone);
  }
  if (const auto* node = std::get_if<hir::AttributeOf>(&term.expr->node)) {
    const hir::Ranking* ranking = definitions_.attribute(node->attribute).ranking();
    if (ranking != nullptr && node->row.slot == 0 && node->row.hops.empty()) {
      return fact_of_place(id, *ranking, term.timezone);
    }
  }
  return Formulas::always();
}

/// Law 7, read both ways where the values of the rows are always there.
FormulaId Reader::fact_of_aggregate(TermId id, const hir::Aggregate& node, Zone zone) {
  if (node.kind == hir::AggregateKind::kCount) {
    // A row that is not there has no rows.
    const FormulaId none = formulas_.atom(id, Values::point(0));
    return formulas_.disjunction({none, present(node.rows->owner, zone)});
  }
  const TermId count = count_of(*node.rows, nullptr, false, zone);
  const FormulaId no_rows = formulas_.atom(count, Values::point(0)), rows = formulas_.negation(no_rows);
  const FormulaId is_there = formulas_.atom(id, Values::all());
  const bool values_are_there = node.value != nullptr && !node.value->nullable;
  switch (node.kind) {
    case hir::AggregateKind::kCount: break;
    case hir::AggregateKind::kSum: return formulas_.disjunction({rows, formulas_.atom(id, Values::point(0))});
    case hir::AggregateKind::kCountDistinct: {
      const FormulaId none = formulas_.atom(id, Values::point(0));
      const FormulaId some = formulas_.negation(none);
      return formulas_.conjunction({formulas_.disjunction({rows, none}),
                                    values_are_there ? formulas_.disjunction({no_rows, some}) : Formulas::always()});
    }
    default: break;
  }
  const FormulaId missing = formulas_.negation(is_there);
  const bool is_surely_there = (is_of_rows(node.kind) && values_are_there) || node.kind == hir::AggregateKind::kShare;
  return formulas_.conjunction({formulas_.disjunction({rows, missing}),
                                is_surely_there ? formulas_.disjunction({no_rows, is_there}) : Formulas::always()});
}

/// A place is there for exactly those of the population that have a score.
FormulaId Reader::fact_of_place(TermId id, const hir::Ranking& ranking, Zone zone) {
  const FormulaId has_place = formulas_.atom(id, Values::all());
  const Values scores = ranking.score->type.is_exact_number() ? Values::range(INT64_MIN, INT64_MAX) : Values::all();
  std::vector<FormulaId> ranked = {value_in(*ranking.score, scores, zone)};
  if (!ranking.among_everyone) ranked.push_back(members(ranking.among));
  const FormulaId is_ranked = formulas_.conjunction(std::move(ranked));
  return formulas_.conjunction({formulas_.disjunction({formulas_.negation(has_place), is_ranked}),
                                formulas_.disjunction({has_place, formulas_.negation(is_ranked)})});
}

}  // namespace segql::prove
