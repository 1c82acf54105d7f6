#pragma once
/// The name somebody may have meant: what "did you mean" proposes.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace segql {

/// The first of the `candidates` that need the fewest edits (insert, delete, replace, swap neighbours; case is free) to become
/// `wanted`, if that is at most a third of its length, and at least one.
std::optional<std::string_view> nearest_name(std::string_view wanted, std::span<const std::string> candidates);

/// "; did you mean `x`?", or nothing.
std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates);

}  // namespace segql
