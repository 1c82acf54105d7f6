/// Schema declarations of all files: first the names of tables, then what is in them, then relations.

#include "compiler/check/schema_builder.h"

#include <algorithm>

#include "base/timezone.h"
#include "compiler/check/functions.h"
#include "compiler/check/suggest.h"
#include "compiler/check/unknown_names.h"

namespace segql::check {
namespace {

using schema::Kind;

/// The schema declarations of one file, one kind at a time.
template <typename Node, typename Visit>
void for_each(Project& project, Reporter& reporter, bool& sound, Visit visit) {
  for (FileIndex i = 0; i < project.files.size(); ++i) {
    const ast::File& file = *project.files[i].file;
    Env env{project, reporter, i, file.source, {}, false};
    for (const ast::Decl& decl : file.decls) {
      if (const auto* node = std::get_if<Node>(&decl.node)) visit(env, *node, decl);
    }
    sound &= !env.failed;
  }
}

void set_weekday(Env& env, const ast::Setting& setting) {
  static constexpr std::string_view kDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                               "friday", "saturday", "sunday"};
  const auto* day = std::ranges::find(kDays, setting.value);
  if (day == std::end(kDays)) {
    Diagnostic& d = env.report(setting.value_span, diag::BadSetting, setting.value, "a day of the week");
    NearestName nearest(setting.value);
    for (const std::string_view name : kDays) nearest.consider(name);
    suggest(d, setting.value_span, nearest);
    return;
  }
  env.project.schema.settings.week_starts = static_cast<schema::Weekday>(day - std::begin(kDays));
}

void set_leap_day(Env& env, const ast::Setting& setting) {
  if (setting.value != "feb28" && setting.value != "mar1") {
    env.report(setting.value_span, diag::BadSetting, setting.value, "`feb28` or `mar1`");
    return;
  }
  env.project.schema.settings.leap_day = setting.value == "feb28" ? schema::LeapDay::kFeb28 : schema::LeapDay::kMar1;
}

/// Where each setting was set, to point there when it is set again.
struct SettingsSeen {
  struct Place {
    SourceId source;
    Span span;
  };
  std::optional<Place> places[4];
};

void add_setting(Env& env, const ast::Setting& setting, SettingsSeen& seen) {
  constexpr std::string_view kNames[] = {"timezone", "week starts", "currency", "leap day"};
  const auto kind = static_cast<size_t>(setting.kind);
  if (const auto& place = seen.places[kind]) {
    add_note(env.report(setting.span, diag::SettingTwice, kNames[kind]), place->source, place->span, "first set here");
    return;
  }
  seen.places[kind] = {env.source, setting.span};
  schema::Settings& settings = env.project.schema.settings;
  switch (setting.kind) {
    case ast::Setting::Kind::kTimezone:
      settings.timezone = setting.value;
      if (!TimeZone::find(setting.value).ok()) env.report(setting.value_span, diag::UnknownTimezone, setting.value);
      break;
    case ast::Setting::Kind::kWeekStarts: set_weekday(env, setting); break;
    case ast::Setting::Kind::kCurrency: settings.currency = schema::currency_of(setting.value); break;
    case ast::Setting::Kind::kLeapDay: set_leap_day(env, setting); break;
  }
}

void add_table(Env& env, const ast::Name& name, bool is_event) {
  schema::Schema& schema = env.project.schema;
  if (const auto other = schema.find_table(name.text)) {
    const schema::Table& first = schema.table(*other);
    Diagnostic& d = env.report(name.span, diag::DuplicateName, is_event ? "event" : "entity", name.text);
    add_note(d, first.source, first.span, "first declared here");
    return;
  }
  schema::Table table;
  table.name = name.text;
  table.is_event = is_event;
  table.source = env.source;
  table.span = name.span;
  schema.tables.push_back(std::move(table));
}

schema::Value default_value(Env& env, const ast::Field& field, const schema::Type& type) {
  if (type.is_collection() || type.kind == Kind::kRef) {
    Diagnostic& d = env.report(field.default_value->span, diag::BadDefault, "a field of type " + env.text_of(type));
    if (type.is_collection()) d.hint = "let it be missing with `?`: what is missing has no items";
    return schema::Missing{};
  }
  const auto literal = literal_as(env, *field.default_value, type);
  if (!literal) return schema::Missing{};
  if (type.kind != Kind::kTimestamp) return to_value(type, literal->value);
  if (const auto* absolute = std::get_if<hir::Absolute>(&literal->instant)) return absolute->micros;
  env.report(field.default_value->span, diag::BadDefault, "an instant without an offset from UTC").hint =
      "write it as in 2026-01-01T00:00Z";
  return schema::Missing{};
}

void add_fields(Env& env, schema::TableId id, std::span<const ast::Field> fields) {
  for (const ast::Field& written : fields) {
    const schema::Table& table = env.schema().table(id);
    if (const auto other = table.find_field(written.name.text)) {
      Diagnostic& d = env.report(written.name.span, diag::DuplicateName, "field", written.name.text);
      add_note(d, table.source, table.field(*other).span, "first declared here");
      continue;
    }
    const auto type = resolve_type(env, written.type);
    if (!type) continue;
    schema::Field field;
    field.name = written.name.text;
    field.type = *type;
    field.nullable = written.nullable;
    field.source = env.source;
    field.span = written.name.span;
    if (written.default_value != nullptr) field.default_value = default_value(env, written, *type);
    env.project.schema.tables[id.index].fields.push_back(std::move(field));
  }
}

bool can_be_key(const schema::Field& field) {
  const Kind kind = field.type.kind;
  return !field.nullable && (kind == Kind::kText || kind == Kind::kInt || kind == Kind::kEnum);
}

bool can_be_time(const schema::Field& field) { return !field.nullable && field.type.kind == Kind::kTimestamp; }

void fill_table(Env& env, const ast::Name& name, const ast::Name& key_or_time, std::span<const ast::Field> fields,
                bool is_event) {
  const auto id = env.schema().find_table(name.text);
  if (!id || env.schema().table(*id).span != name.span || env.schema().table(*id).source != env.source) return;
  add_fields(env, *id, fields);
  const auto field = find_own_field(env, *id, key_or_time);
  if (!field) return;
  const schema::Field& chosen = env.schema().table(*id).field(*field);
  if (is_event && !can_be_time(chosen)) env.report(key_or_time.span, diag::BadEventTime);
  if (!is_event && !can_be_key(chosen)) env.report(key_or_time.span, diag::BadKey);
  env.project.schema.tables[id->index].key_or_time = *field;
}

void add_relation(Env& env, const ast::Relation& written) {
  const auto owner = resolve_entity(env, written.owner);
  const auto event = env.schema().find_table(written.event.text);
  if (!event || !env.schema().table(*event).is_event) {
    report_unknown_table(env, written.event, "event", true);
    return;
  }
  if (!owner) return;
  const schema::Table& table = env.schema().table(*event);
  const auto by = find_own_field(env, *event, written.by);
  if (!by) return;
  if (table.field(*by).type != schema::Type::ref(*owner)) {
    env.report(written.by.span, diag::BadRelation, written.by.text, table.name, env.table_name(*owner));
    return;
  }
  for (const schema::Relation& other : env.schema().relations) {
    if (other.owner != *owner || other.name != written.name.text) continue;
    Diagnostic& d = env.report(written.name.span, diag::DuplicateName, "relation", written.name.text);
    add_note(d, other.source, other.span, "first declared here");
    return;
  }
  if (env.schema().table(*owner).find_field(written.name.text)) {
    env.report(written.name.span, diag::DuplicateName, "field or relation", written.name.text);
    return;
  }
  env.project.schema.relations.push_back(
      {std::string(written.name.text), *owner, *event, *by, env.source, written.name.span});
}

/// Single values cross over to the host and back; rows do so by their key, and only to it.
std::optional<schema::Type> resolve_parameter(Env& env, const ast::TypeExpr& written) {
  const auto type = resolve_type(env, written);
  if (!type || !type->is_collection()) return type;
  env.report(written.span, diag::BadHostType, "takes single values", env.text_of(*type));
  return std::nullopt;
}
std::optional<schema::Type> resolve_result(Env& env, const ast::TypeExpr& written) {
  const auto type = resolve_type(env, written);
  if (!type || !(type->is_collection() || type->kind == Kind::kRef)) return type;
  env.report(written.span, diag::BadHostType, "gives a single value, which is no row", env.text_of(*type));
  return std::nullopt;
}

void add_extern(Env& env, const ast::Extern& written) {
  HostFunction function{written.name.text, {}, {}, written.nullable};
  for (const ast::ParamDecl& parameter : written.params) {
    const auto type = resolve_parameter(env, parameter.type);
    if (std::ranges::find(function.parameters, parameter.name.text, &Parameter::name) != function.parameters.end()) {
      env.report(parameter.name.span, diag::DuplicateName, "parameter", parameter.name.text);
    }
    if (!type) continue;
    Parameter& added = function.parameters.emplace_back(parameter.name.text, *type, std::nullopt);
    if (parameter.default_value != nullptr) added.default_value = argument_as(env, *parameter.default_value, *type);
  }
  function.result = resolve_result(env, written.result).value_or(schema::Type{});
  if (find_function(written.name.text) != nullptr) {
    env.report(written.name.span, diag::DuplicateName, "function of the language", written.name.text);
  } else if (!env.project.externs.emplace(written.name.text, std::move(function)).second) {
    env.report(written.name.span, diag::DuplicateName, "host function", written.name.text);
  }
}

}  // namespace

bool build_schema(Project& project, Reporter& reporter) {
  bool sound = true;
  SettingsSeen seen;
  for_each<ast::Settings>(project, reporter, sound, [&](Env& env, const ast::Settings& settings, const ast::Decl&) {
    for (const ast::Setting& setting : settings.items) add_setting(env, setting, seen);
  });
  for_each<ast::Entity>(project, reporter, sound, [](Env& env, const ast::Entity& entity, const ast::Decl&) {
    add_table(env, entity.name, false);
  });
  for_each<ast::Event>(project, reporter, sound,
                       [](Env& env, const ast::Event& event, const ast::Decl&) { add_table(env, event.name, true); });
  for_each<ast::Entity>(project, reporter, sound, [](Env& env, const ast::Entity& entity, const ast::Decl&) {
    fill_table(env, entity.name, entity.key, entity.fields, false);
  });
  for_each<ast::Event>(project, reporter, sound, [](Env& env, const ast::Event& event, const ast::Decl&) {
    fill_table(env, event.name, event.time, event.fields, true);
  });
  for_each<ast::Relation>(project, reporter, sound, [](Env& env, const ast::Relation& relation, const ast::Decl&) {
    add_relation(env, relation);
  });
  for_each<ast::Extern>(project, reporter, sound,
                        [](Env& env, const ast::Extern& function, const ast::Decl&) { add_extern(env, function); });
  return sound;
}

bool reject_schema_declarations(Project& project, Reporter& reporter) {
  bool sound = true;
  const auto reject = [](std::string_view what) {
    return [what](Env& env, const auto&, const ast::Decl& decl) { env.report(decl.span, diag::SchemaFromHost, what); };
  };
  for_each<ast::Settings>(project, reporter, sound, reject("settings"));
  for_each<ast::Entity>(project, reporter, sound, reject("an entity"));
  for_each<ast::Event>(project, reporter, sound, reject("an event"));
  for_each<ast::Relation>(project, reporter, sound, reject("a relation"));
  for_each<ast::Extern>(project, reporter, sound,
                        [](Env& env, const ast::Extern& function, const ast::Decl&) { add_extern(env, function); });
  return sound;
}

}  // namespace segql::check
