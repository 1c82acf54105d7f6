#pragma once
/// The conditions of a segment as they were for one row, as people and programs read them.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "segql/test.h"

namespace segql::cli {

/// A line for each with its truth, and under it the values and windows in it; `indent` blanks before each line.
std::string conditions_text(const std::vector<TestCondition>& conditions, size_t indent);

nlohmann::ordered_json conditions_json(const std::vector<TestCondition>& conditions);

}  // namespace segql::cli
