// A condition is true for every row of a block, for none, or that is to be seen. Only cells of the scanned row compared
// with constants can be judged; the rest of a condition is to be seen, and may not matter: `a and b` is false where `a`
// is, whatever `b` is about.
#include "compiler/plan/skip_blocks.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/plan/catalog.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

/// Codes of a block are looked up one by one, up to so many.
constexpr int64_t kMostCodes = 4096;

Verdict opposite(Verdict verdict) {
  if (verdict == Verdict::kUnknown) return verdict;
  return verdict == Verdict::kEverybody ? Verdict::kNobody : Verdict::kEverybody;
}

Verdict verdict_of(bool all, bool none) {
  return none ? Verdict::kNobody : all ? Verdict::kEverybody : Verdict::kUnknown;
}

class Judge {
 public:
  Judge(const Scan& scan, const Catalog& catalog)
      : scan_(scan),
        catalog_(catalog),
        num_rows_(catalog.num_rows(scan.table)),
        num_blocks_((num_rows_ + runtime::kRowsPerBlock - 1) / runtime::kRowsPerBlock) {}

  uint64_t num_blocks() const { return num_blocks_; }

  /// Whether any of the condition's columns has blocks at all.
  bool may_decide(const Expr& e) const {
    if (const auto* n = std::get_if<And>(&e.node)) return any_may(n->terms);
    if (const auto* n = std::get_if<Or>(&e.node)) return any_may(n->terms);
    if (const auto* n = std::get_if<Not>(&e.node)) return may_decide(*n->operand);
    const runtime::Column* column = column_of(e);
    return column != nullptr && (!column->blocks().empty() || !column->real_blocks().empty());
  }

  Verdict judge(const Expr& e, uint64_t block) const {
    if (const auto* n = std::get_if<Literal>(&e.node)) return n->value ? Verdict::kEverybody : Verdict::kNobody;
    if (const auto* n = std::get_if<Not>(&e.node)) return opposite(judge(*n->operand, block));
    if (const auto* n = std::get_if<And>(&e.node))
      return joined(n->terms, block, Verdict::kNobody, Verdict::kEverybody);
    if (const auto* n = std::get_if<Or>(&e.node)) return joined(n->terms, block, Verdict::kEverybody, Verdict::kNobody);
    const runtime::Column* column = column_of(e);
    if (column == nullptr) return Verdict::kUnknown;
    if (!column->blocks().empty()) return judge_cells(e, column->blocks()[block], block);
    if (!column->real_blocks().empty()) return judge_cells(e, column->real_blocks()[block], block);
    return Verdict::kUnknown;
  }

 private:
  bool any_may(ExprList terms) const {
    return std::any_of(terms.begin(), terms.end(), [this](ExprRef term) { return may_decide(*term); });
  }

  /// `decisive` as soon as one term is; `otherwise` when all terms are that.
  Verdict joined(ExprList terms, uint64_t block, Verdict decisive, Verdict otherwise) const {
    Verdict result = otherwise;
    for (const ExprRef term : terms) {
      const Verdict verdict = judge(*term, block);
      if (verdict == decisive) return decisive;
      if (verdict != otherwise) result = Verdict::kUnknown;
    }
    return result;
  }

  /// The column of the scanned row that a condition compares with constants; null: it does something else.
  const runtime::Column* column_of(const Expr& e) const {
    ExprRef value = nullptr;
    if (const auto* n = std::get_if<Range>(&e.node)) value = n->value;
    if (const auto* n = std::get_if<InList>(&e.node)) value = n->value;
    if (const auto* n = std::get_if<CodeIn>(&e.node)) value = n->value;
    if (const auto* n = std::get_if<IsMissing>(&e.node)) value = n->value;
    if (const auto* n = std::get_if<Compare>(&e.node))
      value = is_constant(*n->rhs) ? n->lhs : is_constant(*n->lhs) ? n->rhs : nullptr;
    if (value == nullptr || !is_plain_column(scan_, 0, *value)) return nullptr;
    const ColumnUse& use = scan_.columns[std::get<Column>(value->node).column];
    return use.texts == nullptr ? &catalog_.column(use.source) : nullptr;
  }

  static bool is_constant(const Expr& e) {
    return std::holds_alternative<ConstInt>(e.node) || std::holds_alternative<ConstFloat>(e.node);
  }

  uint64_t rows_in(uint64_t block) const {
    return std::min(runtime::kRowsPerBlock, num_rows_ - block * runtime::kRowsPerBlock);
  }

  template <typename T>
  Verdict judge_cells(const Expr& e, const runtime::BlockStats<T>& stats, uint64_t block) const {
    const bool nothing = stats.num_missing == rows_in(block), everything = stats.num_missing == 0;
    if (std::holds_alternative<IsMissing>(e.node)) return verdict_of(nothing, everything);
    if (nothing) return Verdict::kNobody;
    const Verdict present = judge_present(e, stats);
    return present == Verdict::kEverybody && !everything ? Verdict::kUnknown : present;
  }

  /// Of the rows that have a value.
  template <typename T>
  Verdict judge_present(const Expr& e, const runtime::BlockStats<T>& stats) const {
    if (const auto* n = std::get_if<Compare>(&e.node)) {
      const bool is_right = is_constant(*n->rhs);
      const Expr& constant = is_right ? *n->rhs : *n->lhs;
      const hir::CompareOp op = is_right ? n->op : mirrored(n->op);
      if constexpr (std::is_same_v<T, double>) {
        const auto* value = std::get_if<ConstFloat>(&constant.node);
        return value == nullptr || std::isnan(value->value) ? Verdict::kUnknown : compared(op, stats, value->value);
      } else {
        const auto* value = std::get_if<ConstInt>(&constant.node);
        return value == nullptr ? Verdict::kUnknown : compared(op, stats, value->value);
      }
    }
    if (const auto* n = std::get_if<InList>(&e.node)) {
      const ConstantList& list = scan_.lists[n->list];
      if constexpr (std::is_same_v<T, double>) {
        return listed(list.reals, stats);
      } else {
        return listed(list.integers, stats);
      }
    }
    if constexpr (std::is_same_v<T, int64_t>) {
      if (const auto* n = std::get_if<Range>(&e.node))
        return verdict_of(n->low <= stats.min && stats.max <= n->high, stats.max < n->low || n->high < stats.min);
      if (const auto* n = std::get_if<CodeIn>(&e.node)) return coded(scan_.code_sets[n->set], stats);
    }
    return Verdict::kUnknown;
  }

  template <typename T>
  static Verdict compared(hir::CompareOp op, const runtime::BlockStats<T>& stats, T value) {
    switch (op) {
      case hir::CompareOp::kLess: return verdict_of(stats.max < value, stats.min >= value);
      case hir::CompareOp::kLessEqual: return verdict_of(stats.max <= value, stats.min > value);
      case hir::CompareOp::kGreater: return verdict_of(stats.min > value, stats.max <= value);
      case hir::CompareOp::kGreaterEqual: return verdict_of(stats.min >= value, stats.max < value);
      case hir::CompareOp::kEqual:
        return verdict_of(stats.min == value && stats.max == value, value < stats.min || stats.max < value);
      case hir::CompareOp::kNotEqual: break;
    }
    return Verdict::kUnknown;
  }

  template <typename T>
  static Verdict listed(const std::vector<T>& items, const runtime::BlockStats<T>& stats) {
    const auto first = std::lower_bound(items.begin(), items.end(), stats.min);
    const bool none = first == items.end() || *first > stats.max;
    return verdict_of(!none && stats.min == stats.max, none);
  }

  static Verdict coded(const CodeSet& set, const runtime::BlockStats<int64_t>& stats) {
    if (stats.max - stats.min >= kMostCodes) return Verdict::kUnknown;
    int64_t found = 0;
    for (int64_t code = stats.min; code <= stats.max; ++code) {
      const auto at = static_cast<uint64_t>(code);
      found += static_cast<int64_t>((set.words[at / 64] >> (at % 64)) & 1);
    }
    return verdict_of(found == stats.max - stats.min + 1, found == 0);
  }

  const Scan& scan_;
  const Catalog& catalog_;
  uint64_t num_rows_, num_blocks_;
};

}  // namespace

std::vector<Verdict> skip_blocks(const Scan& scan, const Catalog& catalog, Trace* trace) {
  if (scan.predicate == nullptr) return {};
  const Judge judge(scan, catalog);
  if (!judge.may_decide(*scan.predicate)) return {};
  std::vector<Verdict> verdicts;
  uint64_t num_none = 0, num_all = 0;
  for (uint64_t block = 0; block < judge.num_blocks(); ++block) {
    const Verdict verdict = verdicts.emplace_back(judge.judge(*scan.predicate, block));
    num_none += verdict == Verdict::kNobody ? 1 : 0;
    num_all += verdict == Verdict::kEverybody ? 1 : 0;
  }
  if (num_none + num_all == 0) return {};
  if (trace != nullptr) {
    trace->lines.push_back(fmt::format("{}: of {} blocks {} have no member and {} nobody else", kSkipBlocks,
                                       judge.num_blocks(), num_none, num_all));
  }
  return verdicts;
}

}  // namespace segql::plan
