// Myers' algorithm ("An O(ND) Difference Algorithm"), in rounds: where more than so many lines differ, what was found
// so far is kept and the search begins anew behind it.
#include "cli/text_diff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "cli/printable.h"

namespace segql::cli {
namespace {

constexpr ptrdiff_t kMostEdits = 256;  ///< of a round, which costs the square of it
constexpr size_t kContext = 3;

using Lines = std::vector<std::string_view>;

/// With their line breaks, so that a last line without one differs from the same with one.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

/// Which lines of each text the other does not have.
class Differences {
 public:
  Differences(const Lines& before, const Lines& after)
      : removed(before.size()), added(after.size()), before_(numbers_of(before)), after_(numbers_of(after)) {
    while (!before_.empty() && !after_.empty() && before_.back() == after_.back()) {
      before_.pop_back();
      after_.pop_back();
    }
    while (x_ < std::ssize(before_) || y_ < std::ssize(after_)) advance();
  }

  std::vector<bool> removed, added;

 private:
  /// How many lines of `before` lie behind us, at most, on each diagonal from -d to d after d edits. A diagonal is the
  /// lines of `before` less those of `after`; both are counted from where the round began.
  using Frontier = std::vector<ptrdiff_t>;

  /// The same for equal lines.
  std::vector<uint32_t> numbers_of(const Lines& lines) {
    std::vector<uint32_t> numbers;
    for (const std::string_view line : lines) {
      numbers.push_back(numbers_.try_emplace(line, static_cast<uint32_t>(numbers_.size())).first->second);
    }
    return numbers;
  }

  /// The last of `d` edits that lead furthest on diagonal `k`, if `previous` is what one less leads to.
  struct Step {
    Step(const Frontier& previous, ptrdiff_t d, ptrdiff_t k) {
      const auto at = [&](ptrdiff_t diagonal) { return previous[static_cast<size_t>(diagonal + d - 1)]; };
      adds = k == -d || (k != d && at(k - 1) < at(k + 1));
      x = adds ? at(k + 1) : at(k - 1) + 1;
    }
    bool adds;    ///< a line of `after`; otherwise it removes one of `before`
    ptrdiff_t x;  ///< behind it
  };

  bool equal(ptrdiff_t x, ptrdiff_t y) const {
    return before_[static_cast<size_t>(x_ + x)] == after_[static_cast<size_t>(y_ + y)];
  }

  /// One round: to the end of both texts, or as far as kMostEdits lead.
  void advance() {
    const ptrdiff_t width = std::ssize(before_) - x_, height = std::ssize(after_) - y_;
    std::vector<Frontier> frontiers;
    for (ptrdiff_t d = 0;; ++d) {
      Frontier frontier(static_cast<size_t>(2 * d + 1));
      ptrdiff_t furthest = -1, best = 0;
      for (ptrdiff_t k = -d; k <= d; k += 2) {
        ptrdiff_t x = d == 0 ? 0 : Step(frontiers.back(), d, k).x;
        while (x < width && x - k < height && equal(x, x - k)) ++x;
        frontier[static_cast<size_t>(k + d)] = x;
        const bool is_inside = x <= width && x - k <= height;
        if (!is_inside || 2 * x - k <= furthest) continue;
        furthest = 2 * x - k;
        best = k;
      }
      frontiers.push_back(std::move(frontier));
      if (furthest == width + height || d == kMostEdits) return go(frontiers, best);
    }
  }

  /// Goes to the last frontier at diagonal `k`, and marks the edits that lead there.
  void go(const std::vector<Frontier>& frontiers, ptrdiff_t k) {
    ptrdiff_t d = std::ssize(frontiers) - 1;
    const ptrdiff_t x_end = frontiers.back()[static_cast<size_t>(k + d)], y_end = x_end - k;
    for (; d > 0; --d) {
      const Step step(frontiers[static_cast<size_t>(d - 1)], d, k);
      if (step.adds) {
        added[static_cast<size_t>(y_ + step.x - k - 1)] = true;
      } else {
        removed[static_cast<size_t>(x_ + step.x - 1)] = true;
      }
      k += step.adds ? 1 : -1;
    }
    x_ += x_end;
    y_ += y_end;
  }

  std::unordered_map<std::string_view, uint32_t> numbers_;
  std::vector<uint32_t> before_, after_;
  ptrdiff_t x_ = 0, y_ = 0;  ///< the lines before these are decided
};

/// A line of the diff: of `before`, of `after`, or of both.
struct Row {
  char mark;
  std::string_view line;
};

std::vector<Row> rows_of(const Lines& before, const Lines& after) {
  const Differences found(before, after);
  std::vector<Row> rows;
  for (size_t x = 0, y = 0; x < before.size() || y < after.size();) {
    if (x < before.size() && found.removed[x]) {
      rows.push_back({'-', before[x++]});
    } else if (y < after.size() && found.added[y]) {
      rows.push_back({'+', after[y++]});
    } else {
      rows.push_back({' ', before[x++]});
      ++y;
    }
  }
  return rows;
}

/// Where lines begin that are printed together, and how many they are: nothing begins before line 1, as `patch` counts.
std::string range_of(size_t lines_before, size_t count) {
  return fmt::format("{},{}", count == 0 ? lines_before : lines_before + 1, count);
}

}  // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after) {
  if (before == after) return "";
  const std::string shown = printable(name);
  std::string out = fmt::format("--- {}\n+++ {}\n", shown, shown);
  const std::vector<Row> rows = rows_of(lines_of(before), lines_of(after));
  const auto is_change = [](const Row& row) { return row.mark != ' '; };
  size_t x = 0, y = 0;  // lines of the texts before row `at`
  for (auto at = rows.begin(), change = std::find_if(at, rows.end(), is_change); change != rows.end();) {
    const auto first = change - at > static_cast<ptrdiff_t>(kContext) ? change - static_cast<ptrdiff_t>(kContext) : at;
    x += static_cast<size_t>(first - at);
    y += static_cast<size_t>(first - at);
    // As long as the lines between two changes are the context of both.
    auto last = change;
    do {
      last = std::find_if_not(change, rows.end(), is_change);
      change = std::find_if(last, rows.end(), is_change);
    } while (change != rows.end() && change - last <= static_cast<ptrdiff_t>(2 * kContext));
    at = rows.end() - last > static_cast<ptrdiff_t>(kContext) ? last + static_cast<ptrdiff_t>(kContext) : rows.end();
    const auto num_added =
        static_cast<size_t>(std::count_if(first, at, [](const Row& row) { return row.mark == '+'; }));
    const auto num_removed =
        static_cast<size_t>(std::count_if(first, at, [](const Row& row) { return row.mark == '-'; }));
    const auto num_rows = static_cast<size_t>(at - first);
    out += fmt::format("@@ -{} +{} @@\n", range_of(x, num_rows - num_added), range_of(y, num_rows - num_removed));
    for (auto row = first; row != at; ++row) {
      out += row->mark;
      out += row->line;
      if (!row->line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
    }
    x += num_rows - num_added;
    y += num_rows - num_removed;
  }
  return out;
}

std::string diff_for_terminal(std::string_view diff, bool colour) {
  const std::map<char, std::string> colours{{'@', "\x1b[36m"}, {'+', "\x1b[32m"}, {'-', "\x1b[31m"}};
  std::string out;
  size_t number = 0;
  for (std::string_view line : lines_of(diff)) {
    line.remove_suffix(1);  // the line break
    const auto found = colours.find(line[0]);
    const bool is_head = number++ < 2;
    const std::string begin = is_head ? "\x1b[1m" : found != colours.end() ? found->second : "";
    const bool paints = colour && !begin.empty();
    out += (paints ? begin : "") + printable(line) + (paints ? "\x1b[0m\n" : "\n");
  }
  return out;
}

}  // namespace segql::cli
