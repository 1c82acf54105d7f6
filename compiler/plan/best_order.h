#pragma once
/// The order of terms that takes least time. A `Model` says what is left after some of them, and what a term takes
/// then:
///   State start() const;
///   double rows(const State&) const;               // that are left undecided
///   double cost(size_t term, const State&) const;  // of deciding what it can of them
///   State after(size_t term, const State&) const;

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <vector>

namespace segql::plan {

/// Of so few terms every order is considered.
inline constexpr size_t kEveryOrder = 6;
/// After so many there is next to nothing left, or nothing that could be removed.
inline constexpr size_t kMostChosen = 64;

template <typename Model>
double cost_in_order(const Model& model, const std::vector<size_t>& order) {
  double total = 0;
  auto state = model.start();
  for (const size_t term : order) {
    total += model.cost(term, state);
    state = model.after(term, state);
  }
  return total;
}

/// The next term is always the one that takes least time for each row that it decides, of those that the terms before
/// it have left (S. Babu, R. Motwani, K. Munagala, I. Nishizawa, J. Widom, "Adaptive Ordering of Pipelined Stream
/// Filters", SIGMOD 2004). Equal ones stay as they are.
template <typename Model>
std::vector<size_t> greedy_order(const Model& model, size_t num_terms) {
  constexpr double kTiny = 1e-6;
  std::vector<size_t> order(num_terms);
  std::iota(order.begin(), order.end(), size_t{0});
  auto state = model.start();
  const auto rank = [&](size_t term) {
    const double before = model.rows(state);
    return model.cost(term, state) / std::max(before - model.rows(model.after(term, state)), kTiny * before);
  };
  for (size_t chosen = 0; chosen < std::min(num_terms, kMostChosen); ++chosen) {
    const auto rest = order.begin() + static_cast<std::ptrdiff_t>(chosen);
    const auto next = std::min_element(rest, order.end(), [&](size_t a, size_t b) { return rank(a) < rank(b); });
    std::rotate(rest, next, next + 1);
    state = model.after(*rest, state);
  }
  return order;
}

/// What is left does not depend on the order of the terms that left it, so the best order of a set of them ends in one
/// of them, after the best order of the others (M. Held, R. M. Karp, "A Dynamic Programming Approach to Sequencing
/// Problems", 1962). Where it makes no difference they stay in the order of `given`. REQUIRES: there are few.
template <typename Model>
std::vector<size_t> least_order(const Model& model, const std::vector<size_t>& given) {
  constexpr double kLess = 1 - 1e-9;
  const size_t num_terms = given.size();
  struct Step {
    decltype(model.start()) state;
    double cost;
    size_t last;
  };
  std::vector<std::optional<Step>> best(size_t{1} << num_terms);  // by set of places in `given`
  best[0] = {model.start(), 0, num_terms};
  for (size_t set = 0; set < best.size(); ++set) {
    for (size_t place = 0; place < num_terms; ++place) {
      if ((set >> place & 1) != 0) continue;
      std::optional<Step>& next = best[set | size_t{1} << place];
      const double cost = best[set]->cost + model.cost(given[place], best[set]->state);
      if (!next) {
        next = {model.after(given[place], best[set]->state), cost, place};
      } else if (cost < kLess * next->cost) {
        next->cost = cost, next->last = place;
      }
    }
  }
  std::vector<size_t> order;
  for (size_t set = best.size() - 1; set != 0;) {
    const size_t place = best[set]->last;
    order.push_back(given[place]);
    set &= ~(size_t{1} << place);
  }
  std::reverse(order.begin(), order.end());
  return order;
}

template <typename Model>
std::vector<size_t> best_order(const Model& model, size_t num_terms) {
  const std::vector<size_t> order = greedy_order(model, num_terms);
  return num_terms > kEveryOrder ? order : least_order(model, order);
}

}  // namespace segql::plan
