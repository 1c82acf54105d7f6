#pragma once
/// The nearest name to one that is not known: what "did you mean" proposes.

#include <string>
#include <string_view>

#include "segql/diagnostic.h"

namespace segql::check {

/// Collects candidates and keeps the one with the fewest typing mistakes, the first of equals.
class NearestName {
 public:
  explicit NearestName(std::string_view wanted);
  void consider(std::string_view candidate);
  /// Empty when nothing was near enough.
  std::string_view best() const { return best_; }

 private:
  std::string_view wanted_;
  std::string_view best_;
  size_t best_distance_;
};

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other; stops above `limit`.
size_t edit_distance(std::string_view lhs, std::string_view rhs, size_t limit);

/// Adds "did you mean `x`?" and the fix that replaces `span`, if there is a candidate.
void suggest(Diagnostic& diagnostic, Span span, const NearestName& nearest);

}  // namespace segql::check
