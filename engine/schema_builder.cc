#include "segql/schema_builder.h"

#include <algorithm>

#include <fmt/format.h>

namespace segql {
namespace {

/// `text` can stand between two `quote`s on one line of a definition, as it is.
bool fits_between(char quote, std::string_view text) {
  return std::ranges::none_of(text, [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == quote || byte < 0x20 || byte == 0x7F;
  });
}

}  // namespace

void SchemaBuilder::refuse(std::string_view what, std::string_view name) {
  if (error_) return;
  std::string shown;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  error_ = Error{ErrorCode::kInvalidArgument, fmt::format("`{}` cannot be {}", shown, what)};
}

/// Back-quoted, so that a host may use any name, keywords included.
std::string SchemaBuilder::quoted(std::string_view name) {
  if (name.empty() || !fits_between('`', name)) {
    refuse("a name: a name has characters, none of them a back-quote or a control character", name);
  }
  return fmt::format("`{}`", name);
}

SchemaBuilder& SchemaBuilder::timezone(std::string_view zone) {
  if (!fits_between('"', zone) || zone.find('\\') != std::string_view::npos) refuse("a timezone", zone);
  text_ += fmt::format("settings {{ timezone \"{}\" }}\n", zone);
  return *this;
}

SchemaBuilder& SchemaBuilder::entity(std::string_view name, std::string_view key, std::span<const Field> fields) {
  table(fmt::format("entity {} key {}", quoted(name), quoted(key)), fields);
  return *this;
}

SchemaBuilder& SchemaBuilder::event(std::string_view name, std::string_view time, std::span<const Field> fields) {
  table(fmt::format("event {} at {}", quoted(name), quoted(time)), fields);
  return *this;
}

SchemaBuilder& SchemaBuilder::relation(std::string_view owner, std::string_view name, std::string_view event,
                                       std::string_view by) {
  text_ += fmt::format("relation {} has many {} = {} by {}\n", quoted(owner), quoted(name), quoted(event), quoted(by));
  return *this;
}

void SchemaBuilder::table(std::string_view head, std::span<const Field> fields) {
  text_ += fmt::format("{} {{\n", head);
  for (const Field& field : fields) text_ += fmt::format("  {}: {}\n", quoted(field.name), field.type);
  text_ += "}\n";
}

Result<std::string> SchemaBuilder::text() const {
  if (error_) return *error_;
  return "language 1\n" + text_;
}

}  // namespace segql
