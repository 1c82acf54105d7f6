// The sample data: the same on every machine, consistent with itself, and as skewed and incomplete as promised.
#include <cstdlib>

#include <gmock/gmock.h>

#include "tests/connect/duckdb_oracle.h"
#include "tests/connect/test_folder.h"

namespace segql::connect {
namespace {

#ifdef SEGQL_GENERATE_PROGRAM

class GeneratorTest : public FolderTest {
 protected:
  int generate(const std::string& arguments) const {
    return std::system(("'" SEGQL_GENERATE_PROGRAM "' " + arguments + " > '" + path("out.txt") + "' 2>&1").c_str());
  }
  int generate_small(const std::string& name, const std::string& more = "") const {
    return generate("--out '" + path(name) + "' --customers 2000 --products 1000 --lines 20000 --views 30000 " + more);
  }
  std::string ask(const std::string& folder, const std::string& sql) const {
    std::string text = sql;
    for (size_t at = 0; (at = text.find("DIR/", at)) != std::string::npos;) text.replace(at, 3, path(folder));
    return ask_duckdb(text);
  }
};

/// Order-free digest of every cell, which no change of the Parquet writer moves.
std::string digest(const std::string& table) {
  return "select md5(string_agg(t::varchar, ';' order by t::varchar)) from 'DIR/" + table + ".parquet' t";
}

TEST_F(GeneratorTest, SameSeedSameBytes) {
  ASSERT_EQ(generate_small("a"), 0);
  ASSERT_EQ(generate_small("b"), 0);
  ASSERT_EQ(generate_small("c", "--seed 2"), 0);
  for (const char* table : {"customers", "products", "purchases", "views", "cart_adds", "tickets"}) {
    const std::string file = std::string("/") + table + ".parquet";
    EXPECT_EQ(contents("a" + file), contents("b" + file)) << table;
    EXPECT_NE(ask("a", digest(table)), ask("c", digest(table))) << table;
  }
  // The rows themselves, on every machine and from every compiler. Another value here is another shop: say so in
  // CHANGELOG.
  EXPECT_EQ(ask("a", digest("customers")), "e88a93fee1cab6f6a87944135a885a16");
  EXPECT_EQ(ask("a", digest("purchases")), "68adae6ec345318e8f4ae2e950b346fc");
  EXPECT_EQ(ask("a", digest("views")), "052488f398bca790513fef3e58b904e9");
}

TEST_F(GeneratorTest, ShopIsConsistent) {
  ASSERT_EQ(generate_small("a"), 0);
  const auto none = [&](const std::string& sql) { EXPECT_EQ(ask("a", "select count(*) from " + sql), "0") << sql; };
  none(
      "'DIR/purchases.parquet' p join 'DIR/products.parquet' i on p.item = i.sku where p.amount <> p.quantity * "
      "i.price");
  none(
      "'DIR/purchases.parquet' p join 'DIR/customers.parquet' c on p.buyer = c.id where p.bought_at <= c.signed_up_at");
  none("'DIR/purchases.parquet' where buyer not in (select id from 'DIR/customers.parquet')");
  none("'DIR/views.parquet' where item not in (select sku from 'DIR/products.parquet')");
  none("'DIR/views.parquet' where seen_at >= timestamp '2026-03-31 12:00' or seen_at < timestamp '2025-12-31 12:00'");
  none("'DIR/purchases.parquet' where bought_at >= timestamp '2026-03-31 12:00'");
  none(
      "(select id, last_order_at, (select max(bought_at) from 'DIR/purchases.parquet' where buyer = id) as last "
      "from 'DIR/customers.parquet') where last_order_at is distinct from last");
  none("(select country, city from 'DIR/customers.parquet' where country is null and city is not null)");
  none(
      "(select city from 'DIR/customers.parquet' where city is not null group by city having count(distinct country) > "
      "1)");
  EXPECT_EQ(ask("a", "select count(distinct id) from 'DIR/customers.parquet'"), "2000");
  EXPECT_EQ(ask("a", "select count(*) from 'DIR/customers.parquet' where last_order_at is null"), "200");
  EXPECT_EQ(ask("a", "select count(distinct category) from 'DIR/products.parquet'"), "200");
  const double missing =
      std::stod(ask("a", "select count(*) / 2000 from 'DIR/customers.parquet' where country is null"));
  EXPECT_NEAR(missing, 0.03, 0.012);
  const double share = std::stod(ask("a",
                                     "select (select sum(n) from (select count(*) n from 'DIR/purchases.parquet' group "
                                     "by buyer order by n desc limit 20)) / 20000"));
  EXPECT_GT(share, 0.05);  // one customer in a hundred
}

TEST_F(GeneratorTest, BenchWorkload) {
  ASSERT_EQ(generate("--out '" + path("bench") + "' --workload bench --scale 0.001"), 0) << contents("out.txt");
  EXPECT_EQ(ask("bench", "select count(*) from 'DIR/customers.parquet'"), "10000");
  EXPECT_EQ(ask("bench", "select count(*) from (describe select * from 'DIR/customers.parquet')"), "18");
  EXPECT_EQ(ask("bench", "select count(distinct email) from 'DIR/customers.parquet'"), "10000");
  EXPECT_EQ(ask("bench", "select count(*) from 'DIR/purchases.parquet'"), "40000");
  EXPECT_EQ(ask("bench", "select count(*) from 'DIR/products.parquet'"), "100");
  EXPECT_EQ(
      ask("bench",
          "select count(*) from 'DIR/purchases.parquet' where buyer not in (select id from 'DIR/customers.parquet')"),
      "0");
}

TEST_F(GeneratorTest, UnseenWorkload) {
  ASSERT_EQ(generate("--out '" + path("unseen") + "' --workload unseen --scale 0.001"), 0) << contents("out.txt");
  const auto of_mixed = [&](const std::string& what) {
    return ask("unseen", "select " + what + " from 'DIR/mixed.parquet'");
  };
  EXPECT_EQ(of_mixed("count(*)"), "4000");
  EXPECT_EQ(of_mixed("count(distinct constant)"), "1");
  EXPECT_EQ(of_mixed("count(distinct distinct_number)"), "4000");
  EXPECT_EQ(of_mixed("count(nothing)"), "0");
  EXPECT_NEAR(std::stod(of_mixed("count(half_number) / 4000")), 0.5, 0.05);
  EXPECT_EQ(ask("unseen", "select count(*) from (describe select * from 'DIR/wide.parquet')"), "301");
  EXPECT_EQ(ask("unseen", "select count(*) from 'DIR/tiny_0.parquet'"), "0");
  EXPECT_EQ(ask("unseen", "select count(*) from 'DIR/tiny_65.parquet'"), "65");
  EXPECT_EQ(
      ask("unseen", "select count(*) from 'DIR/facts.parquet' where owner not in (select id from 'DIR/mixed.parquet')"),
      "0");
}

TEST_F(GeneratorTest, CellsWorkload) {
  ASSERT_EQ(generate("--out '" + path("cells") + "' --workload cells --scale 0.001"), 0) << contents("out.txt");
  EXPECT_EQ(ask("cells", "select count(*) from 'DIR/cells.parquet'"), "10000");
  EXPECT_EQ(ask("cells", "select count(u8) from 'DIR/cells.parquet' where u8 not between 0 and 255"), "0");
  EXPECT_EQ(ask("cells",
                "select count(*) from 'DIR/events.parquet' where of_cell not in (select id from 'DIR/cells.parquet')"),
            "0");
}

TEST_F(GeneratorTest, SmallestShop) {
  ASSERT_EQ(generate("--out '" + path("one") + "' --customers 1 --products 1 --lines 0 --views 0"), 0)
      << contents("out.txt");
  EXPECT_EQ(ask("one", "select count(*) from 'DIR/purchases.parquet'"), "0");
  EXPECT_EQ(ask("one", "select count(*) from 'DIR/customers.parquet' where last_order_at is null"), "1");
}

TEST_F(GeneratorTest, WrongArguments) {
  EXPECT_NE(generate(""), 0);
  EXPECT_THAT(contents("out.txt"), testing::HasSubstr("--out"));
  EXPECT_NE(generate("--out '" + path("x") + "' --customers 0"), 0);
  EXPECT_NE(generate("--out '" + path("x") + "' --workload other"), 0);
  write("file", "x");
  EXPECT_NE(generate("--out '" + path("file/sub") + "'"), 0);
  EXPECT_EQ(generate("--help"), 0);
}

#endif

}  // namespace
}  // namespace segql::connect
