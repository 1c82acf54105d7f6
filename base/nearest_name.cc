// The name somebody may have meant, by optimal string alignment distance.

#include "base/nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace segql {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<size_t> two_back(b.size() + 1), back(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    two_back.swap(back);
    back.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({back[j] + 1, row[j - 1] + 1, back[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

NearestName::NearestName(std::string_view wanted)
    : wanted_(wanted), fewest_(std::max<size_t>(wanted.size() / 3, 1) + 1) {}

void NearestName::consider(std::string_view candidate) {
  constexpr size_t kLongest = 200;  // names beyond it are not typing mistakes, and the comparison is quadratic
  if (candidate == wanted_ || candidate.empty() || wanted_.size() > kLongest) return;
  if (candidate.size() > wanted_.size() + fewest_ || wanted_.size() > candidate.size() + fewest_) return;
  const size_t edits = edits_between(wanted_, candidate);
  if (edits >= fewest_) return;
  fewest_ = edits;
  best_ = candidate;
}

std::optional<std::string_view> nearest_name(std::string_view wanted, std::span<const std::string> candidates) {
  NearestName nearest(wanted);
  for (const std::string& candidate : candidates) nearest.consider(candidate);
  if (nearest.best().empty()) return std::nullopt;
  return nearest.best();
}

std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates) {
  const auto nearest = nearest_name(wanted, candidates);
  return nearest ? "; did you mean `" + std::string(*nearest) + "`?" : std::string();
}

}  // namespace segql
