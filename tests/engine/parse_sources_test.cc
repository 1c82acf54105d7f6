// `Engine::add_sources`: texts are parsed by several threads, and nobody can tell by how many.
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"
#include "tests/table/no_threads.h"

namespace segql::testing {
namespace {

constexpr int kFiles = 300;

/// Every way of the grammar that is worth learning, and every third file has a mistake.
std::string text_of(int i) {
  const std::string name = "s" + std::to_string(i), number = std::to_string(i);
  std::string text = "import \"shop.segql\"\n";
  switch (i % 9) {
    case 0: return text + "segment " + name + " of customer { where any of { age > " + number + ", points < 3 } }\n";
    case 1:
      return text + "segment " + name + " of customer { where any purchases within last 3 days where (amount > 2) }\n";
    case 2: return text + "segment " + name + " of customer { where age > }\n";
    case 3:
      return text + "segment " + name + " of customer { where country in (\"SA\", \"AE\") and not (age + 2 > 3) }\n";
    case 4: return text + "segment " + name + "(n: int) of customer { where age > n }\nsegment " + name + " {\n";
    case 5: return text + "attribute a" + number + " of customer = sum of amount of purchases\n";
    case 6: return text + "segment " + name + " of customer { where agee > 2 }\n";
    case 7: return text + "extern f" + number + "(x: " + std::string(500, '(') + "): int\n";
    default:
      return text + "segment " + name + " of customer { where name contains \"x\" or age between 1 and " + number +
             " }\n";
  }
}

std::vector<DefinitionText> texts() {
  std::vector<DefinitionText> all = {{"shop.segql", kShopSchema}};
  for (int i = 0; i < kFiles; ++i) all.push_back({"s" + std::to_string(i) + ".segql", text_of(i)});
  return all;
}

std::unique_ptr<Engine> engine_with(unsigned threads, uint32_t limit) {
  EngineOptions options;
  options.threads = threads;
  options.limits.diagnostics = limit;
  return std::move(Engine::create(options).value());
}

/// All that an engine says about definitions.
std::string said_by(Engine& engine) {
  std::string text;
  for (SourceId id = 0; id <= kFiles; ++id) {
    const auto canonical = engine.canonical(id);
    text += canonical.ok() ? *canonical : canonical.error().message;
  }
  engine.check();
  for (const Diagnostic& diagnostic : engine.diagnostics()) text += engine.render(diagnostic) + "\n";
  for (const SegmentInfo& segment : engine.segments()) text += segment.name + "\n";
  return text + std::to_string(engine.num_errors()) + " errors, " + std::to_string(engine.num_warnings()) + " warnings";
}

TEST(AddSources, IsAddSourceForEachOfThem) {
  for (const uint32_t limit : {1'000u, 7u}) {
    const auto one_by_one = engine_with(1, limit);
    for (const DefinitionText& text : texts()) ASSERT_TRUE(one_by_one->add_source(text.name, text.text).ok());
    const std::string expected = said_by(*one_by_one);
    for (const unsigned threads : {1u, 2u, 4u}) {
      const auto engine = engine_with(threads, limit);
      ASSERT_TRUE(engine->add_sources(texts()).ok());
      EXPECT_EQ(said_by(*engine), expected) << threads << " threads, at most " << limit << " diagnostics";
    }
  }
}

TEST(AddSources, WhereNoThreadCanBeStartedTheCallingOneDoesTheWork) {
  const auto expected = engine_with(1, 1'000), engine = engine_with(4, 1'000);
  ASSERT_TRUE(expected->add_sources(texts()).ok());
  {
    const test::NoThreads none;
    ASSERT_TRUE(engine->add_sources(texts()).ok());
  }
  EXPECT_EQ(said_by(*engine), said_by(*expected));
}

TEST(AddSources, AllOrNone) {
  auto bad = texts();
  bad[200].text += '\xFF';
  const auto engine = engine_with(2, 1'000), expected = engine_with(2, 1'000);
  const Status added = engine->add_sources(bad);
  ASSERT_FALSE(added.ok());
  EXPECT_NE(added.error().message.find("s199.segql"), std::string::npos) << added.error().message;
  EXPECT_EQ(engine->source_name(0), "");
  ASSERT_TRUE(engine->add_sources(texts()).ok());
  ASSERT_TRUE(expected->add_sources(texts()).ok());
  EXPECT_EQ(said_by(*engine), said_by(*expected));
  EXPECT_EQ(engine->add_sources(texts()).error().code, ErrorCode::kInvalidArgument) << "after `check`";
  EXPECT_TRUE(engine_with(1, 1)->add_sources({}).ok());
}

/// Engines of several threads parse at once, and each learns, and explains mistakes, beside the others.
TEST(AddSources, EnginesParseAtOnce) {
  const auto expected = engine_with(1, 1'000);
  ASSERT_TRUE(expected->add_sources(texts()).ok());
  const std::string all = said_by(*expected);
  std::vector<std::string> said(4);
  std::vector<std::thread> threads;
  for (std::string& one : said) {
    threads.emplace_back([&one] {
      const auto engine = engine_with(2, 1'000);
      if (engine->add_sources(texts()).ok()) one = said_by(*engine);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : said) EXPECT_EQ(one, all);
}

}  // namespace
}  // namespace segql::testing
