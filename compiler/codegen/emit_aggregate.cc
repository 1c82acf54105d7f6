// Aggregates over row sets.
//
// Counts, sums, extremes and ends are one loop with its state in registers; `sum of amount` is, in C:
//   __int128 sum = 0;
//   for (i = begin; i < end; ++i) if (where(rows[i]) && is_present(amount, rows[i])) sum += amount[rows[i]];
// Distinct values, median and most common value go through a collector of the context.
#include <llvm/IR/Constants.h>

#include "base/try.h"
#include "compiler/codegen/emit.h"
#include "runtime/abi/support.h"

namespace segql::codegen {

using hir::AggregateKind;
using llvm::Value;
using plan::Aggregate;
using plan::Expr;
using plan::Repr;

namespace {

/// A set has at most 2^32 rows.
constexpr uint128 kMostRows = uint128{1} << 32;

bool is_text(const Expr& value) { return value.dictionary != plan::kNone && value.repr == Repr::kInt; }

Value* choose(ScanBuilder& s, Value* present, Value* value, Value* otherwise) {
  return present == nullptr ? value : s.b.CreateSelect(present, value, otherwise);
}

/// The sum of the present values (i128, i192 or double) and, for an average, how many they are.
Values emit_total(ScanBuilder& s, const Aggregate& n) {
  const Order order = n.value->repr == Repr::kFloat ? Order::kForward : Order::kAny;
  return emit_for_each_row(s, *n.rows, order, total_of_nothing(s, n), [&](llvm::ArrayRef<Value*> state) -> Turn {
    return {emit_add_to_total(s, n, state), nullptr};
  });
}

Cell as_wide(ScanBuilder& s, Value* sum) {
  return sum->getType() == s.wide_type() ? Cell{sum, nullptr} : checked_wide(s, {sum, nullptr});
}

/// value < best, or best < value; text by code points.
Value* is_better(ScanBuilder& s, const Aggregate& n, Value* value, Value* best) {
  const bool is_min = n.kind == AggregateKind::kMin;
  if (n.value->repr == Repr::kFloat) return is_min ? s.b.CreateFCmpOLT(value, best) : s.b.CreateFCmpOGT(value, best);
  if (!is_text(*n.value)) return is_min ? s.b.CreateICmpSLT(value, best) : s.b.CreateICmpSGT(value, best);
  Value* const dictionary = s.dictionary(n.value->dictionary);
  Value* const order = s.call<&runtime::segql_text_compare>({dictionary, value, dictionary, best});
  return is_min ? s.b.CreateICmpSLT(order, s.i32(0)) : s.b.CreateICmpSGT(order, s.i32(0));
}

Cell emit_extreme(ScanBuilder& s, const Aggregate& n) {
  Builder& b = s.b;
  Value* const nothing = llvm::Constant::getNullValue(s.type_of_repr(n.value->repr));
  const Values best = emit_for_each_row(
      s, *n.rows, Order::kForward, {nothing, b.getFalse()}, [&](llvm::ArrayRef<Value*> state) -> Turn {
        const Cell cell = emit_value(s, *n.value);
        Value* const better = b.CreateOr(b.CreateNot(state[1]), is_better(s, n, cell.value, state[0]), "better");
        Value* const take = when_present(s, cell.present, better);
        return {{b.CreateSelect(take, cell.value, state[0], "best"), b.CreateOr(state[1], take)}, nullptr};
      });
  return {best[0], best[1]};
}

/// The value of the first row visited, missing if that row's value is.
Cell emit_end(ScanBuilder& s, const Aggregate& n) {
  Value* const nothing = llvm::Constant::getNullValue(s.type_of_repr(n.value->repr));
  const Order order = n.kind == AggregateKind::kLast ? Order::kBackward : Order::kForward;
  const Values end =
      emit_for_each_row(s, *n.rows, order, {nothing, s.b.getFalse()}, [&](llvm::ArrayRef<Value*>) -> Turn {
        const Cell cell = emit_value(s, *n.value);
        return {{cell.value, cell.present == nullptr ? s.b.getTrue() : cell.present}, s.b.getTrue()};
      });
  return {end[0], end[1]};
}

/// Rows that satisfy, times 10^power, over rows.
Cell emit_share(ScanBuilder& s, const Aggregate& n) {
  Builder& b = s.b;
  const Values counts =
      emit_for_each_row(s, *n.rows, Order::kAny, {s.i64(0), s.i64(0)}, [&](llvm::ArrayRef<Value*> state) -> Turn {
        Value* const hit = b.CreateZExt(emit_test(s, *n.satisfy), b.getInt64Ty());
        return {{b.CreateAdd(state[0], hit, "hits"), b.CreateAdd(state[1], s.i64(1), "count")}, nullptr};
      });
  return emit_wide_divide(s, {b.CreateZExt(counts[0], s.wide_type()), nullptr},
                          {b.CreateZExt(counts[1], s.wide_type()), nullptr}, n.power);
}

/// collect_reset(id); for each row: if (present) collect_add(id, value);
void emit_collect(ScanBuilder& s, const Aggregate& n) {
  Value* const id = s.i32(n.collector);
  s.call<&runtime::segql_collect_reset>({s.eval_context(), id});
  emit_for_each_row(s, *n.rows, Order::kAny, {}, [&](llvm::ArrayRef<Value*>) -> Turn {
    const Cell cell = emit_value(s, *n.value);
    const auto add = [&]() -> Values {
      switch (n.value->repr) {
        case Repr::kBool:
        case Repr::kInt: s.call<&runtime::segql_collect_add>({s.eval_context(), id, cell.value}); break;
        case Repr::kWide:
          s.call<&runtime::segql_collect_add_wide>({s.eval_context(), id, by_pointer(s, cell.value)});
          break;
        case Repr::kFloat: s.call<&runtime::segql_collect_add_float>({s.eval_context(), id, cell.value}); break;
      }
      return {};
    };
    emit_if(s.b, cell.present == nullptr ? s.b.getTrue() : cell.present, add, {});
    return {};
  });
}

Cell emit_median(ScanBuilder& s, const Aggregate& n) {
  emit_collect(s, n);
  Value* const id = s.i32(n.collector);
  if (n.value->repr == Repr::kFloat) {
    return call_with_out(s, support_function<&runtime::segql_collect_median_float>(), {s.eval_context(), id},
                         s.b.getDoubleTy());
  }
  const SupportFunction& median = n.value->repr == Repr::kWide ? support_function<&runtime::segql_collect_median_wide>()
                                                               : support_function<&runtime::segql_collect_median_int>();
  return call_with_out(s, median, {s.eval_context(), id, s.i32(n.power)}, s.wide_type());
}

Cell emit_most_common(ScanBuilder& s, const Aggregate& n) {
  emit_collect(s, n);
  llvm::Type* const type = s.type_of_repr(n.value->repr);
  Value* const id = s.i32(n.collector);
  if (is_text(*n.value)) {
    return call_with_out(s, support_function<&runtime::segql_collect_most_common_text>(),
                         {s.eval_context(), id, s.dictionary(n.value->dictionary)}, type);
  }
  const SupportFunction& most_common = n.value->repr == Repr::kFloat
                                           ? support_function<&runtime::segql_collect_most_common_float>()
                                           : support_function<&runtime::segql_collect_most_common_int>();
  return call_with_out(s, most_common, {s.eval_context(), id}, type);
}

}  // namespace

Values total_of_nothing(ScanBuilder& s, const Aggregate& n) {
  const bool is_float = n.value->repr == Repr::kFloat;
  const uint128 bound = n.value->repr == Repr::kInt ? kIntBound : is_float ? 0 : wide_bound(s.shape, *n.value);
  const bool is_safe = bound < static_cast<uint128>(runtime::kWideLimit) / kMostRows;
  llvm::Type* const type = is_float ? s.b.getDoubleTy() : is_safe ? s.wide_type() : s.b.getIntNTy(192);
  Values total{llvm::Constant::getNullValue(type)};
  if (n.kind == AggregateKind::kAvg) total.push_back(s.i64(0));
  return total;
}

Values emit_add_to_total(ScanBuilder& s, const Aggregate& n, llvm::ArrayRef<Value*> total) {
  Builder& b = s.b;
  const Cell cell = emit_value(s, *n.value);
  Value* const sum = n.value->repr == Repr::kFloat
                         ? b.CreateFAdd(total[0], cell.value, "sum")
                         : b.CreateAdd(total[0], b.CreateSExt(cell.value, total[0]->getType()), "sum");
  Values next{choose(s, cell.present, sum, total[0])};
  if (n.kind != AggregateKind::kAvg) return next;
  Value* const one = cell.present == nullptr ? s.i64(1) : b.CreateZExt(cell.present, b.getInt64Ty());
  next.push_back(b.CreateAdd(total[1], one, "count"));
  return next;
}

Cell emit_total_value(ScanBuilder& s, const Aggregate& n, llvm::ArrayRef<Value*> total) {
  Builder& b = s.b;
  const bool is_float = n.value->repr == Repr::kFloat;
  if (n.kind == AggregateKind::kSum) {
    return is_float ? without_nan(s, {total[0], nullptr}) : as_wide(s, total[0]);
  }
  if (!is_float) {
    return emit_wide_divide(s, as_wide(s, total[0]), {b.CreateZExt(total[1], s.wide_type()), nullptr}, n.power);
  }
  Value* const some = b.CreateICmpNE(total[1], s.i64(0), "some");
  return without_nan(s, {b.CreateFDiv(total[0], b.CreateSIToFP(total[1], b.getDoubleTy())), some});
}

Cell emit_aggregate(ScanBuilder& s, const Expr& e, const Aggregate& n) {
  if (const auto known = s.tallied.find(&e); known != s.tallied.end()) return known->second;
  switch (n.kind) {
    case AggregateKind::kCount: return {emit_count(s, *n.rows), nullptr};
    case AggregateKind::kCountDistinct:
      emit_collect(s, n);
      return {s.call<&runtime::segql_collect_count_distinct>({s.eval_context(), s.i32(n.collector)}), nullptr};
    case AggregateKind::kSum:
    case AggregateKind::kAvg: return emit_total_value(s, n, emit_total(s, n));
    case AggregateKind::kMin:
    case AggregateKind::kMax: return emit_extreme(s, n);
    case AggregateKind::kMedian: return emit_median(s, n);
    case AggregateKind::kFirst:
    case AggregateKind::kLast: return emit_end(s, n);
    case AggregateKind::kMostCommon: return emit_most_common(s, n);
    case AggregateKind::kShare: return emit_share(s, n);
  }
  SEGQL_CHECK(!"an aggregate of no kind");
  return {llvm::Constant::getNullValue(s.type_of_repr(e.repr)), s.b.getFalse()};
}

}  // namespace segql::codegen
