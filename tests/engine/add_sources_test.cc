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

/// Sound ones, and mistakes of each kind: of the grammar, of nesting, of names, of a file that breaks off.
std::string text_of(int i) {
  const std::string name = "s" + std::to_string(i), number = std::to_string(i);
  const auto segment = [&](const std::string& condition) {
    return "import \"shop.segql\"\nsegment " + name + " of customer { where " + condition + " }\n";
  };
  switch (i % 9) {
    case 0: return segment("any of { age > " + number + ", points < 3 }");
    case 1: return segment("any purchases within last 3 days where (amount > 2 SAR)");
    case 2: return segment("age > ");
    case 3: return segment("city in (\"Riyadh\", \"Jeddah\") and not (age + 2 > 3)");
    case 4: return segment("age > 3") + "segment " + name + "b {\n";
    case 5: return "import \"shop.segql\"\nattribute a" + number + " of customer = sum of amount of purchases\n";
    case 6: return segment("agee > 2");
    case 7: {
      std::string type = "int";
      for (int depth = 0; depth < 500; ++depth) type = "set<" + type + ">";
      return "define f" + number + "(x: " + type + ") of customer = age\n";
    }
    default: return segment("city contains \"x\" or age between 1 and " + number);
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
    ASSERT_GT(one_by_one->segments().size(), size_t{kFiles} * 4 / 9 - 1);
    ASSERT_EQ(expected.find("error[E0102]") == std::string::npos, limit == 7)
        << "files with an unknown field are checked";
    ASSERT_NE(expected.find("error[E0101]"), std::string::npos);
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

/// Explaining a mistake takes much longer than parsing: of those that nobody reads only the first of a file is found.
TEST(AddSources, MistakesThatNobodyReadsAreNotExplained) {
  std::string broken;
  for (int i = 0; i < 20; ++i) broken += "segment s" + std::to_string(i) + " of customer { where age > }\n";
  const auto together = engine_with(2, 100), one_by_one = engine_with(2, 100);
  std::vector<DefinitionText> all(200, {"", broken});
  for (size_t i = 0; i < all.size(); ++i) all[i].name = std::to_string(i) + ".segql";
  ASSERT_TRUE(together->add_sources(all).ok());
  for (const DefinitionText& text : all) ASSERT_TRUE(one_by_one->add_source(text.name, text.text).ok());
  for (Engine* engine : {together.get(), one_by_one.get()}) {
    EXPECT_FALSE(engine->check());
    EXPECT_EQ(engine->num_errors(), 64u * 20 + (200 - 64)) << "seen after the first 64";
    EXPECT_EQ(engine->diagnostics().size(), 101u) << "with how many more there are";
  }
}

TEST(AddSources, WarningsOfSoundFilesAreSaidHoweverManyMistakesThereAre) {
  const auto engine = engine_with(2, 100);
  std::vector<DefinitionText> all = {{"shop.segql", kShopSchema}};
  for (int i = 0; i < 100; ++i)
    all.push_back({std::to_string(i) + ".segql", "segment broken of customer { where age > }\n"});
  all.push_back({"sound.segql", "/* \xE2\x80\xAE */ /* \xE2\x80\xAE */ import \"shop.segql\"\n"});
  ASSERT_TRUE(engine->add_sources(all).ok());
  EXPECT_FALSE(engine->check());
  EXPECT_GE(engine->num_warnings(), 2u);
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
