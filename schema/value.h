#pragma once
/// `Value`: one constant, or one cell on its way in or out. Meaning of the integer depends on the `Type` beside it.

#include <cstdint>
#include <string>
#include <variant>

#include "schema/type.h"

namespace segql::schema {

struct Schema;

struct Missing {
  bool operator==(const Missing&) const = default;
};
/// bool: kBool. int64_t: every kind stored as an integer (see `Type`). double: kFloat. string: kText.
using Value = std::variant<Missing, bool, int64_t, double, std::string>;

/// As printed to people: `120.50 SAR`, `2026-03-31`, `2026-03-31T12:00:00Z` (UTC), an enumerator's name, `missing`.
std::string value_text(const Schema& schema, const Type& type, const Value& value);

}  // namespace segql::schema
