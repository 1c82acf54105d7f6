#pragma once
/// `Schema`: the entities, events, relations and settings of a project, names resolved to ids. Built by the checker or
/// by a host in code; immutable afterwards and then safe to read from many threads.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/type.h"
#include "schema/value.h"
#include "segql/diagnostic.h"

namespace segql::schema {

enum class Weekday : uint8_t { kMonday, kTuesday, kWednesday, kThursday, kFriday, kSaturday, kSunday };
enum class LeapDay : uint8_t { kFeb28, kMar1 };  ///< when 29 February is celebrated in other years

struct Settings {
  std::string timezone = "UTC";  ///< a zone of the IANA database
  Weekday week_starts = Weekday::kMonday;
  LeapDay leap_day = LeapDay::kFeb28;
  std::optional<Currency> currency;
};

struct Enumeration {
  std::vector<std::string> names;
  std::optional<int64_t> find(std::string_view name) const;
};

struct Field {
  std::string name;
  Type type;
  bool nullable = false;
  Value default_value = Missing{};  ///< used where the data has no such column or no value; Missing: there is none
  SourceId source = 0;
  Span span;  ///< of the name
};

/// An entity (rows with a key) or an event (facts with an instant).
struct Table {
  std::string name;
  bool is_event = false;
  FieldId key_or_time;  ///< entity: its key (text, int or enum, never missing); event: its timestamp
  std::vector<Field> fields;
  SourceId source = 0;
  Span span;  ///< of the name

  std::optional<FieldId> find_field(std::string_view name) const;
  const Field& field(FieldId id) const { return fields[id.index]; }
};

/// `owner` has many `event` rows: those whose reference field `by` is the owner.
struct Relation {
  std::string name;
  TableId owner;
  TableId event;
  FieldId by;
  SourceId source = 0;
  Span span;
};

struct Schema {
  Settings settings;
  std::vector<Table> tables;
  std::vector<Relation> relations;
  std::vector<Enumeration> enums;

  const Table& table(TableId id) const { return tables[id.index]; }
  const Relation& relation(RelationId id) const { return relations[id.index]; }
  std::optional<TableId> find_table(std::string_view name) const;
  /// A relation of `owner` by its own name, or by its event's name where the owner has exactly one relation over it.
  std::optional<RelationId> find_relation(TableId owner, std::string_view name) const;

  /// Whether rows loaded for the one can be read by the other: the same tables, fields and relations in the same order,
  /// and local times of the same zone. Names of relations, weeks and leap days are nothing that rows know.
  bool has_rows_of(const Schema& other) const;

  /// `money(SAR)`, `ref customer`, `enum { paid, refunded }`, `set<text>`.
  std::string type_text(const Type& type) const;
};

}  // namespace segql::schema
