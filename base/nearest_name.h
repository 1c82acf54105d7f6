#pragma once
/// The name somebody may have meant: what "did you mean" proposes.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace segql {

/// Collects candidates one by one and keeps the nearest, the first of equals.
class NearestName {
 public:
  explicit NearestName(std::string_view wanted);
  /// `candidate` must outlive this object. The wanted name itself is no candidate.
  void consider(std::string_view candidate);
  /// Empty when nothing was near enough.
  std::string_view best() const { return best_; }

 private:
  std::string_view wanted_, best_;
  size_t fewest_;  ///< edits of the best, or one more than is near enough
};

/// The first of the `candidates` that need the fewest edits (insert, delete, replace, swap neighbours; case is free) to
/// become `wanted`, if that is at most a third of its length, and at least one.
std::optional<std::string_view> nearest_name(std::string_view wanted, std::span<const std::string> candidates);

/// "; did you mean `x`?", or nothing.
std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates);

}  // namespace segql
