/// Hostile input to the program: an error or an answer, in bounded time and memory, never a crash.

#include <unistd.h>

#include <chrono>

#include <gtest/gtest.h>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

constexpr const char* kSchema =
    "language 1\nsettings { timezone \"UTC\" currency SAR }\nentity customer key id { id: int  age: int?  city: text? "
    "}\n";

std::string repeated(const std::string& text, size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

class Hostile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml", "[sources.customer]\nfile = \"customer.csv\"\n");
    folder.write("customer.csv", "id,age,city\n1,20,a\n2,,b\n3,70,\n");
    folder.write("shop.segql", kSchema);
  }

  /// Runs under limits of time and, where no sanitizer reserves it, of memory. The program answers or complains.
  Outcome bounded(const std::string& arguments, int megabytes = 4000, int seconds = 60) {
    const std::string memory = SEGQL_SANITIZED ? "" : "ulimit -v " + std::to_string(megabytes * 1024) + " && ";
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome =
        segql(folder, arguments, memory + "timeout -s KILL " + std::to_string(seconds * (SEGQL_SANITIZED ? 5 : 1)));
    const double taken = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_LE(outcome.code, 2) << arguments << " ended with " << outcome.code << " after " << taken << " s\n"
                               << outcome.err.substr(0, 2000);
    if (outcome.code != 0) {
      EXPECT_NE(outcome.err, "");
    }
    EXPECT_LT(outcome.err.size(), 200'000U) << "errors are readable";
    return outcome;
  }

  Outcome condition(const std::string& text) {
    folder.write("s.segql", "segment s of customer { where " + text + " }\n");
    return bounded("count s");
  }

  TempFolder folder;
};

TEST_F(Hostile, NestingIsRefused) {
  for (const char* open : {"(", "not ", "-", "any of { ", "not ("}) {
    const Outcome outcome = condition(repeated(open, 100'000) + "age > 3" +
                                      repeated(std::string(open).find('(') != std::string::npos ? ")"
                                               : open[0] == 'a'                                 ? "}"
                                                                                                : "",
                                               100'000));
    EXPECT_EQ(outcome.code, 1) << open;
  }
  EXPECT_EQ(condition(repeated("(", 100'000)).code, 1);
  EXPECT_EQ(condition(repeated(")", 100'000)).code, 1);
  EXPECT_EQ(condition(repeated("any of { all of { ", 50'000)).code, 1);
}

TEST_F(Hostile, LongChainsAreAnswered) {
  EXPECT_EQ(condition("age = 1" + repeated(" or age = 20", 10'000)).out, "s\t1\n");
  EXPECT_EQ(condition("age = 20" + repeated(" and age > 2", 10'000)).out, "s\t1\n");
  EXPECT_EQ(condition("city = \"q\"" + repeated(" or city = \"a\" or age = 7", 5'000)).out, "s\t1\n");
  EXPECT_EQ(condition("age" + repeated(" + 1", 10'000) + " > 10050").out, "s\t1\n");
  condition("age" + repeated(" * 1", 10'000) + " > 3");  // a limit may refuse it
}

TEST_F(Hostile, ThreeHundredThousandLiteralsWork) {
  std::string numbers = "20", texts = "\"a\"";
  for (int i = 1000; i < 301'000; ++i) {
    numbers += ", " + std::to_string(i);
    texts += ", \"t" + std::to_string(i) + "\"";
  }
  EXPECT_EQ(condition("age in (" + numbers + ")").out, "s\t1\n");
  EXPECT_EQ(condition("city not in (" + texts + ")").out, "s\t2\n");
}

TEST_F(Hostile, AFileOfFiftyMegabytes) {
  folder.write("big.segql", repeated("// nothing but words about nothing, line after line after line\n", 800'000));
  EXPECT_EQ(bounded("check").code, 0);
  folder.write("big.segql", repeated("segment ) ( of \" { where }\n", 2'000'000));
  EXPECT_EQ(bounded("check", 8000, 120).code, 1);
  folder.write("big.segql", std::string(50'000'000, 'x'));
  EXPECT_EQ(bounded("check", 8000).code, 1);
  folder.write("big.segql", "segment s of customer { where city = \"" + std::string(50'000'000, 'y') + "\" }");
  bounded("count s", 8000);
}

TEST_F(Hostile, BytesThatAreNoText) {
  for (const std::string& bytes :
       {std::string("\xff\xfe\xfa"), std::string("\xc3("), std::string("a\0b", 3), std::string("\xed\xa0\x80"),
        std::string("\xf4\x90\x80\x80"), std::string("\xe2\x80\xae evil")}) {
    folder.write("s.segql", "segment s of customer { where city = \"" + bytes + "\" }\n");
    bounded("check");
    folder.write("s.segql", bytes);
    EXPECT_NE(bounded("check").code, 0);
    folder.write("s.segql", "");
    folder.write("customer.csv", "id,age,city\n1,20," + bytes + "\n2,3,x\n");
    bounded("run");
    folder.write("customer.csv", "id,age,city\n1,20,a\n");
  }
  std::string noise;
  for (uint32_t i = 0, state = 1; i < 200'000; ++i) {
    state = state * 1664525 + 1013904223;
    noise += static_cast<char>(state >> 24);
  }
  folder.write("s.segql", noise);
  EXPECT_NE(bounded("check").code, 0);
  folder.write("s.segql", "");
  folder.write("segql.toml", noise);
  EXPECT_EQ(bounded("check").code, 2);
}

TEST_F(Hostile, ParquetThatLies) {
  // A real file of our own, then broken in many places.
  ASSERT_EQ(std::system(("'" SEGQL_GENERATE_PROGRAM "' --customers 500 --products 20 --lines 1000 --views 100 --out '" +
                         folder.path().string() + "/made' >/dev/null 2>&1")
                            .c_str()),
            0);
  const std::string good = folder.read("made/customers.parquet");
  ASSERT_GT(good.size(), 1000U);
  folder.write("segql.toml", "[sources.customer]\nfile = \"c.parquet\"\n");
  folder.write("shop.segql",
               "language 1\nentity customer key id { id: text  country: text?  city: text? }\nsegment s of customer { "
               "where city is present }\n");
  folder.write("c.parquet", good);
  EXPECT_EQ(bounded("count s").code, 0);
  for (const size_t size :
       {size_t{0}, size_t{3}, size_t{4}, size_t{12}, good.size() / 2, good.size() - 9, good.size() - 1}) {
    folder.write("c.parquet", good.substr(0, size));
    EXPECT_EQ(bounded("count s").code, 2) << size << " bytes of it";
  }
  uint64_t state = 9;
  for (int round = 0; round < (SEGQL_SANITIZED ? 10 : 60); ++round) {
    std::string bad = good;
    for (int flips = 0; flips <= round % 8; ++flips) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      // Half of them where the metadata is, at the end.
      const size_t at = round % 2 == 0 ? (state >> 20) % bad.size()
                                       : bad.size() - 1 - (state >> 20) % std::min<size_t>(bad.size(), 3000);
      bad[at] = static_cast<char>(bad[at] ^ static_cast<char>(1U << ((state >> 50) % 8)));
    }
    folder.write("c.parquet", bad);
    bounded("count s");
  }
}

TEST_F(Hostile, FilesThatAreNone) {
  folder.write("segql.toml", "[sources.customer]\nfile = \"data\"\n");
  std::filesystem::create_directories(folder.path() / "data");
  EXPECT_EQ(bounded("run").code, 2) << "a folder as a file";
  folder.write("segql.toml", "[sources.customer]\nfile = \"/dev/null\"\n");
  bounded("run");
  std::filesystem::create_directories(folder.path() / "folder.segql");
  folder.write("segql.toml", "[sources.customer]\nfile = \"customer.csv\"\n");
  bounded("run");
  std::filesystem::remove_all(folder.path() / "folder.segql");
  EXPECT_EQ(bounded("check -p segql.toml/none").code, 2);
  EXPECT_EQ(bounded("check shop.segql/none").code, 2);
  EXPECT_EQ(bounded("fmt data").code, 2);
  if (geteuid() != 0) {
    std::filesystem::permissions(folder.path() / "customer.csv", std::filesystem::perms::none);
    EXPECT_EQ(bounded("run").code, 2);
    std::filesystem::permissions(folder.path() / "shop.segql", std::filesystem::perms::none);
    EXPECT_EQ(bounded("check").code, 2);
  }
}

TEST_F(Hostile, LockFiles) {
  folder.write("shop.segql", std::string(kSchema) + "snapshot segment s of customer { }\n");
  const std::string head = "version = 1\n[snapshots.s]\nentity = \"customer\"\ntaken = 2026-01-01T00:00:00Z\n";
  std::string many = head + "members = [\n";
  for (int i = 0; i < 1'000'000; ++i) many += "  \"" + std::to_string(i) + "\",\n";
  folder.write("shop.lock.toml", many + "]\n");
  EXPECT_EQ(bounded("count s").out, "s\t3\n");
  for (const std::string& text :
       {repeated("[", 10'000'000), head + "members = " + repeated("[", 1'000'000),
        repeated("a.", 1'000'000) + "b = 1\n", repeated("[[snapshots]]\n", 300'000), std::string(10'000'000, '\0'),
        std::string(10'000'000, '"'), head + "members = [\"" + std::string(50'000'000, 'x') + "\", 1]\n",
        repeated("\xff\xfe", 1000)}) {
    folder.write("shop.lock.toml", text);
    EXPECT_EQ(bounded("count s").code, 2) << text.substr(0, 100);
  }
  std::string names = "version = 1\n";
  for (int i = 0; i < 20'000; ++i) {
    names +=
        "[snapshots.\"s" + std::to_string(i) + "(((\"]\nentity = \"c\"\ntaken = 2026-01-01T00:00:00Z\nmembers = []\n";
  }
  folder.write("shop.lock.toml", names);
  EXPECT_EQ(bounded("count s").code, 1) << "none of them is `s`";
}

TEST_F(Hostile, AnEmptyProject) {
  const TempFolder empty;
  EXPECT_EQ(segql(empty, "run").code, 2);
  empty.write("segql.toml", "");
  EXPECT_LE(segql(empty, "run").code, 2);
  EXPECT_LE(segql(empty, "check").code, 2);
  empty.write("a.segql", "");
  EXPECT_EQ(segql(empty, "check").code, 0);
  EXPECT_EQ(segql(empty, "run").code, 0);
  folder.write("customer.csv", "");
  EXPECT_LE(bounded("run").code, 2);
  folder.write("customer.csv", "id,age,city\n");
  EXPECT_EQ(bounded("run").code, 0);
}

TEST_F(Hostile, WideAndDeepData) {
  folder.write("customer.csv", "id,age,city\n1,20," + std::string(20'000'000, 'z') + "\n2,3,y\n");
  bounded("run", 8000);
  folder.write("customer.csv", "id,age,city\n" + repeated("1,2,3\n", 300'000));
  const Outcome duplicates = bounded("run");
  EXPECT_NE(duplicates.out.find("299,999 rows whose `id` comes again later"), std::string::npos) << duplicates.out;
  folder.write("customer.csv", "id,age,city\n99999999999999999999,1e400,a\n-5,-0,b\n0x10,1.5,c\n");
  EXPECT_EQ(bounded("run").code, 0);
}

}  // namespace
}  // namespace segql::testing
