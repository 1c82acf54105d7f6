// Row sets: which events of an owner are in one, and the tests that visit them.
//
// The events of owner o are positions [starts[o], starts[o + 1]) in order of time. The end of a window is a binary
// search that is mostly one look at the last event. Its beginning is another search, or, when every row is looked at
// anyway, the place where a walk backward stops. `at least 2 purchases within ... where (...)` is, in C:
//   begin = starts[o]; end = starts[o + 1];
//   if (begin < end && !(time[end - 1] < to)) end = lower_bound(begin, end - 1, to);
//   for (count = 0, i = end; i > begin && time[i - 1] >= from && count < 2; --i) count += where(rows[i - 1]);
//   holds = count >= 2;
#include <llvm/IR/Constants.h>

#include "compiler/codegen/emit.h"

namespace segql::codegen {

using llvm::Value;

namespace {

struct Positions {
  Value* begin;
  Value* end;
};

/// The event row at a position.
Row emit_event(ScanBuilder& s, uint32_t relation, Value* position) {
  if (s.scan.relations[relation].in_order) return {position, nullptr};
  Value* const row = load_or_zero(s, s.relation_rows(relation), s.b.getInt32Ty(), position, nullptr);
  return {s.b.CreateZExt(row, s.b.getInt64Ty(), "event"), nullptr};
}

Cell emit_time(ScanBuilder& s, uint32_t relation, const Row& event) {
  return emit_cell(s, event, s.scan.relations[relation].time_column);
}

/// time[position] < instant
Value* is_before(ScanBuilder& s, uint32_t relation, Value* position, Value* instant) {
  return s.b.CreateICmpSLT(emit_time(s, relation, emit_event(s, relation, position)).value, instant, "before");
}

/// while (begin < end) { mid = (begin + end) / 2; if (time[mid] < instant) begin = mid + 1; else end = mid; }
Value* emit_lower_bound(ScanBuilder& s, uint32_t relation, const Positions& at, Value* instant) {
  Builder& b = s.b;
  return emit_while(
      b, {at.begin, at.end}, [&](llvm::ArrayRef<Value*> state) { return b.CreateICmpSLT(state[0], state[1], "more"); },
      [&](llvm::ArrayRef<Value*> state) -> Values {
        Value* const middle = b.CreateLShr(b.CreateAdd(state[0], state[1]), 1, "middle");
        Value* const before = is_before(s, relation, middle, instant);
        return {b.CreateSelect(before, b.CreateAdd(middle, s.i64(1)), state[0]),
                b.CreateSelect(before, state[1], middle)};
      })[0];
}

/// The events of the owner.
Positions emit_events(ScanBuilder& s, const plan::RowSet& rows) {
  Builder& b = s.b;
  const Row owner = emit_row(s, rows.owner);
  Value* const starts = s.relation_starts(rows.relation);
  Value* const begin = load_or_zero(s, starts, b.getInt32Ty(), owner.index, owner.exists);
  Value* const end = load_or_zero(s, starts, b.getInt32Ty(), b.CreateAdd(owner.index, s.i64(1)), owner.exists);
  return {b.CreateZExt(begin, b.getInt64Ty(), "begin"), b.CreateZExt(end, b.getInt64Ty(), "end")};
}

/// Events that have no time cannot be searched; they are looked at one by one, and are in no window.
bool is_searched(const ScanBuilder& s, const plan::RowSet& rows) {
  return !s.scan.columns[s.scan.relations[rows.relation].time_column].has_validity;
}

struct Window {
  Cell from, to;  ///< null values: unbounded
};

Window emit_window(ScanBuilder& s, const plan::RowSet& rows) {
  return {rows.from == nullptr ? Cell{} : emit_value(s, *rows.from),
          rows.to == nullptr ? Cell{} : emit_value(s, *rows.to)};
}

/// The events before `window.to`.
Positions emit_positions(ScanBuilder& s, const plan::RowSet& rows, const Window& window) {
  Builder& b = s.b;
  Positions at = emit_events(s, rows);
  if (Value* const present = both_present(s, window.from.present, window.to.present)) {
    at.end = b.CreateSelect(present, at.end, at.begin, "end");
  }
  if (!is_searched(s, rows)) return at;
  if (window.to.value != nullptr) {
    const auto search = [&]() -> Values {
      Value* const last = b.CreateSub(at.end, s.i64(1), "last");
      Value* const beyond = b.CreateNot(is_before(s, rows.relation, last, window.to.value), "beyond");
      return emit_if(b, beyond,
                     [&]() -> Values {
                       return {emit_lower_bound(s, rows.relation, {at.begin, last}, window.to.value)};
                     },
                     {at.end});
    };
    at.end = emit_if(b, b.CreateICmpSLT(at.begin, at.end, "some"), search, {at.end})[0];
  }
  return at;
}

/// The first of the positions that is not before `window.from`.
Value* emit_begin(ScanBuilder& s, const plan::RowSet& rows, const Window& window, const Positions& at) {
  const bool bounded = window.from.value != nullptr && is_searched(s, rows);
  return bounded ? emit_lower_bound(s, rows.relation, at, window.from.value) : at.begin;
}

/// The instant of the event is present and in the window.
Value* emit_in_window(ScanBuilder& s, const plan::RowSet& rows, const Window& window) {
  const Cell time = emit_time(s, rows.relation, s.slots[rows.slot]);
  Value* inside = s.b.getTrue();
  if (window.from.value != nullptr) inside = s.b.CreateAnd(inside, s.b.CreateICmpSGE(time.value, window.from.value));
  if (window.to.value != nullptr) inside = s.b.CreateAnd(inside, s.b.CreateICmpSLT(time.value, window.to.value));
  return when_present(s, time.present, inside);
}

bool is_bounded(const plan::RowSet& rows) { return rows.from != nullptr || rows.to != nullptr; }

/// What an event must satisfy beyond its position, or null.
Value* emit_filter(ScanBuilder& s, const plan::RowSet& rows, const Window& window) {
  Value* filter = nullptr;
  if (is_bounded(rows) && !is_searched(s, rows)) filter = emit_in_window(s, rows, window);
  if (rows.where == nullptr) return filter;
  if (filter == nullptr) return emit_test(s, *rows.where);
  return emit_if(s.b, filter, [&]() -> Values { return {emit_test(s, *rows.where)}; }, {s.b.getFalse()})[0];
}

}  // namespace

Values emit_for_each_row(ScanBuilder& s, const plan::RowSet& rows, Order order, Values initial,
                         llvm::function_ref<Turn(llvm::ArrayRef<Value*>)> body) {
  const Window window = emit_window(s, rows);
  Positions at = emit_positions(s, rows, window);
  const auto after_from = [&](Value* position) {
    return s.b.CreateNot(is_before(s, rows.relation, position, window.from.value), "inside");
  };
  llvm::function_ref<Value*(Value*)> guard = nullptr;
  if (order == Order::kForward) {
    at.begin = emit_begin(s, rows, window, at);
  } else if (window.from.value != nullptr && is_searched(s, rows)) {
    guard = after_from;
  }
  return emit_for(s.b, at.begin, at.end, order != Order::kForward, initial, guard,
                  [&](Value* position, llvm::ArrayRef<Value*> state) -> Turn {
                    s.slots[rows.slot] = emit_event(s, rows.relation, position);
                    Value* const filter = emit_filter(s, rows, window);
                    if (filter == nullptr) return body(state);
                    Values otherwise(state.begin(), state.end());
                    otherwise.push_back(s.b.getFalse());
                    const auto visit = [&] {
                      const Turn turn = body(state);
                      Values values = turn.next;
                      values.push_back(turn.stop == nullptr ? s.b.getFalse() : turn.stop);
                      return values;
                    };
                    Values next = emit_if(s.b, filter, visit, otherwise);
                    Value* const stop = next.pop_back_val();
                    return {next, stop};
                  });
}

Value* emit_count(ScanBuilder& s, const plan::RowSet& rows) {
  if (rows.where == nullptr && (!is_bounded(rows) || is_searched(s, rows))) {  // no need to look at the rows
    const Window window = emit_window(s, rows);
    const Positions at = emit_positions(s, rows, window);
    return s.b.CreateSub(at.end, emit_begin(s, rows, window, at), "count");
  }
  return emit_for_each_row(s, rows, Order::kAny, {s.i64(0)}, [&](llvm::ArrayRef<Value*> state) -> Turn {
    return {{s.b.CreateAdd(state[0], s.i64(1), "count")}, nullptr};
  })[0];
}

Value* emit_at_least(ScanBuilder& s, const plan::Expr& e, const plan::AtLeast& n) {
  if (const auto known = s.tallied.find(&e); known != s.tallied.end()) return known->second.value;
  Value* const wanted = s.param(s.shape.in_row(e).param, "wanted");
  if (n.rows->where == nullptr) return s.b.CreateICmpSGE(emit_count(s, *n.rows), wanted, "enough");
  Value* const count =
      emit_for_each_row(s, *n.rows, Order::kAny, {s.i64(0)}, [&](llvm::ArrayRef<Value*> state) -> Turn {
        Value* const next = s.b.CreateAdd(state[0], s.i64(1), "count");
        return {{next}, s.b.CreateICmpSGE(next, wanted)};
      })[0];
  return s.b.CreateICmpSGE(count, wanted, "enough");
}

Value* emit_edge(ScanBuilder& s, const plan::Edge& n) {
  return emit_for_each_row(s, *n.rows, n.latest ? Order::kBackward : Order::kForward, {s.b.getFalse()},
                           [&](llvm::ArrayRef<Value*>) -> Turn {
                             return {{n.satisfy == nullptr ? s.b.getTrue() : emit_test(s, *n.satisfy)}, s.b.getTrue()};
                           })[0];
}

}  // namespace segql::codegen
