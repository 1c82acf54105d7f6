#pragma once
/// Random typed plans over `Tables`. Structure and constants come from two generators of random numbers, so one
/// structure can be had with many constants: mostly one shape.

#include <cstdint>
#include <random>
#include <vector>

#include "base/int128.h"
#include "tables.h"

namespace segql::codegen::testing {

class RandomPlan {
 public:
  RandomPlan(const Tables& tables, uint64_t structure_seed, uint64_t constant_seed)
      : tables_(tables),
        scan_(tables.make_scan()),
        structure_(structure_seed),
        constants_(constant_seed),
        slots_{kSubject} {}

  /// A predicate at most `depth` deep and up to two outputs.
  plan::Scan make(int depth);

  /// One condition, value and so on; of the node kind `which` modulo the number of kinds there are.
  plan::ExprRef condition(int depth, uint64_t which);
  plan::ExprRef integer(int depth, uint64_t which);
  plan::ExprRef wide(int depth, uint64_t which);
  plan::ExprRef real(int depth, uint64_t which);
  plan::ExprRef text(int depth);
  static constexpr uint64_t kNumConditions = 17, kNumIntegers = 17, kNumWides = 13, kNumReals = 12;
  plan::Scan& scan() { return scan_; }
  plan::Scan take();

 private:
  struct Place {
    plan::RowRef row;
    Table table;
  };
  uint64_t pick(uint64_t limit) { return limit <= 1 ? 0 : structure_() % limit; }
  bool flip(double probability) { return static_cast<double>(structure_() >> 11) / 9007199254740992.0 < probability; }
  int64_t constant(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(constants_() % static_cast<uint64_t>(high - low + 1));
  }
  uint32_t any_of(const std::vector<uint32_t>& columns) { return columns[pick(columns.size())]; }

  plan::ExprRef condition(int depth) { return condition(depth, structure_()); }
  plan::ExprRef integer(int depth) { return integer(depth, structure_()); }
  plan::ExprRef wide(int depth) { return wide(depth, structure_()); }
  plan::ExprRef real(int depth) { return real(depth, structure_()); }
  plan::ExprRef value(int depth);
  plan::ExprRef aggregate(int depth, plan::Repr repr);
  plan::ExprRef of_form(int depth, plan::Repr repr);
  plan::ExprRef choice(int depth, plan::Repr repr);
  plan::ExprRef lookup(int depth, bool is_text);
  plan::ExprRef rounding(int depth, plan::Repr repr);
  plan::ExprRef instant(int depth);
  plan::ExprRef day(int depth);
  plan::ExprRef plain(const std::vector<uint32_t> ColumnsByRole::*role, plan::Repr repr);
  plan::ExprList terms(int depth);
  const plan::RowSet* rows(int depth);
  Place place();
  Place place_of(Table table);
  hir::CompareOp order_op();
  uint32_t code_set(uint32_t column);
  uint32_t integer_list(uint32_t column);
  uint32_t item_list(uint64_t span);
  uint32_t real_list();
  int64_t constant_near(uint32_t column);
  plan::ExprRef constant_int(int64_t value) { return make(plan::Repr::kInt, plan::ConstInt{value}); }

  template <typename Node>
  plan::ExprRef make(plan::Repr repr, const Node& node, uint32_t dictionary = plan::kNone) {
    return scan_.arena.make<plan::Expr>(repr, true, dictionary, decltype(plan::Expr::node)(node));
  }

  const Tables& tables_;
  plan::Scan scan_;
  std::mt19937_64 structure_, constants_;
  std::vector<Table> slots_;           ///< table of each slot ever bound
  std::vector<uint32_t> scope_ = {0};  ///< slots bound here
};

}  // namespace segql::codegen::testing
