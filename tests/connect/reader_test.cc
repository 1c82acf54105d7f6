// Files and queries as Arrow streams: formats, compression, names that try to be SQL, and what is said when they fail.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <zstd.h>

#include "connect/duckdb_handle.h"
#include "connect/duckdb_reader.h"
#include "tests/connect/arrow_rows.h"
#include "tests/connect/test_folder.h"

namespace segql::connect {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ReaderTest : public FolderTest {
 protected:
  /// Reads a source to its end; an error of opening stands where one of the stream would.
  Rows read(const SourceSpec& source, RejectedLines* rejected = nullptr, std::vector<std::string> fields = {}) {
    auto connection = Connection::open({folder(), 2});
    if (!connection.ok()) return {{}, {}, {}, anonymous(connection.error().message)};
    auto stream = (*connection)->read(source, rejected, fields);
    if (!stream.ok()) return {{}, {}, {}, anonymous(stream.error().message)};
    Rows rows = read_rows(*stream);
    rows.error = anonymous(rows.error);
    return rows;
  }
  Rows read_file(const std::string& file, RejectedLines* rejected = nullptr) { return read(spec(file, ""), rejected); }
  Rows read_query(const std::string& query) { return read(spec("", query)); }

  static SourceSpec spec(const std::string& file, const std::string& query) {
    SourceSpec source;
    source.table = "t";
    source.file = file;
    source.query = query;
    return source;
  }
};

TEST_F(ReaderTest, CsvCellsAreText) {
  write("a.csv", "id,amount,note\n1,1.50,x\n002,abc,\n3,,\"say \"\"hi\"\", ok\"\n");
  const Rows rows = read_file("a.csv");
  EXPECT_EQ(rows.error, "");
  EXPECT_THAT(rows.formats, ElementsAre("u", "u", "u"));
  EXPECT_EQ(rows.text(), "id,amount,note\n1,1.50,x\n002,abc,NULL\n3,NULL,say \"hi\", ok\n");
}

TEST_F(ReaderTest, FirstLineIsTheHeaderEvenWhereAllIsText) {
  write("a.csv", "name,city\nana,oslo\nbo,rome\n");
  EXPECT_EQ(read_file("a.csv").text(), "name,city\nana,oslo\nbo,rome\n");
  write("numbers.csv", "1,2\n3,4\n");
  EXPECT_EQ(read_file("numbers.csv").text(), "1,2\n3,4\n");
  SourceSpec source = spec("numbers.csv", "");
  source.format.header = false;
  EXPECT_EQ(read(source).text(), "column0,column1\n1,2\n3,4\n");
}

TEST_F(ReaderTest, DelimitersAreFoundOutOrGiven) {
  write("semicolon.csv", "a;b\n1,5;2\n3,5;4\n");
  EXPECT_EQ(read_file("semicolon.csv").text(), "a,b\n1,5,2\n3,5,4\n");
  write("tab.tsv", "a\tb\n1\t2\n");
  EXPECT_EQ(read_file("tab.tsv").text(), "a,b\n1,2\n");
  write("odd.csv", "a~b\n1~2\n");
  SourceSpec source = spec("odd.csv", "");
  source.format.delimiter = "~";
  EXPECT_EQ(read(source).text(), "a,b\n1,2\n");
  write("single.csv", "a\n1\n2\n");
  EXPECT_EQ(read_file("single.csv").text(), "a\n1\n2\n");
}

TEST_F(ReaderTest, NullTextsReplaceTheEmptyCell) {
  write("a.csv", "a,b\nNA,\n-,x\n");
  SourceSpec source = spec("a.csv", "");
  source.format.null_texts = {"NA", "-"};
  EXPECT_EQ(read(source).text(), "a,b\nNULL,\nNULL,x\n");
  EXPECT_EQ(read_file("a.csv").text(), "a,b\nNA,NULL\n-,x\n");
}

TEST_F(ReaderTest, NothingIsSkippedOnTop) {
  write("a.csv", "a,b\n# x,1\n\n1,2\n");
  RejectedLines rejected;
  const Rows rows = read_file("a.csv", &rejected);
  EXPECT_EQ(rows.text(), "a,b\n# x,1\n1,2\n");
}

TEST_F(ReaderTest, WindowsLinesQuotedLineBreaksAndMark) {
  write("a.csv",
        "\xEF\xBB\xBF"
        "a,b\r\n1,\"x\r\ny\"\r\n2,z\r\n");
  const Rows rows = read_file("a.csv");
  EXPECT_EQ(rows.error, "");
  EXPECT_EQ(rows.text(), "a,b\n1,x\r\ny\n2,z\n");
}

TEST_F(ReaderTest, LinesThatAreNoRowsAreReportedNotLost) {
  std::string text = "a,b\n";
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + ",x\n";
  write("bad.csv", text + "1,x\n2\n3,y,z\n4,w\n");
  RejectedLines rejected;
  const Rows rows = read_file("bad.csv", &rejected);
  EXPECT_EQ(rows.error, "");
  EXPECT_EQ(rows.rows.size(), 5002u);
  EXPECT_EQ(rejected.count, 2u);
  ASSERT_EQ(rejected.examples.size(), 2u);
  EXPECT_EQ(rejected.examples[0].line, 5003u);
  EXPECT_EQ(rejected.examples[0].reason, "expected 2 columns, found 1");
  EXPECT_EQ(rejected.examples[0].text, "2");
  EXPECT_EQ(rejected.examples[1].reason, "expected 2 columns, found 3");
  EXPECT_EQ(read_file("bad.csv").error,
            "source `t`: DIR/bad.csv:5003: expected 2 columns, found 1: `2`; 1 more lines like it");
}

TEST_F(ReaderTest, OpenQuotesCostTheirRecordsAndNoOthers) {
  for (const std::optional<std::string>& delimiter : {std::optional<std::string>(), std::optional<std::string>(",")}) {
    SourceSpec source = spec("a.csv", "");
    source.format.delimiter = delimiter;
    write("a.csv", "a,b\n1,x\n2,\"y\"z\n3,w\n4,\"open\n5,v\n");
    RejectedLines rejected;
    const Rows rows = read(source, &rejected);
    EXPECT_EQ(rows.error, "");
    EXPECT_EQ(rows.text(), "a,b\n1,x\n3,w\n");
    EXPECT_EQ(rejected.count, 2u);
    ASSERT_EQ(rejected.examples.size(), 2u);
    EXPECT_EQ(rejected.examples[0].line, 3u);
    EXPECT_EQ(rejected.examples[1].line, 5u);
  }
}

TEST_F(ReaderTest, HeadersOfEveryShape) {
  write("quoted.csv", "\xEF\xBB\xBF\"a,1\";\"b\"\"2\"\"\";c d\n1;2;3\n");
  EXPECT_EQ(read_file("quoted.csv").text(), "a,1,b\"2\",c d\n1,2,3\n");
  write("nameless.csv", "a,,c\n1,2,3\n");
  EXPECT_EQ(read_file("nameless.csv").text(), "a,column1,c\n1,2,3\n");
  write("old_mac.csv", "a,b\r1,2\r3,4\r");
  EXPECT_EQ(read_file("old_mac.csv").text(), "a,b\n1,2\n3,4\n");
  write("header_only.csv", "a,b");
  EXPECT_EQ(read_file("header_only.csv").text(), "a,b\n");
  write("twice.csv", "a,b,a\n1,2,3\n");
  EXPECT_EQ(read_file("twice.csv").error, "source `t`: `twice.csv` has two columns `a`");
  write("wide.csv", std::string("\xFF\xFE") + std::string("a\0\n\0", 4));
  EXPECT_EQ(read_file("wide.csv").error, "source `t`: `wide.csv` is in UTF-16; add encoding = \"utf-16\"");
  write("latin.csv", "caf\xe9,b\n1,2\n");
  EXPECT_THAT(read_file("latin.csv").error, HasSubstr("not in UTF-8; say what it is in"));
  write("endless.csv", std::string(3 << 20, 'a'));
  EXPECT_THAT(read_file("endless.csv").error, HasSubstr("does not end within a megabyte"));
}

TEST_F(ReaderTest, EscapesInAHeader) {
  SourceSpec source = spec("escaped.csv", "");
  source.format.escape = "\\";
  write("escaped.csv", "\"size \\\"XL\\\"\",\"a\\\\\"\n1,\"2\\\"\"\n");
  EXPECT_EQ(read(source).text(), "size \"XL\",a\\\n1,2\"\n");
}

TEST_F(ReaderTest, InvalidTextIsRejectedByLine) {
  write("a.csv", "a,b\n1,ok\n2,\xff\xfe\n3,ok\n");
  RejectedLines rejected;
  const Rows rows = read_file("a.csv", &rejected);
  EXPECT_EQ(rows.error, "");
  EXPECT_EQ(rows.text(), "a,b\n1,ok\n3,ok\n");
  EXPECT_EQ(rejected.count, 1u);
  ASSERT_EQ(rejected.examples.size(), 1u);
  EXPECT_EQ(rejected.examples[0].line, 3u);
}

TEST_F(ReaderTest, Latin1) {
  write("a.csv", "a,b\n1,caf\xe9\n");
  SourceSpec source = spec("a.csv", "");
  source.format.encoding = "latin-1";
  EXPECT_EQ(read(source).text(), "a,b\n1,caf\xc3\xa9\n");
}

TEST_F(ReaderTest, EmptyFiles) {
  write("empty.csv", "");
  EXPECT_EQ(read_file("empty.csv").error,
            "source `t`: `empty.csv` is empty; a CSV file begins with the names of its columns");
  write("header.csv", "a,b\n");
  EXPECT_EQ(read_file("header.csv").text(), "a,b\n");
  write("empty.jsonl", "");
  const Rows json = read_file("empty.jsonl");
  EXPECT_TRUE(json.rows.empty());
  write("empty.parquet", "");
  EXPECT_NE(read_file("empty.parquet").error, "");
}

TEST_F(ReaderTest, Compressed) {
  const std::string text = "a,b\n1,x\n";
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  write("a.csv.zst", packed);
  EXPECT_EQ(read_file("a.csv.zst").text(), text);
  EXPECT_EQ(read_query("select b, a::int as a from 'a.csv.zst'").text(), "b,a\nx,1\n");
  write("a.csv", text);
  ASSERT_EQ(std::system(("gzip -k '" + path("a.csv") + "'").c_str()), 0);
  EXPECT_EQ(read_file("a.csv.gz").text(), text);
  write("a.parquet.gz", "x");
  EXPECT_THAT(read_file("a.parquet.gz").error, HasSubstr("compressed as a whole"));
}

TEST_F(ReaderTest, CompressedFilesAreWholeOrNotReadAtAll) {
  std::string text = "a,b\n";
  for (uint64_t i = 0; i < 50'000; ++i)
    text += std::to_string(i) + "," + std::to_string(i * i * 7919 % 1'000'003) + "\n";
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  write("z.csv.zst", packed);
  write("g.csv", text);
  ASSERT_EQ(std::system(("gzip '" + path("g.csv") + "'").c_str()), 0);
  const std::string zipped = contents("g.csv.gz");
  EXPECT_EQ(read_file("z.csv.zst").rows.size(), 50'000u);
  EXPECT_EQ(read_file("g.csv.gz").rows.size(), 50'000u);
  write("two.csv.gz", zipped + zipped);  // gzip members may follow one another
  EXPECT_EQ(read_file("two.csv.gz").error, "");

  for (const size_t size : {size_t{0}, size_t{3}, size_t{100}, zipped.size() / 2, zipped.size() - 20, zipped.size() - 4,
                            zipped.size() - 1}) {
    write("cut.csv.gz", zipped.substr(0, size));
    EXPECT_THAT(read_file("cut.csv.gz").error, HasSubstr("`cut.csv.gz` is cut short")) << size;
  }
  for (const size_t size :
       {size_t{0}, size_t{3}, size_t{100}, packed.size() / 2, packed.size() - 20, packed.size() - 1}) {
    write("cut.csv.zst", packed.substr(0, size));
    EXPECT_THAT(read_file("cut.csv.zst").error, testing::AnyOf(HasSubstr("is cut short"), HasSubstr("is empty")))
        << size;
  }
  std::string flipped = zipped;
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 0x55);
  write("flipped.csv.gz", flipped);
  EXPECT_THAT(read_file("flipped.csv.gz").error, HasSubstr("`flipped.csv.gz` is damaged"));
  EXPECT_THAT(read_query("select count(*) from 'flipped.csv.gz'").error, HasSubstr("is damaged"));
  EXPECT_THAT(read_query("select count(*) from '*.csv.zst'").error, HasSubstr("`cut.csv.zst` is cut short"));
  write("trailing.csv.gz", zipped + "more");
  EXPECT_NE(read_file("trailing.csv.gz").error, "");
}

TEST_F(ReaderTest, JsonLinesKeepTheirMeaning) {
  write("a.jsonl",
        R"({"id": 1, "when": "2024-01-01", "price": 1.10, "ok": true, "tags": ["a", "b"], "attrs": {"x": "1", "y": 2}}
{"id": 2, "when": "2024-01-01 10:00:00", "price": 7, "tags": [], "more": "q"}
{"id": "three", "when": null, "attrs": {"z": {"deep": [1]}}}
)");
  const Rows rows = read_file("a.jsonl");
  EXPECT_EQ(rows.error, "");
  EXPECT_EQ(rows.text(),
            "id,when,price,ok,tags,attrs,more\n"
            "1,2024-01-01,1.1,true,[a, b],[{x: 1}, {y: 2}],NULL\n"
            "2,2024-01-01 10:00:00,7,NULL,[],NULL,q\n"
            "three,NULL,NULL,NULL,NULL,[{z: {\"deep\":[1]}}],NULL\n");
  write("broken.jsonl", "{\"a\": 1}\n{\"a\": \n");
  EXPECT_NE(read_file("broken.jsonl").error, "");
}

TEST_F(ReaderTest, JsonNestedVeryDeepIsAnError) {
  const auto nested = [](size_t depth) {
    return "{\"a\": " + std::string(depth, '[') + std::string(depth, ']') + "}\n";
  };
  const char* const message = "`deep.jsonl` has arrays or objects nested deeper than 1000 levels";
  write("deep.jsonl", nested(200'000));
  EXPECT_THAT(read_file("deep.jsonl").error, HasSubstr(message));
  EXPECT_THAT(read_query("select * from 'deep.jsonl'").error, HasSubstr(message));
  write("fine.jsonl", nested(900));
  EXPECT_EQ(read_file("fine.jsonl").error, "");
  write("text.jsonl", "{\"a\": \"" + std::string(5000, '[') + "\\\"" + std::string(5000, '{') + "\"}\n");
  EXPECT_EQ(read_file("text.jsonl").error, "");
}

/// DuckDB chooses what reads a file by the function that is called, not by the name of the file.
TEST_F(ReaderTest, JsonNestedVeryDeepUnderAnyName) {
  const std::string deep = "{\"a\": " + std::string(200'000, '[') + std::string(200'000, ']') + "}\n";
  for (const std::string name : {"deep.txt", "deep.JSON", "deep.csv", "deep"}) {
    write(name, deep);
    for (const std::string function : {"read_json", "READ_JSON", "read_json_auto", "read_ndjson", "read_json_objects",
                                       "read_ndjson_objects", "main.read_json"}) {
      EXPECT_EQ(read_query("select * from " + function + "('" + name + "')").error,
                "source `t`: `" + name + "` has arrays or objects nested deeper than 1000 levels");
    }
  }
  EXPECT_THAT(read_query("from 'deep.JSON'").error, HasSubstr("`deep.JSON` has arrays or objects nested deeper"));
  EXPECT_THAT(read_query("from read_json(['deep*'])").error, HasSubstr("has arrays or objects nested deeper"));
  EXPECT_THAT(read_file("deep.JSON").error, HasSubstr("`deep.JSON` has arrays or objects nested deeper"));
  ASSERT_EQ(std::system(("gzip -c '" + path("deep.txt") + "' > '" + path("packed.txt") + "'").c_str()), 0);
  EXPECT_THAT(read_query("from read_json('packed.txt', Compression = 'GZIP')").error,
              HasSubstr("`packed.txt` has arrays or objects nested deeper"));
  // No JSON, whatever the name says: what a reader of CSV makes of it is its own matter.
  write("text.json", "v\n" + std::string(2'000, '[') + "\n");
  EXPECT_EQ(read_query("select length(v) as n from read_csv('text.json', header = true)").text(), "n\n2000\n");
}

TEST_F(ReaderTest, CompressionIsWhatTheSuffixSaysInAnyCase) {
  const std::string text = "a,b\n1,x\n";
  write("a.csv", text);
  write("a.json", "{\"a\": 1}\n");
  for (const std::string name : {"a.csv", "a.json"})
    ASSERT_EQ(std::system(("gzip -k '" + path(name) + "'").c_str()), 0);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  write("W.CSV.ZST", packed);
  const std::string zipped = contents("a.csv.gz");
  write("W.CSV.GZ", zipped);
  write("what?.csv.gz", zipped);
  write("W.JSON.GZ", contents("a.json.gz"));
  EXPECT_EQ(read_file("W.CSV.GZ").text(), text);
  EXPECT_EQ(read_file("W.CSV.ZST").text(), text);
  EXPECT_EQ(read_file("what?.csv.gz").text(), text);
  EXPECT_EQ(read_file("W.JSON.GZ").text(), "a\n1\n");
  EXPECT_EQ(read_file("a.csv*").text(), "a,b\n1,x\n1,x\n");
  EXPECT_EQ(read_file("a.json*").text(), "a\n1\n1\n");
  write("CUT.CSV.GZ", zipped.substr(0, zipped.size() - 1));
  EXPECT_THAT(read_file("CUT.CSV.GZ").error, HasSubstr("`CUT.CSV.GZ` is cut short"));
  // A query that says how its file is compressed is held to it.
  write("cut.bin", zipped.substr(0, zipped.size() - 1));
  write("whole.bin", zipped);
  EXPECT_THAT(read_query("from read_csv('cut.bin', compression = 'gzip')").error, HasSubstr("`cut.bin` is cut short"));
  EXPECT_EQ(read_query("select a::int as a from read_csv('whole.bin', compression = 'gzip')").text(), "a\n1\n");
}

TEST_F(ReaderTest, GlobsReadInNameOrderAndUniteColumns) {
  write("d/2.csv", "a,b\n3,x\n");
  write("d/10.csv", "a,b\n1,y\n");
  write("d/3.csv", "b,c,a\nz,new,5\n");
  write("d/note.txt", "no");
  EXPECT_EQ(read_file("d/*.csv").text(), "a,b,c\n1,y,NULL\n3,x,NULL\n5,z,new\n");
  EXPECT_EQ(read_file("**/2.csv").text(), "a,b\n3,x\n");
  EXPECT_THAT(read_file("d/*").error, HasSubstr("`note.txt` does not say what it is"));
  EXPECT_THAT(read_file("d/*.parquet").error,
              HasSubstr("no file matches `d/*.parquet`; the folder `DIR/d` holds `10.csv`"));
}

TEST_F(ReaderTest, NamesWithQuotesAndWildcardsAreJustNames) {
  for (const std::string name :
       {"it's.csv", "a\"b.csv", "x[1].csv", "what?.csv", "st*r.csv", "sp ace.csv", "ünï.csv",
        "x'); drop table t; --.csv", "$$.csv", "back\\slash.csv", "line\nbreak.csv", "{a,b}.csv"}) {
    write(name, "v\n" + std::to_string(name.size()) + "\n");
    write("other.csv", "v\nwrong\n");
    EXPECT_EQ(read_file(name).text(), "v\n" + std::to_string(name.size()) + "\n") << name;
  }
}

TEST_F(ReaderTest, OptionsCannotBecomeSql) {
  write("a.csv", "a\n1\n");
  SourceSpec source = spec("a.csv", "");
  source.format.null_texts = {"'] || ['", "1'"};
  EXPECT_EQ(read(source).text(), "a\n1\n");
  source.format.delimiter = "')--";
  const Rows rows = read(source);
  EXPECT_EQ(rows.error, "");
  EXPECT_EQ(rows.text(), "a\n1\n");
  source = spec("missing.csv') union (from 'a.csv", "");
  EXPECT_THAT(read(source).error, HasSubstr("there is no file `missing.csv') union (from 'a.csv`"));
}

TEST_F(ReaderTest, MissingFilesNameWhatExists) {
  write("orders.csv", "a\n1\n");
  write("sub/x.csv", "a\n1\n");
  EXPECT_EQ(read_file("order.csv").error,
            "source `t`: there is no file `order.csv`; the folder `DIR` holds `orders.csv` and `sub/`; did you mean "
            "`orders.csv`?");
  EXPECT_EQ(read_file("sub").error, "source `t`: `sub` is a folder; name its files, for example `sub/*`");
  EXPECT_THAT(read_file("no/such/place.csv").error, HasSubstr("the folder `DIR` holds"));
  EXPECT_THAT(read_query("select * from 'order.csv'").error,
              HasSubstr("there is no file `order.csv`; the folder `DIR` holds"));
  EXPECT_THAT(read_query("select * from read_csv(['orders.csv', 'x.csv'])").error,
              HasSubstr("there is no file `x.csv`"));
  EXPECT_THAT(read_query("select * from 'sub'").error, HasSubstr("is a folder"));
}

TEST_F(ReaderTest, UnreadableFile) {
  write("secret.csv", "a\n1\n");
  std::filesystem::permissions(path("secret.csv"), std::filesystem::perms::none);
  const WithoutRights without;
  if (std::ifstream(path("secret.csv")).good()) GTEST_SKIP() << "this user may read everything";
  EXPECT_EQ(read_file("secret.csv").error, "source `t`: cannot read `secret.csv`: Permission denied");
  EXPECT_EQ(read_query("from 'secret.csv'").error, "source `t`: cannot read `secret.csv`: Permission denied");
}

TEST_F(ReaderTest, WhatIsNoFile) {
  std::filesystem::create_directory(path("folder.csv"));
  std::filesystem::create_symlink("gone.csv", path("link.csv"));
  std::filesystem::create_symlink("round.csv", path("round.csv"));
  const std::string folder_message = "source `t`: `folder.csv` is a folder; name its files, for example `folder.csv/*`";
  EXPECT_EQ(read_file("folder.csv").error, folder_message);
  EXPECT_EQ(read_query("from 'folder.csv'").error, folder_message);
  const std::string link_message = "source `t`: `link.csv` is a link to `gone.csv`, which does not exist";
  EXPECT_EQ(read_file("link.csv").error, link_message);
  EXPECT_EQ(read_query("from read_csv('link.csv')").error, link_message);
  EXPECT_THAT(read_file("round.csv").error, HasSubstr("Too many levels of symbolic links"));
  // Its rows would be missing without a word.
  std::filesystem::remove(path("round.csv"));
  write("a.csv", "a\n1\n");
  EXPECT_EQ(read_file("*.csv").error, link_message);
  std::filesystem::remove(path("link.csv"));
  EXPECT_EQ(read_file("*.csv").text(), "a\n1\n");
}

TEST_F(ReaderTest, FoldersThatCannotBeReadAreNotPassedOver) {
  write("a/1.csv", "a\n1\n");
  write("b/2.csv", "a\n2\n");
  write("b/c/3.csv", "a\n3\n");
  EXPECT_EQ(read_file("*/*.csv").text(), "a\n1\n2\n");
  EXPECT_EQ(read_file("**/*.csv").text(), "a\n1\n2\n3\n");
  EXPECT_THAT(read_file("nowhere/*.csv").error, HasSubstr("no file matches `nowhere/*.csv`"));
  EXPECT_THAT(read_file("a/1.csv/*.csv").error, HasSubstr("no file matches `a/1.csv/*.csv`"));
  std::filesystem::permissions(path("b"), std::filesystem::perms::none);
  {
    const WithoutRights without;
    std::error_code error;
    const std::filesystem::directory_iterator it(path("b"), error);
    if (!error) GTEST_SKIP() << "this user may read everything";
    const std::string message = "source `t`: cannot look at `b` for files that match: Permission denied";
    for (const std::string pattern : {"*/*.csv", "**/*.csv", "b/*.csv"}) EXPECT_EQ(read_file(pattern).error, message);
    EXPECT_EQ(read_query("from '*/*.csv'").error, message);
  }
  std::filesystem::permissions(path("b"), std::filesystem::perms::all);
}

TEST_F(ReaderTest, SpilledRowsHaveAFolderOfTheirOwn) {
  std::filesystem::create_directory(path("tmp"));
  const char* const before = std::getenv("TMPDIR");
  const std::string old = before != nullptr ? before : "";
  ::setenv("TMPDIR", path("tmp").c_str(), 1);
  auto first = Connection::open({folder(), 1});
  auto second = Connection::open({folder(), 1});
  before != nullptr ? ::setenv("TMPDIR", old.c_str(), 1) : ::unsetenv("TMPDIR");
  ASSERT_TRUE(first.ok() && second.ok());

  std::vector<std::string> folders;
  for (const auto& entry : std::filesystem::directory_iterator(path("tmp"))) {
    folders.push_back(entry.path().string());
    EXPECT_THAT(entry.path().filename().string(), testing::MatchesRegex("segql-......"));
    EXPECT_EQ(entry.status().permissions(), std::filesystem::perms::owner_all);
  }
  EXPECT_EQ(folders.size(), 2u);
  auto stream = (*first)->read(spec("", "select current_setting('temp_directory') as t"));
  ASSERT_TRUE(stream.ok());
  first->reset();  // the stream goes on, and may spill
  const Rows rows = read_rows(*stream);
  ASSERT_EQ(rows.rows.size(), 1u);
  EXPECT_THAT(folders, testing::Contains(rows.rows[0][0]));
  EXPECT_FALSE(std::filesystem::exists(rows.rows[0][0]));  // read_rows has released the stream
  second->reset();
  EXPECT_TRUE(std::filesystem::is_empty(path("tmp")));
}

TEST_F(ReaderTest, WithoutAFolderForTemporaryFilesSmallThingsWork) {
  std::filesystem::create_directory(path("tmp"));
  std::filesystem::permissions(path("tmp"), std::filesystem::perms::none);
  write("a.csv", "a\n1\n");
  const char* const before = std::getenv("TMPDIR");
  const std::string old = before != nullptr ? before : "";
  ::setenv("TMPDIR", path("tmp").c_str(), 1);
  {
    const WithoutRights without;
    EXPECT_EQ(read_file("a.csv").text(), "a\n1\n");
  }
  before != nullptr ? ::setenv("TMPDIR", old.c_str(), 1) : ::unsetenv("TMPDIR");
}

TEST(DuckDbSettings, RefusedOnesAreAnError) {
  EXPECT_TRUE(make_config({{"threads", "2"}}).ok());
  const auto refused = make_config({{"threads", "2"}, {"temp_directory", ""}, {"access_mode", "sideways"}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInternal);
  EXPECT_EQ(refused.error().message, "cannot start DuckDB: it refuses the setting `access_mode` = `sideways`");
}

TEST_F(ReaderTest, QueriesReadTheDataRootWhereverTheyAreStarted) {
  write("root/x.csv", "a\n1\n");
  write("here/x.csv", "a\n2\n");
  write("here/only.csv", "a\n3\n");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(path("here"));
  auto connection = Connection::open({path("root"), 1});
  ASSERT_TRUE(connection.ok());
  const auto text = [&](const std::string& query) {
    auto stream = (*connection)->read(spec("", query));
    return stream.ok() ? read_rows(*stream).text() : anonymous(stream.error().message);
  };
  EXPECT_EQ(text("select * from 'x.csv'"), "a\n1\n");
  EXPECT_EQ(text("select 'é' as a union all select a::varchar from \"x.csv\""), "a\né\n1\n");
  EXPECT_EQ(text("with q as (select * from read_csv(['x.csv', '*.csv'])) select count(*) as n from q where a::varchar "
                 "!= 'x.csv'"),
            "n\n2\n");
  EXPECT_EQ(text("from '" + path("here/x.csv") + "'"), "a\n2\n");
  EXPECT_THAT(text("select * from 'only.csv'"),
              HasSubstr("there is no file `only.csv`; the folder `DIR/root` holds `x.csv`"));
  std::filesystem::current_path(before);
}

TEST_F(ReaderTest, RootsWithOddNames) {
  for (const std::string name : {"a,b", "it's", "st*r", "x[1]", "sp ace"}) {
    write(name + "/x.csv", "a\n1\n");
    auto connection = Connection::open({path(name), 1});
    ASSERT_TRUE(connection.ok());
    for (const SourceSpec& source :
         {spec("", "select * from 'x.csv'"), spec("", "from read_csv('*.csv')"), spec("*.csv", "")}) {
      auto stream = (*connection)->read(source);
      EXPECT_EQ(stream.ok() ? read_rows(*stream).text() : stream.error().message, "a\n1\n") << name;
    }
  }
}

TEST_F(ReaderTest, QueriesAreOneSelect) {
  EXPECT_EQ(read_query("select 1 as a;  -- done").text(), "a\n1\n");
  EXPECT_EQ(read_query("values (1), (2)").text(), "col0\n1\n2\n");
  EXPECT_EQ(read_query("select 1 as a where false").text(), "a\n");
  EXPECT_EQ(read_query("select 1; select 2").error, "source `t`: a source is one query, not several statements");
  EXPECT_THAT(read_query("create table x(a int)").error, HasSubstr("a source is a query"));
  EXPECT_THAT(read_query("copy (select 1) to '" + path("out.csv") + "'").error, HasSubstr("a source is a query"));
  EXPECT_FALSE(std::filesystem::exists(path("out.csv")));
  EXPECT_THAT(read_query("select ? as a").error, HasSubstr("parameter"));
  EXPECT_THAT(read_query("-- nothing").error, HasSubstr("the query is empty"));
  EXPECT_THAT(read_query("install httpfs").error, HasSubstr("a source is a query"));
  EXPECT_NE(read_query("select * from 'https://example.org/x.csv'").error, "");
}

TEST_F(ReaderTest, ErrorsAreShort) {
  write("a.csv", "customer,b\n1,2\n");
  const Rows unknown = read_query("select custmer from 'a.csv'");
  EXPECT_THAT(unknown.error, HasSubstr("custmer"));
  EXPECT_THAT(unknown.error, HasSubstr("Candidate bindings"));
  EXPECT_THAT(unknown.error, Not(HasSubstr("\n")));
  EXPECT_EQ(read_query("selec 1").error, "source `t`: Parser Error: syntax error at or near \"selec\"");
}

TEST_F(ReaderTest, FailuresInTheMiddleOfAStream) {
  const Rows rows =
      read_query("select case when i = 900000 then 'x' else i::varchar end::int as a from range(1000000) t(i)");
  EXPECT_THAT(rows.error, HasSubstr("Could not convert string 'x' to INT32"));
}

TEST_F(ReaderTest, OnlyTheFieldsAskedForAreRead) {
  write("a.jsonl", "{\"id\": 1, \"n\": 2, \"m\": 3}\n");
  const std::string query = "select id, n, m, 'x'::blob as raw from 'a.jsonl'";
  EXPECT_THAT(read_query(query).error, HasSubstr("column `raw` is BLOB, which SegQL does not read"));
  EXPECT_EQ(read(spec("", query), nullptr, {"id", "n"}).text(), "id,n\n1,2\n");
  EXPECT_EQ(read(spec("", query), nullptr, {"id", "absent"}).text(), "id,n,m\n1,2,3\n");
  SourceSpec source = spec("", query);
  source.columns = {{"number", "m"}};
  EXPECT_EQ(read(source, nullptr, {"id", "number"}).text(), "id,m\n1,3\n");
}

TEST_F(ReaderTest, StreamsOutliveTheConnectionAndMayBeAbandoned) {
  auto connection = Connection::open({folder(), 2});
  ASSERT_TRUE(connection.ok());
  auto first = (*connection)->read(spec("", "select i from range(1000000) t(i)"));
  auto second = (*connection)->read(spec("", "select i from range(100) t(i)"));
  ASSERT_TRUE(first.ok() && second.ok());
  connection->reset();
  ArrowArray array{};
  ASSERT_EQ(first->get_next(&*first, &array), 0);
  EXPECT_GT(array.length, 0);
  array.release(&array);
  first->release(&*first);
  EXPECT_EQ(read_rows(*second).rows.size(), 100u);
}

TEST_F(ReaderTest, DataFolderThatIsNone) {
  write("file", "x");
  EXPECT_FALSE(Connection::open({path("file"), 1}).ok());
  EXPECT_FALSE(Connection::open({path("nowhere"), 1}).ok());
}

}  // namespace
}  // namespace segql::connect
