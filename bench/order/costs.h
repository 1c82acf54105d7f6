#pragma once
/// What the estimates of the planner are made from: nanoseconds for each kind of condition, measured beside expected.

#include <string>

namespace segql::bench {

/// A table: for each kind of condition, asked of all customers and of fewer and fewer, nanoseconds for each customer
/// that there is, and what the planner expects (compiler/plan/estimate.cc).
std::string costs_table(const std::string& data);

}  // namespace segql::bench
