/// `members --output`: every type in every format, read back; formulas; what cannot be written.

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"
#include "tests/connect/duckdb_oracle.h"

namespace segql::testing {
namespace {

using connect::ask_duckdb;
using nlohmann::json;

constexpr const char* kTypes = R"(language 1
settings { timezone "Asia/Riyadh" currency SAR }
entity country key code { code: text }
entity thing key id {
  id: int  note: text?  age: int?  rate: decimal?  score: float?  good: bool?  birth: date?  seen: timestamp?
  home: point?  price: money(SAR)?  size: enum { small, big }?  origin: ref country?
  tags: set<text>  sizes: list<int>  prefs: map<text, text>
}
segment everybody of thing { }
segment nobody of thing { where age = 1 }
segment first of thing { where id = 1 }
)";

class Export : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("shop.segql", kTypes);
    source(
        "(1, 'plain', 9223372036854775807, 12345678901.2345, 0.1, true, '2026-03-31', '2026-03-31 09:00:00.5', "
        "'24.7136,46.6753', -0.05, 'big', 'SA', ['a', 'b,\"c'], [1, -2], map {'k': 'v'}), "
        "(2, null, null, null, null, null, null, null, null, null, null, null, [], [], map {})");
  }
  void source(const std::string& rows) const {
    folder.write("segql.toml",
                 "[sources.country]\nquery = \"select 'SA' as code\"\n[sources.thing]\nquery = '''select id, "
                 "note::text as note, "
                 "age::bigint as age, rate::decimal(18,4) as rate, score::double as score, good::bool as good, "
                 "birth::date as birth, seen::timestamptz as seen, home::text as home, price::decimal(18,2) as price, "
                 "size::text as size, origin::text as origin, tags::text[] as tags, sizes::int[] as sizes, "
                 "prefs::map(text, text) as prefs "
                 "from (values " +
                     rows +
                     ") t(id, note, age, rate, score, good, birth, seen, home, price, size, origin, tags, sizes, "
                     "prefs)'''\n");
  }
  std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  void members(const std::string& arguments, int code = 0) {
    said = segql(folder, "members " + arguments);
    EXPECT_EQ(said.code, code) << arguments << '\n' << said.err;
    EXPECT_EQ(said.out, "");
  }
  json rows(const std::string& name) const {
    return json::parse(ask_duckdb("select coalesce(to_json(list(t)), '[]') from '" + path(name) + "' t"));
  }
  /// The sheet of a workbook, as XML.
  std::string sheet(const std::string& name) const {
    EXPECT_EQ(std::system(("cd '" + folder.path().string() + "' && python3 -m zipfile -e " + name + " book").c_str()),
              0);
    return folder.read("book/xl/worksheets/sheet1.xml");
  }
  std::vector<std::string> leftovers() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() == ".segql-new") found.push_back(entry.path());
    }
    return found;
  }

  TempFolder folder;
  Outcome said;
};

TEST_F(Export, ParquetKeepsEveryType) {
  members("everybody --columns '*' --output x.parquet");
  EXPECT_EQ(said.err, "wrote 2 rows to x.parquet\n");
  EXPECT_EQ(ask_duckdb("select string_agg(column_name || ' ' || column_type, ', ') from (describe select * from '" +
                       path("x.parquet") + "')"),
            "id BIGINT, note VARCHAR, age BIGINT, rate DECIMAL(19,4), score DOUBLE, good BOOLEAN, birth DATE, "
            "seen TIMESTAMP WITH TIME ZONE, home VARCHAR, price DECIMAL(19,2), size VARCHAR, origin VARCHAR, "
            "tags VARCHAR[], sizes BIGINT[], prefs MAP(VARCHAR, VARCHAR)");
  EXPECT_EQ(ask_duckdb("select count(*) from '" + path("x.parquet") +
                       "' where id = 1 and note = 'plain' and age = 9223372036854775807 and rate = 12345678901.2345 "
                       "and score = 0.1 and good and birth = '2026-03-31' and epoch_us(seen) = 1774947600500000 and "
                       "home = '24.7136,46.6753' and price = -0.05 and size = 'big' and origin = 'SA' and "
                       "tags = ['a', 'b,\"c'] and sizes = [1, -2] and prefs = map {'k': 'v'}"),
            "1");
  EXPECT_EQ(ask_duckdb("select count(*) from '" + path("x.parquet") +
                       "' where id = 2 and coalesce(note, age::text, rate::text, score::text, good::text, birth::text, "
                       "home, price::text, size, origin) is null and seen is null and len(tags) = 0"),
            "1");
}

TEST_F(Export, CsvHasEveryDigit) {
  members("everybody --columns '*,price * 2' --output x.csv");
  EXPECT_EQ(
      folder.read("x.csv"),
      "id,note,age,rate,score,good,birth,seen,home,price,size,origin,tags,sizes,prefs,price * 2\n"
      "1,plain,9223372036854775807,12345678901.2345,0.1,true,2026-03-31,2026-03-31T09:00:00.500000Z,"
      "\"24.7136,46.6753\",-0.05,big,SA,\"[\"\"a\"\",\"\"b,\\\"\"c\"\"]\",\"[1,-2]\",\"{\"\"k\"\":\"\"v\"\"}\",-0.10\n"
      "2,,,,,,,,,,,,[],[],{},\n");
  for (const std::string name : {"x.csv.gz", "x.csv.zst"}) {
    members("everybody --columns id,note --output " + name);
    EXPECT_EQ(rows(name), json::parse(R"([{"id": 1, "note": "plain"}, {"id": 2, "note": null}])"));
  }
}

TEST_F(Export, JsonLinesHaveEveryDigit) {
  members("everybody --columns '*' --output x.jsonl");
  const std::string text = folder.read("x.jsonl");
  EXPECT_EQ(text.substr(0, text.find('\n')),
            R"({"id":1,"note":"plain","age":9223372036854775807,"rate":12345678901.2345,"score":0.1,"good":true,)"
            R"("birth":"2026-03-31","seen":"2026-03-31T09:00:00.500000Z","home":"24.7136,46.6753","price":-0.05,)"
            R"("size":"big","origin":"SA","tags":["a","b,\"c"],"sizes":[1,-2],"prefs":{"k":"v"}})");
  const json second = json::parse(text.substr(text.find('\n') + 1));
  EXPECT_TRUE(second["note"].is_null());
  EXPECT_EQ(second["tags"], json::array());
  members("everybody --columns id --output x.ndjson");
  EXPECT_EQ(folder.read("x.ndjson"), "{\"id\":1}\n{\"id\":2}\n");
}

TEST_F(Export, ExcelHasNumbersDaysAndTexts) {
  members("everybody --columns '*' --output x.xlsx");
  const std::string xml = sheet("x.xlsx");
  const auto has = [&](const std::string& part) {
    EXPECT_NE(xml.find(part), std::string::npos) << part << '\n' << xml;
  };
  has("<c r=\"B1\" s=\"");
  has("<c r=\"B2\" t=\"inlineStr\"><is><t>plain</t></is></c>");
  has("<t>9223372036854775807</t>");  // a number of Excel has 15 digits
  has("<v>12345678901.2345</v>");
  has("<c r=\"F2\" t=\"b\"><v>1</v></c>");
  has("<v>46112</v>");        // 2026-03-31
  has("<v>46112.500005787");  // 12:00:00.5 in Riyadh
  has("<v>-0.05</v>");
  has("<t>[\"a\",\"b,\\\"c\"]</t>");
  EXPECT_EQ(xml.find("r=\"B3\""), std::string::npos) << "what is missing is no cell";
  EXPECT_EQ(xml.find("<f>"), std::string::npos);
  const std::string styles = folder.read("book/xl/styles.xml");
  EXPECT_NE(styles.find("#,##0.00 &quot;SAR&quot;"), std::string::npos) << styles;
  EXPECT_NE(styles.find("yyyy-mm-dd hh:mm:ss"), std::string::npos);
}

TEST_F(Export, DaysThatExcelDoesNotHaveAreTexts) {
  source(
      "(1, null, -999999999999999, 99999999999.9999, 1, true, '1899-12-31', '1900-02-28 20:53:08', null, "
      "99999999999999.99, 'big', 'SA', [], [], map {})");
  members("everybody --columns age,rate,birth,seen,price --output x.xlsx");
  const std::string xml = sheet("x.xlsx");
  for (const std::string cell : {"<v>-999999999999999</v>", "<v>99999999999.99989</v>", "<t>1899-12-31</t>",
                                 "<v>61</v>", "<t>99999999999999.99</t>"}) {
    EXPECT_NE(xml.find(cell), std::string::npos) << cell << '\n' << xml;
  }
}

TEST_F(Export, TextsAreNeverFormulas) {
  const std::vector<std::string> starts{"=", "+", "-", "@", "\\t", "\\r"};
  std::string values;
  for (size_t i = 0; i < starts.size(); ++i) {
    values += (values.empty() ? "" : ", ") + ("(" + std::to_string(i)) + ", e'" + starts[i] +
              "1+cmd', -5, null, null, null, null, null, null, null, null, null, ['=1'], [], map {})";
  }
  source(values);
  members("everybody --columns 'note,age,-age,tags' --output safe.csv");
  members("everybody --columns 'note,age,-age,tags' --output raw.csv --raw");
  const auto cells = [&](const std::string& name) {
    return json::parse(
        ask_duckdb("select to_json(list(t)) from read_csv('" + path(name) +
                   "', all_varchar = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
                   "new_line = '\\n', columns = {'a': 'text', 'b': 'text', 'c': 'text', 'd': 'text'}) t"));
  };
  const json safe = cells("safe.csv"), raw = cells("raw.csv");
  ASSERT_EQ(safe.size(), starts.size() + 1);
  EXPECT_EQ(safe[0]["c"], "'-age");
  EXPECT_EQ(raw[0]["c"], "-age");
  const char kStarts[] = "=+-@\t\r";
  for (size_t i = 0; i < starts.size(); ++i) {
    const std::string text = kStarts[i] + std::string("1+cmd");
    EXPECT_EQ(safe[i + 1]["a"], "'" + text);
    EXPECT_EQ(raw[i + 1]["a"], text);
    EXPECT_EQ(safe[i + 1]["b"], "-5") << "numbers are numbers";
    EXPECT_EQ(safe[i + 1]["d"], "[\"=1\"]");
  }
  members("everybody --columns note,age,-age --output safe.xlsx");
  std::string xml = sheet("safe.xlsx");
  for (const std::string text : {"'=1+cmd", "'+1+cmd", "'-1+cmd", "'@1+cmd", "'\t1+cmd", "'_x000D_1+cmd", "'-age"})
    EXPECT_NE(xml.find("<t>" + text + "</t>"), std::string::npos) << text << '\n' << xml;
  members("everybody --columns note --output raw.xlsx --raw");
  xml = sheet("raw.xlsx");
  EXPECT_NE(xml.find("<t>=1+cmd</t>"), std::string::npos) << xml;
  EXPECT_EQ(xml.find("<f>"), std::string::npos) << "a text even then";
  members("everybody --columns note --output x.parquet");
  EXPECT_EQ(rows("x.parquet")[0]["note"], "=1+cmd");
}

TEST_F(Export, ControlCharactersAreKept) {
  source(
      "(1, chr(1) || chr(10) || '\"' || chr(27) || '_x0041_' || chr(65534) || '<&', 1, null, null, null, null, null, "
      "null, null, null, null, [chr(2)], [], map {})");
  for (const std::string name : {"x.csv", "x.jsonl", "x.parquet"}) {
    members("everybody --columns note --output " + name);
    EXPECT_EQ(rows(name)[0]["note"], "\x01\n\"\x1b_x0041_\xEF\xBF\xBE<&") << name;
  }
  members("everybody --columns note,tags --output x.xlsx");
  const std::string xml = sheet("x.xlsx");
  EXPECT_NE(xml.find("_x0001_\n\"_x001B__x005F_x0041__xFFFE_&lt;&amp;"), std::string::npos) << xml;
  EXPECT_NE(xml.find("[\"\\u0002\"]"), std::string::npos) << xml;
}

TEST_F(Export, NobodyIsAFileWithoutRows) {
  for (const std::string name : {"x.csv", "x.jsonl", "x.parquet", "x.xlsx"}) {
    members("nobody --columns id,note --output " + name);
    EXPECT_EQ(said.err, "wrote 0 rows to " + name + "\n");
  }
  EXPECT_EQ(folder.read("x.csv"), "id,note\n");
  EXPECT_EQ(folder.read("x.jsonl"), "");
  EXPECT_EQ(rows("x.parquet"), json::array());
  EXPECT_NE(sheet("x.xlsx").find("<t>note</t>"), std::string::npos);
}

TEST_F(Export, TheKeyIsTheColumnWhereNoneIsNamedAndTheStarIsAllFields) {
  members("everybody --output x.csv --limit 1");
  EXPECT_EQ(folder.read("x.csv"), "id\n1\n");
  EXPECT_EQ(said.err, "wrote 1 row to x.csv\n");
  const Outcome printed = segql(folder, "members first --columns '*' --format csv");
  EXPECT_EQ(printed.out.substr(0, 17), "id,note,age,rate,") << printed.out;
  const Outcome dash = segql(folder, "members everybody --output - --columns id");
  EXPECT_EQ(dash.out, "id\n1\n2\n");
}

TEST_F(Export, TheKindIsTheEndingOfTheNameOrWhatIsSaid) {
  members("everybody --output people", 2);
  EXPECT_NE(said.err.find("ends in none of .csv, .jsonl, .ndjson, .parquet and .xlsx"), std::string::npos) << said.err;
  members("everybody --output x.json", 2);
  EXPECT_NE(said.err.find("; as JSON, rows are written a line each: .jsonl\n"), std::string::npos) << said.err;
  members("everybody --output x.parquet.gz", 2);
  members("everybody --output people --output-format jsonl");
  EXPECT_EQ(folder.read("people"), "{\"id\":1}\n{\"id\":2}\n");
  for (const std::string wrong :
       {"--raw", "--output-format csv", "--output x.csv --format json", "--output x.csv --output-format xls",
        "--output x.csv --columns id,id", "--output nowhere/x.csv", "--output shop.segql/x.csv", "--output ''"}) {
    const Outcome refused = segql(folder, "members everybody " + wrong);
    EXPECT_EQ(refused.code, wrong == "--output ''" ? 0 : 2) << wrong << refused.err;
  }
}

TEST_F(Export, WhatCannotBeWrittenLeavesTheFileAsItWas) {
  folder.write("x.xlsx", "before");
  folder.write("x.csv", "before");
  source("(1, repeat('x', 32768), 1, null, null, null, null, null, null, null, null, null, [], [], map {})");
  members("everybody --columns id,note --output x.xlsx", 2);
  EXPECT_NE(said.err.find("row 1 has a text of 32768 characters in column `note`, and a cell of Excel holds 32767"),
            std::string::npos)
      << said.err;
  EXPECT_EQ(folder.read("x.xlsx"), "before");
  members("everybody --columns nonsense --output x.csv", 1);
  EXPECT_EQ(folder.read("x.csv"), "before");
  // A file that may not grow: the disk is full.
  const std::string full = "trap '' XFSZ; ulimit -f 0;";
  for (const std::string name : {"x.csv", "new.parquet", "new.jsonl"}) {
    const Outcome failed = segql(folder, "members everybody --columns note --output " + name + " 2>err.txt", full);
    EXPECT_EQ(failed.code, 2) << name;
  }
  EXPECT_EQ(folder.read("x.csv"), "before");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "new.parquet"));
  EXPECT_TRUE(leftovers().empty());
}

TEST_F(Export, MoreRowsThanASheetHoldsAreAnErrorAtOnce) {
  folder.write("segql.toml", "[sources.thing]\nquery = \"select range as id from range(1048576)\"\n");
  folder.write("shop.segql", "entity thing key id { id: int }\nsegment everybody of thing { }\n");
  members("everybody --output x.xlsx", 2);
  EXPECT_NE(said.err.find("1048576 rows are more than the 1048575 a sheet of Excel holds"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "x.xlsx"));
  members("everybody --output x.parquet");
  EXPECT_EQ(
      ask_duckdb("select count(*) || ' ' || bool_and(id = n) from (select id, row_number() over () - 1 as n from '" +
                 path("x.parquet") + "')"),
      "1048576 true")
      << "in order";
}

TEST_F(Export, ADeviceIsWrittenToAndStays) {
  for (const std::string kind : {"csv", "jsonl", "parquet", "xlsx"}) {
    members("everybody --output /dev/full --output-format " + kind, 2);
    EXPECT_NE(said.err.find("segql: cannot write `/dev/full`: "), std::string::npos) << said.err;
  }
  struct stat status {};
  ASSERT_EQ(stat("/dev/full", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));
}

TEST_F(Export, KeepsPermissionsAndFollowsLinks) {
  folder.write("there.csv", "before");
  chmod(path("there.csv").c_str(), 0440);
  std::filesystem::create_symlink("there.csv", folder.path() / "x.csv");
  members("first --output x.csv");
  EXPECT_EQ(folder.read("there.csv"), "id\n1\n");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path() / "x.csv"));
  struct stat status {};
  ASSERT_EQ(stat(path("there.csv").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0440U);
}

}  // namespace
}  // namespace segql::testing
