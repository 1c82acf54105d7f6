#include "segql/schema_builder.h"

#include <fmt/format.h>

namespace segql {
namespace {

/// Back-quoted, so that a host may use any name, keywords included.
std::string quoted(std::string_view name) { return fmt::format("`{}`", name); }

}  // namespace

SchemaBuilder& SchemaBuilder::timezone(std::string_view zone) {
  text_ += fmt::format("settings {{ timezone \"{}\" }}\n", zone);
  return *this;
}

SchemaBuilder& SchemaBuilder::entity(std::string_view name, std::string_view key, std::initializer_list<Field> fields) {
  table(fmt::format("entity {} key {}", quoted(name), quoted(key)), fields);
  return *this;
}

SchemaBuilder& SchemaBuilder::event(std::string_view name, std::string_view time, std::initializer_list<Field> fields) {
  table(fmt::format("event {} at {}", quoted(name), quoted(time)), fields);
  return *this;
}

SchemaBuilder& SchemaBuilder::relation(std::string_view owner, std::string_view name, std::string_view event,
                                       std::string_view by) {
  text_ += fmt::format("relation {} has many {} = {} by {}\n", quoted(owner), quoted(name), quoted(event), quoted(by));
  return *this;
}

void SchemaBuilder::table(std::string_view head, std::initializer_list<Field> fields) {
  text_ += fmt::format("{} {{\n", head);
  for (const Field& field : fields) text_ += fmt::format("  {}: {}\n", quoted(field.name), field.type);
  text_ += "}\n";
}

}  // namespace segql
