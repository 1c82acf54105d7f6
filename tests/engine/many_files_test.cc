/// Many files at once: they are parsed on several threads, and what is found is what one after the other gives.

#include <gtest/gtest.h>

#include "segql/engine.h"

namespace segql::testing {
namespace {

constexpr const char* kSchema = R"(language 1
entity customer key id { id: text  age: int? }
)";

/// 600 files: every 7th does not parse, every 11th does not check, every 13th is not canonical.
std::vector<DefinitionText> files() {
  std::vector<DefinitionText> texts{{"schema.segql", kSchema}};
  for (int i = 0; i < 600; ++i) {
    const std::string number = std::to_string(i);
    const std::string condition = i % 7 == 0 ? "age > > 1" : i % 11 == 0 ? "agee > 1" : "age > " + number;
    texts.push_back({"s" + number + ".segql", "segment s" + number + " of customer" + (i % 13 == 0 ? "   " : " ") +
                                                  "{ where " + condition + " }\n"});
  }
  return texts;
}

std::unique_ptr<Engine> engine(unsigned threads) {
  EngineOptions options;
  options.threads = threads;
  options.limits.diagnostics = 10'000;
  return std::move(Engine::create(std::move(options)).value());
}

std::string messages(const Engine& engine) {
  std::string text;
  for (const Diagnostic& diagnostic : engine.diagnostics()) text += engine.render(diagnostic) + "\n";
  return text;
}

TEST(ManyFiles, AreWhatOneAfterTheOtherIs) {
  const auto one_by_one = engine(1), at_once = engine(4);
  for (const DefinitionText& one : files()) ASSERT_TRUE(one_by_one->add_source(one.name, one.text).ok());
  ASSERT_TRUE(at_once->add_sources(files()).ok());
  EXPECT_FALSE(one_by_one->check());
  EXPECT_FALSE(at_once->check());
  EXPECT_GT(at_once->num_errors(), 100u);
  EXPECT_EQ(messages(*at_once), messages(*one_by_one));
  EXPECT_EQ(at_once->segments().size(), one_by_one->segments().size());
  EXPECT_GT(at_once->segments().size(), 400u);
}

TEST(ManyFiles, AreFormattedAsEachByItself) {
  const auto parsed = engine(4);
  const std::vector<DefinitionText> texts = files();
  ASSERT_TRUE(parsed->add_sources(texts).ok());
  for (SourceId id = 0; id < texts.size(); ++id) {
    const auto alone = format_source(texts[id].name, texts[id].text), found = parsed->canonical(id);
    ASSERT_EQ(found.ok(), alone.ok()) << texts[id].name;
    EXPECT_EQ(found.ok() ? *found : found.error().message, alone.ok() ? *alone : alone.error().message);
  }
  EXPECT_EQ(parsed->canonical(static_cast<SourceId>(texts.size())).error().code, ErrorCode::kNotFound);
}

TEST(ManyFiles, TheLimitOfMessagesIsOfAllOfThem) {
  EngineOptions options;
  options.threads = 4;
  options.limits.diagnostics = 5;
  const auto engine = std::move(Engine::create(std::move(options)).value());
  ASSERT_TRUE(engine->add_sources(files()).ok());
  EXPECT_FALSE(engine->check());
  EXPECT_EQ(engine->diagnostics().size(), 6u) << "the last says how many are not shown";
  EXPECT_EQ(engine->diagnostics().back().code, "E0100");
}

TEST(ManyFiles, NothingIsAddedAfterwards) {
  const auto checked = engine(4);
  ASSERT_TRUE(checked->add_sources(files()).ok());
  checked->check();
  EXPECT_EQ(checked->add_sources(files()).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(checked->canonical(0).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace segql::testing
