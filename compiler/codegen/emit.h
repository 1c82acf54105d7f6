#pragma once
/// What the emitters of this folder offer one another: functions of the builder's state and a node of the plan.

#include "base/int128.h"
#include "compiler/codegen/scan_builder.h"

namespace segql::codegen {

/// The rows of the word in hand for which `e` is true, as a word. Bits outside `active` mean nothing.
llvm::Value* emit_mask(ScanBuilder& s, const plan::Expr& e, llvm::Value* active);
/// The same, for a condition that is vector code (`Shape::is_vector`), and for one leaf of it.
llvm::Value* emit_vector(ScanBuilder& s, const plan::Expr& e);

/// The comparison of signed integers, or of doubles of which none is NaN.
llvm::CmpInst::Predicate predicate_of(hir::CompareOp op, bool is_float);
/// Whether a condition holds for the rows bound to slots (i1).
llvm::Value* emit_test(ScanBuilder& s, const plan::Expr& e);
/// All (any) of the terms hold; skips the rest of them where that pays.
llvm::Value* emit_all_of(ScanBuilder& s, plan::ExprList terms);
llvm::Value* emit_any_of(ScanBuilder& s, plan::ExprList terms);

/// A value for the rows bound to slots.
Cell emit_value(ScanBuilder& s, const plan::Expr& e);

/// Follows the references of `ref`.
Row emit_row(ScanBuilder& s, const plan::RowRef& ref);
/// The cell of `column` in `row`; i64 or double.
Cell emit_cell(ScanBuilder& s, const Row& row, uint32_t column);
/// Whether `row` exists and `column` has a value there (null: certainly); for collections too.
llvm::Value* emit_presence(ScanBuilder& s, const Row& row, uint32_t column);
/// The row's id as support functions take it: kNoRow when there is none.
llvm::Value* emit_row_id(ScanBuilder& s, const Row& row);

/// Tells the memory that what stands at `address` will be read. It may be anywhere.
void ask_early(ScanBuilder& s, llvm::Value* address);
/// The same for the cells of a column at the rows that `word` has, of 64 from `first_row` on.
void ask_cells_early(ScanBuilder& s, uint32_t column, llvm::Value* word, llvm::Value* first_row);
/// array[index], or zero when there is no such row.
llvm::Value* load_or_zero(ScanBuilder& s, llvm::Value* array, llvm::Type* element, llvm::Value* index,
                          llvm::Value* exists);

/// The order in which rows are visited: whichever is quickest, or by time.
enum class Order : uint8_t { kAny, kForward, kBackward };
/// Visits the rows of `rows` with their slot bound, carrying a state.
Values emit_for_each_row(ScanBuilder& s, const plan::RowSet& rows, Order order, Values initial,
                         llvm::function_ref<Turn(llvm::ArrayRef<llvm::Value*> state)> body);
/// How many rows the set has.
llvm::Value* emit_count(ScanBuilder& s, const plan::RowSet& rows);

/// The rows of the word in hand for which the terms hold, all of them or any. Bits of rows that do not exist mean
/// nothing. REQUIRES: each is an event term of the same relation, or Not over one.
llvm::Value* emit_event_words(ScanBuilder& s, plan::ExprList terms, bool all);
/// The same, where all that is wanted of the events is counts and sums of cells. REQUIRES: EventTerm::is_plain of each.
llvm::Value* emit_owner_tallies(ScanBuilder& s, plan::ExprList terms, bool all);
/// Which of the 64 events from `first` on are among those from `begin` to `end`, and in each set. REQUIRES: one of them
/// is among them, so that there is such a word.
Values emit_events_of(ScanBuilder& s, llvm::ArrayRef<const plan::RowSet*> sets, llvm::Value* first, llvm::Value* begin,
                      llvm::Value* end);
/// Whether a time is in the window of `rows`, for the events of the word in hand.
llvm::Value* emit_window_word(ScanBuilder& s, const plan::RowSet& rows);

/// Row sets: tests and aggregates over them.
llvm::Value* emit_at_least(ScanBuilder& s, const plan::Expr& e, const plan::AtLeast& n);
llvm::Value* emit_edge(ScanBuilder& s, const plan::Edge& n);
Cell emit_aggregate(ScanBuilder& s, const plan::Expr& e, const plan::Aggregate& n);
/// A sum or an average as a state that each row in turn is added to, and what it comes to.
Values total_of_nothing(ScanBuilder& s, const plan::Aggregate& n);
Values emit_add_to_total(ScanBuilder& s, const plan::Aggregate& n, llvm::ArrayRef<llvm::Value*> total);
Cell emit_total_value(ScanBuilder& s, const plan::Aggregate& n, llvm::ArrayRef<llvm::Value*> total);

/// Functions of the language.
Cell emit_call(ScanBuilder& s, const plan::Expr& e, const plan::Call& n);
Cell emit_lookup(ScanBuilder& s, const plan::Expr& e, const plan::Lookup& n);

/// Arithmetic.
Cell emit_sum(ScanBuilder& s, const plan::Expr& e, const plan::Sum& n);
Cell emit_product(ScanBuilder& s, const plan::Expr& e, const plan::Product& n);
Cell emit_quotient(ScanBuilder& s, const plan::Expr& e, const plan::Quotient& n);
Cell emit_negate(ScanBuilder& s, const plan::Expr& e, const plan::Negate& n);
Cell emit_rescale(ScanBuilder& s, const plan::Rescale& n);
Cell emit_to_float(ScanBuilder& s, const plan::ToFloat& n);
Cell emit_narrow(ScanBuilder& s, const plan::Narrow& n);
/// (lhs * 10^power) / rhs, kWide.
Cell emit_wide_divide(ScanBuilder& s, const Cell& lhs, const Cell& rhs, uint8_t power);
/// A double that is missing when it is NaN.
Cell without_nan(ScanBuilder& s, const Cell& cell);
/// A sum of i128 or i192 as kWide: missing, and counted, beyond 38 digits.
Cell checked_wide(ScanBuilder& s, const Cell& total);
/// A call that answers 1 and writes an `out` of `type`, or answers 0 (missing); `arguments` without the out pointer.
Cell call_with_out(ScanBuilder& s, const SupportFunction& function, llvm::SmallVector<llvm::Value*, 6> arguments,
                   llvm::Type* type);
/// The address of a copy of a wide value.
llvm::Value* by_pointer(ScanBuilder& s, llvm::Value* wide);

/// An upper bound of the magnitude of a kWide value, from the form of the expression alone; saturates at 10^38.
uint128 wide_bound(const Shape& shape, const plan::Expr& e);
/// 2^63: of any kInt value.
inline constexpr uint128 kIntBound = uint128{1} << 63;

// ---------- presence ----------

/// Both there. Null is "certainly".
llvm::Value* both_present(ScanBuilder& s, llvm::Value* lhs, llvm::Value* rhs);
/// `test` and the value is there.
llvm::Value* when_present(ScanBuilder& s, llvm::Value* present, llvm::Value* test);
/// The value, or zero where it is not there.
llvm::Value* value_or_zero(ScanBuilder& s, const Cell& cell);

}  // namespace segql::codegen
