/// Types as written, to `schema::Type`.

#include <algorithm>

#include "compiler/check/schema_builder.h"
#include "compiler/check/suggest.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;

constexpr uint8_t kUsualScale = 4;  // of `decimal` without digits

/// Enums with the same values in the same order are one type.
std::optional<Type> resolve_enum(Env& env, const ast::TypeExpr& type) {
  schema::Enumeration enumeration;
  for (const ast::Name& name : type.enumerators) {
    if (enumeration.find(name.text)) {
      env.report(name.span, diag::DuplicateName, "enum value", name.text);
      return std::nullopt;
    }
    enumeration.names.emplace_back(name.text);
  }
  auto& enums = env.project.schema.enums;
  const auto same = std::ranges::find(enums, enumeration.names, &schema::Enumeration::names);
  const auto position = static_cast<uint32_t>(same - enums.begin());
  if (same == enums.end()) enums.push_back(std::move(enumeration));
  return Type::enumeration(schema::EnumId{position});
}

std::optional<Type> resolve_collection(Env& env, const ast::TypeExpr& type, Kind kind) {
  if (kind == Kind::kMap && type.key->kind != ast::TypeKind::kText) {
    env.report(type.key->span, diag::BadMapKey);
    return std::nullopt;
  }
  const auto element = resolve_type(env, *type.element);
  if (!element) return std::nullopt;
  if (element->is_collection() || element->kind == Kind::kPoint || element->kind == Kind::kRef) {
    constexpr std::string_view kWords[] = {"set", "list", "map"};
    const auto word = kWords[static_cast<size_t>(kind) - static_cast<size_t>(Kind::kSet)];
    env.report(type.element->span, diag::BadElement, word, env.text_of(*element));
    return std::nullopt;
  }
  return Type::collection(kind, *element);
}

}  // namespace

void report_unknown_table(Env& env, const ast::Name& name, std::string_view what, bool events) {
  NearestName nearest(name.text);
  for (const schema::Table& table : env.schema().tables) {
    if (table.is_event == events) nearest.consider(table.name);
  }
  suggest(env.report(name.span, diag::UnknownTable, what, name.text), name.span, nearest);
}

std::optional<schema::TableId> resolve_entity(Env& env, const ast::Name& name) {
  const auto table = env.schema().find_table(name.text);
  if (!table || env.schema().table(*table).is_event) {
    report_unknown_table(env, name, "entity", false);
    return std::nullopt;
  }
  return table;
}

std::optional<Type> resolve_type(Env& env, const ast::TypeExpr& type) {
  switch (type.kind) {
    case ast::TypeKind::kText: return Type::of(Kind::kText);
    case ast::TypeKind::kInt: return Type::of(Kind::kInt);
    case ast::TypeKind::kFloat: return Type::of(Kind::kFloat);
    case ast::TypeKind::kBool: return Type::of(Kind::kBool);
    case ast::TypeKind::kDate: return Type::of(Kind::kDate);
    case ast::TypeKind::kTimestamp: return Type::of(Kind::kTimestamp);
    case ast::TypeKind::kPoint: return Type::of(Kind::kPoint);
    case ast::TypeKind::kDecimal:
      // The parser takes 0 to 18 digits.
      return Type::decimal(type.has_scale ? static_cast<uint8_t>(type.scale) : kUsualScale);
    case ast::TypeKind::kMoney: {
      const schema::Currency currency = schema::currency_of(type.currency);
      return Type::money(currency, schema::minor_unit_digits(currency));
    }
    case ast::TypeKind::kEnum: return resolve_enum(env, type);
    case ast::TypeKind::kRef: {
      const auto table = env.schema().find_table(type.target.text);
      if (table && !env.schema().table(*table).is_event) return Type::ref(*table);
      if (table) {
        env.report(type.target.span, diag::BadRefTarget, type.target.text);
      } else {
        report_unknown_table(env, type.target, "entity", false);
      }
      return std::nullopt;
    }
    case ast::TypeKind::kSet: return resolve_collection(env, type, Kind::kSet);
    case ast::TypeKind::kList: return resolve_collection(env, type, Kind::kList);
    case ast::TypeKind::kMap: return resolve_collection(env, type, Kind::kMap);
  }
  return std::nullopt;
}

}  // namespace segql::check
