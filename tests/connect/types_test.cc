// Every type DuckDB has either streams as something SegQL reads, or is refused by name.
#include <gmock/gmock.h>

#include "connect/duckdb_reader.h"
#include "tests/connect/arrow_rows.h"

namespace segql::connect {
namespace {

using testing::HasSubstr;

Rows read(const std::string& expression) {
  SourceSpec source;
  source.table = "t";
  source.query = "select " + expression + " as x";
  static const std::unique_ptr<Connection> connection = Connection::open({".", 1}).value();
  auto stream = connection->read(source);
  return stream.ok() ? read_rows(*stream) : Rows{{}, {}, {}, stream.error().message};
}

struct Readable {
  const char* expression;
  const char* format;
  const char* value;
};

TEST(Types, StreamAsSomethingPlain) {
  const Readable readables[] = {
      {"true", "b", "true"},
      {"(-5)::tinyint", "c", "-5"},
      {"(-5)::smallint", "s", "-5"},
      {"(-5)::integer", "i", "-5"},
      {"(-5)::bigint", "l", "-5"},
      {"200::utinyint", "C", "200"},
      {"60000::usmallint", "S", "60000"},
      {"4000000000::uinteger", "I", "4000000000"},
      {"18446744073709551615::ubigint", "L", "18446744073709551615"},
      {"0.5::float", "f", "0.500000"},
      {"0.5::double", "g", "0.500000"},
      {"1.25::decimal(4,2)", "d:4,2,128", "1.25"},
      {"1.25::decimal(9,2)", "d:9,2,128", "1.25"},
      {"1.25::decimal(18,4)", "d:18,4,128", "1.2500"},
      {"1.25::decimal(38,10)", "d:38,10,128", "1.2500000000"},
      {"'a'", "u", "a"},
      {"''", "u", ""},
      {"null::varchar", "u", "NULL"},
      {"null", "i", "NULL"},
      {"date '1970-01-03'", "tdD", "2"},
      {"timestamp '1970-01-01 00:00:01'", "tsu:", "1000000"},
      {"timestamptz '1970-01-01 03:00:01+03'", "tsu:UTC", "1000000"},
      {"'1970-01-01 00:00:01'::timestamp_s", "tsu:", "1000000"},
      {"'1970-01-01 00:00:01'::timestamp_ms", "tsu:", "1000000"},
      {"'1970-01-01 00:00:01.000001'::timestamp_ns", "tsu:", "1000001"},
      {"170141183460469231731687303715884105727::hugeint", "u", "170141183460469231731687303715884105727"},
      {"5::uhugeint", "u", "5"},
      {"5::bignum", "u", "5"},
      {"'12345678-1234-1234-1234-123456789abc'::uuid", "u", "12345678-1234-1234-1234-123456789abc"},
      {"'b'::enum('a', 'b')", "u", "b"},
      {"time '10:00:00'", "u", "10:00:00"},
      {"timetz '10:00:00+02'", "u", "10:00:00+02"},
      {"'101'::bit", "u", "101"},
      {"'{\"a\": [1]}'::json", "u", "{\"a\":[1]}"},
      {"'\"q\"'::json", "u", "q"},
      {"['a', null]", "+l", "[a, NULL]"},
      {"[1::bigint, 2]", "+l", "[1, 2]"},
      {"[]::varchar[]", "+l", "[]"},
      {"[1, 2]::integer[2]", "+l", "[1, 2]"},
      {"['b'::enum('a', 'b')]", "+l", "[b]"},
      {"['\"q\"'::json]", "+l", "[q]"},
      {"[1::hugeint]", "+l", "[1]"},
      {"map {'k': 'v'}", "+m", "[{k: v}]"},
      {"map {1: 'v'}", "+m", "[{1: v}]"},
  };
  for (const Readable& readable : readables) {
    const Rows rows = read(readable.expression);
    ASSERT_EQ(rows.error, "") << readable.expression;
    EXPECT_EQ(rows.formats[0], readable.format) << readable.expression;
    EXPECT_EQ(rows.rows[0][0], readable.value) << readable.expression;
  }
}

struct Refused {
  const char* expression;
  const char* message;
};

TEST(Types, WithoutMeaningAreRefusedByName) {
  const Refused refused[] = {
      {"'a'::blob", "column `x` is BLOB, which SegQL does not read; use a `query` that decodes it"},
      {"interval 1 day", "column `x` is INTERVAL"},
      {"{'a': 1}", "column `x` is STRUCT, which SegQL does not read; use a `query` that selects its members by name"},
      {"union_value(a := 1)", "column `x` is UNION"},
      {"[[1]]", "column `x` is a list of LIST"},
      {"[{'a': 1}]", "column `x` is a list of STRUCT"},
      {"map {'a': [1]}", "column `x` is a map of LIST"},
      {"map {'a': '1'::json}", "column `x` is a map of JSON"},
  };
  for (const Refused& r : refused) EXPECT_THAT(read(r.expression).error, HasSubstr(r.message)) << r.expression;
}

TEST(Types, NamesOfColumnsAreKept) {
  SourceSpec source;
  source.table = "t";
  source.query = "select 1::hugeint as \"a \"\"b\"\"\", 'x' as a, 'y' as a";
  auto connection = Connection::open({".", 1});
  ASSERT_TRUE(connection.ok());
  auto stream = (*connection)->read(source);
  ASSERT_TRUE(stream.ok()) << stream.error().message;
  EXPECT_THAT(read_rows(*stream).names, testing::ElementsAre("a \"b\"", "a", "a"));
}

}  // namespace
}  // namespace segql::connect
