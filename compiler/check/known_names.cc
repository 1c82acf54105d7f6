#include "compiler/check/known_names.h"

#include <algorithm>
#include <set>

#include "compiler/check/functions.h"
#include "compiler/check/project.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::Type;
using NameKind = KnownName::Kind;

/// A literal of the type; empty: there is none.
std::string literal_of(const schema::Schema& schema, const Type& type) {
  switch (type.kind) {
    case Kind::kText: return "\"x\"";
    case Kind::kInt: return "1";
    case Kind::kDecimal:
    case Kind::kFloat: return "1.5";
    case Kind::kBool: return "true";
    case Kind::kDate: return "2026-01-01";
    case Kind::kTimestamp: return "2026-01-01T00:00";
    case Kind::kPoint: return "\"0,0\"";
    case Kind::kMoney: return "1 " + std::string(schema::currency_text(type.currency));
    case Kind::kEnum: return schema.enums[type.target].names.front();
    case Kind::kSet:
    case Kind::kList: return "(" + literal_of(schema, type.element_type()) + ")";
    case Kind::kRef:
    case Kind::kMap: return "";
  }
  return "";
}

/// `(1, "x")`.
std::string call_of(const schema::Schema& schema, const std::vector<Parameter>& parameters) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    text += (text.empty() ? "" : ", ") + literal_of(schema, parameter.type);
  }
  return "(" + text + ")";
}

void add_new(std::vector<std::string>& texts, const std::string& text) {
  if (!text.empty() && std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
}

class Names {
 public:
  explicit Names(const Project& project) : project_(project), schema_(project.schema) {}

  std::vector<KnownName> run() {
    for (const schema::Table& table : schema_.tables) {
      for (const schema::Field& field : table.fields) add_field(field.name, field.type);
    }
    for (const schema::Relation& relation : schema_.relations) {
      add(NameKind::kRelation, relation.name, schema_.table(relation.owner).name);
    }
    for (const schema::Table& table : schema_.tables) add_table(table);
    for (const Definition& definition : project_.definitions) add_definition(definition);
    for (const auto& [name, function] : project_.externs) {
      add(NameKind::kFunction, name, schema_.type_text(function.result)).calls = {
          call_of(schema_, function.parameters)};
    }
    for (const Signature& signature : kFunctions) add_function(signature);
    for (const schema::Enumeration& values : schema_.enums) {
      for (const std::string& name : values.names) add(NameKind::kEnumerator, name, "");
    }
    for (const std::string_view word : {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "enter", "exit", "high"}) {
      add(NameKind::kWord, word, "");
    }
    add(NameKind::kWord, "self", "").calls = members_of_all();
    return std::move(names_);
  }

 private:
  KnownName& add(NameKind kind, std::string_view text, std::string detail) {
    return names_.emplace_back(KnownName{kind, std::string(text), std::move(detail), {}});
  }

  /// What a row of the table has: `.price`, `.sales`.
  std::vector<std::string> members_of(schema::TableId table) const {
    std::vector<std::string> members;
    for (const schema::Field& field : schema_.table(table).fields) add_new(members, "." + field.name);
    for (const schema::Relation& relation : schema_.relations) {
      if (relation.owner == table) add_new(members, "." + relation.name);
    }
    return members;
  }
  std::vector<std::string> members_of_all() const {
    std::vector<std::string> members;
    for (uint32_t i = 0; i < schema_.tables.size(); ++i) {
      for (const std::string& member : members_of(schema::TableId{i})) add_new(members, member);
    }
    return members;
  }

  void add_field(std::string_view name, const Type& type, NameKind kind = NameKind::kField) {
    KnownName& added = add(kind, name, schema_.type_text(type));
    if (type.kind == Kind::kRef) added.calls = members_of(type.table());
    if (type.kind == Kind::kMap) added.calls = {".x"};
  }

  void add_table(const schema::Table& table) {
    KnownName& added = add(table.is_event ? NameKind::kEvent : NameKind::kEntity, table.name, "");
    added.detail = table.is_event ? "event" : "entity";
    if (!table.is_event) added.calls = members_of(*schema_.find_table(table.name));
  }

  void add_function(const Signature& signature) {
    KnownName& added = add(NameKind::kFunction, signature.name, std::string(signature.text));
    for (const std::string& value : samples_of(project_).values) {
      std::string arguments = signature.function == hir::Function::kIf ? "true, " + value : value;
      const size_t given = signature.function == hir::Function::kIf ? 2 : 1;
      for (size_t i = given; i < signature.least; ++i) arguments += ", " + value;
      added.calls.push_back("(" + arguments + ")");
    }
  }

  void add_definition(const Definition& definition) {
    if (definition.state != Definition::State::kSound && definition.state != Definition::State::kUnchecked) return;
    const std::string of = definition.table ? schema_.table(*definition.table).name : "";
    switch (definition.kind) {
      case DefinitionKind::kAttribute:
        add_field(definition.name, project_.attributes[definition.attribute.index]->type(), NameKind::kAttribute);
        return;
      case DefinitionKind::kDefine:
        add(NameKind::kDefine, definition.name, of).calls = {call_of(schema_, definition.parameters)};
        break;
      case DefinitionKind::kSegment:
      case DefinitionKind::kStatic:
        add(NameKind::kSegment, definition.name, of).calls = {call_of(schema_, definition.parameters)};
        break;
      case DefinitionKind::kSplit:
      case DefinitionKind::kPriority: {
        KnownName& added = add(NameKind::kSegment, definition.name, of);
        for (const Part& part : definition.parts) added.calls.push_back("." + std::string(part.name));
        for (const Part& part : definition.parts) add(NameKind::kSegment, part.name, of);
        break;
      }
    }
    for (const Parameter& parameter : definition.parameters) {
      add(NameKind::kParameter, parameter.name, schema_.type_text(parameter.type));
    }
  }

  const Project& project_;
  const schema::Schema& schema_;
  std::vector<KnownName> names_;
};

}  // namespace

std::vector<KnownName> known_names(const Project& project) { return Names(project).run(); }

Samples samples_of(const Project& project) {
  const schema::Schema& schema = project.schema;
  Samples samples;
  samples.literals = {"1", "\"x\"", "true", "now", "2026-01-01", "1.5", "\"0,0\""};
  std::vector<Type> seen;
  std::vector<std::string> without_literal;
  for (const schema::Table& table : schema.tables) {
    if (!table.is_event) add_new(samples.names, table.name);
    if (!table.is_event) add_new(samples.names, table.field(table.key_or_time).name);
    std::vector<Type> own;
    for (const schema::Field& field : table.fields) {
      if (field.type.kind == Kind::kMoney) {
        add_new(samples.literals, literal_of(schema, field.type));
        add_new(samples.currencies, std::string(schema::currency_text(field.type.currency)));
      }
      if (field.type.kind == Kind::kEnum) add_new(without_literal, literal_of(schema, field.type));
      const std::string path = field.name + (field.type.kind == Kind::kMap ? ".x" : "");
      if (std::ranges::find(own, field.type) == own.end()) add_new(samples.paths, path);
      own.push_back(field.type);
      if (std::ranges::find(seen, field.type) == seen.end()) add_new(without_literal, path);
      seen.push_back(field.type);
    }
  }
  for (const schema::Enumeration& values : schema.enums) add_new(samples.literals, values.names.front());
  samples.values = samples.literals;
  for (const std::string& literal : samples.literals) samples.lists.push_back("(" + literal + ")");
  for (const std::string& value : without_literal) add_new(samples.values, value);
  for (const schema::Relation& relation : schema.relations) add_new(samples.rows, relation.name);
  std::set<schema::TableId> with_segment, with_attribute;
  for (const Definition& definition : project.definitions) {
    if (definition.state == Definition::State::kBroken || !definition.table) continue;
    if (definition.kind == DefinitionKind::kAttribute && with_attribute.insert(*definition.table).second)
      add_new(samples.paths, std::string(definition.name));
    if (definition.kind != DefinitionKind::kSegment || !with_segment.insert(*definition.table).second) continue;
    samples.segments.push_back(std::string(definition.name) + (definition.parameters.empty()
                                                                   ? std::string()
                                                                   : call_of(schema, definition.parameters)));
  }
  for (const char* name : {"zz", "mon", "enter"}) samples.names.emplace_back(name);
  return samples;
}

}  // namespace segql::check
