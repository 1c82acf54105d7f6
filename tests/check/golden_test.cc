/// Goldens: bad files with their diagnostics, and the typed trees of a whole project. SEGQL_UPDATE_GOLDEN=1 rewrites
/// them.

#include "../golden/golden.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "bad_files.h"
#include "fixture.h"

namespace segql::check {
namespace {

namespace fs = std::filesystem;

class BadFile : public testing::TestWithParam<std::string> {};

TEST_P(BadFile, IsExplained) {
  const fs::path path = bad_files_folder() / (GetParam() + ".segql");
  golden::expect(fs::path(path).replace_extension(".expected"), check_bad_file(path).rendered());
}

INSTANTIATE_TEST_SUITE_P(Golden, BadFile, testing::ValuesIn(bad_file_names()),
                         [](const auto& bad_file) { return bad_file.param; });

TEST(TypedGolden, DesignProject) {
  const fs::path folder = golden::folder("typed");
  const Checked project({{"shop.segql", golden::read_file(folder / "shop.segql")},
                         {"segments.segql", golden::read_file(folder / "segments.segql")}});
  std::string actual = project.rendered() + "\n";
  const Definitions& definitions = project.definitions();
  for (uint32_t i = 0; i < definitions.num_attributes(); ++i) {
    actual += dump(definitions, definitions.attribute(hir::AttributeId{i}));
  }
  for (const hir::SegmentId id : definitions.segments()) actual += dump(definitions, definitions.segment(id));
  golden::expect(folder / "segments.expected", actual);
}

TEST(TypedGolden, AllButOneOfTheDesignIsSound) {
  const fs::path folder = golden::folder("typed");
  const Checked project({{"shop.segql", golden::read_file(folder / "shop.segql")},
                         {"segments.segql", golden::read_file(folder / "segments.segql")}});
  for (const Diagnostic& d : project.diagnostics())
    EXPECT_TRUE(d.code == "E0433" || d.code == "L-JOURNAL") << d.message;
  EXPECT_EQ(project.definitions().segments().size(), 31u);
}

}  // namespace
}  // namespace segql::check
