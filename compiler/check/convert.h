#pragma once
/// Conversions between types of numbers, and how many digits an exact value can have.

#include <optional>

#include "compiler/check/context.h"

namespace segql::check {

/// The digits that survive any exact arithmetic: beyond them the value is missing (law 8).
inline constexpr int kMostDigits = 38;
/// Fractional digits of quotients, averages and medians, unless an operand has more.
inline constexpr uint8_t kQuotientScale = 6;
/// Fractional digits of `share of`.
inline constexpr uint8_t kShareScale = 12;

/// The type both convert to without loss; nothing when there is none (money only with money of its currency).
std::optional<schema::Type> common_number(const schema::Type& lhs, const schema::Type& rhs);
/// `expr` as a `to`; constants are converted here and now. REQUIRES: `to` comes from common_number or equals the type.
hir::ExprRef cast_to(Context& ctx, hir::ExprRef expr, const schema::Type& to);
/// The most decimal digits that the unscaled value of an exact number can have.
int most_digits(const Context& ctx, const hir::Expr& expr);
/// True when an exact value may have more digits than arithmetic keeps; then it is missing.
bool may_overflow(const Context& ctx, const hir::Expr& expr);
/// True when it may have more than a column keeps, which is where the values of an attribute are.
bool may_not_be_stored(const Context& ctx, const hir::Expr& expr);

}  // namespace segql::check
