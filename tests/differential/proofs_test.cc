/// Nothing is ever proved that rows refute: random conditions with every construct of the language, what is made of
/// them, and the definitions of random projects, beside their members in random worlds. SEGQL_PROOF_WORLDS sets how
/// many worlds (default 40, 6 under a sanitizer); SEGQL_DIFFERENTIAL_SEED where they start.

#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/prove/prover.h"
#include "tests/differential/pairs.h"
#include "tests/differential/world.h"

namespace segql::testing {
namespace {

constexpr int64_t kAsOf = 1'776'421'800'000'000;  // 2026-04-17T10:30:00Z

uint64_t from_environment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// The same with one of its numbers a little larger or smaller; texts and dates are left alone.
std::string nudged(Random& random, const std::string& condition) {
  std::vector<size_t> numbers;
  bool quoted = false;
  for (size_t i = 0; i < condition.size(); ++i) {
    quoted ^= condition[i] == '"';
    const bool digit = condition[i] >= '1' && condition[i] <= '8';
    const auto is_plain = [](char c) { return c == ' ' || c == '(' || c == ')' || c == ','; };
    if (!quoted && digit && i > 0 && is_plain(condition[i - 1]) && i + 1 < condition.size() &&
        is_plain(condition[i + 1])) {
      numbers.push_back(i);
    }
  }
  if (numbers.empty()) return {};
  std::string result = condition;
  result[random.pick(numbers)] += random.chance(50) ? 1 : -1;
  return result;
}

struct Seen {
  std::string text;
  hir::SegmentId id;
  Words members;
};

bool meet(const Words& a, const Words& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if ((a[i] & b[i]) != 0) return true;
  }
  return false;
}
bool is_part_of(const Words& a, const Words& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if ((a[i] & ~b[i]) != 0) return false;
  }
  return true;
}

struct Tally {
  uint64_t pairs = 0, proved = 0, telling = 0;
};

/// Every claim about every pair, beside the members.
void expect_no_refuted_claim(prove::Prover& prover, const std::vector<Seen>& seen, size_t num_rows, Tally& tally) {
  Words everyone((num_rows + 63) / 64, ~uint64_t{0});
  if (num_rows % 64 != 0) everyone.back() = (uint64_t{1} << (num_rows % 64)) - 1;
  for (const Seen& a : seen) {
    EXPECT_FALSE(prover.is_never(a.id).proved() && meet(a.members, everyone)) << "never: " << a.text;
    EXPECT_TRUE(!prover.is_always(a.id).proved() || is_part_of(everyone, a.members)) << "always: " << a.text;
    for (const Seen& b : seen) {
      ++tally.pairs;
      if (prover.are_disjoint(a.id, b.id).proved()) {
        ++tally.proved;
        tally.telling += meet(a.members, everyone) && meet(b.members, everyone) ? 1 : 0;
        EXPECT_FALSE(meet(a.members, b.members)) << "disjoint: " << a.text << "\n  and " << b.text;
      }
      if (&a != &b && prover.implies(a.id, b.id).proved()) {
        ++tally.proved;
        tally.telling += meet(a.members, everyone) && !is_part_of(everyone, b.members) ? 1 : 0;
        EXPECT_TRUE(is_part_of(a.members, b.members)) << a.text << "\n  implies " << b.text;
      }
      if (::testing::Test::HasFailure()) return;
    }
  }
}

TEST(Proofs, AreNeverRefutedByRows) {
  const uint64_t worlds = from_environment("SEGQL_PROOF_WORLDS", SEGQL_SANITIZED ? 6 : 40);
  const uint64_t first_seed = from_environment("SEGQL_DIFFERENTIAL_SEED", 1);
  const std::vector<std::string> zones{"Asia/Riyadh", "Europe/London", "America/New_York", "UTC"};
  const std::vector<Contender> contenders = all_contenders();
  Tally tally;
  for (uint64_t seed = first_seed; seed < first_seed + worlds; ++seed) {
    Random random(seed);
    const int64_t as_of = kAsOf - random.below(300) * kMicrosPerDay - random.below(86'400) * kMicrosPerSecond;
    const Calendar calendar(zones[seed % zones.size()], as_of, date::Monday, seed % 2 != 0);
    Project project(seed, calendar);
    World world(seed, static_cast<size_t>(random.between(100, 400)), calendar, &project);
    PairMaker maker(random, calendar, {&project, project.num_definitions(), {}, false});
    for (const std::string entity : {"customer", "product"}) {
      std::vector<std::string> texts;
      for (const Pair& pair : project.everything(entity)) texts.push_back(pair.segql);
      texts.resize(std::min<size_t>(texts.size(), 15));
      const size_t num_definitions = texts.size();
      for (int i = 0; i < 10; ++i) {
        texts.push_back(maker.condition(entity, static_cast<int>(random.between(1, 3))).segql);
        for (int j = 0; j < 2; ++j) {
          if (std::string other = nudged(random, texts.back()); !other.empty()) texts.push_back(std::move(other));
        }
      }
      const size_t num_plain = texts.size();
      for (size_t i = num_definitions; i < num_plain; ++i) {
        texts.push_back("not (" + texts[i] + ")");
        const std::string& other = texts[static_cast<size_t>(random.below(static_cast<int64_t>(num_plain)))];
        texts.push_back("(" + texts[i] + ")" + (random.chance(50) ? " and (" : " or (") + other + ")");
      }
      std::vector<Seen> seen;
      for (const std::string& text : texts) {
        std::string errors;
        std::vector<Words> members = world.members(entity, {text}, contenders.front(), errors);
        // A number that was changed may be too small or too large where it stands.
        if (!errors.empty() || members.size() != 1) continue;
        const size_t num_checked = world.checked().size();
        world.check(entity, {text});
        ASSERT_EQ(world.checked().size(), num_checked + 1);
        seen.push_back({text, world.checked().back(), std::move(members.front())});
      }
      ASSERT_GT(seen.size(), texts.size() / 2);
      prove::Prover prover(world.definitions(), 20'000);
      expect_no_refuted_claim(prover, seen, world.num_rows(entity), tally);
      if (HasFailure()) {
        fmt::print("seed {}\n{}\n", seed, project.text());
        return;
      }
    }
  }
  fmt::print("{} claims about {} pairs are proved and none is refuted; {} of them are about some rows and not all\n",
             tally.proved, tally.pairs, tally.telling);
  EXPECT_GT(tally.proved * 50, tally.pairs);
  EXPECT_GT(tally.telling * 20, tally.proved);
}

}  // namespace
}  // namespace segql::testing
