#pragma once
/// `SchemaBuilder`: entities, events and relations declared in code, for hosts that have no schema file. The result is
/// ordinary SegQL text, so that there is one meaning of a schema.
///
///     engine->add_source("schema", SchemaBuilder()
///         .timezone("Asia/Riyadh")
///         .entity("customer", "id", {{"id", "text"}, {"country", "text?"}})
///         .event("purchase", "at", {{"buyer", "ref customer"}, {"amount", "money(SAR)"}, {"at", "timestamp"}})
///         .relation("customer", "purchases", "purchase", "buyer")
///         .text());

#include <initializer_list>
#include <string>
#include <string_view>

#include "segql/export.h"

namespace segql {

class SEGQL_EXPORT SchemaBuilder {
 public:
  /// A name and a type as the language writes it: `text`, `int?`, `money(SAR)`, `enum { paid, refunded }`, `set<text>`.
  struct Field {
    std::string_view name;
    std::string_view type;
  };

  SchemaBuilder& timezone(std::string_view zone);
  SchemaBuilder& entity(std::string_view name, std::string_view key, std::initializer_list<Field> fields);
  SchemaBuilder& event(std::string_view name, std::string_view time, std::initializer_list<Field> fields);
  SchemaBuilder& relation(std::string_view owner, std::string_view name, std::string_view event, std::string_view by);

  /// Declarations in the order they were made. Mistakes in names and types are diagnostics of `Engine::check`.
  std::string text() const { return "language 1\n" + text_; }

 private:
  void table(std::string_view head, std::initializer_list<Field> fields);
  std::string text_;
};

}  // namespace segql
