/// Constants as the language writes them.

#include <array>
#include <charconv>

#include "compiler/check/constants.h"
#include "compiler/check/instants.h"

namespace segql::check {
namespace {

using schema::Kind;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': result += "\\\""; break;
      case '\\': result += "\\\\"; break;
      case '\n': result += "\\n"; break;
      case '\r': result += "\\r"; break;
      case '\t': result += "\\t"; break;
      default: result += c;
    }
  }
  return result + "\"";
}

}  // namespace

schema::Value to_value(const schema::Type& type, const hir::Literal& literal) {
  switch (literal.form) {
    case hir::Literal::Form::kMissing: return schema::Missing{};
    case hir::Literal::Form::kBool: return literal.integer != 0;
    case hir::Literal::Form::kInteger:
      return type.kind == Kind::kBool ? schema::Value(literal.integer != 0) : literal.integer;
    case hir::Literal::Form::kFloat: return literal.real;
    case hir::Literal::Form::kText: return std::string(literal.text);
  }
  return schema::Missing{};
}

std::string literal_text(const schema::Schema& schema, const schema::Type& type, const hir::Literal& value) {
  if (value.form == hir::Literal::Form::kText) return quoted(value.text);
  const std::string text = value_text(schema, type, to_value(type, value));
  return type.kind == Kind::kPoint && value.form == hir::Literal::Form::kInteger ? quoted(text) : text;
}

std::string argument_text(const schema::Schema& schema, const Argument& argument) {
  if (argument.placeholder) return "?";
  if (!argument.type.is_collection()) {
    if (argument.type.kind == Kind::kTimestamp) return instant_text(argument.one.instant);
    return literal_text(schema, argument.type, argument.one.value);
  }
  std::string result = "(";
  for (const hir::Instant& instant : argument.instants) {
    result += (result.size() > 1 ? ", " : "") + instant_text(instant);
  }
  for (size_t i = 0; i < argument.items.size(); ++i) {
    if (i != 0) result += ", ";
    result += literal_text(schema, argument.type.element_type(), argument.items[i]);
  }
  return result + ")";
}

}  // namespace segql::check
