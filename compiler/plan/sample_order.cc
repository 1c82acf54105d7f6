// In `a and b and c` the next term is the one that takes least time for each row it removes, among those that the terms
// before it have left; in `or`, for each row it adds (the greedy order for correlated conditions: S. Babu, R. Motwani,
// K. Munagala, I. Nishizawa, J. Widom, "Adaptive Ordering of Pipelined Stream Filters", SIGMOD 2004).
#include "compiler/plan/sample_order.h"

#include <algorithm>
#include <bit>

#include "compiler/plan/dump.h"
#include "compiler/plan/make.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

constexpr double kShareOfScan = 0.01;
constexpr uint64_t kFewestWords = 4, kMostWords = 64;
/// Conditions that cost more, and look at no events, are evaluated row by row; others for 64 rows at once.
constexpr double kRowByRow = 5;
/// An order that saves less is not worth code of its own.
constexpr double kLeastGain = 0.1;
/// The weight of what was expected, in rows of the sample.
constexpr double kPrior = 4;

bool looks_at_events(const Expr& e) {
  if (rows_of(e) != nullptr) return true;
  bool does = false;
  for_each_child(e, [&](ExprRef child) { does = does || looks_at_events(*child); });
  return does;
}

double count(const std::vector<uint64_t>& words) {
  uint64_t bits = 0;
  for (const uint64_t word : words) bits += static_cast<uint64_t>(std::popcount(word));
  return static_cast<double>(bits);
}

double count_words(const std::vector<uint64_t>& words) {
  return static_cast<double>(words.size()) - static_cast<double>(std::count(words.begin(), words.end(), 0U));
}

class SampleOrder {
 public:
  SampleOrder(const Scan& scan, ExprList terms, const Sample& sample, bool is_and) : sample_(sample), is_and_(is_and) {
    for (const ExprRef term : terms) {
      const Estimate& estimate = scan.estimates.at(term);
      costs_.push_back(estimate.cost);
      shares_.push_back(is_and ? estimate.selectivity : 1 - estimate.selectivity);
      by_rows_.push_back(estimate.cost >= kRowByRow && !looks_at_events(*term));
    }
  }

  std::vector<size_t> best() const {
    std::vector<size_t> order, rest(costs_.size());
    for (size_t i = 0; i < rest.size(); ++i) rest[i] = i;
    std::vector<uint64_t> undecided = sample_.rows;
    while (!rest.empty()) {
      const auto next = std::min_element(rest.begin(), rest.end(),
                                         [&](size_t a, size_t b) { return rank(a, undecided) < rank(b, undecided); });
      order.push_back(*next);
      decide(*next, undecided);
      rest.erase(next);
    }
    return order;
  }

  /// Nanoseconds for the sample.
  double cost(const std::vector<size_t>& order) const {
    std::vector<uint64_t> undecided = sample_.rows;
    double total = 0;
    for (const size_t term : order) {
      total += costs_[term] * reached(term, undecided);
      decide(term, undecided);
    }
    return total;
  }

  /// The share of the rows left by the terms before it for which each term of `order` is true.
  std::vector<double> shares(const std::vector<size_t>& order) const {
    std::vector<uint64_t> undecided = sample_.rows;
    std::vector<double> all;
    for (const size_t term : order) {
      const double rows = count(undecided);
      decide(term, undecided);
      const double left = (count(undecided) + kPrior * shares_[term]) / (rows + kPrior);
      all.push_back(is_and_ ? left : 1 - left);
    }
    return all;
  }

 private:
  /// Rows for which a term is evaluated.
  double reached(size_t term, const std::vector<uint64_t>& undecided) const {
    return by_rows_[term] ? count(undecided) : 64 * count_words(undecided);
  }

  void decide(size_t term, std::vector<uint64_t>& undecided) const {
    for (size_t i = 0; i < undecided.size(); ++i)
      undecided[i] &= is_and_ ? sample_.terms[term][i] : ~sample_.terms[term][i];
  }

  double rank(size_t term, const std::vector<uint64_t>& undecided) const {
    std::vector<uint64_t> left = undecided;
    decide(term, left);
    const double rows = count(undecided);
    const double decided = (rows - count(left) + kPrior * (1 - shares_[term])) / (rows + kPrior);
    const double per_row = costs_[term] * (by_rows_[term] || rows == 0 ? 1 : reached(term, undecided) / rows);
    return per_row / std::max(decided, 1e-9);
  }

  const Sample& sample_;
  bool is_and_;
  std::vector<double> costs_, shares_;
  std::vector<bool> by_rows_;
};

}  // namespace

ExprList terms_at_top(const Scan& scan) {
  if (scan.predicate == nullptr) return {};
  if (const auto* n = std::get_if<And>(&scan.predicate->node)) return n->terms;
  if (const auto* n = std::get_if<Or>(&scan.predicate->node)) return n->terms;
  return {};
}

uint64_t words_to_sample(const Scan& scan, uint64_t num_rows) {
  const ExprList terms = terms_at_top(scan);
  if (terms.size() < 2) return 0;
  double plain = 0;
  for (const ExprRef term : terms) plain += scan.estimates.at(term).plain_cost;
  const double words = kShareOfScan * scan.cost * static_cast<double>(num_rows) / (64 * plain);
  return words < static_cast<double>(kFewestWords) ? 0 : std::min(static_cast<uint64_t>(words), kMostWords);
}

void order_by_sample(Scan& scan, const Sample& sample, Trace* trace) {
  const ExprList terms = terms_at_top(scan);
  const bool is_and = std::holds_alternative<And>(scan.predicate->node);
  const SampleOrder orders(scan, terms, sample, is_and);
  const std::vector<size_t> best = orders.best();
  std::vector<size_t> now(terms.size());
  for (size_t i = 0; i < now.size(); ++i) now[i] = i;
  const bool moves = orders.cost(best) <= (1 - kLeastGain) * orders.cost(now);
  const std::vector<size_t>& order = moves ? best : now;
  const std::vector<double> shares = orders.shares(order);
  for (size_t i = 0; i < order.size(); ++i) scan.estimates.at(terms[order[i]]).selectivity = shares[i];
  if (!moves) return;
  std::vector<ExprRef> ordered;
  for (const size_t term : order) ordered.push_back(terms[term]);
  const ExprRef before = scan.predicate;
  scan.predicate = is_and ? make_and(scan, ordered) : make_or(scan, ordered);
  scan.estimates[scan.predicate] = scan.estimates.at(before);
  if (trace != nullptr)
    trace->lines.push_back(std::string(kSampleOrder) + ": " + one_line(scan, *before) + "  =>  " +
                           one_line(scan, *scan.predicate));
}

}  // namespace segql::plan
