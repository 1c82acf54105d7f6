// And, Or, Not over words of 64 rows, and the loop that brings row-by-row conditions to words.
//
// Terms come in rank order. Neighbours of one sort make a group: vector terms are evaluated together without branches;
// terms that go row by row share one loop over the rows still undecided. Between groups one branch leaves when nothing
// is left to decide. For `vector1 and vector2 and rows1` that is, in C:
//
//   mask = vector1 & vector2;
//   if (mask == 0) return 0;
//   for (hits = 0, rest = mask; rest; rest &= rest - 1) hits |= (uint64_t)rows1(ctz(rest)) << ctz(rest);
//   return hits;
//
// Terms over the scanned rows' own events that are evaluated by event words (emit_event_words.cc) are a third sort:
// neighbours over one relation share one pass over its events. The word in hand may itself be one of events, whose
// `where` is being evaluated.
//
// A condition may have ten thousand terms, so groups follow one another in a loop and not in one another's calls.
#include "compiler/codegen/emit.h"

namespace segql::codegen {

using llvm::Value;
using plan::Expr;

namespace {

/// Conditions evaluated without a branch between them. A branch costs about as much as one of them, and shorter blocks
/// are compiled disproportionately faster (instruction selection looks at all of a block for every operation on words).
constexpr size_t kGroup = 4;

enum class Sort : uint8_t { kVector, kRows, kEvents, kMixed };

Sort sort_of(const ScanBuilder& s, const Expr& e) {
  if (is_referenced_member(s.scan, s.word_slot, e)) return Sort::kMixed;
  if (s.shape.is_vector(e, s.word_slot)) return Sort::kVector;
  if (s.shape.event_term(e) != nullptr) return Sort::kEvents;
  if (const auto* n = std::get_if<plan::Not>(&e.node)) return sort_of(s, *n->operand);
  const bool inner = std::holds_alternative<plan::And>(e.node) || std::holds_alternative<plan::Or>(e.node);
  return inner ? Sort::kMixed : Sort::kRows;
}

/// Conditions in `e` that are not And, Or, Not.
size_t num_leaves(const Expr& e) {
  const auto of = [](plan::ExprList terms) {
    size_t sum = 0;
    for (const Expr* term : terms) sum += num_leaves(*term);
    return sum;
  };
  if (const auto* n = std::get_if<plan::And>(&e.node)) return of(n->terms);
  if (const auto* n = std::get_if<plan::Or>(&e.node)) return of(n->terms);
  if (const auto* n = std::get_if<plan::Not>(&e.node)) return num_leaves(*n->operand);
  return 1;
}

/// Length of the group at the front of `terms`.
size_t group_size(const ScanBuilder& s, plan::ExprList terms) {
  const auto relation = [&](const Expr& e) { return s.shape.event_term(e)->relation; };
  const Sort sort = sort_of(s, *terms[0]);
  if (sort == Sort::kMixed) return 1;
  size_t size = 1;
  for (size_t leaves = num_leaves(*terms[0]); size < terms.size() && sort_of(s, *terms[size]) == sort; ++size) {
    leaves += num_leaves(*terms[size]);
    if (sort != Sort::kRows && leaves > kGroup) break;
    if (sort == Sort::kEvents && relation(*terms[size]) != relation(*terms[0])) break;
  }
  return size;
}

/// The rows of `active` for which `test` holds.
Value* emit_rows_mask(ScanBuilder& s, Value* active, llvm::function_ref<Value*()> test) {
  return emit_for_each_bit(s.b, active, {s.i64(0)}, [&](Value* bit, llvm::ArrayRef<Value*> hits) -> Values {
    s.slots[s.word_slot] = {s.b.CreateAdd(s.first_row, bit, "row"), nullptr};
    Value* const hit = s.b.CreateZExt(test(), s.b.getInt64Ty(), "hit");
    return {s.b.CreateOr(hits[0], s.b.CreateShl(hit, bit), "hits")};
  })[0];
}

/// Of so few rows the row ids are scattered, and 64 of them are not worth loading. Measured with S6 of the benchmark,
/// where six rows of a word are left.
constexpr int64_t kFewRows = 3;

/// Vector code that is worth more than a branch: where only a few rows are asked for, they are taken one by one.
Value* emit_referenced_mask(ScanBuilder& s, const Expr& e, Value* active) {
  Value* const count = s.b.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, active);
  return emit_either(
      s.b, s.b.CreateICmpULE(count, s.i64(kFewRows), "few"),
      [&]() -> Values { return {emit_rows_mask(s, active, [&] { return emit_test(s, e); })}; },
      [&]() -> Values { return {emit_vector(s, e)}; })[0];
}

/// Bits outside `active` are 0.
Value* emit_and(ScanBuilder& s, plan::ExprList terms, Value* active) {
  Chain chain(s.b);
  Value* mask = active;
  while (true) {
    const size_t size = group_size(s, terms);
    const plan::ExprList group = terms.first(size);
    Value* const undecided = mask;
    switch (sort_of(s, *group[0])) {
      case Sort::kVector:
        for (const Expr* term : group) mask = s.b.CreateAnd(mask, emit_mask(s, *term, undecided));
        break;
      case Sort::kRows: mask = emit_rows_mask(s, undecided, [&] { return emit_all_of(s, group); }); break;
      case Sort::kEvents: mask = s.b.CreateAnd(mask, emit_event_words(s, group, true)); break;
      case Sort::kMixed: mask = s.b.CreateAnd(mask, emit_mask(s, *group[0], undecided)); break;
    }
    terms = terms.subspan(size);
    if (terms.empty()) return chain.result(mask);
    chain.stop_unless(s.b.CreateICmpNE(mask, s.i64(0), "some"), s.i64(0));
  }
}

/// Bits outside `active` mean nothing.
Value* emit_or(ScanBuilder& s, plan::ExprList terms, Value* active) {
  Chain chain(s.b);
  Value* found = s.i64(0);
  Value* undecided = active;
  while (true) {
    const size_t size = group_size(s, terms);
    const plan::ExprList group = terms.first(size);
    Value* mask = s.i64(0);
    switch (sort_of(s, *group[0])) {
      case Sort::kVector:
        for (const Expr* term : group) mask = s.b.CreateOr(mask, emit_mask(s, *term, undecided));
        break;
      case Sort::kRows: mask = emit_rows_mask(s, undecided, [&] { return emit_any_of(s, group); }); break;
      case Sort::kEvents: mask = emit_event_words(s, group, false); break;
      case Sort::kMixed: mask = emit_mask(s, *group[0], undecided); break;
    }
    found = s.b.CreateOr(found, mask, "found");
    terms = terms.subspan(size);
    if (terms.empty()) return chain.result(found);
    undecided = s.b.CreateAnd(undecided, s.b.CreateNot(mask), "undecided");
    chain.stop_unless(s.b.CreateICmpNE(undecided, s.i64(0), "some"), active);  // all of them are found
  }
}

}  // namespace

Value* emit_mask(ScanBuilder& s, const Expr& e, Value* active) {
  if (const auto* n = std::get_if<plan::And>(&e.node))
    return n->terms.empty() ? s.i64(-1) : emit_and(s, n->terms, active);
  if (const auto* n = std::get_if<plan::Or>(&e.node)) return n->terms.empty() ? s.i64(0) : emit_or(s, n->terms, active);
  if (const Expr* term = &e; s.shape.event_term(e) != nullptr) return emit_event_words(s, {&term, 1}, true);
  if (const auto* n = std::get_if<plan::Not>(&e.node)) return s.b.CreateNot(emit_mask(s, *n->operand, active));
  if (is_referenced_member(s.scan, s.word_slot, e)) return emit_referenced_mask(s, e, active);
  if (s.shape.is_vector(e, s.word_slot)) return emit_vector(s, e);
  return emit_rows_mask(s, active, [&] { return emit_test(s, e); });
}

}  // namespace segql::codegen
