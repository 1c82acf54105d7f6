// Segments of one shape share compiled code, whatever their constants are.
#include <filesystem>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

/// A folder that is there while this is, and the compiled shapes in it.
class CodeFolder {
 public:
  CodeFolder() : path_(::testing::TempDir() + "segql-shapes-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "no folder for the test";
  }
  ~CodeFolder() { std::filesystem::remove_all(path_); }
  CodeFolder(const CodeFolder&) = delete;
  CodeFolder& operator=(const CodeFolder&) = delete;
  const std::string& path() const { return path_; }

  size_t num_objects() const {
    size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(path_))
      count += file.path().filename().string().starts_with("llvmcache-") && file.file_size() > 0 ? 1 : 0;
    return count;
  }

 private:
  std::string path_;
};

constexpr int kShapes = 20, kEach = 50;

std::string name_of(int shape, int which) { return "s" + std::to_string(shape) + "_" + std::to_string(which); }

/// points + points + ... >= constant; the shapes differ in the number of terms.
std::string thousand_segments() {
  std::string source;
  for (int shape = 0; shape < kShapes; ++shape) {
    std::string sum = "points";
    for (int i = 0; i < shape; ++i) sum += " + points * age";
    for (int which = 0; which < kEach; ++which)
      source += "segment " + name_of(shape, which) + " of customer { where " + sum +
                " >= " + std::to_string(1000 * shape + 2 * which + 1) + " }\n";
  }
  return source;
}

TEST(Shapes, AThousandSegmentsOfTwentyShapesCompileTwentyTimes) {
  if (!SEGQL_JIT) GTEST_SKIP() << "nothing is compiled";
  const CodeFolder folder;
  EngineOptions options;
  options.engine = EngineKind::kJit;
  options.code_cache = folder.path();
  // A shape that ran for long on a slow machine is compiled better in the background, once more (0026).
  options.background_compile = false;
  const auto engine = shop(thousand_segments(), options);
  for (int i = 0; i < 200; ++i) customer(*engine, std::to_string(i), {{"points", int64_t{i}}, {"age", int64_t{3}}});
  ASSERT_TRUE(engine->finish_load().ok());
  const auto evaluation = engine->evaluate_at(engine->parse_instant("2026-02-01").value()).value();
  for (int which = 0; which < kEach; ++which) {
    for (int shape = 0; shape < kShapes; ++shape) {
      const auto members = evaluation->members(name_of(shape, which));
      ASSERT_TRUE(members.ok()) << members.error().message;
      uint64_t expected = 0;
      for (int i = 0; i < 200; ++i) expected += i + shape * 3 * i >= 1000 * shape + 2 * which + 1 ? 1 : 0;
      EXPECT_EQ(members->count(), expected) << name_of(shape, which);
    }
  }
  EXPECT_EQ(folder.num_objects(), static_cast<size_t>(kShapes));
}

}  // namespace
}  // namespace segql::testing
