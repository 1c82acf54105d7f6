#pragma once
/// Random programs: every tree the parser can make, and only those. Depends on the seed alone. Names are keywords,
/// quoted oddities and ordinary words; the meaning is nonsense.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compiler/syntax/ast.h"

namespace segql::syntax {

class Generator {
 public:
  /// `depth` bounds the nesting of expressions.
  Generator(uint64_t seed, Arena& arena, int depth = 5) : state_(seed), arena_(arena), depth_(depth) {}

  const ast::File* file();
  ast::ExprRef expr();

  // ---- choices ----
  uint64_t next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  uint64_t below(uint64_t limit) { return next() % limit; }
  bool chance(int percent) { return below(100) < static_cast<uint64_t>(percent); }
  template <typename E>
  E pick(int count) {
    return static_cast<E>(below(static_cast<uint64_t>(count)));
  }

 private:
  template <typename T>
  ast::ExprRef make(T node) {
    return arena_.make<ast::Expr>(ast::Expr{{}, node});
  }
  template <typename T>
  const T* keep(T node) {
    return arena_.make<T>(node);
  }
  template <typename Fn>
  auto some(uint64_t least, uint64_t most, Fn fn) {
    std::vector<decltype(fn())> items;
    for (uint64_t n = least + below(most - least + 1); n > 0; --n) items.push_back(fn());
    return arena_.copy(items);
  }

  // ---- words ----
  std::string_view word();
  ast::Name name() { return {word(), {}}; }
  ast::Path path() {
    return {some(1, 3, [&] { return name(); }), {}};
  }
  std::string_view text();
  std::string_view param_name() { return chance(50) ? "n" : "since_2"; }
  std::string_view currency() { return chance(50) ? "SAR" : "ALL"; }
  int64_t integer(int64_t least) {
    return chance(80) ? least + static_cast<int64_t>(below(40)) : 999'999'999'999'999'999;
  }
  Decimal decimal();
  Decimal percent() { return chance(50) ? Decimal{100, 0} : Decimal{static_cast<int64_t>(1 + below(999)), 1}; }
  ast::Unit unit() { return pick<ast::Unit>(8); }

  // ---- time ----
  ast::CivilDate date() {
    return {static_cast<int32_t>(1 + below(9999)), static_cast<uint8_t>(1 + below(12)),
            static_cast<uint8_t>(1 + below(28))};
  }
  ast::CivilTime time(bool seconds) {
    return {static_cast<uint8_t>(below(24)), static_cast<uint8_t>(below(60)),
            static_cast<uint8_t>(seconds ? below(60) : 0)};
  }
  ast::ExprRef count(int64_t least, bool params = true) {
    return params && chance(30) ? make(ast::Param{param_name()}) : make(ast::NumberLit{{integer(least), 0}, {}, false});
  }
  ast::Instant fixed_instant(bool params);
  ast::Instant instant();
  const ast::Window* window();

  // ---- literals and references ----
  ast::ExprRef literal();
  ast::ExprRef literals() {
    return make(ast::ListLit{some(0, 5, [&] { return literal(); })});
  }
  ast::ExprRef value() { return chance(80) ? literal() : literals(); }
  ast::SegmentRef segment_ref();
  ast::Among among() { return {chance(50) ? nullptr : keep(segment_ref()), {}}; }

  // ---- expressions ----
  ast::ExprRef path_expr() { return make(ast::PathExpr{path()}); }
  const ast::RowSet* rows();
  ast::ExprRef logic();
  ast::ExprRef test();
  ast::ExprRef over_rows();
  ast::ExprRef arithmetic();
  ast::ExprRef leaf();
  ast::Step step(bool first);

  // ---- declarations ----
  ast::TypeExpr type(int depth);
  ast::Field field();
  std::span<const ast::ParamDecl> params();
  ast::Clause clause(int kind);
  ast::Segment segment();
  ast::TestItem test_item();
  ast::Decl decl();

  uint64_t state_;
  Arena& arena_;
  int depth_;
};

inline std::string_view Generator::word() {
  constexpr std::string_view kWords[] = {
      "country", "purchases", "x",     "p",          "status",     "a_b_2",   "day",   "days",       "week",
      "segment", "test",      "split", "priority",   "list",       "key",     "count", "first",      "last",
      "text",    "timezone",  "share", "language",   "set",        "ref",     "many",  "year",       "weekday",
      "where",   "and",       "not",   "in",         "first name", "Ünïcode", "1abc",  "of",         "null",
      "today",   "from",      "SAR",   "percentile", "ntile",      "given",   "out",   "anniversary"};
  return kWords[below(std::size(kWords))];
}

inline std::string_view Generator::text() {
  constexpr std::string_view kTexts[] = {
      "",
      "SA",
      "a \"quoted\" word",
      "back\\slash",
      "line\nbreak",
      "tab\tand\rreturn",
      "الرياض",
      "// no comment",
      "日本 😀",
      "a long text that takes most of a line of the canonical form when it is printed"};
  return kTexts[below(std::size(kTexts))];
}

inline Decimal Generator::decimal() {
  const auto scale = static_cast<uint8_t>(chance(50) ? 0 : below(19));
  const int64_t small = static_cast<int64_t>(below(100'000));
  return {chance(90) ? small : 999'999'999'999'999'999, scale};
}

inline ast::Instant Generator::fixed_instant(bool params) {
  switch (below(4)) {
    case 0: return {{}, pick<ast::NamedInstant>(4)};
    case 1: return {{}, ast::RelativeInstant{count(0, params), unit(), chance(50)}};
    case 2: return {{}, date()};
    default: {
      const bool offset = chance(50);
      return {{},
              ast::DateTime{date(), time(true), offset,
                            offset ? static_cast<int32_t>(below(2 * 14 * 60 + 1)) - 14 * 60 : 0}};
    }
  }
}

inline ast::Instant Generator::instant() {
  if (chance(60)) return fixed_instant(true);
  return {{}, ast::InstantOf{chance(50) ? path_expr() : make(ast::Param{param_name()})}};
}

inline const ast::Window* Generator::window() {
  switch (below(6)) {
    case 0: return keep(ast::Window{{}, ast::WithinCount{chance(50), count(1), chance(30), unit(), chance(30)}});
    case 1: return keep(ast::Window{{}, ast::WithinUnit{pick<ast::WhichUnit>(3), unit()}});
    case 2: return keep(ast::Window{{}, ast::FromTo{instant(), instant()}});
    case 3: return keep(ast::Window{{}, ast::Bounded{pick<ast::Bound>(4), instant()}});
    case 4: {
      const bool quarter = chance(50);
      return keep(ast::Window{
          {},
          ast::During{static_cast<int32_t>(1 + below(9999)), static_cast<uint8_t>(quarter ? 1 + below(4) : 0),
                      static_cast<uint8_t>(quarter ? 0 : 1 + below(12))}});
    }
    default: return keep(ast::Window{{}, ast::Ever{}});
  }
}

inline ast::ExprRef Generator::literal() {
  switch (below(7)) {
    case 0: return make(ast::NumberLit{decimal(), chance(30) ? currency() : std::string_view(), false});
    case 1: return make(ast::Negate{make(ast::NumberLit{decimal(), {}, chance(30)})});
    case 2: return make(ast::TextLit{text()});
    case 3: return make(ast::BoolLit{chance(50)});
    case 4: return make(ast::DurationLit{integer(0), unit()});
    case 5: return make(ast::InstantLit{fixed_instant(false)});
    default: return make(ast::PathExpr{{some(1, 1, [&] { return name(); }), {}}});
  }
}

inline ast::SegmentRef Generator::segment_ref() {
  const bool arguments = chance(40);
  return {path(),
          arguments,
          arguments ? some(0, 3,
                           [&] {
                             return ast::Argument{name(), chance(80) ? value() : make(ast::Param{param_name()})};
                           })
                    : std::span<const ast::Argument>(),
          {}};
}

inline ast::ExprRef Generator::expr() {
  if (depth_ <= 0) return leaf();
  --depth_;
  ast::ExprRef result = nullptr;
  switch (below(6)) {
    case 0: result = logic(); break;
    case 1:
    case 2: result = test(); break;
    case 3: result = over_rows(); break;
    case 4: result = arithmetic(); break;
    default: result = leaf(); break;
  }
  ++depth_;
  return result;
}

inline ast::ExprRef Generator::logic() {
  const auto terms = [&](uint64_t least) { return some(least, 4, [&] { return expr(); }); };
  switch (below(4)) {
    case 0: return make(ast::And{terms(2)});
    case 1: return make(ast::Or{terms(2)});
    case 2: return make(ast::Not{expr()});
    default: return make(ast::Block{pick<ast::BlockKind>(3), terms(1)});
  }
}

inline ast::ExprRef Generator::test() {
  const auto list = [&] { return chance(80) ? literals() : make(ast::Param{param_name()}); };
  switch (below(10)) {
    case 0: return make(ast::Compare{pick<ast::CompareOp>(6), expr(), expr()});
    case 1: return make(ast::InList{expr(), list(), chance(50)});
    case 2: return make(ast::InSegment{chance(50) ? nullptr : expr(), segment_ref(), chance(50)});
    case 3: return make(ast::Between{expr(), expr(), expr(), chance(50)});
    case 4: return make(ast::Presence{expr(), chance(50)});
    case 5:
      return make(ast::TextTest{pick<ast::TextOp>(4), expr(),
                                chance(70) ? make(ast::TextLit{text()}) : make(ast::Param{param_name()}), chance(50),
                                chance(30)});
    case 6: {
      const auto mode = pick<ast::HasMode>(4);
      return make(ast::Has{mode, expr(), mode == ast::HasMode::kOne ? expr() : list()});
    }
    case 7: return make(ast::WasIn{segment_ref(), instant()});
    case 8: return make(ast::Moved{chance(50), segment_ref(), window()});
    default: return make(ast::InWindow{chance(50) ? path_expr() : expr(), chance(30), window()});
  }
}

inline const ast::RowSet* Generator::rows() {
  return keep(ast::RowSet{
      chance(30) ? name() : ast::Name{}, path(), chance(50) ? window() : nullptr, chance(40) ? expr() : nullptr, {}});
}

inline ast::Step Generator::step(bool first) {
  ast::Step result{};
  result.path = path();
  result.absent = !first && chance(30);
  if (!result.absent && chance(50)) result.label = name();
  result.so_far = result.absent && chance(50);
  result.has_limit = !first && (result.absent ? !result.so_far : chance(50));
  if (result.has_limit) {
    result.limit = integer(1);
    result.limit_unit = unit();
  }
  if (chance(50)) result.where = expr();
  return result;
}

inline ast::ExprRef Generator::over_rows() {
  switch (below(3)) {
    case 0: {
      const auto quantifier = pick<ast::Quantifier>(8);
      const bool counts = quantifier == ast::Quantifier::kAtLeast || quantifier == ast::Quantifier::kAtMost ||
                          quantifier == ast::Quantifier::kExactly;
      const bool satisfies = quantifier == ast::Quantifier::kEvery || quantifier == ast::Quantifier::kLatest ||
                             quantifier == ast::Quantifier::kEarliest;
      return make(ast::Quantified{quantifier, counts ? count(0) : nullptr, rows(), satisfies ? expr() : nullptr});
    }
    case 1: {
      const auto kind = pick<ast::AggregateKind>(11);
      const bool none = kind == ast::AggregateKind::kCount || kind == ast::AggregateKind::kShare;
      const bool named = kind == ast::AggregateKind::kCountDistinct || kind == ast::AggregateKind::kMostCommon;
      const ast::ExprRef of = none ? nullptr : named || chance(60) ? path_expr() : expr();
      return make(ast::Aggregate{kind, of, rows(), kind == ast::AggregateKind::kShare ? expr() : nullptr});
    }
    default: {
      bool first = true;
      const auto steps = some(2, 4, [&] {
        const bool is_first = first;
        first = false;
        return step(is_first);
      });
      return make(ast::Sequence{chance(50) ? window() : nullptr, steps, pick<ast::Matching>(4)});
    }
  }
}

inline ast::ExprRef Generator::arithmetic() {
  switch (below(6)) {
    case 0: return make(ast::Negate{expr()});
    case 1: {
      const bool additive = chance(50);
      const auto term = [&] {
        const ast::ArithOp ops[] = {ast::ArithOp::kAdd, ast::ArithOp::kSubtract, ast::ArithOp::kMultiply,
                                    ast::ArithOp::kDivide};
        return ast::ArithTerm{ops[(additive ? 0 : 2) + below(2)], expr()};
      };
      return make(ast::Arith{expr(), some(1, 4, term)});
    }
    case 2: {
      const auto argument = [&] { return ast::Argument{chance(50) ? name() : ast::Name{}, expr()}; };
      return make(ast::Call{chance(15) ? ast::Name{"least", {}} : name(), some(0, 3, argument)});
    }
    case 3: {
      constexpr std::string_view kParts[] = {"year", "weekday", "second"};
      return make(ast::Call{{kParts[below(3)], {}}, some(1, 1, [&] { return ast::Argument{{}, expr()}; })});
    }
    case 4: return make(ast::Elapsed{unit(), chance(50), expr()});
    default: return make(ast::Population{chance(50) ? count(1) : nullptr, expr(), among()});
  }
}

inline ast::ExprRef Generator::leaf() {
  switch (below(8)) {
    case 0: return make(ast::NumberLit{decimal(), chance(30) ? currency() : std::string_view(), false});
    case 1: return make(ast::NumberLit{decimal(), {}, true});
    case 2: return make(ast::TextLit{text()});
    case 3: return make(ast::BoolLit{chance(50)});
    case 4: return make(ast::DurationLit{integer(0), unit()});
    case 5: return make(ast::InstantLit{fixed_instant(true)});
    case 6: return make(ast::Param{param_name()});
    default: return path_expr();
  }
}

}  // namespace segql::syntax

#include "tests/syntax/generator_declarations.h"
