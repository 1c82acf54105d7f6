// Counts and sums of cells over the events of 64 owners at once. `at least 2 purchases within ... where (...)` is, in
// C:
//
//   begin = starts[first_row]; end = starts[first_row + owners];
//   uint32_t counts[64] = {};
//   for (at = begin / 64 * 64; at < end; at += 16 * 64) {
//     for (w = 0; w < 16 && at + 64 * w < end; ++w)
//       words[w] = in [begin, end) & in window(at + 64 * w) & where(at + 64 * w);
//     if (any of them is not 0) segql_add_counts(words, at, w, starts + first_row, counts);
//   }
//   for (o = 0; o < 64; ++o) hits |= (uint64_t)(counts[o] >= 2) << o;
//
// Sums go the same way (runtime/abi/support_tally.h). Which owner an event is of does not matter until the end, so no
// branch depends on how many events an owner has.
//
// Where events must be members of a set that few are in (plan::Reach), its words are looked at before anything else,
// and the cells of the members some words ahead are asked of the memory: they are too far apart to be foreseen.
#include <algorithm>

#include <llvm/IR/Constants.h>

#include "base/try.h"
#include "compiler/codegen/emit.h"
#include "compiler/plan/traverse.h"
#include "runtime/abi/support_tally.h"

namespace segql::codegen {

using llvm::Value;
using plan::Expr;

namespace {

constexpr unsigned kLanes = 64;
/// Events and owners ahead: words of owners with four events each take a tenth of a microsecond.
constexpr int64_t kAhead = 1024, kOwnersAhead = 512;
constexpr int64_t kOwnersPerLine = 16;

/// Events that count: those of a set, with a value in a column where that may be missing.
struct Chosen {
  const plan::RowSet* set;
  uint32_t value;  ///< column; kNone: none, or every event has one
  Value* words;    ///< room
  Value* counts;   ///< room, 64 of 32 bits
};

/// What an AtLeast or Aggregate needs.
struct Tally {
  const Expr* node;
  size_t chosen;
  Value* sums = nullptr;  ///< room, 64 of 64 bits; null: it counts
};

const SupportFunction& sums_of(runtime::Encoding encoding) {
  switch (encoding) {
    case runtime::Encoding::kU8: return support_function<&runtime::segql_add_sums_u8>();
    case runtime::Encoding::kU16: return support_function<&runtime::segql_add_sums_u16>();
    default: return support_function<&runtime::segql_add_sums_u32>();
  }
}

class OwnerTallies {
 public:
  OwnerTallies(ScanBuilder& s, plan::ExprList terms, bool all) : s_(s), b_(s.b), terms_(terms), all_(all) {
    for (const Expr* term : terms) {
      const EventTerm& form = *s.shape.event_term(*term);
      relation_ = form.relation;
      sparse_ = sparse_ && form.is_sparse;
      for (const Expr* node : form.tallies) add(*node);
    }
    find_members();
  }

  Value* run() {
    first_owner_ = s_.first_row;
    owners_ = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, b_.CreateSub(s_.num_rows(), first_owner_), s_.i64(64),
                                       nullptr, "owners");
    starts_ = s_.offset(s_.relation_starts(relation_), b_.getInt32Ty(), first_owner_);
    begin_ = start_of(s_.i64(0));
    end_ = start_of(owners_);
    if (!sparse_) return tallied();
    Value* const nobody = idle();
    if (members_.empty()) return tallied(nobody);
    return emit_if(b_, b_.CreateICmpNE(members(), s_.i64(0)), [&]() -> Values { return {tallied(nobody)}; },
                   {nobody})[0];
  }

 private:
  /// `nobody`: the result where no event counts; null: there is no such thing.
  Value* tallied(Value* nobody = nullptr) {
    for (const Chosen& chosen : chosen_) clear(chosen.counts, b_.getInt32Ty());
    for (const Tally& tally : tallies_) {
      if (tally.sums != nullptr) clear(tally.sums, b_.getInt64Ty());
    }
    Value* const any = emit_while(
        b_, {b_.CreateAnd(begin_, s_.i64(-64), "at"), s_.i64(0)},
        [&](llvm::ArrayRef<Value*> state) { return b_.CreateICmpULT(state[0], end_, "more"); },
        [&](llvm::ArrayRef<Value*> state) -> Values {
          Value* const some = take(state[0]);
          return {b_.CreateAdd(state[0], s_.i64(64 * runtime::kTallyWords), "at"), b_.CreateOr(state[1], some, "any")};
        })[1];
    if (nobody == nullptr) return holds();
    return emit_if(b_, b_.CreateICmpNE(any, s_.i64(0)), [&]() -> Values { return {holds()}; }, {nobody})[0];
  }

  void add(const Expr& node) {
    const auto* total = std::get_if<plan::Aggregate>(&node.node);
    if (total != nullptr && total->kind == hir::AggregateKind::kCount) total = nullptr;
    const plan::RowSet* const set = &s_.shape.set_of(*plan::rows_of(node));
    const uint32_t column = total == nullptr ? plan::kNone : column_of(*total);
    const uint32_t value = total != nullptr && s_.scan.columns[column].has_validity ? column : plan::kNone;
    size_t at = 0;
    while (at < chosen_.size() && (chosen_[at].set != set || chosen_[at].value != value)) ++at;
    if (at == chosen_.size()) {
      Value* const words = s_.make_room(llvm::ArrayType::get(b_.getInt64Ty(), runtime::kTallyWords + 1));
      chosen_.push_back({set, value, words, s_.make_room(llvm::ArrayType::get(b_.getInt32Ty(), kLanes))});
    }
    Value* const sums = total == nullptr ? nullptr : s_.make_room(llvm::ArrayType::get(b_.getInt64Ty(), kLanes));
    tallies_.push_back({&node, at, sums});
  }

  /// The segments whose members alone can count, if that is so of every set.
  void find_members() {
    for (const Chosen& chosen : chosen_) {
      const Expr* member = nullptr;
      const auto look = [&](const Expr* term) {
        const auto* n = std::get_if<plan::InSegment>(&term->node);
        if (n != nullptr && is_row_of(n->row, chosen.set->slot)) member = term;
      };
      const Expr* const where = chosen.set->where;
      const auto* all = where == nullptr ? nullptr : std::get_if<plan::And>(&where->node);
      if (all != nullptr) std::for_each(all->terms.begin(), all->terms.end(), look);
      if (all == nullptr && where != nullptr) look(where);
      if (member == nullptr) return members_.clear();
      members_.push_back(std::get<plan::InSegment>(member->node).segment);
    }
  }

  /// The words of `members_` over the events, in one; the memory is asked for the cells of those to come.
  Value* members() {
    for (int64_t o = 0; o < kLanes && !s_.is_plain; o += kOwnersPerLine)
      ask_early(s_, b_.CreateConstGEP1_64(b_.getInt32Ty(), starts_, static_cast<uint64_t>(kOwnersAhead + o)));
    Value* const last = b_.CreateSub(start_of(b_.CreateSub(s_.num_rows(), first_owner_)), s_.i64(1), "last");
    const auto word_at = [&](uint32_t segment, Value* event) {
      Value* const at = s_.offset(s_.segment_words(segment), b_.getInt64Ty(), b_.CreateLShr(event, 6));
      return b_.CreateAlignedLoad(b_.getInt64Ty(), at, llvm::Align(8), "members");
    };
    return emit_while(
        b_, {b_.CreateAnd(begin_, s_.i64(-64), "at"), s_.i64(0)},
        [&](llvm::ArrayRef<Value*> state) { return b_.CreateICmpULT(state[0], end_, "more"); },
        [&](llvm::ArrayRef<Value*> state) -> Values {
          Value* some = state[1];
          for (const uint32_t segment : members_) some = b_.CreateOr(some, word_at(segment, state[0]), "some");
          Value* const later =
              b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, b_.CreateAdd(state[0], s_.i64(kAhead)), last);
          for (const Tally& tally : tallies_) {
            if (tally.sums == nullptr || s_.is_plain) continue;
            ask_cells_early(s_, column_of(std::get<plan::Aggregate>(tally.node->node)),
                            word_at(members_[tally.chosen], later), b_.CreateAnd(later, s_.i64(-64)));
          }
          return {b_.CreateAdd(state[0], s_.i64(64), "at"), some};
        })[1];
  }

  static uint32_t column_of(const plan::Aggregate& total) { return std::get<plan::Column>(total.value->node).column; }

  void clear(Value* room, llvm::Type* lane) {
    b_.CreateAlignedStore(llvm::Constant::getNullValue(llvm::FixedVectorType::get(lane, kLanes)), room,
                          llvm::Align(16));
  }

  Value* start_of(Value* owner) {
    Value* const start = s_.load_constant(b_.getInt32Ty(), s_.offset(starts_, b_.getInt32Ty(), owner), 4, "start");
    return b_.CreateZExt(start, b_.getInt64Ty());
  }

  /// The next words of events, from `first` on; returns all of their bits in one word.
  Value* take(Value* first) {
    Value* const last = b_.CreateBinaryIntrinsic(
        llvm::Intrinsic::umin, b_.CreateAdd(first, s_.i64(64 * runtime::kTallyWords)), end_, nullptr, "last");
    const Values made = emit_while(
        b_, {first, s_.i64(0)}, [&](llvm::ArrayRef<Value*> state) { return b_.CreateICmpULT(state[0], last, "more"); },
        [&](llvm::ArrayRef<Value*> state) -> Values {
          Value* const index = b_.CreateLShr(b_.CreateSub(state[0], first), 6, "index");
          Value* some = state[1];
          const Values masks = emit_chosen(state[0]);
          for (size_t i = 0; i < chosen_.size(); ++i) {
            b_.CreateAlignedStore(masks[i], s_.offset(chosen_[i].words, b_.getInt64Ty(), index), llvm::Align(8));
            some = b_.CreateOr(some, masks[i], "some");
          }
          return {b_.CreateAdd(state[0], s_.i64(64), "at"), some};
        });
    Value* const num_words = b_.CreateLShr(b_.CreateSub(made[0], first), 6, "num_words");
    emit_if(b_, b_.CreateICmpNE(made[1], s_.i64(0)),
            [&]() -> Values {
              add_up(first, num_words);
              return {};
            },
            {});
    return made[1];
  }

  void add_up(Value* first, Value* num_words) {
    std::vector<bool> counted(chosen_.size());
    for (const Tally& tally : tallies_) {
      if (tally.sums == nullptr) continue;
      const Chosen& chosen = chosen_[tally.chosen];
      const uint32_t column = column_of(std::get<plan::Aggregate>(tally.node->node));
      s_.call(sums_of(s_.scan.columns[column].encoding),
              {chosen.words, first, num_words, starts_, s_.column_data(column),
               counted[tally.chosen] ? nowhere() : chosen.counts, tally.sums});
      counted[tally.chosen] = true;
    }
    for (size_t i = 0; i < chosen_.size(); ++i) {
      if (counted[i]) continue;
      s_.call<&runtime::segql_add_counts>({chosen_[i].words, first, num_words, starts_, chosen_[i].counts});
    }
  }

  /// Room for counts that are known already.
  Value* nowhere() {
    if (nowhere_ == nullptr) nowhere_ = s_.make_room(llvm::ArrayType::get(b_.getInt32Ty(), kLanes));
    return nowhere_;
  }

  /// Of the 64 events from `first` on: those that count, for each of `chosen_`.
  Values emit_chosen(Value* first) {
    std::vector<const plan::RowSet*> sets;
    for (const Chosen& chosen : chosen_) {
      if (std::find(sets.begin(), sets.end(), chosen.set) == sets.end()) sets.push_back(chosen.set);
    }
    const Values of_sets = emit_events_of(s_, sets, first, begin_, end_);
    Values masks;
    for (const Chosen& chosen : chosen_) {
      Value* mask = of_sets[static_cast<size_t>(std::find(sets.begin(), sets.end(), chosen.set) - sets.begin())];
      if (chosen.value != plan::kNone) {
        Value* const at = s_.offset(s_.column_valid(chosen.value), b_.getInt64Ty(), b_.CreateLShr(first, 6));
        mask = b_.CreateAnd(mask, b_.CreateAlignedLoad(b_.getInt64Ty(), at, llvm::Align(8), "valid_word"));
      }
      masks.push_back(mask);
    }
    return masks;
  }

  /// The owners for which the terms hold.
  Value* holds() {
    Value* const there = b_.CreateLShr(s_.i64(-1), b_.CreateSub(s_.i64(64), owners_), "there");
    Value* result = all_ ? there : s_.i64(0);
    for (const Expr* term : terms_) {
      Value* const undecided = all_ ? result : b_.CreateAnd(there, b_.CreateNot(result), "undecided");
      Value* const mask = mask_of(*term, undecided);
      result = all_ ? b_.CreateAnd(result, mask, "hits") : b_.CreateOr(result, mask, "hits");
    }
    return result;
  }

  Value* mask_of(const Expr& term, Value* undecided) {
    if (const auto* n = std::get_if<plan::Not>(&term.node)) return b_.CreateNot(mask_of(*n->operand, undecided));
    if (std::holds_alternative<plan::AtLeast>(term.node)) return enough(term);
    if (const auto* n = std::get_if<plan::Compare>(&term.node); n != nullptr && is_sum_compared(*n) && !s_.is_plain) {
      // With fewer events no sum leaves 64 bits.
      Value* const few = b_.CreateICmpULT(b_.CreateSub(end_, begin_), s_.i64(int64_t{1} << 30), "few");
      return emit_either(
          b_, few, [&]() -> Values { return {compared(*n)}; },
          [&]() -> Values { return {one_by_one(term, undecided)}; })[0];
    }
    return one_by_one(term, undecided);
  }

  const Tally& tally_of(const Expr& node) const {
    return *std::find_if(tallies_.begin(), tallies_.end(), [&](const Tally& tally) { return tally.node == &node; });
  }

  Value* lanes(Value* room, llvm::Type* lane) {
    return b_.CreateAlignedLoad(llvm::FixedVectorType::get(lane, kLanes), room, llvm::Align(16), "lanes");
  }
  Value* to_word(Value* bits) { return b_.CreateBitCast(bits, b_.getInt64Ty(), "hits"); }

  /// counts >= wanted.
  Value* enough(const Expr& node) {
    Value* const wanted = s_.param(s_.shape.in_row(node).param, "wanted");
    Value* const counts = lanes(chosen_[tally_of(node).chosen].counts, b_.getInt32Ty());
    Value* const least = b_.CreateVectorSplat(kLanes, b_.CreateTrunc(wanted, b_.getInt32Ty()));
    Value* const possible = b_.CreateSExt(b_.CreateICmpULE(wanted, s_.i64(UINT32_MAX)), b_.getInt64Ty());
    return b_.CreateAnd(to_word(b_.CreateICmpUGE(counts, least)), possible);
  }

  /// `sum of ... >= constant`, where base and unit cannot make a sum of 2^30 cells leave 64 bits.
  bool is_sum_compared(const plan::Compare& n) const {
    const auto* sum = std::get_if<plan::Aggregate>(&n.lhs->node);
    const auto* constant = std::get_if<plan::ConstWide>(&n.rhs->node);
    return sum != nullptr && sum->kind == hir::AggregateKind::kSum && constant != nullptr &&
           s_.shape.in_row(*n.rhs).is_small && s_.scan.columns[column_of(*sum)].unit == 1 &&
           has_small_base(s_.scan.columns[column_of(*sum)]);
  }

  Value* compared(const plan::Compare& n) {
    const Tally& tally = tally_of(*n.lhs);
    Value* const counts = b_.CreateZExt(lanes(chosen_[tally.chosen].counts, b_.getInt32Ty()),
                                        llvm::FixedVectorType::get(b_.getInt64Ty(), kLanes));
    const uint32_t column = column_of(std::get<plan::Aggregate>(n.lhs->node));
    Value* const bases = b_.CreateMul(counts, b_.CreateVectorSplat(kLanes, s_.column_base(column)));
    Value* const sums = b_.CreateAdd(lanes(tally.sums, b_.getInt64Ty()), bases, "sums");
    Value* const limit = b_.CreateVectorSplat(kLanes, s_.param(s_.shape.in_row(*n.rhs).param));
    return to_word(b_.CreateICmp(predicate_of(n.op, false), sums, limit));
  }

  /// The term for each of the owners in `undecided`.
  Value* one_by_one(const Expr& term, Value* undecided) {
    return emit_for_each_bit(b_, undecided, {s_.i64(0)}, [&](Value* owner, llvm::ArrayRef<Value*> hits) -> Values {
      s_.slots[0] = {b_.CreateAdd(first_owner_, owner, "row"), nullptr};
      for (const Expr* node : s_.shape.event_term(term)->tallies) s_.tallied[node] = value_of(tally_of(*node), owner);
      Value* const hit = b_.CreateZExt(emit_test(s_, term), b_.getInt64Ty(), "hit");
      s_.tallied.clear();
      return {b_.CreateOr(hits[0], b_.CreateShl(hit, owner), "hits")};
    })[0];
  }

  Cell value_of(const Tally& tally, Value* owner) {
    Value* const at = s_.offset(chosen_[tally.chosen].counts, b_.getInt32Ty(), owner);
    Value* const count = b_.CreateZExt(b_.CreateAlignedLoad(b_.getInt32Ty(), at, llvm::Align(4)), b_.getInt64Ty());
    if (std::holds_alternative<plan::AtLeast>(tally.node->node)) {
      return {b_.CreateICmpUGE(count, s_.param(s_.shape.in_row(*tally.node).param, "wanted"), "enough"), nullptr};
    }
    if (tally.sums == nullptr) return {count, nullptr};
    const auto& total = std::get<plan::Aggregate>(tally.node->node);
    Value* const cells =
        b_.CreateAlignedLoad(b_.getInt64Ty(), s_.offset(tally.sums, b_.getInt64Ty(), owner), llvm::Align(8), "cells");
    return emit_total_value(s_, total, total_of(total, count, cells));
  }

  /// The state that adding value after value would have come to.
  Values total_of(const plan::Aggregate& total, Value* count, Value* cells) {
    llvm::Type* const type = total_of_nothing(s_, total)[0]->getType();
    const uint32_t column = column_of(total);
    Value* sum = b_.CreateZExt(cells, type);
    if (s_.scan.columns[column].unit != 1) sum = b_.CreateMul(sum, b_.CreateSExt(s_.column_unit(column), type));
    Value* const bases = b_.CreateMul(b_.CreateZExt(count, type), b_.CreateSExt(s_.column_base(column), type));
    Values state{b_.CreateAdd(sum, bases, "sum")};
    if (total.kind == hir::AggregateKind::kAvg) state.push_back(count);
    return state;
  }

  /// What holds for owners none of whose events count, as a word; REQUIRES: they are all alike.
  Value* idle() {
    Value* result = b_.getInt1(all_);
    for (const Expr* term : terms_) {
      for (const Expr* node : s_.shape.event_term(*term)->tallies) {
        if (std::holds_alternative<plan::AtLeast>(node->node)) {
          s_.tallied[node] = {b_.getFalse(), nullptr};  // `count` is at least 1
        } else if (tally_of(*node).sums == nullptr) {
          s_.tallied[node] = {s_.i64(0), nullptr};
        } else {
          const auto& total = std::get<plan::Aggregate>(node->node);
          s_.tallied[node] = emit_total_value(s_, total, total_of_nothing(s_, total));
        }
      }
      Value* const test = emit_test(s_, *term);
      result = all_ ? b_.CreateAnd(result, test) : b_.CreateOr(result, test);
    }
    s_.tallied.clear();
    return b_.CreateSExt(result, b_.getInt64Ty(), "idle");
  }

  ScanBuilder& s_;
  Builder& b_;
  plan::ExprList terms_;
  bool all_;
  uint32_t relation_ = plan::kNone;
  std::vector<Chosen> chosen_;
  std::vector<Tally> tallies_;
  std::vector<uint32_t> members_;  ///< of each of `chosen_`, or empty
  bool sparse_ = true;             ///< owners without events that count are alike
  Value* nowhere_ = nullptr;
  Value *first_owner_ = nullptr, *owners_ = nullptr, *starts_ = nullptr, *begin_ = nullptr, *end_ = nullptr;
};

}  // namespace

Value* emit_owner_tallies(ScanBuilder& s, plan::ExprList terms, bool all) { return OwnerTallies(s, terms, all).run(); }

}  // namespace segql::codegen
