/// Look-ups by name, and types as people write them.

#include "schema/schema.h"

#include <algorithm>

namespace segql::schema {
namespace {

std::string scalar_text(const Schema& schema, const Type& type) {
  switch (type.kind) {
    case Kind::kText: return "text";
    case Kind::kInt: return "int";
    case Kind::kDecimal: return "decimal(" + std::to_string(type.scale) + ")";
    case Kind::kFloat: return "float";
    case Kind::kBool: return "bool";
    case Kind::kDate: return "date";
    case Kind::kTimestamp: return "timestamp";
    case Kind::kPoint: return "point";
    case Kind::kMoney: return "money(" + std::string(currency_text(type.currency)) + ")";
    case Kind::kEnum: {
      std::string result = "enum { ";
      const auto& names = schema.enums[type.target].names;
      for (size_t i = 0; i < names.size(); ++i) result += (i == 0 ? "" : ", ") + names[i];
      return result + " }";
    }
    case Kind::kRef: return "ref " + schema.table(type.table()).name;
    case Kind::kSet:
    case Kind::kList:
    case Kind::kMap: break;  // never an element
  }
  return "?";
}

/// Cells of one are cells of the other. The positions of tables are compared with the tables.
bool is_same_type(const Schema& a, const Type& of_a, const Schema& b, const Type& of_b) {
  const bool is_enum = of_a.kind == Kind::kEnum || (of_a.is_collection() && of_a.element == Kind::kEnum);
  if (!is_enum) return of_a == of_b;
  Type with_same_names = of_b;
  with_same_names.target = of_a.target;
  return of_a == with_same_names && a.enums[of_a.target].names == b.enums[of_b.target].names;
}

}  // namespace

std::optional<int64_t> Enumeration::find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return found - names.begin();
}

std::optional<FieldId> Table::find_field(std::string_view field_name) const {
  const auto found = std::ranges::find(fields, field_name, &Field::name);
  if (found == fields.end()) return std::nullopt;
  return FieldId{static_cast<uint32_t>(found - fields.begin())};
}

std::optional<TableId> Schema::find_table(std::string_view name) const {
  const auto found = std::ranges::find(tables, name, &Table::name);
  if (found == tables.end()) return std::nullopt;
  return TableId{static_cast<uint32_t>(found - tables.begin())};
}

bool Schema::has_rows_of(const Schema& other) const {
  const auto same_field = [&](const Field& a, const Field& b) {
    return a.name == b.name && a.nullable == b.nullable && a.default_value == b.default_value &&
           is_same_type(*this, a.type, other, b.type);
  };
  const auto same_table = [&](const Table& a, const Table& b) {
    return a.name == b.name && a.is_event == b.is_event && a.key_or_time == b.key_or_time &&
           std::ranges::equal(a.fields, b.fields, same_field);
  };
  const auto same_relation = [](const Relation& a, const Relation& b) {
    return a.owner == b.owner && a.event == b.event && a.by == b.by;
  };
  return settings.timezone == other.settings.timezone && std::ranges::equal(tables, other.tables, same_table) &&
         std::ranges::equal(relations, other.relations, same_relation);
}

std::optional<RelationId> Schema::find_relation(TableId owner, std::string_view name) const {
  std::optional<RelationId> by_event;
  size_t num_by_event = 0;
  for (uint32_t i = 0; i < relations.size(); ++i) {
    if (relations[i].owner != owner) continue;
    if (relations[i].name == name) return RelationId{i};
    if (table(relations[i].event).name == name) {
      by_event = RelationId{i};
      ++num_by_event;
    }
  }
  return num_by_event == 1 ? by_event : std::nullopt;
}

std::string Schema::type_text(const Type& type) const {
  if (!type.is_collection()) return scalar_text(*this, type);
  const std::string element = scalar_text(*this, type.element_type());
  if (type.kind == Kind::kMap) return "map<text, " + element + ">";
  return (type.kind == Kind::kSet ? "set<" : "list<") + element + ">";
}

}  // namespace segql::schema
