/// Aggregates over row sets: what they take and what they give (law 7).

#include <algorithm>

#include "compiler/check/convert.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

std::string_view aggregate_text(ast::AggregateKind kind) {
  switch (kind) {
    case ast::AggregateKind::kCount: return "count of";
    case ast::AggregateKind::kCountDistinct: return "count of distinct";
    case ast::AggregateKind::kSum: return "sum of";
    case ast::AggregateKind::kAvg: return "avg of";
    case ast::AggregateKind::kMin: return "min of";
    case ast::AggregateKind::kMax: return "max of";
    case ast::AggregateKind::kMedian: return "median of";
    case ast::AggregateKind::kFirst: return "first of";
    case ast::AggregateKind::kLast: return "last of";
    case ast::AggregateKind::kMostCommon: return "most common";
    case ast::AggregateKind::kShare: return "share of";
  }
  return "";
}

/// Average and median: exact up to kQuotientScale digits, rounded once.
Type mean_type(const Type& value) {
  const uint8_t scale = std::max(kQuotientScale, value.scale);
  if (value.kind == Kind::kFloat) return value;
  return value.kind == Kind::kMoney ? Type::money(value.currency, scale) : Type::decimal(scale);
}

struct Rule {
  bool accepts;
  std::string_view needs;
  Type result;
};

Rule rule_for(ast::AggregateKind kind, const Type& value) {
  const bool time = value.kind == Kind::kDate || value.kind == Kind::kTimestamp;
  const bool scalar = !value.is_collection();
  switch (kind) {
    case ast::AggregateKind::kCount: return {true, "", Type::of(Kind::kInt)};
    case ast::AggregateKind::kShare: return {true, "", Type::decimal(kShareScale)};
    case ast::AggregateKind::kCountDistinct: return {scalar, "a single value", Type::of(Kind::kInt)};
    case ast::AggregateKind::kSum: return {value.is_number(), "a number or money", value};
    case ast::AggregateKind::kAvg:
    case ast::AggregateKind::kMedian: return {value.is_number(), "a number or money", mean_type(value)};
    case ast::AggregateKind::kMin:
    case ast::AggregateKind::kMax: return {value.is_number() || time, "a number, a date or a timestamp", value};
    case ast::AggregateKind::kFirst:
    case ast::AggregateKind::kLast:
    case ast::AggregateKind::kMostCommon: return {scalar, "a single value", value};
  }
  return {};
}

bool is_missing_when_empty(ast::AggregateKind kind) {
  return kind != ast::AggregateKind::kCount && kind != ast::AggregateKind::kCountDistinct &&
         kind != ast::AggregateKind::kSum;
}

}  // namespace

hir::ExprRef check_aggregate(Context& ctx, const ast::Expr& expr, const ast::Aggregate& node) {
  hir::Aggregate result{static_cast<hir::AggregateKind>(node.kind), nullptr, nullptr, nullptr};
  {
    const OpenRows open(ctx, *node.rows);
    result.rows = open.get();
    if (result.rows == nullptr) return nullptr;
    if (node.value != nullptr) result.value = check_expr(ctx, *node.value);
    if (node.satisfy != nullptr) result.satisfy = check_condition(ctx, *node.satisfy);
  }
  if ((node.value != nullptr && result.value == nullptr) || (node.satisfy != nullptr && result.satisfy == nullptr)) {
    return nullptr;
  }
  const Rule rule = rule_for(node.kind, result.value != nullptr ? result.value->type : Type{});
  if (!rule.accepts) {
    ctx.report(node.value->span, diag::AggregateType, aggregate_text(node.kind), rule.needs,
               ctx.text_of(result.value->type));
    return nullptr;
  }
  const bool nullable = is_missing_when_empty(node.kind) || rule.result.kind == Kind::kFloat;
  const hir::Expr probe{expr.span, rule.result, nullable, result};
  return ctx.make(expr.span, rule.result, nullable || may_overflow(ctx, probe), result);
}

}  // namespace segql::check
