// Conditions over events that are evaluated 64 events at a time: that they are, when they are, and that the answers are
// those of the interpreter. RandomPlans (differential_test.cc) takes this form too, wherever a plan allows it.
#include <bit>
#include <functional>
#include <numeric>

#include <gtest/gtest.h>

#include "compiler/codegen/codegen.h"
#include "compiler/codegen/shape.h"
#include "compiler/interp/interp.h"
#include "compiler/plan/traverse.h"
#include "random_plan.h"
#include "tables.h"

namespace segql::codegen::testing {
namespace {

using hir::AggregateKind;
using hir::CompareOp;
using plan::ExprRef;
using plan::Repr;
using runtime::Encoding;
using schema::Kind;
using schema::Type;

/// Owners and their events, in order. Times are seconds from kBase on, as cells of 32 bits.
class Events {
 public:
  static constexpr uint32_t kTime = 0, kUnsureTime = 1, kAmount = 2, kItem = 3, kPrice = 4, kRank = 5;  ///< columns
  static constexpr int64_t kBase = 1'700'000'000'000'000, kUnit = 1'000'000;

  /// `runs`: how many events each owner has; `ownerless`: events after those of the last owner.
  Events(std::vector<uint32_t> runs, uint32_t ownerless) : num_owners_(runs.size()), random_(runs.size()) {
    starts_.assign((num_owners_ + 63) / 64 * 64 + 1, 0);
    std::partial_sum(runs.begin(), runs.end(), starts_.begin() + 1);
    std::fill(starts_.begin() + static_cast<std::ptrdiff_t>(num_owners_), starts_.end(), starts_[num_owners_]);
    num_events_ = starts_[num_owners_] + ownerless;
    for (size_t owner = 0; owner < num_owners_; ++owner) ranks_.push_back(static_cast<uint8_t>(random_() % 10));
    std::vector<uint32_t> times;
    for (uint64_t event = 0; event < num_events_; ++event) times.push_back(static_cast<uint32_t>(random_() % 1000));
    for (size_t owner = 0; owner < num_owners_; ++owner)
      std::sort(times.begin() + starts_[owner], times.begin() + starts_[owner + 1]);
    const auto fill = [&](Encoding encoding, uint64_t rows, const std::function<uint64_t(uint64_t)>& cell) {
      const size_t bytes = encoding == Encoding::kU8 ? 1 : encoding == Encoding::kU32 ? 4 : 8;
      Cells cells(rows, bytes);
      for (uint64_t row = 0; row < rows; ++row) {
        const uint64_t value = cell(row);
        std::memcpy(cells.as<std::byte>() + row * bytes, &value, bytes);
      }
      cells_.push_back(std::move(cells));
      return cells_.back().as<std::byte>();
    };
    const auto add = [&](Type type, Encoding encoding, int64_t base, int64_t unit, uint64_t rows, bool has_validity,
                         const std::function<uint64_t(uint64_t)>& cell) {
      runtime::ColumnView view;
      view.data = fill(encoding, rows, cell);
      view.base = base;
      view.unit = unit;
      view.encoding = encoding;
      if (has_validity) {
        Cells valid((rows + 63) / 64, 8);
        for (uint64_t row = 0; row < rows; ++row)
          valid.as<uint64_t>()[row / 64] |= uint64_t{random_() % 4 != 0} << (row % 64);
        view.valid = valid.as<uint64_t>();
        cells_.push_back(std::move(valid));
      }
      views_.push_back(view);
      plan::ColumnUse use{};
      use.type = type;
      use.encoding = encoding;
      use.base = base;
      use.unit = unit;
      use.has_validity = view.valid != nullptr;
      uses_.push_back(std::move(use));
    };
    const auto time = [&](uint64_t row) { return times[row]; };
    const auto below = [&](uint64_t limit) { return [this, limit](uint64_t) { return random_() % limit; }; };
    add(Type::of(Kind::kTimestamp), Encoding::kU32, kBase, kUnit, num_events_, false, time);
    add(Type::of(Kind::kTimestamp), Encoding::kU32, kBase, kUnit, num_events_, true, time);
    add(Type::of(Kind::kMoney), Encoding::kI64, 0, 1, num_events_, true, [&](uint64_t) {
      return random_() % 8 == 0 ? uint64_t{INT64_MAX} : random_() % 100;  // sums beyond 64 bits
    });
    add(Type::ref({1}), Encoding::kU8, 0, 1, num_events_, true, below(kItems));
    add(Type::of(Kind::kInt), Encoding::kU8, 0, 1, kItems, false, below(10));
    add(Type::of(Kind::kInt), Encoding::kU8, 0, 1, num_owners_, false, [&](uint64_t row) { return ranks_[row]; });
    members_.assign(num_events_ / 64 + 1, 0);
    for (uint64_t event = 0; event < num_events_; ++event)
      members_[event / 64] |= uint64_t{random_() % 40 == 0} << (event % 64);
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  plan::Scan scan() const {
    plan::Scan scan;
    scan.columns = uses_;
    scan.relations = {{{}, kTime, true, "events"}, {{}, kUnsureTime, true, "events of unsure time"}};
    scan.segments.resize(1);
    scan.segments[0].name = "members";
    scan.segments[0].num_rows = num_events_;
    scan.num_slots = 4;
    return scan;
  }

  std::vector<uint64_t> members(uint64_t first, uint64_t last,
                                const std::function<void(const runtime::ScanArgs&)>& run) const {
    std::vector<uint64_t> out((num_owners_ + 63) / 64, 0);
    const runtime::RelationView relation{starts_.data(), nullptr};
    const runtime::RelationView relations[] = {relation, relation};
    runtime::EvalContext context = make_context(0);
    runtime::ScanArgs args;
    args.columns = views_.data();
    args.relations = relations;
    const uint64_t* const segments[] = {members_.data()};
    args.segments = segments;
    args.first_word = first;
    args.last_word = std::min<uint64_t>(last, out.size());
    args.num_rows = num_owners_;
    args.out = out.data();
    args.context = &context;
    run(args);
    return out;
  }
  uint64_t num_words() const { return (num_owners_ + 63) / 64; }

 private:
  static constexpr uint64_t kItems = 20;
  uint64_t num_owners_, num_events_ = 0;
  std::mt19937_64 random_;
  std::vector<uint32_t> starts_;
  std::vector<uint8_t> ranks_;
  std::vector<uint64_t> members_;  ///< of the events
  std::vector<Cells> cells_;
  std::vector<plan::ColumnUse> uses_;
  std::vector<runtime::ColumnView> views_;
};

/// Conditions of one scan.
struct Made {
  plan::Scan& scan;

  template <typename Node>
  ExprRef make(Repr repr, const Node& node) const {
    return scan.arena.make<plan::Expr>(repr, true, plan::kNone, decltype(plan::Expr::node)(node));
  }
  ExprRef number(int64_t value) const { return make(Repr::kInt, plan::ConstInt{value}); }
  /// `seconds` after kBase; `off`: microseconds beyond, between two cells.
  ExprRef instant(int64_t seconds, int64_t off = 0) const {
    return number(Events::kBase + seconds * Events::kUnit + off);
  }
  ExprRef column(uint32_t slot, uint32_t index, std::vector<uint32_t> hops = {}) const {
    return make(Repr::kInt, plan::Column{{slot, scan.arena.copy(hops)}, index});
  }
  ExprRef range(ExprRef value, int64_t low, int64_t high) const {
    return make(Repr::kBool, plan::Range{value, low, high});
  }
  ExprRef is_cheap(uint32_t slot) const { return range(column(slot, Events::kAmount), 0, 40); }
  ExprRef is_of_item(uint32_t slot) const { return range(column(slot, Events::kPrice, {Events::kItem}), 3, 5); }
  ExprRef is_member(uint32_t slot) const { return make(Repr::kBool, plan::InSegment{{slot, {}}, 0}); }
  template <typename Node>
  ExprRef join(std::vector<ExprRef> terms) const {
    return make(Repr::kBool, Node{scan.arena.copy(terms)});
  }
  ExprRef negation(ExprRef e) const { return make(Repr::kBool, plan::Not{e}); }
  const plan::RowSet* rows(uint32_t slot, ExprRef from, ExprRef to, ExprRef where, uint32_t relation = 0) const {
    return scan.arena.make<plan::RowSet>(plan::RowSet{{}, relation, slot, from, to, where});
  }
  ExprRef at_least(int64_t count, const plan::RowSet* set) const {
    return make(Repr::kBool, plan::AtLeast{set, count});
  }
  ExprRef total(AggregateKind kind, const plan::RowSet* set, ExprRef value = nullptr) const {
    const Repr repr = kind == AggregateKind::kCount ? Repr::kInt : Repr::kWide;
    return make(repr, plan::Aggregate{kind, set, value, nullptr, 2, plan::kNone});
  }
  ExprRef compare(CompareOp op, ExprRef lhs, ExprRef rhs) const {
    return make(Repr::kBool, plan::Compare{op, lhs, rhs});
  }
  ExprRef wide(int64_t value) const {
    return make(Repr::kWide, plan::ConstWide{value < 0 ? -1 : 0, static_cast<uint64_t>(value)});
  }
};

/// How many conditions of the plan are evaluated by event words.
size_t num_by_words(const plan::Scan& scan) {
  const std::string key = Shape(scan).key();
  return static_cast<size_t>(std::count(key.begin(), key.end(), 'W'));
}

/// Estimates by which the events that satisfy a `where` are few, so that words without any are passed over.
void expect_few_events(plan::Scan& scan, const plan::Expr& e) {
  if (const plan::RowSet* rows = plan::rows_of(e); rows != nullptr && rows->where != nullptr)
    scan.estimates[rows->where] = {{1}, 0.01};
  plan::for_each_child(e, [&](ExprRef child) { expect_few_events(scan, *child); });
}

using Condition = std::function<ExprRef(const Made&)>;

/// Each is one event term, or terms of which each is one.
const std::vector<std::pair<size_t, Condition>>& conditions() {
  static const std::vector<std::pair<size_t, Condition>> list = {
      // All of a run: where it begins and ends says enough.
      {0, [](const Made& m) { return m.at_least(1, m.rows(1, nullptr, nullptr, nullptr)); }},
      {0, [](const Made& m) { return m.at_least(3, m.rows(1, nullptr, nullptr, nullptr)); }},
      {0, [](const Made& m) { return m.at_least(UINT32_MAX, m.rows(1, nullptr, nullptr, nullptr)); }},
      {1, [](const Made& m) { return m.at_least(int64_t{UINT32_MAX} + 1, m.rows(1, nullptr, nullptr, nullptr)); }},
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, m.instant(700), nullptr, nullptr)); }},
      {1, [](const Made& m) { return m.at_least(2, m.rows(1, m.instant(300, 1), m.instant(600, -1), nullptr)); }},
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, m.instant(2000), nullptr, nullptr)); }},  // after all
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, nullptr, m.instant(-5), nullptr)); }},    // before all
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, m.instant(-5), m.instant(2000), nullptr)); }},
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, m.instant(500), m.instant(400), nullptr)); }},
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, nullptr, m.number(INT64_MIN), nullptr)); }},
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, m.number(INT64_MIN), m.number(INT64_MAX), nullptr)); }},
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, nullptr, m.instant(600), m.is_cheap(1))); }},
      {1, [](const Made& m) { return m.at_least(2, m.rows(1, m.instant(200), nullptr, m.is_of_item(1))); }},
      {1,
       [](const Made& m) {
         const ExprRef where = m.join<plan::And>({m.is_cheap(1), m.is_of_item(1)});
         return m.negation(m.at_least(1, m.rows(1, m.instant(200), nullptr, where)));
       }},
      {1,
       [](const Made& m) {
         const ExprRef where = m.join<plan::Or>({m.negation(m.is_of_item(1)), m.is_cheap(1)});
         return m.at_least(2, m.rows(1, nullptr, nullptr, where));
       }},
      {1,
       [](const Made& m) {
         return m.at_least(1, m.rows(1, nullptr, nullptr, m.make(Repr::kBool, plan::Literal{true})));
       }},
      {1,
       [](const Made& m) {
         return m.at_least(1, m.rows(1, nullptr, nullptr, m.make(Repr::kBool, plan::Literal{false})));
       }},
      // Of unsure time: outside of every window, but an event all the same.
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, m.instant(500), nullptr, nullptr, 1)); }},
      {1, [](const Made& m) { return m.at_least(3, m.rows(1, nullptr, nullptr, m.is_cheap(1), 1)); }},
      // Counts, sums and averages against constants and against the owner.
      {1,
       [](const Made& m) {
         return m.range(m.total(AggregateKind::kCount, m.rows(1, m.instant(500), nullptr, nullptr)), 0, 1);
       }},
      {1,
       [](const Made& m) {
         const ExprRef count = m.total(AggregateKind::kCount, m.rows(1, nullptr, nullptr, m.is_of_item(1)));
         return m.compare(CompareOp::kLess, count, m.column(0, Events::kRank));
       }},
      {1,
       [](const Made& m) {
         const plan::RowSet* set = m.rows(1, m.instant(100), nullptr, m.is_of_item(1));
         const ExprRef sum = m.total(AggregateKind::kSum, set, m.column(1, Events::kAmount));
         return m.compare(CompareOp::kGreaterEqual, sum, m.wide(90));
       }},
      {1,
       [](const Made& m) {
         const plan::RowSet* set = m.rows(1, nullptr, nullptr, nullptr);
         const ExprRef sum = m.total(AggregateKind::kSum, set, m.column(1, Events::kAmount));
         return m.compare(CompareOp::kGreater, sum, m.wide(INT64_MAX));
       }},
      {1,
       [](const Made& m) {
         const plan::RowSet* set = m.rows(1, nullptr, m.instant(800), nullptr);
         const ExprRef average = m.total(AggregateKind::kAvg, set, m.column(1, Events::kAmount));
         return m.compare(CompareOp::kLess, average, m.wide(5000));
       }},
      // One set, two tallies.
      {1,
       [](const Made& m) {
         const plan::RowSet* set = m.rows(1, m.instant(100), nullptr, nullptr);
         const ExprRef sum = m.total(AggregateKind::kSum, set, m.column(1, Events::kAmount));
         return m.compare(CompareOp::kLess, m.make(Repr::kWide, plan::Widen{m.total(AggregateKind::kCount, set)}), sum);
       }},
      // Members of a set of events, alone and among others.
      {1, [](const Made& m) { return m.at_least(1, m.rows(1, nullptr, nullptr, m.is_member(1))); }},
      {1, [](const Made& m) { return m.negation(m.at_least(2, m.rows(1, nullptr, nullptr, m.is_member(1)))); }},
      {1,
       [](const Made& m) {
         const ExprRef where = m.join<plan::And>({m.is_cheap(1), m.is_member(1)});
         const plan::RowSet* set = m.rows(1, m.instant(200), nullptr, where);
         const ExprRef sum = m.total(AggregateKind::kSum, set, m.column(1, Events::kAmount));
         return m.compare(CompareOp::kGreaterEqual, sum, m.wide(20));
       }},
      {1,
       [](const Made& m) {
         const plan::RowSet* set = m.rows(1, nullptr, nullptr, m.is_member(1));
         const ExprRef sum = m.total(AggregateKind::kSum, set, m.column(1, Events::kAmount));
         return m.compare(CompareOp::kLess, sum, m.wide(60));
       }},
      {2,
       [](const Made& m) {
         const ExprRef many = m.at_least(2, m.rows(1, nullptr, nullptr, m.is_member(1)));
         return m.join<plan::Or>({many, m.at_least(1, m.rows(2, m.instant(900), nullptr, m.is_member(2)))});
       }},
      {2,
       [](const Made& m) {
         const ExprRef member = m.at_least(1, m.rows(1, nullptr, nullptr, m.is_member(1)));
         return m.join<plan::And>({member, m.at_least(2, m.rows(2, nullptr, nullptr, m.is_of_item(2)))});
       }},
      // Sets that are equal though each is a set of its own.
      {2,
       [](const Made& m) {
         const auto set = [&](uint32_t slot) { return m.rows(slot, m.instant(100), m.instant(900), m.is_cheap(slot)); };
         const ExprRef sum = m.total(AggregateKind::kSum, set(2), m.column(2, Events::kAmount));
         const ExprRef many = m.at_least(2, set(1));
         return m.join<plan::And>({many, m.compare(CompareOp::kGreaterEqual, sum, m.wide(50))});
       }},
      {2,
       [](const Made& m) {
         const ExprRef sum =
             m.total(AggregateKind::kSum, m.rows(2, m.instant(100), nullptr, nullptr), m.column(2, Events::kAmount));
         const ExprRef many = m.at_least(2, m.rows(1, m.instant(101), nullptr, nullptr));
         return m.join<plan::Or>({many, m.compare(CompareOp::kGreaterEqual, sum, m.wide(150))});
       }},
      // Several terms: of one pass, of two, and beside others.
      {2,
       [](const Made& m) {
         const ExprRef early = m.at_least(1, m.rows(1, nullptr, m.instant(400), nullptr));
         return m.join<plan::And>({early, m.negation(m.at_least(2, m.rows(2, m.instant(600), nullptr, nullptr)))});
       }},
      {2,
       [](const Made& m) {
         const ExprRef early = m.at_least(2, m.rows(1, nullptr, m.instant(400), m.is_cheap(1)));
         return m.join<plan::Or>({early, m.at_least(1, m.rows(2, m.instant(900), nullptr, m.is_of_item(2)))});
       }},
      {2,
       [](const Made& m) {
         const ExprRef sure = m.at_least(1, m.rows(1, nullptr, m.instant(500), nullptr));
         return m.join<plan::And>({sure, m.at_least(1, m.rows(2, nullptr, m.instant(500), nullptr, 1))});
       }},
      {2,
       [](const Made& m) {
         const ExprRef rank = m.range(m.column(0, Events::kRank), 2, 7);
         const ExprRef late = m.at_least(1, m.rows(1, m.instant(700), nullptr, nullptr));
         const ExprRef early = m.negation(m.at_least(2, m.rows(2, nullptr, m.instant(300), nullptr)));
         return m.negation(m.join<plan::Or>({m.join<plan::And>({rank, late}), m.negation(rank), early}));
       }},
  };
  return list;
}

std::vector<uint32_t> runs_of(uint64_t owners, uint32_t longest, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint32_t> runs(owners);
  for (uint32_t& run : runs) run = random() % 3 == 0 ? 0 : static_cast<uint32_t>(random() % (longest + 1));
  return runs;
}

/// Tables around a word of owners and a word of events.
std::vector<std::unique_ptr<Events>> all_events() {
  std::vector<std::unique_ptr<Events>> all;
  const auto add = [&](std::vector<uint32_t> runs, uint32_t ownerless) {
    all.push_back(std::make_unique<Events>(std::move(runs), ownerless));
  };
  for (const uint64_t owners : {1, 63, 64, 65, 300}) {
    add(runs_of(owners, 6, owners), 0);
    add(runs_of(owners, 6, owners + 1), 70);
    add(std::vector<uint32_t>(owners, 0), 0);   // no events at all
    add(std::vector<uint32_t>(owners, 0), 64);  // and none with an owner
    add(std::vector<uint32_t>(owners, 1), 0);   // words of owners and of events end together
    add(std::vector<uint32_t>(owners, 4), 3);
  }
  add(runs_of(130, 300, 5), 1);  // runs of several words
  std::vector<uint32_t> last(200, 0), first(200, 0);
  last.back() = 64;
  first.front() = 128;
  add(last, 0);
  add(first, 0);
  return all;
}

class EventWordsOn : public ::testing::TestWithParam<JitOptions> {};
INSTANTIATE_TEST_SUITE_P(Machines, EventWordsOn,
                         ::testing::Values(JitOptions{}, JitOptions{"", false}, JitOptions{.background = true}));

TEST_P(EventWordsOn, SameMembersAsOneByOne) {
  auto jit = Jit::create(GetParam());
  ASSERT_TRUE(jit.ok());
  const auto tables = all_events();
  for (size_t which = 0; which < conditions().size(); ++which) {
    const auto& [num_terms, make] = conditions()[which];
    std::vector<CompiledScan> in_use;  // keeps the code
    for (size_t t = 0; t < 2 * tables.size(); ++t) {
      const Events& events = *tables[t / 2];
      plan::Scan scan = events.scan();
      scan.predicate = make({scan});
      if (t % 2 == 1) expect_few_events(scan, *scan.predicate);
      ASSERT_EQ(num_by_words(scan), num_terms) << "condition " << which;
      auto compiled = (*jit)->compile(scan);
      ASSERT_TRUE(compiled.ok());
      const auto run = [&](const runtime::ScanArgs& args) { compiled->run(args); };
      const auto expect = [&](const runtime::ScanArgs& args) { interp::run(scan, args); };
      ASSERT_EQ(events.members(0, UINT64_MAX, run), events.members(0, UINT64_MAX, expect))
          << "condition " << which << ", table " << t << "\n"
          << *(*jit)->ir(scan);
      for (uint64_t word = 0; word < events.num_words(); ++word) {
        ASSERT_EQ(events.members(word, word + 1, run), events.members(word, word + 1, expect))
            << "condition " << which << ", table " << t << ", word " << word;
      }
      in_use.push_back(std::move(*compiled));
    }
  }
}

TEST(EventWords, RandomPlansTakeThisForm) {
  const Tables tables(3, 300);
  size_t by_words = 0;
  for (uint64_t seed = 0; seed < 1000; ++seed) by_words += num_by_words(RandomPlan(tables, seed, seed).make(3));
  EXPECT_GT(by_words, 20u);
}

TEST(EventWords, NotWhereTheOwnerIsNeeded) {
  const Events events({4, 4}, 0);
  const Condition others[] = {
      // A window of the owner's own, a `where` that looks at the owner, and the latest event alone.
      [](const Made& m) { return m.at_least(1, m.rows(1, m.column(0, Events::kRank), nullptr, nullptr)); },
      [](const Made& m) {
        const ExprRef where = m.compare(CompareOp::kLess, m.column(1, Events::kAmount), m.column(0, Events::kRank));
        return m.at_least(1, m.rows(1, nullptr, nullptr, where));
      },
      [](const Made& m) {
        return m.make(Repr::kBool, plan::Edge{true, m.rows(1, nullptr, nullptr, nullptr), m.is_cheap(1)});
      },
      [](const Made& m) {
        const plan::RowSet* set = m.rows(1, nullptr, nullptr, nullptr);
        return m.compare(CompareOp::kLess, m.total(AggregateKind::kMin, set, m.column(1, Events::kAmount)), m.wide(9));
      },
  };
  for (const Condition& make : others) {
    plan::Scan scan = events.scan();
    scan.predicate = make({scan});
    EXPECT_EQ(num_by_words(scan), 0u);
  }
  plan::Scan shuffled = events.scan();
  shuffled.relations[0].in_order = false;
  shuffled.predicate = conditions()[4].second({shuffled});
  EXPECT_EQ(num_by_words(shuffled), 0u);
}

TEST(EventWords, WordsWithoutEventsThatCountArePassedOver) {
  // One event in thousands counts, and owners without are members, or are not.
  std::vector<uint32_t> runs = runs_of(1000, 8, 9);
  runs[500] = 200;
  const Events events(runs, 5);
  auto jit = Jit::create({});
  ASSERT_TRUE(jit.ok());
  for (const bool negated : {false, true}) {
    for (const bool adds_up : {false, true}) {
      plan::Scan scan = events.scan();
      const Made m{scan};
      const ExprRef where = m.range(m.column(1, Events::kAmount), 17, 17);
      const plan::RowSet* set = m.rows(1, m.instant(700), nullptr, where);
      const ExprRef sum = m.total(AggregateKind::kSum, set, m.column(1, Events::kAmount));
      scan.predicate = adds_up ? m.compare(CompareOp::kGreaterEqual, sum, m.wide(17)) : m.at_least(1, set);
      if (negated) scan.predicate = m.negation(scan.predicate);
      expect_few_events(scan, *scan.predicate);
      EXPECT_NE(Shape(scan).key().find("W1"), std::string::npos);
      auto compiled = (*jit)->compile(scan);
      ASSERT_TRUE(compiled.ok());
      EXPECT_EQ(events.members(0, UINT64_MAX, [&](const runtime::ScanArgs& args) { compiled->run(args); }),
                events.members(0, UINT64_MAX, [&](const runtime::ScanArgs& args) { interp::run(scan, args); }));
    }
  }
  plan::Scan scan = events.scan();
  const Made m{scan};
  const plan::RowSet* set = m.rows(1, nullptr, nullptr, m.is_cheap(1));
  scan.predicate = m.compare(CompareOp::kLess, m.total(AggregateKind::kCount, set), m.column(0, Events::kRank));
  expect_few_events(scan, *scan.predicate);
  EXPECT_NE(Shape(scan).key().find("W0"), std::string::npos) << "each owner is to be looked at";
}

TEST(EventWords, WhereTheEstimatesSaySo) {
  const Events events({4, 4}, 0);
  const auto by_words = [&](double passing, const plan::Cost& cost, bool negated) {
    plan::Scan scan = events.scan();
    const Made m{scan};
    const ExprRef first = m.range(m.column(0, Events::kRank), 2, 7);
    ExprRef any = m.at_least(1, m.rows(1, nullptr, nullptr, m.is_cheap(1)));
    scan.estimates[first] = {{0, 0.1}, passing};
    scan.estimates[any] = {cost, 0.5};
    if (negated) any = m.negation(any);
    scan.predicate = m.join<plan::And>({first, any});
    return num_by_words(scan) == 1;
  };
  for (const bool negated : {false, true}) {
    EXPECT_TRUE(by_words(1, {10, 0.1, 2, true}, negated));
    EXPECT_FALSE(by_words(0.02, {10, 0.1, 2, true}, negated)) << "few owners are undecided";
    EXPECT_TRUE(by_words(0.1, {10, 0.1, 2, true}, negated)) << "but whole words are quick";
    EXPECT_FALSE(by_words(1, {1, 0.1, 2, true}, negated)) << "runs say it sooner";
    EXPECT_FALSE(by_words(1, {10, 0.1, plan::Cost::kNever, true}, negated));
  }
}

}  // namespace
}  // namespace segql::codegen::testing
