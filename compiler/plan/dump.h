#pragma once
/// Parts of the plan's one printer that other files of this folder use: traces and window descriptions.

#include <cstdint>
#include <string>

#include "base/timezone.h"
#include "compiler/plan/plan.h"

namespace segql::plan {

/// A value or condition on one line, with constants as people write them.
std::string one_line(const Scan& scan, const Expr& expr);
/// A row set on one line: `customer.purchases from 2026-01-01 00:00 to 2026-03-31 12:00 where (...)`.
std::string one_line(const Scan& scan, const RowSet& rows);

/// Local civil time: `2026-03-31 12:00`, with seconds and fractions only when they are not zero.
std::string instant_text(int64_t instant, const TimeZone& zone);
std::string day_text(int64_t day);

}  // namespace segql::plan
