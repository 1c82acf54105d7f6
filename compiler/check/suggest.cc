/// The nearest name: optimal string alignment over bytes, three rolling rows.

#include "compiler/check/suggest.h"

#include <algorithm>
#include <vector>

#include "compiler/check/reporter.h"

namespace segql::check {
namespace {

constexpr size_t kLongestName = 64;  // longer names are compared by equality only: the table is quadratic

/// A third of the letters may be wrong, at least one.
size_t tolerance(std::string_view name) { return std::max<size_t>(1, name.size() / 3); }

}  // namespace

size_t edit_distance(std::string_view lhs, std::string_view rhs, size_t limit) {
  const size_t difference = lhs.size() > rhs.size() ? lhs.size() - rhs.size() : rhs.size() - lhs.size();
  if (difference > limit || lhs.size() > kLongestName || rhs.size() > kLongestName) return limit + 1;
  std::vector<size_t> before(rhs.size() + 1), above(rhs.size() + 1), row(rhs.size() + 1);
  for (size_t j = 0; j <= rhs.size(); ++j) above[j] = j;
  for (size_t i = 1; i <= lhs.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= rhs.size(); ++j) {
      const size_t replaced = above[j - 1] + (lhs[i - 1] == rhs[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && lhs[i - 1] == rhs[j - 2] && lhs[i - 2] == rhs[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[rhs.size()];
}

NearestName::NearestName(std::string_view wanted) : wanted_(wanted), best_distance_(tolerance(wanted) + 1) {}

void NearestName::consider(std::string_view candidate) {
  if (candidate == wanted_ || candidate.empty()) return;
  const size_t distance = edit_distance(wanted_, candidate, best_distance_ - 1);
  if (distance >= best_distance_) return;
  best_distance_ = distance;
  best_ = candidate;
}

void suggest(Diagnostic& diagnostic, Span span, const NearestName& nearest) {
  if (nearest.best().empty()) return;
  const std::string name(nearest.best());
  diagnostic.hint = "did you mean `" + name + "`?";
  add_fix(diagnostic, span, name, "replace by `" + name + "`");
}

}  // namespace segql::check
