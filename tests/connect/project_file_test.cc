// segql.toml: what it says, and what is said about what it gets wrong.
#include "connect/project_file.h"

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>

#include "connect/source_list.h"
#include "tests/connect/test_folder.h"

namespace segql::connect {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(std::string_view text) {
  const auto parsed = parse_project_file(text, "p/segql.toml");
  return parsed.ok() ? "" : parsed.error().message;
}

TEST(ProjectFile, SaysEverything) {
  const auto project = parse_project_file(R"(# a comment
[project]
name = "shop"
definitions = ["*.segql", "segments/**/*.segql"]

[data]
root = "data"

[sources.purchase]
query = """
  select * from 'x.csv'
"""
columns = { bought_at = "when", amount = "Total Amount" }

[sources.customer]
file = "customers/*.csv.zst"
delimiter = ";"
quote = "'"
escape = "\\"
header = false
null = ["NA", ""]
encoding = "latin-1"
format = "csv"
)",
                                          "p/segql.toml");
  ASSERT_TRUE(project.ok()) << project.error().message;
  EXPECT_EQ(project->name, "shop");
  EXPECT_EQ(project->folder, "p");
  EXPECT_EQ(project->data_root, "data");
  EXPECT_THAT(project->definitions, ElementsAre("*.segql", "segments/**/*.segql"));
  ASSERT_EQ(project->sources.size(), 2u);
  const SourceSpec& purchase = project->sources[0];  // in the order of the file, not of the alphabet
  EXPECT_EQ(purchase.table, "purchase");
  EXPECT_EQ(purchase.place(), "p/segql.toml:9:1");
  EXPECT_EQ(purchase.query, "  select * from 'x.csv'\n");
  EXPECT_EQ(purchase.origin(), "query");
  ASSERT_EQ(purchase.columns.size(), 2u);
  EXPECT_EQ(purchase.columns[0].field, "amount");
  EXPECT_EQ(purchase.columns[0].column, "Total Amount");
  const SourceSpec& customer = project->sources[1];
  EXPECT_EQ(customer.origin(), "customers/*.csv.zst");
  EXPECT_EQ(customer.format.kind, FileKind::kCsv);
  EXPECT_EQ(customer.format.delimiter, ";");
  EXPECT_EQ(customer.format.quote, "'");
  EXPECT_EQ(customer.format.escape, "\\");
  EXPECT_FALSE(customer.format.header);
  EXPECT_THAT(customer.format.null_texts, ElementsAre("NA", ""));
  EXPECT_EQ(customer.format.encoding, "latin-1");
}

TEST(ProjectFile, MaySayAlmostNothing) {
  const auto project = parse_project_file("", "some/shop/segql.toml");
  ASSERT_TRUE(project.ok());
  EXPECT_EQ(project->name, "shop");
  EXPECT_THAT(project->definitions, ElementsAre("*.segql"));
  EXPECT_EQ(project->data_root, "");
  EXPECT_TRUE(project->sources.empty());
}

struct Mistake {
  const char* text;
  const char* message;
};

TEST(ProjectFile, MistakesAreNamedByTheirPlace) {
  const Mistake mistakes[] = {
      {"[project\nname = 1", "p/segql.toml:1:9: "},
      {"[projekt]\n", "p/segql.toml:1:2: unknown key `projekt`; did you mean `project`?"},
      {"[project]\nnmae = \"x\"", "p/segql.toml:2:1: unknown key `nmae` in [project]; did you mean `name`?"},
      {"[project]\nlicence = \"x\"",
       "p/segql.toml:2:1: unknown key `licence` in [project]; known are `name` and `definitions`"},
      {"[project]\nname = 7", "p/segql.toml:2:8: `name` is text, not an integer"},
      {"[project]\nname = \"\"", "p/segql.toml:2:8: `name` is empty"},
      {"[project]\ndefinitions = []", "p/segql.toml:2:15: `definitions` is empty"},
      {"[project]\ndefinitions = [\"a\", 1]", "p/segql.toml:2:21: `definitions` is a list of texts, not an integer"},
      {"[project]\ndefinitions = [\"/etc/*\"]",
       "p/segql.toml:2:15: `definitions` are relative to the project, and `/etc/*` is absolute"},
      {"data = 3", "p/segql.toml:1:8: `data` is a table, not an integer"},
      {"[data]\nroot = [\"x\"]", "p/segql.toml:2:8: `root` is text, not an array"},
      {"[sources]\ncustomer = \"x.csv\"",
       "p/segql.toml:2:12: each source is a section of its own: [sources.customer] with `file` or `query`"},
      {"[sources.a]\n", "p/segql.toml:1:1: [sources.a] has neither `file` nor `query`"},
      {"[sources.a]\nfile = \"x\"\nquery = \"y\"",
       "p/segql.toml:3:9: [sources.a] has both `file` and `query`; it is one of the two"},
      {"[sources.a]\nquery = \" ;\"", "p/segql.toml:2:9: `query` is empty"},
      {"[sources.a]\nfiel = \"x\"", "p/segql.toml:2:1: unknown key `fiel` in [sources.a]; did you mean `file`?"},
      {"[sources.a]\nfile = \"x\\u0000y\"", "p/segql.toml:2:8: `file` contains a zero byte"},
      {"[sources.a]\nquery = \"select 1\"\ndelimiter = \";\"",
       "p/segql.toml:3:13: `delimiter` belongs to `file`; a query says how"},
      {"[sources.a]\nfile = \"x\"\nformat = \"xml\"",
       "p/segql.toml:3:10: unknown format `xml`; known are `csv`, `json` and `parquet`"},
      {"[sources.a]\nfile = \"x\"\nformat = \"json\"\nquote = \"'\"",
       "p/segql.toml:4:9: `quote` is for CSV files only"},
      {"[sources.a]\nfile = \"x\"\nquote = \"ab\"", "p/segql.toml:3:9: `quote` is one character, or empty for none"},
      {"[sources.a]\nfile = \"x\"\ndelimiter = \"\\n\"",
       "p/segql.toml:3:13: `delimiter` is one to four bytes and no line break"},
      {"[sources.a]\nfile = \"x\"\nencoding = \"ebcdic\"", "p/segql.toml:3:12: unknown encoding `ebcdic`"},
      {"[sources.a]\nfile = \"x\"\nheader = \"yes\"", "p/segql.toml:3:10: `header` is true or false, not text"},
      {"[sources.a]\nfile = \"x\"\ncolumns = { a = 1 }",
       "p/segql.toml:3:17: `columns` maps each field to the name of a column"},
  };
  for (const Mistake& mistake : mistakes)
    EXPECT_THAT(error_of(mistake.text), HasSubstr(mistake.message)) << mistake.text;
}

TEST(ProjectFile, HostileTextsAreErrors) {
  EXPECT_NE(error_of("a = " + std::string(100'000, '[')), "");
  EXPECT_NE(error_of("\xff\xfe = 1"), "");
  std::string deep = "a";
  for (int i = 0; i < 50'000; ++i) deep += i % 2 == 0 ? ".\"a\"" : " . a";
  EXPECT_EQ(error_of(deep + " = 1"), "p/segql.toml: a key has more than 100 parts");
  EXPECT_NE(error_of(std::string(1, '\0')), "");
  EXPECT_NE(error_of("[sources.a]\n[sources.a]\n"), "");
}

class ProjectFolderTest : public FolderTest {};

TEST_F(ProjectFolderTest, IsFoundByFolderOrName) {
  write("shop/segql.toml", "[project]\nname = \"n\"\n");
  for (const std::string& where : {path("shop"), path("shop/segql.toml")}) {
    const auto project = read_project_file(where);
    ASSERT_TRUE(project.ok()) << project.error().message;
    EXPECT_EQ(project->name, "n");
    EXPECT_EQ(project->folder, path("shop"));
  }
  write("other/readme.md", "");
  EXPECT_EQ(anonymous(read_project_file(path("other")).error().message),
            "no segql.toml in `DIR/other`; say which folder has one: `-p DIR`");
  EXPECT_THAT(read_project_file(path("nowhere")).error().message, HasSubstr("there is no file"));
  EXPECT_EQ(anonymous(read_project_file(path("shop/a/b")).error().message.substr(0, 13)), "there is no f");
  std::filesystem::create_directories(path("shop/a/b"));
  EXPECT_EQ(anonymous(read_project_file(path("shop/a/b")).error().message),
            "no segql.toml in `DIR/shop/a/b`; a folder above it has one: `-p DIR/shop`");
  write("huge/segql.toml", std::string(5 << 20, '#'));
  EXPECT_EQ(read_project_file(path("huge")).error().code, ErrorCode::kLimitExceeded);
}

TEST_F(ProjectFolderTest, DefinitionFilesAreSortedAndListedOnce) {
  for (const char* name :
       {"b.segql", "a.segql", "s/z.segql", "s/deep/er/y.segql", "s/.hidden.segql", ".git/x.segql", "notes.md"})
    write(name, "");
  write("segql.toml", "[project]\ndefinitions = [\"**/*.segql\", \"a.segql\", \"./b.segql\"]\n");
  auto project = read_project_file(folder());
  ASSERT_TRUE(project.ok());
  auto files = definition_files(*project);
  ASSERT_TRUE(files.ok()) << files.error().message;
  EXPECT_THAT(*files, ElementsAre("a.segql", "b.segql", "s/deep/er/y.segql", "s/z.segql"));

  project->definitions = {"s/*.segql"};
  EXPECT_THAT(*definition_files(*project), ElementsAre("s/z.segql"));
  project->definitions = {"?.segql", "s/**"};
  EXPECT_THAT(*definition_files(*project), ElementsAre("a.segql", "b.segql", "s/deep/er/y.segql", "s/z.segql"));
  project->definitions = {"[!a].segql"};
  EXPECT_THAT(*definition_files(*project), ElementsAre("b.segql"));
  project->definitions = {"s"};
  EXPECT_THAT(definition_files(*project).error().message, HasSubstr("no definition file matches `s`"));
  project->definitions = {"c.segql"};
  EXPECT_EQ(anonymous(definition_files(*project).error().message),
            "DIR/segql.toml: no definition file matches `c.segql`; the folder `DIR` holds `a.segql`, `b.segql`, "
            "`notes.md`, `s/` "
            "and `segql.toml`; did you mean `a.segql`?");
}

TEST_F(ProjectFolderTest, LinksThatGoRoundEnd) {
  write("a/x.segql", "");
  std::filesystem::create_directory_symlink("..", path("a/up"));
  write("segql.toml", "[project]\ndefinitions = [\"**/**/**/*.segql\"]\n");
  EXPECT_THAT(*definition_files(*read_project_file(folder())), ElementsAre("a/x.segql"));
}

TEST_F(ProjectFolderTest, DataRootByArgumentThenEnvironmentThenFile) {
  write("data/x", "");
  write("env/x", "");
  write("argument/x", "");
  write("segql.toml", "[data]\nroot = \"data\"\n");
  const auto project = read_project_file(folder());
  ASSERT_TRUE(project.ok());
  ::unsetenv("SEGQL_DATA");
  EXPECT_EQ(*data_root(*project, ""), path("data"));
  ::setenv("SEGQL_DATA", path("env").c_str(), 1);
  EXPECT_EQ(*data_root(*project, ""), path("env"));
  EXPECT_EQ(*data_root(*project, path("argument/")), path("argument"));
  ::setenv("SEGQL_DATA", path("nowhere").c_str(), 1);
  EXPECT_EQ(anonymous(data_root(*project, "").error().message),
            "the data folder SEGQL_DATA names, `DIR/nowhere` does not exist; the folder `DIR` holds `argument/`, "
            "`data/`, `env/` and "
            "`segql.toml`; say where the data is with --data or SEGQL_DATA");
  ::unsetenv("SEGQL_DATA");
  EXPECT_THAT(data_root(*project, path("segql.toml")).error().message, HasSubstr("is a file"));
}

TEST(SourceList, EveryTableHasOneSourceAndEverySourceATable) {
  const std::vector<TableInfo> tables = {{"customer", false, {"id", "country"}, {}, 0},
                                         {"purchase", true, {"buyer", "at"}, {}, 0}};
  const auto parsed = [](std::string_view text) { return *parse_project_file(text, "p/segql.toml"); };
  const std::string both = "[sources.purchase]\nfile = \"p\"\n[sources.customer]\nfile = \"c\"\n";
  const ProjectFile good = parsed(both + "columns = { country = \"Land\" }\n");
  const auto matched = match_sources(good, tables);
  ASSERT_TRUE(matched.ok());
  EXPECT_EQ((*matched)[0]->file, "c");
  EXPECT_EQ((*matched)[1]->file, "p");

  const auto error = [&](const std::string& text) { return match_sources(parsed(text), tables).error().message; };
  EXPECT_EQ(error("[sources.customer]\nfile = \"c\"\n"),
            "p/segql.toml: event `purchase` has no source; add [sources.purchase], beside those of `customer`");
  EXPECT_EQ(error(both + "[sources.purchases]\nfile = \"x\"\n"),
            "p/segql.toml:5:1: [sources.purchases] is of no declared entity or event; did you mean `purchase`?");
  EXPECT_EQ(
      error(both + "[sources.zzz]\nfile = \"x\"\n"),
      "p/segql.toml:5:1: [sources.zzz] is of no declared entity or event; declared are `customer` and `purchase`");
  EXPECT_EQ(error(both + "columns = { contry = \"Land\" }\n"),
            "p/segql.toml:3:1: `customer` has no field `contry`; did you mean `country`?");
}

}  // namespace
}  // namespace segql::connect
