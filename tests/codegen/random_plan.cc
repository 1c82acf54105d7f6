// Random plans: see random_plan.h.
#include "random_plan.h"

#include <algorithm>
#include <cmath>

#include "base/try.h"

namespace segql::codegen::testing {

using hir::AggregateKind;
using plan::ExprRef;
using plan::Repr;
using plan::RowRef;

plan::Scan RandomPlan::make(int depth) {
  if (flip(0.95)) scan_.predicate = condition(depth);
  for (uint64_t i = pick(3); i > 0; --i) scan_.outputs.push_back({flip(0.3) ? real(depth) : integer(depth), "output"});
  return take();
}

plan::Scan RandomPlan::take() {
  scan_.num_slots = static_cast<uint32_t>(slots_.size());
  return std::move(scan_);
}

// ---------- rows ----------

RandomPlan::Place RandomPlan::place() {
  Place place;
  place.row.slot = scope_[flip(0.6) ? scope_.size() - 1 : pick(scope_.size())];
  place.table = slots_[place.row.slot];
  std::vector<uint32_t> hops;
  while (hops.size() < 3 && flip(0.25)) {
    const auto& references = tables_.columns_of(place.table).references;
    const auto [column, target] = references[pick(references.size())];
    hops.push_back(column);
    place.table = target;
  }
  place.row.hops = scan_.arena.copy(hops);
  return place;
}

RandomPlan::Place RandomPlan::place_of(Table table) {
  for (int tries = 0; tries < 20; ++tries) {
    if (const Place found = place(); found.table == table) return found;
  }
  // Slot 0 is a subject, and a subject leads to subjects and items.
  Place fallback{{0, {}}, kSubject};
  if (table == kSubject) return fallback;
  SEGQL_CHECK(table == kItem);
  fallback.table = kItem;
  fallback.row.hops = scan_.arena.copy(std::vector<uint32_t>{tables_.columns_of(kSubject).references[0].first});
  return fallback;
}

const plan::RowSet* RandomPlan::rows(int depth) {
  plan::RowSet set;
  set.relation = static_cast<uint32_t>(pick(Tables::kNumRelations));
  set.owner = place_of(Tables::owner_of(set.relation)).row;
  set.from = flip(0.5) ? instant(depth - 1) : nullptr;
  set.to = flip(0.6) ? instant(depth - 1) : nullptr;
  set.slot = static_cast<uint32_t>(slots_.size());
  slots_.push_back(kEvent);
  scope_.push_back(set.slot);
  set.where = flip(0.5) ? condition(depth - 1) : nullptr;
  return scan_.arena.make<plan::RowSet>(set);  // the slot stays in scope for what the caller asks of the rows
}

// ---------- constants ----------

int64_t RandomPlan::constant_near(uint32_t column) {
  const plan::ColumnUse& use = tables_.use(column);
  if (constants_() % 20 == 0) return constants_() % 2 == 0 ? INT64_MIN : INT64_MAX;
  const int64_t off = use.unit == 1 || constants_() % 2 == 0 ? 0 : constant(0, use.unit - 1);  // between two cells
  switch (use.encoding) {
    case runtime::Encoding::kU8: return use.base + use.unit * constant(-10, 270) + off;
    case runtime::Encoding::kU16: return use.base + use.unit * constant(-10, 45'000) + off;
    case runtime::Encoding::kU32:
      return use.base + use.unit * constant(-10, use.unit == 1 ? INT64_C(1) << 31 : 1 << 20) + off;
    case runtime::Encoding::kI64:
      return use.type.kind == schema::Kind::kTimestamp ? Tables::kAsOf + constant(-400, 400) * 10'800'000'000
                                                       : constant(-10, 410);
    case runtime::Encoding::kF64: return constant(-125, 125);
  }
  return 0;
}

uint32_t RandomPlan::code_set(uint32_t column) {
  plan::CodeSet set;
  set.universe = tables_.dictionary_size(column);
  set.words.assign((set.universe + 63) / 64, 0);
  const uint64_t style = pick(5);
  const uint64_t first = static_cast<uint64_t>(constant(0, static_cast<int64_t>(set.universe) - 1));
  for (uint64_t code = 0; code < set.universe; ++code) {
    bool in = false;
    if (style == 0) in = code == first;
    if (style == 1) in = code >= first && code < first + 5;
    if (style == 2) in = constants_() % 2 == 0;
    if (style == 3) in = constants_() % 8 == 0;
    if (!in) continue;
    set.words[code / 64] |= uint64_t{1} << (code % 64);
    ++set.count;
  }
  scan_.code_sets.push_back(std::move(set));
  return static_cast<uint32_t>(scan_.code_sets.size() - 1);
}

namespace {

template <typename T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

uint32_t RandomPlan::integer_list(uint32_t column) {
  plan::ConstantList list;
  const uint64_t size = flip(0.5) ? pick(6) : pick(200);
  for (uint64_t i = 0; i < size; ++i) list.integers.push_back(constant_near(column));
  sort_unique(list.integers);
  scan_.lists.push_back(std::move(list));
  return static_cast<uint32_t>(scan_.lists.size() - 1);
}

uint32_t RandomPlan::item_list(uint64_t span) {
  plan::ConstantList list;
  for (uint64_t i = 1 + pick(3); i > 0; --i) list.integers.push_back(constant(0, static_cast<int64_t>(span)));
  sort_unique(list.integers);
  scan_.lists.push_back(std::move(list));
  return static_cast<uint32_t>(scan_.lists.size() - 1);
}

uint32_t RandomPlan::real_list() {
  plan::ConstantList list;
  for (uint64_t i = pick(14); i > 0; --i) list.reals.push_back(static_cast<double>(constant(-40, 40)) / 8);
  sort_unique(list.reals);
  scan_.lists.push_back(std::move(list));
  return static_cast<uint32_t>(scan_.lists.size() - 1);
}

hir::CompareOp RandomPlan::order_op() {
  constexpr hir::CompareOp kOps[] = {hir::CompareOp::kEqual, hir::CompareOp::kLess, hir::CompareOp::kLessEqual,
                                     hir::CompareOp::kGreater, hir::CompareOp::kGreaterEqual};
  return kOps[pick(5)];
}

// ---------- values ----------

ExprRef RandomPlan::plain(const std::vector<uint32_t> ColumnsByRole::*role, Repr repr) {
  const Place at = place();
  const uint32_t column = any_of(tables_.columns_of(at.table).*role);
  return make(repr, plan::Column{at.row, column},
              tables_.use(column).type.kind == schema::Kind::kText ? column : plan::kNone);
}

ExprRef RandomPlan::lookup(int depth, bool is_text) {
  const ExprRef value = text(depth - 1);
  const int64_t size = static_cast<int64_t>(tables_.dictionary_size(value->dictionary));
  plan::CodeTable table;
  for (int64_t code = 0; code < size; ++code) {
    table.values.push_back(is_text ? constant(0, size - 1) : constant(-300, 300));
  }
  scan_.tables.push_back(std::move(table));
  return make(Repr::kInt, plan::Lookup{value, static_cast<uint32_t>(scan_.tables.size() - 1)},
              is_text ? value->dictionary : plan::kNone);
}

ExprRef RandomPlan::text(int depth) {
  if (depth > 0 && flip(0.15)) return lookup(depth, true);
  if (depth > 0 && flip(0.2)) {
    constexpr AggregateKind kKinds[] = {AggregateKind::kMin, AggregateKind::kMax, AggregateKind::kFirst,
                                        AggregateKind::kLast, AggregateKind::kMostCommon};
    const size_t scope = scope_.size();
    const plan::RowSet* set = rows(depth - 1);
    const AggregateKind kind = kKinds[pick(5)];
    const ExprRef value = text(depth - 1);
    scope_.resize(scope);
    const uint32_t collector = kind == AggregateKind::kMostCommon ? scan_.num_collectors++ : plan::kNone;
    return make(Repr::kInt, plan::Aggregate{kind, set, value, nullptr, 0, collector}, value->dictionary);
  }
  return plain(&ColumnsByRole::texts, Repr::kInt);
}

ExprRef RandomPlan::day(int) { return plain(&ColumnsByRole::days, Repr::kInt); }

ExprRef RandomPlan::instant(int depth) {
  if (depth > 0 && flip(0.3))
    return flip(0.7) ? plain(&ColumnsByRole::instants, Repr::kInt)
                     : make(Repr::kInt, plan::StartOfDay{day(depth - 1), static_cast<int32_t>(constant(-3, 3))});
  return constant_int(Tables::kAsOf + constant(-130, 90) * 21'600'000'000);
}

ExprRef RandomPlan::aggregate(int depth, Repr repr) {
  const size_t scope = scope_.size();
  const plan::RowSet* set = rows(depth - 1);
  plan::Aggregate node{AggregateKind::kCount, set, nullptr, nullptr, 0, plan::kNone};
  switch (repr) {
    case Repr::kInt: {
      constexpr AggregateKind kKinds[] = {
          AggregateKind::kCount, AggregateKind::kCount, AggregateKind::kCountDistinct, AggregateKind::kMin,
          AggregateKind::kMax,   AggregateKind::kFirst, AggregateKind::kLast,          AggregateKind::kMostCommon};
      node.kind = kKinds[pick(8)];
      if (node.kind == AggregateKind::kCountDistinct)
        node.value = value(depth - 1);
      else if (node.kind != AggregateKind::kCount)
        node.value = integer(depth - 1);
      break;
    }
    case Repr::kWide: {
      constexpr AggregateKind kKinds[] = {AggregateKind::kSum,    AggregateKind::kSum,   AggregateKind::kAvg,
                                          AggregateKind::kMedian, AggregateKind::kShare, AggregateKind::kMin,
                                          AggregateKind::kLast};
      node.kind = kKinds[pick(7)];
      node.power = static_cast<uint8_t>(pick(5));
      const bool total =
          node.kind == AggregateKind::kSum || node.kind == AggregateKind::kAvg || node.kind == AggregateKind::kMedian;
      if (node.kind == AggregateKind::kShare)
        node.satisfy = condition(depth - 1);
      else
        node.value = total && flip(0.5) ? integer(depth - 1) : wide(depth - 1);
      break;
    }
    case Repr::kFloat: {
      constexpr AggregateKind kKinds[] = {AggregateKind::kSum,       AggregateKind::kAvg, AggregateKind::kMedian,
                                          AggregateKind::kMin,       AggregateKind::kMax, AggregateKind::kFirst,
                                          AggregateKind::kMostCommon};
      node.kind = kKinds[pick(7)];
      node.value = real(depth - 1);
      break;
    }
    case Repr::kBool: break;
  }
  scope_.resize(scope);
  const bool collects = node.kind == AggregateKind::kCountDistinct || node.kind == AggregateKind::kMedian ||
                        node.kind == AggregateKind::kMostCommon;
  if (collects) node.collector = scan_.num_collectors++;
  return make(repr, node);
}

ExprRef RandomPlan::value(int depth) {
  switch (pick(4)) {
    case 0: return real(depth);
    case 1: return wide(depth);
    case 2: return text(depth);
    default: return integer(depth);
  }
}

ExprRef RandomPlan::integer(int depth, uint64_t which) {
  if (depth <= 0) which %= 6;
  switch (which % kNumIntegers) {
    case 0: return constant_int(constant(-300, 300));
    case 1:
    case 2: return plain(&ColumnsByRole::integers, Repr::kInt);
    case 3: return day(depth);
    case 4: return make(Repr::kInt, plan::RowId{place().row});
    case 5: return plain(&ColumnsByRole::instants, Repr::kInt);
    case 6: {
      const Place at = place();
      const auto key = flip(0.1) ? plan::kNone : static_cast<uint32_t>(constant(0, 4));
      return make(Repr::kInt, plan::MapValue{at.row, any_of(tables_.columns_of(at.table).maps), key});
    }
    case 7: return make(Repr::kInt, plan::Narrow{wide(depth - 1)});
    case 8: return make(Repr::kInt, plan::Negate{integer(depth - 1)});
    case 9: return make(Repr::kInt, plan::LocalDay{instant(depth - 1)});
    case 10: {
      const bool is_date = flip(0.5);
      return make(Repr::kInt, plan::Elapsed{static_cast<hir::Unit>(pick(8)), flip(0.5), is_date,
                                            is_date ? day(depth - 1) : instant(depth - 1)});
    }
    case 11: return aggregate(depth, Repr::kInt);
    case 12: return make(Repr::kInt, plan::Truth{condition(depth - 1)});
    case 13: {
      const bool is_date = flip(0.5);
      const ExprRef operand[] = {is_date ? day(depth - 1) : instant(depth - 1)};
      return make(Repr::kInt, plan::Call{static_cast<hir::Function>(pick(9)), is_date, 0,
                                         scan_.arena.copy(std::span<const ExprRef>(operand))});
    }
    case 14: return choice(depth, Repr::kInt);
    case 15: return lookup(depth, false);
    default: return flip(0.2) ? make(Repr::kInt, plan::Missing{}) : instant(depth - 1);
  }
}

ExprRef RandomPlan::wide(int depth, uint64_t which) {
  if (depth <= 0) which %= 3;
  switch (which % kNumWides) {
    case 0: return make(Repr::kWide, plan::Widen{integer(depth - 1)});
    case 1: return make(Repr::kWide, plan::Widen{plain(&ColumnsByRole::integers, Repr::kInt)});
    case 2: {
      const bool large = flip(0.3);
      int128 number = constant(-5000, 5000);
      if (large) number *= power_of_ten(static_cast<int>(constant(22, 34)));
      return make(Repr::kWide, plan::ConstWide{static_cast<int64_t>(number >> 64), static_cast<uint64_t>(number)});
    }
    case 3:
      return make(Repr::kWide, plan::Rescale{wide(depth - 1), static_cast<uint8_t>(pick(4) == 0 ? pick(39) : pick(5))});
    case 4:
    case 5: {
      std::vector<plan::Term> list;
      for (uint64_t i = 2 + pick(3); i > 0; --i) list.push_back({flip(0.4), wide(depth - 1)});
      return make(Repr::kWide, plan::Sum{scan_.arena.copy(list)});
    }
    case 6:
    case 7: return make(Repr::kWide, plan::Product{wide(depth - 1), wide(depth - 1)});
    case 8: return make(Repr::kWide, plan::Quotient{wide(depth - 1), wide(depth - 1), static_cast<uint8_t>(pick(8))});
    case 9: return make(Repr::kWide, plan::Negate{wide(depth - 1)});
    case 10: return choice(depth, Repr::kWide);
    case 11: return rounding(depth, Repr::kWide);
    default: return aggregate(depth, Repr::kWide);
  }
}

ExprRef RandomPlan::real(int depth, uint64_t which) {
  if (depth <= 0) which %= 3;
  switch (which % kNumReals) {
    case 0: return make(Repr::kFloat, plan::ConstFloat{static_cast<double>(constant(-1000, 1000)) / 8});
    case 1:
    case 2: return plain(&ColumnsByRole::reals, Repr::kFloat);
    case 3: {
      const Place at = place();
      return make(Repr::kFloat, plan::MapValue{at.row, any_of(tables_.columns_of(at.table).real_maps),
                                               static_cast<uint32_t>(constant(0, 4))});
    }
    case 4:
      return make(Repr::kFloat, plan::ToFloat{flip(0.6) ? plain(&ColumnsByRole::integers, Repr::kInt) : wide(depth - 1),
                                              static_cast<uint8_t>(pick(5))});
    case 5: {
      std::vector<plan::Term> list;
      for (uint64_t i = 2 + pick(2); i > 0; --i) list.push_back({flip(0.4), real(depth - 1)});
      return make(Repr::kFloat, plan::Sum{scan_.arena.copy(list)});
    }
    case 6: return make(Repr::kFloat, plan::Product{real(depth - 1), real(depth - 1)});
    case 7: return make(Repr::kFloat, plan::Quotient{real(depth - 1), real(depth - 1), 0});
    case 8: return make(Repr::kFloat, plan::Negate{real(depth - 1)});
    case 9: return choice(depth, Repr::kFloat);
    case 10: return rounding(depth, Repr::kFloat);
    default: return aggregate(depth, Repr::kFloat);
  }
}

ExprRef RandomPlan::of_form(int depth, Repr repr) {
  return repr == Repr::kInt ? integer(depth) : repr == Repr::kWide ? wide(depth) : real(depth);
}

ExprRef RandomPlan::choice(int depth, Repr repr) {
  const auto function = static_cast<hir::Function>(static_cast<uint64_t>(hir::Function::kLeast) + pick(4));
  std::vector<ExprRef> arguments;
  if (function == hir::Function::kIf) arguments.push_back(condition(depth - 1));
  for (uint64_t i = function == hir::Function::kIf ? 2 : 2 + pick(2); i > 0; --i) {
    arguments.push_back(of_form(depth - 1, repr));
  }
  return make(repr, plan::Call{function, false, 0, scan_.arena.copy(arguments)});
}

ExprRef RandomPlan::rounding(int depth, Repr repr) {
  const auto function = static_cast<hir::Function>(static_cast<uint64_t>(hir::Function::kAbs) + pick(4));
  const auto digits = static_cast<int8_t>(repr == Repr::kWide ? 1 + pick(20) : pick(9));
  const ExprRef operand[] = {of_form(depth - 1, repr)};
  return make(repr, plan::Call{function, false, function == hir::Function::kAbs ? int8_t{0} : digits,
                               scan_.arena.copy(std::span<const ExprRef>(operand))});
}

// ---------- conditions ----------

plan::ExprList RandomPlan::terms(int depth) {
  std::vector<ExprRef> list;
  for (uint64_t i = 2 + pick(4); i > 0; --i) list.push_back(condition(depth - 1));
  return scan_.arena.copy(list);
}

ExprRef RandomPlan::condition(int depth, uint64_t which) {
  if (depth <= 0) which = 3 + which % 6;
  switch (which % kNumConditions) {
    case 0: return make(Repr::kBool, plan::And{terms(depth)});
    case 1: return make(Repr::kBool, plan::Or{terms(depth)});
    case 2: return make(Repr::kBool, plan::Not{condition(depth - 1)});
    case 3: {
      const ExprRef value = flip(0.5) ? plain(&ColumnsByRole::integers, Repr::kInt) : integer(depth - 1);
      const auto* column = std::get_if<plan::Column>(&value->node);
      int64_t low = column != nullptr ? constant_near(column->column) : constant(-200, 200);
      int64_t high = column != nullptr ? constant_near(column->column) : constant(-200, 200);
      if (flip(0.3)) low = INT64_MIN;
      if (flip(0.3)) high = INT64_MAX;
      return make(Repr::kBool, plan::Range{value, low, high});
    }
    case 4: {
      const ExprRef value = text(depth - 1);
      return make(Repr::kBool, plan::CodeIn{value, code_set(value->dictionary)});
    }
    case 5: {
      const ExprRef value = flip(0.7) ? plain(&ColumnsByRole::integers, Repr::kInt) : integer(depth - 1);
      const auto* column = std::get_if<plan::Column>(&value->node);
      return make(Repr::kBool, plan::InList{value, integer_list(column != nullptr ? column->column : 0)});
    }
    case 6:
      return make(
          Repr::kBool,
          plan::IsMissing{flip(0.5) ? plain(flip(0.5) ? &ColumnsByRole::sets : &ColumnsByRole::reals, Repr::kInt)
                                    : value(depth - 1)});
    case 7: {
      const hir::CompareOp op = order_op();
      const ExprRef lhs = flip(0.5) ? plain(&ColumnsByRole::integers, Repr::kInt) : integer(depth - 1);
      const ExprRef rhs = flip(0.5) ? plain(&ColumnsByRole::integers, Repr::kInt) : integer(depth - 1);
      return make(Repr::kBool, plan::Compare{op, lhs, rhs});
    }
    case 8: {
      const hir::CompareOp op = order_op();
      const ExprRef lhs = real(depth - 1);
      return make(Repr::kBool, plan::Compare{op, lhs, real(depth - 1)});
    }
    case 9: {
      const hir::CompareOp op = order_op();
      const ExprRef lhs = wide(depth - 1);
      return make(Repr::kBool, plan::Compare{op, lhs, wide(depth - 1)});
    }
    case 10: {
      const ExprRef value = real(depth - 1);
      return make(Repr::kBool, plan::InList{value, real_list()});
    }
    case 11: {
      const hir::CompareOp op = order_op();
      const ExprRef lhs = text(depth - 1);
      return make(Repr::kBool, plan::TextCompare{op, lhs, text(depth - 1)});
    }
    case 12: {
      const Place at = place();
      const hir::HasMode mode = flip(0.5) ? hir::HasMode::kAny : hir::HasMode::kAll;
      if (flip(0.3))
        return make(Repr::kBool,
                    plan::HasItems{mode, at.row, any_of(tables_.columns_of(at.table).real_sets), real_list()});
      return make(Repr::kBool, plan::HasItems{mode, at.row, any_of(tables_.columns_of(at.table).sets), item_list(12)});
    }
    case 13: {
      const Place at = place();
      const ColumnsByRole& columns = tables_.columns_of(at.table);
      const uint64_t form = pick(3);
      if (form == 0) return make(Repr::kBool, plan::HasValue{at.row, any_of(columns.sets), integer(depth - 1)});
      if (form == 1) return make(Repr::kBool, plan::HasValue{at.row, any_of(columns.real_sets), real(depth - 1)});
      return make(Repr::kBool, plan::HasValue{at.row, any_of(columns.text_sets), text(depth - 1)});
    }
    case 14: {
      const size_t scope = scope_.size();
      const plan::RowSet* set = rows(depth);
      scope_.resize(scope);
      return make(Repr::kBool, plan::AtLeast{set, constant(1, 4)});
    }
    case 15: {
      const size_t scope = scope_.size();
      const plan::RowSet* set = rows(depth);
      const ExprRef satisfy = condition(depth - 1);
      scope_.resize(scope);
      return make(Repr::kBool, plan::Edge{flip(0.5), set, satisfy});
    }
    default: {
      if (flip(0.4)) {
        const auto first = static_cast<int32_t>(constant(20'000, 20'400));
        return make(Repr::kBool, plan::Anniversary{day(depth - 1), first, first + static_cast<int32_t>(constant(1, 60)),
                                                   flip(0.5) ? schema::LeapDay::kFeb28 : schema::LeapDay::kMar1});
      }
      if (flip(0.1)) return make(Repr::kBool, plan::Literal{flip(0.5)});
      const auto segment = static_cast<uint32_t>(pick(2));
      return make(Repr::kBool, plan::InSegment{place_of(Tables::segment_table(segment)).row, segment});
    }
  }
}

}  // namespace segql::codegen::testing
