// DuckDB's types as SegQL can read them: most as they are, exotic scalars as text, and no guesses about the rest.
#include "connect/column_types.h"

#include <optional>

#include "base/try.h"
#include "connect/duckdb_handle.h"

namespace segql::connect {

namespace {

enum class Treatment { kAsIs, kAsText, kAsTimestamp, kList, kMap, kUnreadable };

struct TypeInfo {
  const char* name;
  Treatment treatment;
};

TypeInfo info_of(duckdb_type id) {
  switch (id) {
    case DUCKDB_TYPE_BOOLEAN: return {"BOOLEAN", Treatment::kAsIs};
    case DUCKDB_TYPE_TINYINT: return {"TINYINT", Treatment::kAsIs};
    case DUCKDB_TYPE_SMALLINT: return {"SMALLINT", Treatment::kAsIs};
    case DUCKDB_TYPE_INTEGER: return {"INTEGER", Treatment::kAsIs};
    case DUCKDB_TYPE_BIGINT: return {"BIGINT", Treatment::kAsIs};
    case DUCKDB_TYPE_UTINYINT: return {"UTINYINT", Treatment::kAsIs};
    case DUCKDB_TYPE_USMALLINT: return {"USMALLINT", Treatment::kAsIs};
    case DUCKDB_TYPE_UINTEGER: return {"UINTEGER", Treatment::kAsIs};
    case DUCKDB_TYPE_UBIGINT: return {"UBIGINT", Treatment::kAsIs};
    case DUCKDB_TYPE_FLOAT: return {"FLOAT", Treatment::kAsIs};
    case DUCKDB_TYPE_DOUBLE: return {"DOUBLE", Treatment::kAsIs};
    case DUCKDB_TYPE_DECIMAL: return {"DECIMAL", Treatment::kAsIs};
    case DUCKDB_TYPE_DATE: return {"DATE", Treatment::kAsIs};
    case DUCKDB_TYPE_TIMESTAMP: return {"TIMESTAMP", Treatment::kAsIs};
    case DUCKDB_TYPE_TIMESTAMP_TZ: return {"TIMESTAMP WITH TIME ZONE", Treatment::kAsIs};
    case DUCKDB_TYPE_VARCHAR: return {"VARCHAR", Treatment::kAsIs};
    case DUCKDB_TYPE_TIMESTAMP_S: return {"TIMESTAMP_S", Treatment::kAsTimestamp};
    case DUCKDB_TYPE_TIMESTAMP_MS: return {"TIMESTAMP_MS", Treatment::kAsTimestamp};
    case DUCKDB_TYPE_TIMESTAMP_NS: return {"TIMESTAMP_NS", Treatment::kAsTimestamp};
    case DUCKDB_TYPE_HUGEINT: return {"HUGEINT", Treatment::kAsText};
    case DUCKDB_TYPE_UHUGEINT: return {"UHUGEINT", Treatment::kAsText};
    case DUCKDB_TYPE_BIGNUM: return {"BIGNUM", Treatment::kAsText};
    case DUCKDB_TYPE_UUID: return {"UUID", Treatment::kAsText};
    case DUCKDB_TYPE_ENUM: return {"ENUM", Treatment::kAsText};
    case DUCKDB_TYPE_TIME: return {"TIME", Treatment::kAsText};
    case DUCKDB_TYPE_TIME_TZ: return {"TIME WITH TIME ZONE", Treatment::kAsText};
    case DUCKDB_TYPE_TIME_NS: return {"TIME_NS", Treatment::kAsText};
    case DUCKDB_TYPE_BIT: return {"BIT", Treatment::kAsText};
    case DUCKDB_TYPE_SQLNULL: return {"NULL", Treatment::kAsText};
    case DUCKDB_TYPE_LIST: return {"LIST", Treatment::kList};
    case DUCKDB_TYPE_ARRAY: return {"ARRAY", Treatment::kList};
    case DUCKDB_TYPE_MAP: return {"MAP", Treatment::kMap};
    case DUCKDB_TYPE_BLOB: return {"BLOB", Treatment::kUnreadable};
    case DUCKDB_TYPE_INTERVAL: return {"INTERVAL", Treatment::kUnreadable};
    case DUCKDB_TYPE_STRUCT: return {"STRUCT", Treatment::kUnreadable};
    case DUCKDB_TYPE_UNION: return {"UNION", Treatment::kUnreadable};
    default: return {"of an unknown type", Treatment::kUnreadable};
  }
}

bool is_json(duckdb_logical_type type) { return take_text(duckdb_logical_type_get_alias(type)) == "JSON"; }

TypeHandle element_of(duckdb_logical_type type) {
  return TypeHandle(duckdb_get_type_id(type) == DUCKDB_TYPE_ARRAY ? duckdb_array_type_child_type(type)
                                                                  : duckdb_list_type_child_type(type));
}

Error unreadable(const std::string& what, const char* advice) {
  return Error{ErrorCode::kUnsupported, "is " + what + ", which SegQL does not read; " + advice};
}

const char* advice_for(duckdb_type id) {
  switch (id) {
    case DUCKDB_TYPE_BLOB: return "use a `query` that decodes it, for example decode(column)";
    case DUCKDB_TYPE_INTERVAL: return "use a `query` that makes it a number, for example epoch(column)";
    case DUCKDB_TYPE_STRUCT: return "use a `query` that selects its members by name, for example column.member";
    default: return "use a `query` that casts it";
  }
}

/// The type name of a scalar inside a list or map once it is readable, and whether it had to change.
struct ScalarTarget {
  std::string sql;
  bool converted = false;
};
Result<ScalarTarget> scalar_target(duckdb_logical_type type, const char* inside) {
  const duckdb_type id = duckdb_get_type_id(type);
  const TypeInfo info = info_of(id);
  switch (info.treatment) {
    case Treatment::kAsIs:
      if (id == DUCKDB_TYPE_DECIMAL) {
        return ScalarTarget{"DECIMAL(" + std::to_string(duckdb_decimal_width(type)) + "," +
                            std::to_string(duckdb_decimal_scale(type)) + ")"};
      }
      return ScalarTarget{info.name};
    case Treatment::kAsText: return ScalarTarget{"VARCHAR", true};
    case Treatment::kAsTimestamp: return ScalarTarget{"TIMESTAMP", true};
    default:
      return unreadable(std::string("a ") + inside + " of " + info.name, "use a `query` that makes its items scalars");
  }
}

}  // namespace

Result<std::string> readable_expression(duckdb_logical_type type, const std::string& column) {
  const duckdb_type id = duckdb_get_type_id(type);
  const TypeInfo info = info_of(id);
  switch (info.treatment) {
    case Treatment::kAsIs: return is_json(type) ? "(" + column + " ->> '$')" : column;
    case Treatment::kAsText: return "CAST(" + column + " AS VARCHAR)";
    case Treatment::kAsTimestamp: return "CAST(" + column + " AS TIMESTAMP)";
    case Treatment::kList: {
      const TypeHandle element = element_of(type);
      if (is_json(element.get())) return "list_transform(" + column + ", lambda item: item ->> '$')";
      SEGQL_TRY(const ScalarTarget target, scalar_target(element.get(), "list"));
      const bool convert = target.converted || id == DUCKDB_TYPE_ARRAY;
      return convert ? "CAST(" + column + " AS " + target.sql + "[])" : column;
    }
    case Treatment::kMap: {
      const TypeHandle key(duckdb_map_type_key_type(type));
      const TypeHandle value(duckdb_map_type_value_type(type));
      if (is_json(value.get())) return unreadable("a map of JSON", "use a `query` that makes its values scalars");
      SEGQL_TRY(const ScalarTarget key_target, scalar_target(key.get(), "map"));
      SEGQL_TRY(const ScalarTarget value_target, scalar_target(value.get(), "map"));
      if (key_target.sql == "VARCHAR" && !key_target.converted && !value_target.converted) return column;
      return "CAST(" + column + " AS MAP(VARCHAR, " + value_target.sql + "))";
    }
    case Treatment::kUnreadable: break;
  }
  return unreadable(info.name, advice_for(id));
}

std::string json_column_type(duckdb_logical_type type) {
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN: return "BOOLEAN";
    case DUCKDB_TYPE_BIGINT: return "BIGINT";
    case DUCKDB_TYPE_LIST: {
      const TypeHandle element = element_of(type);
      const duckdb_type id = duckdb_get_type_id(element.get());
      return id == DUCKDB_TYPE_BIGINT ? "BIGINT[]" : "VARCHAR[]";
    }
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_MAP: return "MAP(VARCHAR, VARCHAR)";
    default: return "VARCHAR";
  }
}

}  // namespace segql::connect
