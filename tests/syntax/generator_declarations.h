#pragma once
/// The declarations of a random program (see generator.h, which includes this).

#include "tests/syntax/generator.h"

namespace segql::syntax {

inline ast::TypeExpr Generator::type(int depth) {
  ast::TypeExpr result{};
  result.kind = pick<ast::TypeKind>(depth > 0 ? 14 : 11);
  switch (result.kind) {
    case ast::TypeKind::kDecimal:
      result.has_scale = chance(50);
      if (result.has_scale) result.scale = static_cast<int32_t>(below(19));
      break;
    case ast::TypeKind::kMoney: result.currency = currency(); break;
    case ast::TypeKind::kEnum: result.enumerators = some(1, 8, [&] { return name(); }); break;
    case ast::TypeKind::kRef: result.target = name(); break;
    case ast::TypeKind::kMap: result.key = keep(type(depth - 1)); [[fallthrough]];
    case ast::TypeKind::kSet:
    case ast::TypeKind::kList: result.element = keep(type(depth - 1)); break;
    default: break;
  }
  return result;
}

inline ast::Field Generator::field() { return {name(), type(2), chance(30), chance(30) ? value() : nullptr, {}}; }

inline std::span<const ast::ParamDecl> Generator::params() {
  return some(0, 3, [&] { return ast::ParamDecl{name(), type(1), chance(50) ? value() : nullptr, {}}; });
}

/// Kinds in the order in which clauses are written.
inline ast::Clause Generator::clause(int kind) {
  switch (kind) {
    case 0: return {{}, ast::Exclude{expr()}};
    case 1: {
      ast::Take take{};
      take.bottom = chance(50);
      take.percent = chance(30);
      take.amount = take.percent ? make(ast::NumberLit{percent(), {}, true}) : count(1);
      take.by = expr();
      if (chance(40)) take.per = keep(path());
      if (chance(40)) take.among = keep(among());
      take.ties = pick<ast::Take::Ties>(3);
      take.has_at_most = chance(30);
      if (take.has_at_most) take.at_most = integer(1);
      return {{}, take};
    }
    case 2: return {{}, ast::Sample{percent(), text()}};
    case 3: return {{}, ast::Timezone{text()}};
    case 4: {
      ast::Refresh refresh{};
      using Kind = ast::Refresh::Kind;
      refresh.kind = pick<Kind>(6);
      if (refresh.kind == Kind::kWeekly) refresh.weekdays = some(1, 3, [&] { return name(); });
      if (refresh.kind == Kind::kMonthly)
        refresh.month_days = some(1, 3, [&] { return static_cast<int64_t>(1 + below(31)); });
      const bool timed =
          refresh.kind == Kind::kDaily || refresh.kind == Kind::kWeekly || refresh.kind == Kind::kMonthly;
      if (timed) refresh.at = time(false);
      if (refresh.kind == Kind::kEvery) {
        refresh.every = integer(1);
        refresh.every_unit = unit();
      }
      if (chance(40)) refresh.also_on = some(1, 3, [&] { return name(); });
      if (chance(40)) refresh.priority = name();
      return {{}, refresh};
    }
    case 5: {
      const auto how = pick<ast::Keep::Kind>(3);
      return {{},
              how == ast::Keep::Kind::kForever ? ast::Keep{how, 0, ast::Unit::kSecond}
                                               : ast::Keep{how, integer(1), unit()}};
    }
    default: {
      const bool named = chance(50);
      return {{},
              ast::Deliver{path(), named, named ? text() : std::string_view(), some(0, 2, [&] { return name(); }),
                           some(0, 3, [&] { return path(); })}};
    }
  }
}

inline ast::Segment Generator::segment() {
  ast::Segment result{};
  result.snapshot = chance(20);
  result.name = name();
  result.entity = name();
  result.has_params = chance(40);
  if (result.has_params) result.params = params();
  result.has_title = chance(40);
  if (result.has_title) result.title = text();
  if (result.snapshot && chance(50)) result.as_of = keep(fixed_instant(false));
  if (chance(80)) result.where = expr();
  std::vector<ast::Clause> clauses;
  for (int kind = 0; kind <= 6; ++kind) {
    const bool repeats = kind == 0 || kind == 1 || kind == 6;
    while (chance(20)) {
      clauses.push_back(clause(kind));
      if (!repeats) break;
    }
  }
  result.clauses = arena_.copy(clauses);
  return result;
}

inline ast::TestItem Generator::test_item() {
  if (chance(50)) {
    return {{}, ast::Given{name(), chance(50) ? name() : ast::Name{}, some(0, 6, [&] {
                             return ast::GivenField{name(), value()};
                           })}};
  }
  ast::Expect expect{};
  expect.kind = pick<ast::Expect::Kind>(3);
  if (expect.kind == ast::Expect::Kind::kValue) {
    expect.path = path();
    expect.op = pick<ast::CompareOp>(6);
    expect.value = value();
  } else {
    expect.path = {some(1, 1, [&] { return name(); }), {}};
  }
  if (chance(30)) expect.as_of = keep(fixed_instant(false));
  return {{}, expect};
}

inline ast::Decl Generator::decl() {
  ast::Decl result{};
  if (chance(20))
    result.annotations = some(1, 3, [&] { return ast::Annotation{name(), chance(70) ? literal() : nullptr, {}}; });
  if (chance(20)) result.doc = chance(50) ? "One line." : "Two lines,\n\n  the last indented.";
  switch (below(13)) {
    case 0: {
      const auto setting = [&] {
        const auto kind = pick<ast::Setting::Kind>(4);
        const bool is_text = kind == ast::Setting::Kind::kTimezone, is_code = kind == ast::Setting::Kind::kCurrency;
        return ast::Setting{kind, is_text ? text() : is_code ? currency() : word(), {}, {}};
      };
      result.node = ast::Settings{some(0, 4, setting)};
      break;
    }
    case 1: result.node = ast::Entity{name(), name(), some(0, 6, [&] { return field(); })}; break;
    case 2: result.node = ast::Event{name(), name(), some(0, 6, [&] { return field(); })}; break;
    case 3: result.node = ast::Relation{name(), name(), name(), name()}; break;
    case 4: result.node = ast::Extern{name(), params(), type(1), chance(50)}; break;
    case 5: result.node = ast::Attribute{name(), name(), expr()}; break;
    case 6: {
      const bool with = chance(50);
      result.node = ast::Define{name(), name(), with, with ? params() : std::span<const ast::ParamDecl>(), expr()};
      break;
    }
    case 7: {
      const bool titled = chance(50);
      result.node =
          ast::StaticSegment{name(), name(), name(), titled, titled ? text() : std::string_view(), text(), {}};
      break;
    }
    case 8:
      result.node = ast::Split{name(), segment_ref(), text(), some(1, 4, [&] {
                                 return ast::SplitPart{name(), percent()};
                               })};
      break;
    case 9: result.node = ast::Priority{name(), name(), some(1, 4, [&] { return segment_ref(); })}; break;
    case 10: {
      const bool zoned = chance(50);
      result.node = ast::Test{
          text(), segment_ref(), fixed_instant(false), zoned, zoned ? text() : std::string_view(), some(0, 5, [&] {
            return test_item();
          })};
      break;
    }
    case 11: {
      ast::Claim claim{};
      claim.kind = static_cast<ast::Claim::Kind>(below(4));
      const bool of_two = claim.kind >= ast::Claim::Kind::kImplies;
      claim.segments = some(of_two || claim.kind == ast::Claim::Kind::kDisjoint ? 2 : 1, of_two ? 2 : 5,
                            [&] { return segment_ref(); });
      if (claim.kind == ast::Claim::Kind::kCover) {
        if (chance(50)) {
          claim.entity = name();
          if (chance(50)) claim.where = expr();
        } else {
          claim.population = keep(segment_ref());
        }
      }
      result.node = claim;
      break;
    }
    default: result.node = segment(); break;
  }
  return result;
}

inline const ast::File* Generator::file() {
  ast::File result;
  result.has_language = chance(50);
  if (result.has_language) result.language = integer(1);
  result.imports = some(0, 2, [&] {
    return ast::Import{some(0, 3, [&] { return name(); }),
                       arena_.copy_text("./" + std::string(text())),
                       {},
                       some(0, 2,
                            [&] {
                              return ast::Renaming{name(), name()};
                            }),
                       {}};
  });
  result.decls = some(1, 6, [&] { return decl(); });
  return keep(result);
}

}  // namespace segql::syntax
