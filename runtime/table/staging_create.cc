// Staging::create: a place for the cells of every field, from a schema that is checked first.

#include <string>
#include <utility>

#include "base/try.h"
#include "runtime/table/staging.h"

namespace segql::runtime {
namespace {

using schema::Kind;
using schema::Schema;
using schema::TableId;
using schema::Type;

constexpr uint8_t kMaxScale = 18;

Error bad_schema(const schema::Table& table, const schema::Field& field, const std::string& what) {
  return {ErrorCode::kInvalidArgument, "field `" + field.name + "` of `" + table.name + "` " + what};
}

bool is_key_kind(Kind kind) { return kind == Kind::kText || kind == Kind::kInt || kind == Kind::kEnum; }

Status check_type(const Schema& schema, const schema::Table& table, const schema::Field& field) {
  const Type type = field.type.is_collection() ? field.type.element_type() : field.type;
  if (type.is_collection()) return bad_schema(table, field, "is a collection of collections");
  if (type.kind == Kind::kRef && (type.target >= schema.tables.size() || schema.tables[type.target].is_event))
    return bad_schema(table, field, "refers to no entity");
  if (type.kind == Kind::kEnum && type.target >= schema.enums.size()) return bad_schema(table, field, "is of no enum");
  if (type.scale > kMaxScale) return bad_schema(table, field, "has more than 18 digits after the point");
  return {};
}

Status check_tables(const Schema& schema) {
  for (const schema::Table& table : schema.tables) {
    const uint32_t special = table.key_or_time.index;
    if (special >= table.fields.size())
      return Error{ErrorCode::kInvalidArgument,
                   "`" + table.name + "` has no " + (table.is_event ? "timestamp" : "key")};
    for (const schema::Field& field : table.fields) SEGQL_TRY_VOID(check_type(schema, table, field));
    const schema::Field& field = table.fields[special];
    if (table.is_event && field.type.kind != Kind::kTimestamp) return bad_schema(table, field, "is not a timestamp");
    if (!table.is_event && !is_key_kind(field.type.kind))
      return bad_schema(table, field, "is a key that is not text, int or enum");
  }
  return {};
}

Status check_relations(const Schema& schema) {
  for (const schema::Relation& relation : schema.relations) {
    const auto bad = [&](const std::string& what) {
      return Error{ErrorCode::kInvalidArgument, "relation `" + relation.name + "` " + what};
    };
    if (relation.owner.index >= schema.tables.size() || schema.table(relation.owner).is_event)
      return bad("is of no entity");
    if (relation.event.index >= schema.tables.size() || !schema.table(relation.event).is_event)
      return bad("is over no event");
    const schema::Table& event = schema.table(relation.event);
    if (relation.by.index >= event.fields.size() || event.field(relation.by).type != Type::ref(relation.owner))
      return bad("is by a field that does not refer to `" + schema.table(relation.owner).name + "`");
  }
  return {};
}

/// The names of each enum, code = enumerator.
Result<std::vector<std::shared_ptr<const Dictionary>>> enum_names(const Schema& schema) {
  std::vector<std::shared_ptr<const Dictionary>> all;
  for (const schema::Enumeration& enumeration : schema.enums) {
    auto names = std::make_shared<Dictionary>();
    for (const std::string& name : enumeration.names) names->add(name);
    if (names->size() != enumeration.names.size())
      return Error{ErrorCode::kInvalidArgument, "an enum has two enumerators of one name"};
    all.push_back(std::move(names));
  }
  return all;
}

/// Makes the targets of fields. References share the dictionary of the keys they name: their codes are then those of
/// the keys.
class TargetMaker {
 public:
  TargetMaker(const Schema& schema, const TimeZone* zone, std::vector<std::shared_ptr<const Dictionary>> names)
      : schema_(schema), zone_(zone), names_(std::move(names)), keys_(schema.tables.size()) {
    for (auto& dictionary : keys_) dictionary = std::make_shared<Dictionary>();
  }

  CellTarget make(uint32_t table, uint32_t field) const {
    const Type& declared = schema_.tables[table].fields[field].type;
    const Type type = declared.is_collection() ? declared.element_type() : declared;
    if (type.kind == Kind::kRef) return key_of(type.target);
    if (!schema_.tables[table].is_event && field == schema_.tables[table].key_or_time.index) return key_of(table);
    return scalar(type, std::make_shared<Dictionary>());
  }
  CellTarget map_key() const { return scalar(Type::of(Kind::kText), std::make_shared<Dictionary>()); }

 private:
  CellTarget key_of(uint32_t table) const {
    return scalar(schema_.tables[table].field(schema_.tables[table].key_or_time).type, keys_[table]);
  }
  CellTarget scalar(const Type& type, std::shared_ptr<Dictionary> dictionary) const {
    if (type.kind != Kind::kText) dictionary = nullptr;
    return {type, zone_, std::move(dictionary), type.kind == Kind::kEnum ? names_[type.target] : nullptr};
  }

  const Schema& schema_;
  const TimeZone* zone_;
  std::vector<std::shared_ptr<const Dictionary>> names_;
  std::vector<std::shared_ptr<Dictionary>> keys_;
};

bool names_owner(const Schema& schema, TableId table, schema::FieldId field) {
  for (const schema::Relation& relation : schema.relations)
    if (relation.event == table && relation.by == field) return true;
  return false;
}

}  // namespace

Result<Staging> Staging::create(const Schema& schema, const Limits& limits) {
  SEGQL_TRY_VOID(check_tables(schema));
  SEGQL_TRY_VOID(check_relations(schema));
  SEGQL_TRY(auto names, enum_names(schema));
  Staging staging;
  staging.schema = &schema;
  staging.limits = limits;
  SEGQL_TRY(staging.zone, TimeZone::find(schema.settings.timezone));
  const TargetMaker targets(schema, staging.zone.get(), std::move(names));
  for (uint32_t t = 0; t < schema.tables.size(); ++t) {
    const schema::Table& table = schema.tables[t];
    StagedTable staged;
    staged.table = &table;
    for (uint32_t f = 0; f < table.fields.size(); ++f) {
      const schema::Field& field = table.fields[f];
      const bool required = !field.nullable || f == table.key_or_time.index;
      StagedField& added = staged.fields.emplace_back(
          field, required, names_owner(schema, TableId{t}, schema::FieldId{f}), targets.make(t, f),
          field.type.kind == Kind::kMap ? std::optional(targets.map_key()) : std::nullopt);
      if (std::holds_alternative<schema::Missing>(field.default_value)) continue;
      int64_t cell = 0;
      if (field.type.is_collection() || cell_of_value(added.target(), field.default_value, cell) != Outcome::kValue)
        return bad_schema(table, field, "has a default that is not of its type");
      added.default_cell = cell;
    }
    staging.tables.push_back(std::move(staged));
  }
  return staging;
}

}  // namespace segql::runtime
