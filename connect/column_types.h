#pragma once
/// DuckDB's types as SegQL can read them.

#include <string>

#include <duckdb.h>

#include "segql/result.h"

namespace segql::connect {

/// The SQL of `column` (SQL already) as a value of a type SegQL reads: itself, or a conversion that loses nothing but
/// the fractions of a microsecond. kUnsupported, naming the type, for what has no such meaning.
Result<std::string> readable_expression(duckdb_logical_type type, const std::string& column);

/// The type a JSON member found to be of `type` is read as: int and bool as found, other scalars as text, arrays as
/// lists, objects as maps of text.
std::string json_column_type(duckdb_logical_type type);

}  // namespace segql::connect
