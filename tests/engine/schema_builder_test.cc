/// Schemas made by the host at run time.

#include "segql/schema_builder.h"

#include <vector>

#include <gtest/gtest.h>

namespace segql::testing {
namespace {

TEST(SchemaBuilder, TakesFieldsMadeAtRunTime) {
  std::vector<SchemaBuilder::Field> fields{{"id", "int"}};
  const std::vector<std::string> more{"colour", "where"};
  for (const std::string& name : more) fields.push_back({name, "text?"});
  EXPECT_EQ(SchemaBuilder().entity("thing", "id", fields).text().value(),
            "language 1\nentity `thing` key `id` {\n  `id`: int\n  `colour`: text?\n  `where`: text?\n}\n");
  EXPECT_EQ(SchemaBuilder().event("sale", "at", std::vector<SchemaBuilder::Field>{{"at", "timestamp"}}).text().value(),
            "language 1\nevent `sale` at `at` {\n  `at`: timestamp\n}\n");
}

TEST(SchemaBuilder, RefusesNamesThatCannotBeWritten) {
  const auto refused = [](const SchemaBuilder& builder) {
    const Result<std::string> text = builder.text();
    return text.ok() ? "" : text.error().message;
  };
  const std::string rest =
      "` cannot be a name: a name has characters, none of them a back-quote or a control character";
  EXPECT_EQ(refused(SchemaBuilder().entity("a`b", "id", {{"id", "int"}})), "`a`b" + rest);
  EXPECT_EQ(refused(SchemaBuilder().entity("a", "i\nd", {{"id", "int"}})), "`i\\x0ad" + rest);
  EXPECT_EQ(refused(SchemaBuilder().event("a", "at", {{"at", "timestamp"}, {"", "int"}})), "`" + rest);
  EXPECT_EQ(refused(SchemaBuilder().relation("a", "b", "c`", "d").entity("`e", "id", {})), "`c`" + rest)
      << "the first is named";
  EXPECT_EQ(refused(SchemaBuilder().timezone("UTC\" currency SAR //")), "`UTC\" currency SAR //` cannot be a timezone");
  EXPECT_EQ(refused(SchemaBuilder().timezone("UTC").relation("a", "b é", "c", "d")), "");
}

}  // namespace
}  // namespace segql::testing
