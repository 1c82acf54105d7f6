#include "compiler/plan/sample_order.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <utility>

#include "compiler/plan/best_order.h"
#include "compiler/plan/dump.h"
#include "compiler/plan/make.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

constexpr double kShareOfScan = 0.01;
constexpr uint64_t kFewestWords = 3, kMostWords = 64;
/// An order that saves less is not worth code of its own.
constexpr double kLeastGain = 0.1;
/// The weight of what was expected, in rows of the sample.
constexpr double kPrior = 4;
/// Of what a run takes, what does not depend on its length.
constexpr double kShareOfFinding = 0.25;

/// Calls `visit` for each relation through which `e` looks at events of the scanned row itself.
void for_each_relation(const Expr& e, const std::function<void(uint32_t)>& visit) {
  const RowSet* rows = rows_of(e);
  if (rows != nullptr && is_row_of(rows->owner, 0)) visit(rows->relation);
  for_each_child(e, [&](ExprRef child) { for_each_relation(*child, visit); });
}

double count(const std::vector<uint64_t>& words) {
  uint64_t bits = 0;
  for (const uint64_t word : words) bits += static_cast<uint64_t>(std::popcount(word));
  return static_cast<double>(bits);
}

double count_words(const std::vector<uint64_t>& words) {
  return static_cast<double>(words.size()) - static_cast<double>(std::count(words.begin(), words.end(), 0U));
}

/// What the terms take for the sample and leave of it, for `best_order`.
class SampleModel {
 public:
  struct State {
    std::vector<uint64_t> undecided;
    Left left;
    std::vector<double> events;  ///< of an undecided row against those of any row, by relation
  };

  SampleModel(const Scan& scan, ExprList terms, const Sample& sample, bool is_and)
      : scan_(scan), terms_(terms), sample_(sample), is_and_(is_and), num_rows_(count(sample.rows)) {
    for (const ExprRef term : terms) {
      uint32_t relation = kNone;
      for_each_relation(*term, [&](uint32_t one) { relation = one; });
      relations_.push_back(relation);
    }
    for (const std::vector<uint32_t>& events : sample.events) mean_events_.push_back(mean(events, sample.rows));
  }

  State start() const { return state_of(sample_.rows); }
  static double rows(const State& state) { return state.left.rows; }
  double cost(size_t term, const State& state) const { return cost_of(term, state).of(state.left); }
  State after(size_t term, const State& state) const { return state_of(decided(term, state.undecided)); }

  /// Runs are as long as those of the rows that are left.
  Cost cost_of(size_t term, const State& state) const {
    Cost cost = scan_.estimates.at(terms_[term]).cost;
    if (relations_[term] < state.events.size())
      cost.row *= kShareOfFinding + (1 - kShareOfFinding) * state.events[relations_[term]];
    return cost;
  }

  /// The share of the rows left for which a term is true.
  double share(size_t term, const State& state) const {
    const double rows = count(state.undecided), expected = scan_.estimates.at(terms_[term]).selectivity;
    const double left = count(decided(term, state.undecided)), true_rows = is_and_ ? left : rows - left;
    return (true_rows + kPrior * expected) / (rows + kPrior);
  }

 private:
  static double mean(const std::vector<uint32_t>& numbers, const std::vector<uint64_t>& rows) {
    if (numbers.empty()) return 0;
    double total = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      for (uint64_t rest = rows[i]; rest != 0; rest &= rest - 1)
        total += numbers[64 * i + static_cast<size_t>(std::countr_zero(rest))];
    }
    return total / std::max(count(rows), 1.0);
  }

  State state_of(std::vector<uint64_t> undecided) const {
    State state;
    state.left = {count(undecided) / num_rows_, count_words(undecided) / static_cast<double>(undecided.size())};
    for (size_t i = 0; i < sample_.events.size(); ++i) {
      const double own = mean(sample_.events[i], undecided);
      state.events.push_back(mean_events_[i] == 0 ? 1 : own / mean_events_[i]);
    }
    state.undecided = std::move(undecided);
    return state;
  }

  std::vector<uint64_t> decided(size_t term, std::vector<uint64_t> undecided) const {
    for (size_t i = 0; i < undecided.size(); ++i)
      undecided[i] &= is_and_ ? sample_.terms[term][i] : ~sample_.terms[term][i];
    return undecided;
  }

  const Scan& scan_;
  ExprList terms_;
  const Sample& sample_;
  bool is_and_;
  double num_rows_;
  std::vector<uint32_t> relations_;  ///< of each term; kNone: it looks at no events
  std::vector<double> mean_events_;
};

/// What the code that follows is to expect of a term, and of what its Not is about.
void expect(Scan& scan, ExprRef term, const Cost& cost, double share) {
  Estimate& estimate = scan.estimates.at(term);
  estimate.cost = cost;
  estimate.selectivity = share;
  if (const auto* n = std::get_if<Not>(&term->node)) expect(scan, n->operand, cost, 1 - share);
}

}  // namespace

ExprList terms_at_top(const Scan& scan) {
  if (scan.predicate == nullptr) return {};
  if (const auto* n = std::get_if<And>(&scan.predicate->node)) return n->terms;
  if (const auto* n = std::get_if<Or>(&scan.predicate->node)) return n->terms;
  return {};
}

std::vector<bool> relations_at_top(const Scan& scan) {
  std::vector<bool> looked_at(scan.relations.size());
  for (const ExprRef term : terms_at_top(scan))
    for_each_relation(*term, [&](uint32_t relation) { looked_at[relation] = true; });
  return looked_at;
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
  const SampleModel model(scan, terms, sample, is_and);
  const std::vector<size_t> best = best_order(model, terms.size());
  std::vector<size_t> now(terms.size());
  std::iota(now.begin(), now.end(), size_t{0});
  const bool moves = cost_in_order(model, best) <= (1 - kLeastGain) * cost_in_order(model, now);
  const std::vector<size_t>& order = moves ? best : now;
  std::vector<std::pair<Cost, double>> expected;
  auto state = model.start();
  for (const size_t term : order) {
    expected.emplace_back(model.cost_of(term, state), model.share(term, state));
    state = model.after(term, state);
  }
  for (size_t i = 0; i < order.size(); ++i) expect(scan, terms[order[i]], expected[i].first, expected[i].second);
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
