#pragma once
/// `Value`: one constant, or one cell on its way in or out. Meaning of the integer depends on the `Type` beside it.

#include <string>

#include "schema/type.h"
#include "segql/value.h"

namespace segql::schema {

struct Schema;

using segql::Missing;
using segql::Value;

/// As printed to people: `120.50 SAR`, `2026-03-31`, `2026-03-31T12:00:00Z` (UTC), an enumerator's name,
/// `24.7136,46.6753`, `missing`.
std::string value_text(const Schema& schema, const Type& type, const Value& value);

}  // namespace segql::schema
