// Event words: conditions over the events of 64 owners, evaluated while those events go by, 64 at a time.
//
// The events of 64 neighbouring owners are one range of event rows, so what an event must satisfy is a mask over a word
// of events, made as the mask over a word of owners is made (emit_mask.cc). Owners come along in the same order: a turn
// of the loop takes what one word has for one owner. `at least 2 purchases within ... where (...)` is, in C:
//
//   begin = starts[first_row]; end = starts[first_row + owners];
//   hits = count = events = 0; limit = begin / 64 * 64;         // events: those of the word that ends at limit
//   for (owner = 0; owner < owners;) {
//     last = starts[first_row + owner + 1];
//     own = last < limit ? ((uint64_t)1 << (last - (limit - 64))) - 1 : ~0;
//     count += popcount(events & own);
//     events &= ~own;
//     if (last <= limit) {                                      // that was all of the owner
//       hits |= (uint64_t)(count >= 2) << owner++;
//       count = 0;
//     } else {                                                  // the next word: it has some of the owner's events
//       if (limit == filled)                                    // words are made some ahead of the owners
//         for (stop = min(limit + 16 * 64, end); filled < stop; filled += 64)
//           ring[filled / 64 % 16] = in [begin, end) & in window(filled) & where(filled);
//       events = ring[limit / 64 % 16];
//       limit += 64;
//     }
//   }
//
// Making words ahead keeps that loop free of branches that nobody can foretell, so that loads of many words are under
// way at once; and what a sum will read of few events here and there is asked of the memory early.
//
// Where events count for few owners, most words have nothing for any of them. The owners that end in such a word are
// passed over, unless the condition looks at the owner, too. `hits` starts as what they are, and a turn corrects it:
//
//     if (events == 0 && count == 0 && owners == 64)            // after a word was fetched
//       owner = popcount(starts[first_row + 1 .. first_row + 64] <= limit);
//
// A sum is added up over the bits of `events & own`. Several conditions over one relation are answered in one pass.
#include <algorithm>
#include <tuple>

#include <llvm/IR/Constants.h>

#include "base/try.h"
#include "compiler/codegen/emit.h"
#include "compiler/plan/traverse.h"

namespace segql::codegen {

using llvm::Value;
using plan::Expr;

namespace {

constexpr unsigned kLanes = 64;
/// Words of events that are made ahead: as many as the memory needs to answer, measured; a power of two.
constexpr int64_t kRing = 16;

/// What is kept of an owner's events for one AtLeast or Aggregate.
struct Tally {
  const Expr* node;
  size_t set;    ///< of its row set among those of the pass
  size_t first;  ///< of its state: a count, or a total
  size_t size;
};

const plan::Aggregate* total_of(const Expr& e) {
  const auto* n = std::get_if<plan::Aggregate>(&e.node);
  return n == nullptr || n->kind == hir::AggregateKind::kCount ? nullptr : n;
}

/// The lowest `count` bits; all of them unless 0 <= count < 64.
Value* ones(ScanBuilder& s, Value* count) {
  Value* const some = s.b.CreateSub(s.b.CreateShl(s.i64(1), s.b.CreateAnd(count, s.i64(63))), s.i64(1));
  return s.b.CreateSelect(s.b.CreateICmpULT(count, s.i64(64)), some, s.i64(-1), "ones");
}

/// One pass over the events of the owners of the word in hand.
class EventPass {
 public:
  EventPass(ScanBuilder& s, plan::ExprList terms, bool all) : s_(s), b_(s.b), terms_(terms), all_(all) {
    for (const Expr* term : terms) {
      const EventTerm& form = *s.shape.event_term(*term);
      relation_ = form.relation;
      sparse_ = sparse_ && form.is_sparse;
      for (const Expr* node : form.tallies) add(*node);
    }
  }

  Value* run() {
    first_owner_ = s_.first_row;
    owners_ = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, b_.CreateSub(s_.num_rows(), first_owner_), s_.i64(64),
                                       nullptr, "owners");
    begin_ = start_of(s_.i64(0));
    end_ = start_of(owners_);
    idle_ = sparse_ ? holds(nothing_) : b_.getFalse();
    ring_ = s_.make_room(llvm::ArrayType::get(b_.getInt64Ty(), sets_.size() * kRing));
    Value* const limit = b_.CreateAnd(begin_, s_.i64(-64), "limit");
    Values initial{b_.CreateSExt(idle_, b_.getInt64Ty(), "hits"), s_.i64(0), limit, limit};
    initial.append(sets_.size(), s_.i64(0));
    initial.append(nothing_);
    return emit_while(
        b_, initial, [&](llvm::ArrayRef<Value*> state) { return b_.CreateICmpULT(state[kOwner], owners_, "more"); },
        [&](llvm::ArrayRef<Value*> state) { return turn(state); })[kHits];
  }

 private:
  /// The state of the loop: these, then the events of each set, then the tallies of the owner.
  enum : size_t { kHits, kOwner, kLimit, kFilled, kEvents };

  void add(const Expr& node) {
    const plan::RowSet* rows = &s_.shape.set_of(*plan::rows_of(node));
    const auto known = std::find(sets_.begin(), sets_.end(), rows);
    const auto set = static_cast<size_t>(known - sets_.begin());
    if (known == sets_.end()) sets_.push_back(rows);
    const plan::Aggregate* total = total_of(node);
    const Values nothing = total == nullptr ? Values{s_.i64(0)} : total_of_nothing(s_, *total);
    tallies_.push_back({&node, set, nothing_.size(), nothing.size()});
    nothing_.append(nothing);
  }

  Value* start_of(Value* owner) {
    Value* const at = s_.offset(s_.relation_starts(relation_), b_.getInt32Ty(), b_.CreateAdd(first_owner_, owner));
    return b_.CreateZExt(s_.load_constant(b_.getInt32Ty(), at, 4, "start"), b_.getInt64Ty());
  }

  Values turn(llvm::ArrayRef<Value*> state) {
    Value* const owner = state[kOwner];
    Value* const limit = state[kLimit];
    Value* const last = start_of(b_.CreateAdd(owner, s_.i64(1)));
    Value* const word = b_.CreateSub(limit, s_.i64(64), "word");
    Value* const own = ones(s_, b_.CreateSub(last, word));
    Values events, tallies;
    s_.slots[0] = {b_.CreateAdd(first_owner_, owner, "row"), nullptr};
    for (const Tally& tally : tallies_) {
      Value* const mine = b_.CreateAnd(state[kEvents + tally.set], own, "mine");
      tallies.append(added(tally, mine, word, state.slice(kEvents + sets_.size() + tally.first, tally.size)));
    }
    for (size_t i = 0; i < sets_.size(); ++i)
      events.push_back(b_.CreateAnd(state[kEvents + i], b_.CreateNot(own), "events"));
    const auto joined = [&](Values next, llvm::ArrayRef<Value*> of_sets, llvm::ArrayRef<Value*> of_owner) {
      next.append(of_sets.begin(), of_sets.end());
      next.append(of_owner.begin(), of_owner.end());
      return next;
    };
    return emit_either(
        b_, b_.CreateICmpULE(last, limit, "ends"),
        [&] {
          Value* const differs = b_.CreateXor(holds(tallies), idle_, "differs");
          Value* const bit = b_.CreateShl(b_.CreateZExt(differs, b_.getInt64Ty()), owner, "bit");
          Value* const next = b_.CreateAdd(owner, s_.i64(1), "next");
          return joined({b_.CreateXor(state[kHits], bit, "hits"), next, limit, state[kFilled]}, events, nothing_);
        },
        [&] {
          Value* const is_empty = b_.CreateICmpEQ(limit, state[kFilled], "empty");
          Value* const filled = emit_if(b_, is_empty, [&] { return fill(limit); }, {state[kFilled]})[0];
          Values masks;
          for (size_t i = 0; i < sets_.size(); ++i)
            masks.push_back(b_.CreateAlignedLoad(b_.getInt64Ty(), in_ring(i, limit), llvm::Align(8), "events"));
          Value* const next = b_.CreateAdd(limit, s_.i64(64), "limit");
          return joined({state[kHits], after_idle(masks, tallies, next, owner), next, filled}, masks, tallies);
        });
  }

  /// The owner after those that end by `limit`, if none of them has an event that counts: they are `idle_`, as `hits`
  /// says of every owner to begin with.
  Value* after_idle(const Values& masks, const Values& tallies, Value* limit, Value* owner) {
    if (!sparse_) return owner;
    Value* idle = b_.CreateICmpEQ(owners_, s_.i64(kLanes), "idle");
    for (Value* mask : masks) idle = b_.CreateAnd(idle, b_.CreateICmpEQ(mask, s_.i64(0)), "idle");
    for (Value* tally : tallies) {
      if (tally->getType()->isDoubleTy()) tally = b_.CreateBitCast(tally, b_.getInt64Ty());
      idle = b_.CreateAnd(idle, b_.CreateICmpEQ(tally, llvm::Constant::getNullValue(tally->getType())), "idle");
    }
    const auto pass_over = [&]() -> Values {
      auto* const lanes = llvm::FixedVectorType::get(b_.getInt32Ty(), kLanes);
      Value* const first = b_.CreateAdd(first_owner_, s_.i64(1));
      Value* const at = s_.offset(s_.relation_starts(relation_), b_.getInt32Ty(), first);
      Value* const most = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, limit, s_.i64(UINT32_MAX));
      Value* const limits = b_.CreateVectorSplat(kLanes, b_.CreateTrunc(most, b_.getInt32Ty()));
      Value* const ends = b_.CreateICmpULE(s_.load_constant(lanes, at, 4, "ends"), limits);
      return {b_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, b_.CreateBitCast(ends, b_.getInt64Ty()))};
    };
    return emit_if(b_, idle, pass_over, {owner})[0];
  }

  /// The tally with the events of `mine`, a part of the word at `word`.
  Values added(const Tally& tally, Value* mine, Value* word, llvm::ArrayRef<Value*> before) {
    const plan::Aggregate* total = total_of(*tally.node);
    if (total == nullptr) {
      Value* const count = b_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, mine);
      return {b_.CreateAdd(before[0], count, "count")};
    }
    return emit_for_each_bit(b_, mine, Values(before.begin(), before.end()),
                             [&](Value* bit, llvm::ArrayRef<Value*> sum) {
                               s_.slots[total->rows->slot] = {b_.CreateAdd(word, bit, "event"), nullptr};
                               return emit_add_to_total(s_, *total, sum);
                             });
  }

  /// Whether the terms hold for the owner in slot 0.
  Value* holds(const Values& tallies) {
    for (const Tally& tally : tallies_) {
      const auto state = llvm::ArrayRef<Value*>(tallies).slice(tally.first, tally.size);
      if (const plan::Aggregate* total = total_of(*tally.node)) {
        s_.tallied[tally.node] = emit_total_value(s_, *total, state);
      } else if (std::holds_alternative<plan::AtLeast>(tally.node->node)) {
        const bool is_none = llvm::isa<llvm::Constant>(state[0]);  // never enough: `wanted` is at least 1
        Value* const wanted = is_none ? nullptr : s_.param(s_.shape.in_row(*tally.node).param, "wanted");
        s_.tallied[tally.node] = {is_none ? b_.getFalse() : b_.CreateICmpSGE(state[0], wanted, "enough"), nullptr};
      } else {
        s_.tallied[tally.node] = {state[0], nullptr};
      }
    }
    Value* result = b_.getInt1(all_);
    for (const Expr* term : terms_) {
      Value* const test = emit_test(s_, *term);
      result = all_ ? b_.CreateAnd(result, test) : b_.CreateOr(result, test);
    }
    s_.tallied.clear();
    return result;
  }

  /// Where the events of a set among the 64 from `first` on stand.
  Value* in_ring(size_t set, Value* first) {
    Value* const word = b_.CreateAnd(b_.CreateLShr(first, 6), s_.i64(kRing - 1));
    return s_.offset(ring_, b_.getInt64Ty(), b_.CreateAdd(word, s_.i64(static_cast<int64_t>(set) * kRing)));
  }

  /// Makes words from `first` on; returns where it stopped. REQUIRES: as emit_events_of.
  Values fill(Value* first) {
    Value* const stop =
        b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, b_.CreateAdd(first, s_.i64(kRing * 64)), end_, nullptr, "stop");
    return emit_while(
        b_, {first}, [&](llvm::ArrayRef<Value*> at) { return b_.CreateICmpULT(at[0], stop, "more"); },
        [&](llvm::ArrayRef<Value*> at) -> Values {
          const Values masks = emit_events_of(s_, sets_, at[0], begin_, end_);
          for (size_t i = 0; i < sets_.size(); ++i) b_.CreateAlignedStore(masks[i], in_ring(i, at[0]), llvm::Align(8));
          if (sparse_ && !s_.is_plain) ask_for_cells(masks, at[0]);
          return {b_.CreateAdd(at[0], s_.i64(64), "at")};
        });
  }

  /// Tells the memory which cells will be added up.
  void ask_for_cells(const Values& masks, Value* first) {
    for (const Tally& tally : tallies_) {
      const plan::Aggregate* total = total_of(*tally.node);
      if (total == nullptr || !plan::is_plain_column(s_.scan, total->rows->slot, *total->value)) continue;
      ask_cells_early(s_, std::get<plan::Column>(total->value->node).column, masks[tally.set], first);
    }
  }

  ScanBuilder& s_;
  Builder& b_;
  plan::ExprList terms_;
  bool all_;
  uint32_t relation_ = plan::kNone;
  std::vector<const plan::RowSet*> sets_;
  std::vector<Tally> tallies_;
  Values nothing_;         ///< the tallies of an owner without events
  bool sparse_ = true;     ///< owners without events that count are passed over
  Value* idle_ = nullptr;  ///< whether the terms hold for those
  Value *first_owner_ = nullptr, *owners_ = nullptr, *begin_ = nullptr, *end_ = nullptr, *ring_ = nullptr;
};

}  // namespace

Values emit_events_of(ScanBuilder& s, llvm::ArrayRef<const plan::RowSet*> sets, Value* first, Value* begin,
                      Value* end) {
  Builder& b = s.b;
  const auto beyond = [&](Value* lhs, Value* rhs) {  // max(lhs - rhs, 0)
    return b.CreateBinaryIntrinsic(llvm::Intrinsic::usub_sat, lhs, rhs);
  };
  Value* const after = b.CreateLShr(s.i64(-1), beyond(b.CreateAdd(first, s.i64(64)), end));
  Value* const inside = b.CreateAnd(b.CreateShl(s.i64(-1), beyond(begin, first)), after, "inside");
  const auto outer = std::tuple(s.first_row, s.word);
  s.first_row = first;
  s.word = b.CreateLShr(first, 6, "event_word");
  Values masks;
  for (const plan::RowSet* rows : sets) {
    s.word_slot = rows->slot;
    Value* mask = inside;
    if (rows->from != nullptr || rows->to != nullptr) mask = b.CreateAnd(mask, emit_window_word(s, *rows), "mask");
    if (rows->where != nullptr) mask = b.CreateAnd(mask, emit_mask(s, *rows->where, mask), "mask");
    masks.push_back(mask);
  }
  s.word_slot = 0;
  std::tie(s.first_row, s.word) = outer;
  return masks;
}

Value* emit_event_words(ScanBuilder& s, plan::ExprList terms, bool all) {
  const bool are_plain =
      std::all_of(terms.begin(), terms.end(), [&](const Expr* term) { return s.shape.event_term(*term)->is_plain; });
  return are_plain ? emit_owner_tallies(s, terms, all) : EventPass(s, terms, all).run();
}

}  // namespace segql::codegen
