/// Files in canonical form, as an engine that has parsed them gives it; and engines that parse at the same time.

#include <thread>

#include <gtest/gtest.h>

#include "segql/engine.h"

namespace segql::testing {
namespace {

/// Every 7th does not parse, every 13th is not canonical.
std::vector<std::string> texts(size_t count) {
  std::vector<std::string> all{"language 1\nentity customer key id { id: text  age: int? }\n"};
  for (size_t i = 0; i < count; ++i) {
    all.push_back("segment s" + std::to_string(i) + " of customer" + (i % 13 == 0 ? "   " : " ") + "{ where age > " +
                  (i % 7 == 0 ? "> " : "") + std::to_string(i) + " }\n");
  }
  return all;
}

std::unique_ptr<Engine> engine_of(const std::vector<std::string>& all, size_t most_messages = 10'000) {
  EngineOptions options;
  options.limits.diagnostics = most_messages;
  auto engine = std::move(Engine::create(std::move(options)).value());
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(engine->add_source("f" + std::to_string(i) + ".segql", all[i]).ok());
  }
  return engine;
}

TEST(Canonical, IsWhatFormattingEachByItselfGives) {
  const std::vector<std::string> all = texts(60);
  const auto engine = engine_of(all);
  for (SourceId id = 0; id < all.size(); ++id) {
    const auto alone = format_source("f" + std::to_string(id) + ".segql", all[id]), found = engine->canonical(id);
    ASSERT_EQ(found.ok(), alone.ok()) << all[id];
    EXPECT_EQ(found.ok() ? *found : found.error().message, alone.ok() ? *alone : alone.error().message);
  }
  EXPECT_EQ(engine->canonical(static_cast<SourceId>(all.size())).error().code, ErrorCode::kNotFound);
  engine->check();
  EXPECT_EQ(engine->canonical(0).error().code, ErrorCode::kInvalidArgument);
}

TEST(Canonical, SaysWhatIsWrongWithEachFileWhateverTheLimitOfAll) {
  const std::vector<std::string> all = texts(60);
  const auto engine = engine_of(all, 2);
  const auto broken = engine->canonical(57), sound = engine->canonical(58);
  ASSERT_FALSE(broken.ok());
  EXPECT_NE(broken.error().message.find("f57.segql:1:"), std::string::npos) << broken.error().message;
  ASSERT_TRUE(sound.ok()) << sound.error().message;
  EXPECT_EQ(*sound, *format_source("f58.segql", all[58])) << "and not the beginning of it";
}

TEST(Engines, MayParseAtTheSameTime) {
  const std::vector<std::string> all = texts(200);
  std::vector<uint64_t> errors(4);
  std::vector<std::thread> threads;
  for (uint64_t& found : errors) {
    threads.emplace_back([&] {
      const auto engine = engine_of(all);
      engine->check();
      found = engine->num_errors();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(errors, std::vector<uint64_t>(4, 29));
}

}  // namespace
}  // namespace segql::testing
