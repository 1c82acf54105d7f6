/// L-NEVER and L-ALWAYS: terms about one field whose constants leave no value, or every value.

#include <map>
#include <variant>

#include "compiler/check/lint.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Kind;

/// A constant as one ordered thing: integers of every exact type, floats, and text.
using Point = std::variant<int64_t, double, std::string_view>;

Point point_of(const hir::Literal& literal) {
  if (literal.form == hir::Literal::Form::kText) return literal.text;
  if (literal.form == hir::Literal::Form::kFloat) return literal.real;
  return literal.integer;
}

/// The values a comparison with a constant admits: an interval, or all but one value.
struct Bound {
  hir::CompareOp op;
  Point point;
  schema::Type type;
  size_t term;  ///< position among the terms, for the message
};

bool holds(const Bound& bound, const Point& value) { return hir::holds(bound.op, value, bound.point); }

bool is_lower(hir::CompareOp op) { return op == hir::CompareOp::kGreater || op == hir::CompareOp::kGreaterEqual; }
bool is_upper(hir::CompareOp op) { return op == hir::CompareOp::kLess || op == hir::CompareOp::kLessEqual; }
bool is_strict(hir::CompareOp op) { return op == hir::CompareOp::kGreater || op == hir::CompareOp::kLess; }

/// No value satisfies both.
bool exclude_each_other(const Bound& a, const Bound& b) {
  if (a.op == hir::CompareOp::kEqual) return !holds(b, a.point);
  if (b.op == hir::CompareOp::kEqual) return !holds(a, b.point);
  const Bound& lower = is_lower(a.op) ? a : b;
  const Bound& upper = is_lower(a.op) ? b : a;
  if (!is_lower(lower.op) || !is_upper(upper.op)) return false;
  if (lower.point > upper.point) return true;
  if (lower.point == upper.point) return is_strict(lower.op) || is_strict(upper.op);
  const auto* low = std::get_if<int64_t>(&lower.point);
  const auto* high = std::get_if<int64_t>(&upper.point);
  const bool whole = lower.type.kind == Kind::kInt || lower.type.kind == Kind::kDate;
  return whole && low != nullptr && high != nullptr && is_strict(lower.op) && is_strict(upper.op) && *low + 1 == *high;
}

/// Terms `leaf op constant`, by leaf and type.
std::map<std::string, std::vector<Bound>> bounds_of(hir::ExprList terms, bool conjunction) {
  std::map<std::string, std::vector<Bound>> result;
  for (size_t i = 0; i < terms.size(); ++i) {
    const auto* compare = std::get_if<hir::Compare>(&terms[i]->node);
    const auto* constant = compare != nullptr ? std::get_if<hir::Constant>(&compare->rhs->node) : nullptr;
    if (constant == nullptr) continue;
    const std::string key = leaf_key(*compare->lhs);
    if (key.empty()) continue;
    const hir::CompareOp op = conjunction ? compare->op : hir::complement(compare->op);
    auto& bounds = result[key];
    if (bounds.empty() || bounds.front().type == compare->lhs->type) {
      bounds.push_back({op, point_of(constant->value), compare->lhs->type, i});
    }
  }
  return result;
}

/// Only the tightest bounds of each kind matter, so that long lists of terms stay cheap.
std::vector<Bound> tightest(const std::vector<Bound>& bounds) {
  const Bound* lower = nullptr;
  const Bound* upper = nullptr;
  std::vector<Bound> result;
  constexpr size_t kMostPoints = 8;  // a handful of `=` and `!=` is compared with each other
  size_t num_points = 0;
  for (const Bound& bound : bounds) {
    if (is_lower(bound.op)) {
      if (lower == nullptr || bound.point > lower->point) lower = &bound;
    } else if (is_upper(bound.op)) {
      if (upper == nullptr || bound.point < upper->point) upper = &bound;
    } else if (num_points++ < kMostPoints) {
      result.push_back(bound);
    }
  }
  if (lower != nullptr) result.push_back(*lower);
  if (upper != nullptr) result.push_back(*upper);
  return result;
}

}  // namespace

void lint_contradictions(Context& ctx, Span span, ast::ExprList written, hir::ExprList terms, bool conjunction) {
  if (ctx.has_placeholders()) return;
  for (const auto& [key, bounds] : bounds_of(terms, conjunction)) {
    const std::vector<Bound> candidates = tightest(bounds);
    for (size_t i = 0; i < candidates.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (!exclude_each_other(candidates[i], candidates[j])) continue;
        const size_t first = std::min(candidates[i].term, candidates[j].term);
        const size_t second = std::max(candidates[i].term, candidates[j].term);
        const auto& lhs = std::get<hir::Compare>(terms[first]->node);
        const auto& rhs = std::get<hir::Compare>(terms[second]->node);
        // `x < 5 or x >= 5` is false for a missing x; `x != 1 or x != 2` is not.
        const bool both_negated = lhs.op == hir::CompareOp::kNotEqual || rhs.op == hir::CompareOp::kNotEqual;
        if (!conjunction && !both_negated && !nullable_leaves(ctx, *lhs.lhs).empty()) continue;
        const std::string one = syntax::print(*written[first]);
        const std::string other = syntax::print(*written[second]);
        if (conjunction) {
          ctx.report(span, diag::NeverTrue, one, other);
        } else {
          ctx.report(span, diag::AlwaysTrue, one, other);
        }
        return;
      }
    }
  }
}

}  // namespace segql::check
