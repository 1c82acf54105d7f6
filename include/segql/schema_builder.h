#pragma once
/// `SchemaBuilder`: entities, events and relations declared in code, for hosts that have no schema file. The result is
/// ordinary SegQL text, so that there is one meaning of a schema.
///
///     engine->add_source("schema", SchemaBuilder()
///         .timezone("Asia/Riyadh")
///         .entity("customer", "id", {{"id", "text"}, {"country", "text?"}})
///         .event("purchase", "at", {{"buyer", "ref customer"}, {"amount", "money(SAR)"}, {"at", "timestamp"}})
///         .relation("customer", "purchases", "purchase", "buyer")
///         .text().value());

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "segql/export.h"
#include "segql/result.h"

namespace segql {

class SEGQL_EXPORT SchemaBuilder {
 public:
  /// A name and a type as the language writes it: `text`, `int?`, `money(SAR)`, `enum { paid, refunded }`, `set<text>`.
  struct Field {
    std::string_view name;
    std::string_view type;
  };

  SchemaBuilder& timezone(std::string_view zone);
  SchemaBuilder& entity(std::string_view name, std::string_view key, std::span<const Field> fields);
  SchemaBuilder& event(std::string_view name, std::string_view time, std::span<const Field> fields);
  SchemaBuilder& relation(std::string_view owner, std::string_view name, std::string_view event, std::string_view by);

  SchemaBuilder& entity(std::string_view name, std::string_view key, std::initializer_list<Field> fields) {
    return entity(name, key, std::span<const Field>(fields.begin(), fields.size()));
  }
  SchemaBuilder& event(std::string_view name, std::string_view time, std::initializer_list<Field> fields) {
    return event(name, time, std::span<const Field>(fields.begin(), fields.size()));
  }

  /// Declarations in the order they were made. kInvalidArgument, naming the first, when a name cannot be written: it is
  /// empty, or holds a back-quote or a control character. Types are the host's text as it is; mistakes in them, and
  /// names that are declared twice or not at all, are diagnostics of `Engine::check`.
  Result<std::string> text() const;

 private:
  SEGQL_HIDDEN void table(std::string_view head, std::span<const Field> fields);
  SEGQL_HIDDEN std::string quoted(std::string_view name);
  SEGQL_HIDDEN void refuse(std::string_view what, std::string_view name);

  std::string text_;
  std::optional<Error> error_;  ///< of the first name that cannot be written
};

}  // namespace segql
