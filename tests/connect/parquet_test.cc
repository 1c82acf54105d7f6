// Parquet: whole, in several files, cut short, and lying.
#include <gmock/gmock.h>

#include "connect/duckdb_reader.h"
#include "tests/connect/arrow_rows.h"
#include "tests/connect/duckdb_oracle.h"
#include "tests/connect/test_folder.h"

namespace segql::connect {
namespace {

using testing::HasSubstr;

class ParquetTest : public FolderTest {
 protected:
  void make(const std::string& name, const std::string& query, const std::string& options = "") {
    ask_duckdb("copy (" + query + ") to '" + path(name) + "' (format parquet" + options + ")");
  }
  Rows read(const std::string& file) {
    SourceSpec source;
    source.table = "t";
    source.file = file;
    auto connection = Connection::open({folder(), 2});
    if (!connection.ok()) return {{}, {}, {}, connection.error().message};
    auto stream = (*connection)->read(source);
    Rows rows = stream.ok() ? read_rows(*stream) : Rows{{}, {}, {}, stream.error().message};
    rows.error = anonymous(rows.error);
    return rows;
  }
};

TEST_F(ParquetTest, KeepsTypesAndOrder) {
  make("a.parquet",
       "select i::int as id, (i * 1.25)::decimal(18,2) as amount, ['x', 'y'] as tags, timestamp '2024-01-01' as at "
       "from range(100000) t(i)",
       ", row_group_size 3000");
  const Rows rows = read("a.parquet");
  EXPECT_EQ(rows.error, "");
  EXPECT_THAT(rows.formats, testing::ElementsAre("i", "d:18,2,128", "+l", "tsu:"));
  ASSERT_EQ(rows.rows.size(), 100000u);
  for (size_t i = 0; i < rows.rows.size(); ++i) ASSERT_EQ(rows.rows[i][0], std::to_string(i));
  EXPECT_EQ(rows.rows[3][1], "3.75");
}

TEST_F(ParquetTest, SeveralFilesAreUnitedByName) {
  make("d1.parquet", "select 1 as a, 'x' as b");
  make("d2.parquet", "select 'y' as b, 2 as a, true as c");
  EXPECT_EQ(read("d*.parquet").text(), "a,b,c\n1,x,NULL\n2,y,true\n");
}

TEST_F(ParquetTest, NoRowsAreNoRows) {
  make("none.parquet", "select 1 as a where false");
  const Rows rows = read("none.parquet");
  EXPECT_EQ(rows.error, "");
  EXPECT_EQ(rows.text(), "a\n");
}

TEST_F(ParquetTest, OtherFilesUnderItsName) {
  write("text.parquet", "a,b\n1,2\n");
  write("zeros.parquet", std::string(1000, '\0'));
  write("magic.parquet", "PAR1PAR1");
  for (const char* name : {"text.parquet", "zeros.parquet", "magic.parquet"}) {
    EXPECT_THAT(read(name).error, testing::StartsWith("source `t`: ")) << name;
  }
}

/// Each cut and each lie about lengths, offsets or types is an error or an answer, in bounded time.
TEST_F(ParquetTest, TruncatedAndLying) {
  make("a.parquet",
       "select i as id, 'name ' || (i % 100) as name, (i * 1.5)::decimal(18,2) as amount, [i, i + 1] as list "
       "from range(20000) t(i)",
       ", row_group_size 5000");
  const std::string whole = contents("a.parquet");
  uint64_t state = 42;
  const auto draw = [&](size_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>((state >> 33) % n);
  };
  size_t answers = 0;
  for (int i = 0; i < 60; ++i) {
    std::string bytes = whole;
    if (i % 3 == 0) {
      bytes.resize(draw(bytes.size()));
    } else {
      const size_t reach = i % 3 == 1 ? std::min<size_t>(bytes.size(), 2000) : bytes.size();  // mostly the footer
      for (int j = 0; j < 4; ++j) bytes[bytes.size() - 1 - draw(reach)] = static_cast<char>(draw(256));
    }
    write("broken.parquet", bytes);
    const Rows rows = read("broken.parquet");
    if (rows.error.empty()) ++answers;
    if (i % 3 == 0) {
      EXPECT_NE(rows.error, "") << i;
    }
  }
  EXPECT_LT(answers, 40u);
}

}  // namespace
}  // namespace segql::connect
