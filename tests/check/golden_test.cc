/// Goldens: bad files with their diagnostics, and the typed trees of a whole project. SEGQL_UPDATE_GOLDEN=1 rewrites
/// them.

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "bad_files.h"
#include "fixture.h"

namespace segql::check {
namespace {

namespace fs = std::filesystem;

void expect_golden(const fs::path& path, const std::string& actual) {
  if (std::getenv("SEGQL_UPDATE_GOLDEN") != nullptr) write_text(path, actual);
  EXPECT_EQ(read_text(path), actual) << path << "; SEGQL_UPDATE_GOLDEN=1 rewrites it";
}

class BadFile : public testing::TestWithParam<std::string> {};

TEST_P(BadFile, IsExplained) {
  const fs::path path = bad_files_folder() / (GetParam() + ".segql");
  expect_golden(fs::path(path).replace_extension(".expected"), check_bad_file(path).rendered());
}

INSTANTIATE_TEST_SUITE_P(Golden, BadFile, testing::ValuesIn(bad_file_names()),
                         [](const auto& bad_file) { return bad_file.param; });

TEST(TypedGolden, DesignProject) {
  const fs::path folder = fs::path(SEGQL_TEST_DIR) / "golden" / "typed";
  const Checked project(
      {{"shop.segql", read_text(folder / "shop.segql")}, {"segments.segql", read_text(folder / "segments.segql")}});
  std::string actual = project.rendered() + "\n";
  const Definitions& definitions = project.definitions();
  for (uint32_t i = 0; i < definitions.num_attributes(); ++i) {
    actual += dump(definitions, definitions.attribute(hir::AttributeId{i}));
  }
  for (const hir::SegmentId id : definitions.segments()) actual += dump(definitions, definitions.segment(id));
  expect_golden(folder / "segments.expected", actual);
}

TEST(TypedGolden, OnlyWhatIsNotEvaluatedIsMissing) {
  const fs::path folder = fs::path(SEGQL_TEST_DIR) / "golden" / "typed";
  const Checked project(
      {{"shop.segql", read_text(folder / "shop.segql")}, {"segments.segql", read_text(folder / "segments.segql")}});
  for (const Diagnostic& d : project.diagnostics()) EXPECT_TRUE(d.code == "E0001" || d.code == "E0505") << d.message;
  EXPECT_EQ(project.definitions().segments().size(), 16u);
}

}  // namespace
}  // namespace segql::check
