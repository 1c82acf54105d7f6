#include "base/arena.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segql {
namespace {

TEST(Arena, KeepsWhatItWasGiven) {
  Arena arena;
  std::vector<const uint64_t*> numbers;
  std::vector<std::string_view> texts;
  for (uint64_t i = 0; i < 20'000; ++i) {
    numbers.push_back(arena.make<uint64_t>(i));
    texts.push_back(arena.copy_text(std::to_string(i)));
  }
  for (uint64_t i = 0; i < 20'000; ++i) {
    ASSERT_EQ(*numbers[i], i);
    ASSERT_EQ(texts[i], std::to_string(i));
    ASSERT_EQ(reinterpret_cast<uintptr_t>(numbers[i]) % alignof(uint64_t), 0u);
  }
}

TEST(Arena, LargeAllocationsAndMoves) {
  Arena arena;
  const std::vector<int> items(10'000'000, 7);
  const auto copy = arena.copy(items);
  Arena moved = std::move(arena);
  EXPECT_EQ(copy.size(), items.size());
  EXPECT_EQ(copy.back(), 7);
  EXPECT_GE(moved.bytes_used(), items.size() * sizeof(int));
  EXPECT_EQ(arena.bytes_used(), 0U);  // NOLINT(bugprone-use-after-move): says what is left
  const std::string_view own = arena.copy_text("not in memory of the other");
  moved = {};
  EXPECT_EQ(own, "not in memory of the other");
}

TEST(Arena, GivesBackWhatCameAfterAMark) {
  Arena arena;
  const std::string_view kept = arena.copy_text("kept");
  const Arena::Mark mark = arena.mark();
  for (int round = 0; round < 3; ++round) {
    const std::string_view first = arena.copy_text("first");
    for (int i = 0; i < 1000; ++i) arena.copy_text("as many as need further chunks");
    EXPECT_EQ(first.data(), kept.data() + kept.size()) << "the same place in every round";
    arena.rewind(mark);
    EXPECT_EQ(arena.bytes_used(), 4U);
  }
  EXPECT_EQ(kept, "kept");
}

TEST(Arena, NothingIsNothing) {
  Arena arena;
  EXPECT_TRUE(arena.copy(std::vector<int>()).empty());
  EXPECT_TRUE(arena.copy_text("").empty());
}

}  // namespace
}  // namespace segql
