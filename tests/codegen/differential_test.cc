// The interpreter and compiled code give the same members and the same outputs: for every node kind, for random plans,
// for every table size around a word, for parts of a table, and for every kind of machine.
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "compiler/codegen/codegen.h"
#include "compiler/interp/interp.h"
#include "random_plan.h"
#include "tables.h"

namespace segql::codegen::testing {
namespace {

/// What an engine wrote.
struct Answer {
  std::vector<uint64_t> members;
  std::vector<std::vector<uint64_t>> data, valid;

  Answer(const plan::Scan& scan, uint64_t num_rows) {
    const size_t words = (num_rows + 63) / 64;
    members.assign(words, 0xAAAA'AAAA'AAAA'AAAA);
    data.assign(scan.outputs.size(), std::vector<uint64_t>(words * 64, 0));
    valid.assign(scan.outputs.size(), std::vector<uint64_t>(words, 0));
  }
  std::vector<runtime::OutputView> views() {
    std::vector<runtime::OutputView> list;
    for (size_t i = 0; i < data.size(); ++i) list.push_back({data[i].data(), valid[i].data()});
    return list;
  }
};

template <typename Engine>
Answer answer_of(const Tables& tables, const plan::Scan& scan, uint64_t first, uint64_t last, const Engine& engine) {
  Answer answer(scan, tables.num_rows(kSubject));
  const std::vector<runtime::OutputView> outputs = answer.views();
  runtime::EvalContext context = make_context(scan.num_collectors);
  runtime::ScanArgs args = tables.make_args();
  args.first_word = first;
  args.last_word = std::min(last, args.last_word);
  args.out = answer.members.data();
  args.outputs = outputs.data();
  args.context = &context;
  engine(args);
  return answer;
}

bool same_number(uint64_t a, uint64_t b, bool is_real) {
  if (!is_real) return a == b;
  return std::bit_cast<double>(a) == std::bit_cast<double>(b);
}

/// Empty, or the first difference.
std::string difference(const plan::Scan& scan, const Answer& expected, const Answer& got) {
  for (size_t w = 0; w < expected.members.size(); ++w) {
    if (const uint64_t bits = expected.members[w] ^ got.members[w]; bits != 0) {
      return "row " + std::to_string(64 * w + static_cast<size_t>(__builtin_ctzll(bits))) + ": member " +
             ((expected.members[w] & bits & (~bits + 1)) != 0 ? "expected" : "not expected");
    }
  }
  for (size_t i = 0; i < scan.outputs.size(); ++i) {
    const bool is_real = scan.outputs[i].value->repr == plan::Repr::kFloat;
    for (size_t row = 0; row < expected.data[i].size(); ++row) {
      const bool there = (expected.valid[i][row / 64] >> (row % 64) & 1) != 0;
      if (there != ((got.valid[i][row / 64] >> (row % 64) & 1) != 0))
        return "row " + std::to_string(row) + ": presence of output " + std::to_string(i);
      if (there && !same_number(expected.data[i][row], got.data[i][row], is_real)) {
        return "row " + std::to_string(row) + ": output " + std::to_string(i) + ": " +
               std::to_string(expected.data[i][row]) + ", got " + std::to_string(got.data[i][row]);
      }
    }
  }
  return "";
}

std::string compare(const Tables& tables, const plan::Scan& scan, Jit& jit, uint64_t first = 0,
                    uint64_t last = UINT64_MAX) {
  auto compiled = jit.compile(scan);
  if (!compiled.ok()) return compiled.error().message;
  const Answer expected = answer_of(tables, scan, first, last, [&](const auto& args) { interp::run(scan, args); });
  const Answer got = answer_of(tables, scan, first, last, [&](const auto& args) { compiled->run(args); });
  return difference(scan, expected, got);
}

std::unique_ptr<Jit> make_jit(const JitOptions& options = {}) {
  auto jit = Jit::create(options);
  EXPECT_TRUE(jit.ok());
  return std::move(jit).value();
}

/// SEGQL_TEST_PLANS=100000 makes it thorough.
uint64_t num_plans(uint64_t otherwise) {
  const char* given = std::getenv("SEGQL_TEST_PLANS");
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

constexpr uint64_t kSizes[] = {1, 63, 64, 65, 300};

/// Making tables takes longer than most plans do.
const Tables& tables_for(uint64_t seed) {
  static std::map<uint64_t, std::unique_ptr<Tables>> made;
  std::unique_ptr<Tables>& tables = made[seed % 40];
  if (tables == nullptr) tables = std::make_unique<Tables>(seed % 40, kSizes[seed % 5]);
  return *tables;
}

TEST(Differential, EveryConditionKind) {
  const auto jit = make_jit();
  for (uint64_t which = 0; which < RandomPlan::kNumConditions; ++which) {
    for (uint64_t seed = 0; seed < 10; ++seed) {
      const Tables& tables = tables_for(seed);
      RandomPlan random(tables, seed, seed);
      random.scan().predicate = random.condition(1, which);
      const plan::Scan scan = random.take();
      ASSERT_EQ(compare(tables, scan, *jit), "") << "condition " << which << " seed " << seed << "\n" << *jit->ir(scan);
    }
  }
}

TEST(Differential, EveryValueKind) {
  const auto jit = make_jit();
  for (uint64_t which = 0; which < 3 * RandomPlan::kNumIntegers; ++which) {
    for (uint64_t seed = 0; seed < 5; ++seed) {
      const Tables& tables = tables_for(seed + 20);
      RandomPlan random(tables, seed, seed);
      plan::ExprRef value = nullptr;
      switch (which % 3) {
        case 0: value = random.integer(2, which / 3); break;
        case 1: value = random.real(2, which / 3); break;
        default: {
          const plan::ExprRef wide = random.wide(2, which / 3);
          value = random.scan().arena.make<plan::Expr>(plan::Repr::kInt, true, plan::kNone, plan::Narrow{wide});
        }
      }
      random.scan().outputs.push_back({value, "value"});
      const plan::Scan scan = random.take();
      ASSERT_EQ(compare(tables, scan, *jit), "") << "value " << which << " seed " << seed << "\n" << *jit->ir(scan);
    }
  }
}

TEST(Differential, RandomPlans) {
  const auto jit = make_jit();
  for (uint64_t seed = 0; seed < num_plans(500); ++seed) {
    const Tables& tables = tables_for(seed);
    const plan::Scan scan = RandomPlan(tables, seed, seed).make(3);
    ASSERT_EQ(compare(tables, scan, *jit), "") << "seed " << seed << "\n" << *jit->ir(scan);
  }
}

TEST(Differential, ManyConstantsForOneStructure) {
  const auto jit = make_jit();
  const Tables tables(7, 300);
  uint64_t shared = 0;
  for (uint64_t structure = 0; structure < num_plans(80); ++structure) {
    std::vector<CompiledScan> in_use;  // keeps the code
    for (uint64_t constants = 0; constants < 10; ++constants) {
      const plan::Scan scan = RandomPlan(tables, structure, constants).make(2);
      ASSERT_EQ(compare(tables, scan, *jit), "") << "structure " << structure << " constants " << constants;
      auto compiled = jit->compile(scan);
      ASSERT_TRUE(compiled.ok());
      shared += compiled->shared_code() ? 1 : 0;
      in_use.push_back(std::move(compiled).value());
    }
  }
  EXPECT_GT(shared, 100u);
}

TEST(Differential, PartsOfATable) {
  const auto jit = make_jit();
  const Tables tables(11, 1000);
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const plan::Scan scan = RandomPlan(tables, seed, seed).make(2);
    const uint64_t first = seed % 17, last = first + seed % 5;
    ASSERT_EQ(compare(tables, scan, *jit, first, last), "") << "seed " << seed;
  }
}

TEST(Differential, OtherMachines) {
  const JitOptions machines[] = {{"", false}, {"x86-64", true}, {"haswell", true}};
  for (const JitOptions& machine : machines) {
    if (!machine.cpu.empty() && !Jit::create(machine).ok()) continue;
    const auto jit = make_jit(machine);
    for (uint64_t seed = 0; seed < 40; ++seed) {
      const Tables& tables = tables_for(seed % 10);
      const plan::Scan scan = RandomPlan(tables, seed, seed).make(2);
      ASSERT_EQ(compare(tables, scan, *jit), "") << machine.cpu << " seed " << seed;
    }
  }
}

}  // namespace
}  // namespace segql::codegen::testing
