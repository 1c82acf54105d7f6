#pragma once
/// Shares of a population: percentages, counted in ten-thousandths of a percent.

#include <cstdint>
#include <optional>
#include <string>

#include "base/decimal.h"
#include "compiler/check/env.h"

namespace segql::check {

inline constexpr int64_t kWholeShare = 1'000'000;  ///< 100%

/// What is written as `12.5%`; reports what is not above 0% and at most 100%, or has more than four decimal places.
std::optional<int64_t> check_percentage(Env& env, Span at, const Decimal& percent);

/// "12.5%".
std::string share_text(int64_t share);

}  // namespace segql::check
