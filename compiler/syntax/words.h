#pragma once
/// Enumerators as the language spells them; what the printer writes and the dump shows.

#include <string_view>

#include "compiler/syntax/ast.h"

namespace segql::syntax {

constexpr std::string_view word(ast::Unit unit) {
  constexpr std::string_view kWords[] = {"second", "minute", "hour", "day", "week", "month", "quarter", "year"};
  return kWords[static_cast<size_t>(unit)];
}
constexpr std::string_view word(ast::NamedInstant instant) {
  constexpr std::string_view kWords[] = {"now", "today", "yesterday", "tomorrow"};
  return kWords[static_cast<size_t>(instant)];
}
constexpr std::string_view word(ast::WhichUnit which) {
  constexpr std::string_view kWords[] = {"this", "previous", "following"};
  return kWords[static_cast<size_t>(which)];
}
constexpr std::string_view word(ast::Bound bound) {
  constexpr std::string_view kWords[] = {"before", "after", "since", "on"};
  return kWords[static_cast<size_t>(bound)];
}
constexpr std::string_view word(ast::ArithOp op) {
  constexpr std::string_view kWords[] = {"+", "-", "*", "/"};
  return kWords[static_cast<size_t>(op)];
}
constexpr std::string_view word(ast::BlockKind kind) {
  constexpr std::string_view kWords[] = {"all", "any", "none"};
  return kWords[static_cast<size_t>(kind)];
}
constexpr std::string_view word(ast::CompareOp op) {
  constexpr std::string_view kWords[] = {"=", "!=", "<", "<=", ">", ">="};
  return kWords[static_cast<size_t>(op)];
}
constexpr std::string_view word(ast::TextOp op) {
  constexpr std::string_view kWords[] = {"contains", "starts with", "ends with", "matches"};
  return kWords[static_cast<size_t>(op)];
}
constexpr std::string_view word(ast::HasMode mode) {
  constexpr std::string_view kWords[] = {"one", "any", "all", "none"};
  return kWords[static_cast<size_t>(mode)];
}
constexpr std::string_view word(ast::Quantifier quantifier) {
  constexpr std::string_view kWords[] = {"any", "no", "every", "at least", "at most", "exactly", "latest", "earliest"};
  return kWords[static_cast<size_t>(quantifier)];
}
constexpr std::string_view word(ast::AggregateKind kind) {
  constexpr std::string_view kWords[] = {"count", "count of distinct", "sum",  "avg", "min", "max", "median", "first",
                                         "last",  "most common",       "share"};
  return kWords[static_cast<size_t>(kind)];
}
constexpr std::string_view word(ast::Matching matching) {
  constexpr std::string_view kWords[] = {"", "any", "first", "strict"};
  return kWords[static_cast<size_t>(matching)];
}
constexpr std::string_view word(ast::TypeKind kind) {
  constexpr std::string_view kWords[] = {"text",  "int",   "decimal", "float", "bool", "date", "timestamp",
                                         "point", "money", "enum",    "ref",   "set",  "list", "map"};
  return kWords[static_cast<size_t>(kind)];
}
constexpr std::string_view word(ast::Setting::Kind kind) {
  constexpr std::string_view kWords[] = {"timezone", "week starts", "currency", "leap day"};
  return kWords[static_cast<size_t>(kind)];
}
constexpr std::string_view word(ast::Take::Ties ties) {
  constexpr std::string_view kWords[] = {"", "kept", "dropped"};
  return kWords[static_cast<size_t>(ties)];
}
constexpr std::string_view word(ast::Refresh::Kind kind) {
  constexpr std::string_view kWords[] = {"live", "manual", "daily", "weekly", "monthly", "every"};
  return kWords[static_cast<size_t>(kind)];
}
constexpr std::string_view word(ast::Keep::Kind kind) {
  constexpr std::string_view kWords[] = {"after entry", "after last match", "forever"};
  return kWords[static_cast<size_t>(kind)];
}
constexpr std::string_view word(ast::Expect::Kind kind) {
  constexpr std::string_view kWords[] = {"in", "out", "value"};
  return kWords[static_cast<size_t>(kind)];
}
constexpr std::string_view word(ast::Claim::Kind kind) {
  constexpr std::string_view kWords[] = {"disjoint", "cover", "implies", "equals"};
  return kWords[static_cast<size_t>(kind)];
}

}  // namespace segql::syntax
