/// language.md sections 3 and 5: sequences, against a second evaluation that goes through the rows one after another.

#include <functional>
#include <optional>
#include <random>

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kSchema = R"(language 1
settings { timezone "UTC" currency SAR }
entity customer key id { id: int }
event view at seen { seen: timestamp  who: ref customer  item: int? }
event buy at bought { bought: timestamp  who: ref customer  item: int? }
relation customer has many views = view by who
relation customer has many buys = buy by who
)";

constexpr int64_t kMinute = 60'000'000;
constexpr int64_t kAsOf = 1'767'225'600'000'000;  // 2026-01-01

struct Event {
  bool is_buy;
  int64_t time;
  std::optional<int64_t> item;
};
using Events = std::vector<Event>;

struct Step {
  bool absent = false;
  bool is_buy = false;
  int64_t limit = 0;                   ///< 0: none (absent: so far)
  std::optional<int64_t> item;         ///< `where (item = 2)`
  std::optional<size_t> same_item_as;  ///< index of an earlier step that has a label
};
enum class Matching { kAny, kFirst, kStrict };
struct Sequence {
  std::vector<Step> steps;
  Matching matching = Matching::kAny;
  int64_t window = 0;  ///< 0: none; else the first step is not before as_of - window
};

std::string text_of(const Sequence& sequence) {
  std::string text = "did ";
  if (sequence.window != 0) text += "within last " + std::to_string(sequence.window / kMinute) + " minutes ";
  text += "(";
  for (size_t i = 0; i < sequence.steps.size(); ++i) {
    const Step& step = sequence.steps[i];
    if (i > 0) text += " then";
    text += step.absent ? " no" : " s" + std::to_string(i) + ":";
    text += step.is_buy ? " buys" : " views";
    if (step.limit != 0) text += " within " + std::to_string(step.limit / kMinute) + " minutes";
    if (step.absent && step.limit == 0) text += " so far";
    if (step.item) text += " where (item = " + std::to_string(*step.item) + ")";
    if (step.same_item_as) text += " where (item = s" + std::to_string(*step.same_item_as) + ".item)";
  }
  constexpr const char* kMatchings[] = {" )", " ) matching first", " ) matching strict"};
  return text + kMatchings[static_cast<size_t>(sequence.matching)];
}

/// The definition, tried out: `chosen` holds the row of each step that happened.
class Reference {
 public:
  Reference(const Sequence& sequence, const Events& events) : sequence_(sequence), events_(events) {}

  bool holds() { return from(0, nullptr); }

 private:
  bool fits(const Step& step, const Event& event, const Event* previous) const {
    if (event.is_buy != step.is_buy || event.time >= kAsOf) return false;
    if (previous == nullptr && sequence_.window != 0 && event.time < kAsOf - sequence_.window) return false;
    if (previous != nullptr && event.time <= previous->time) return false;
    if (previous != nullptr && step.limit != 0 && event.time - previous->time > step.limit) return false;
    if (step.item && event.item != step.item) return false;
    if (step.same_item_as) {
      const Event& other = *chosen_.at(*step.same_item_as);
      if (!event.item || event.item != other.item) return false;
    }
    return true;
  }

  bool anything_between(const Event& a, const Event& b) const {
    for (const Event& event : events_) {
      const bool spoken_of = std::any_of(sequence_.steps.begin(), sequence_.steps.end(),
                                         [&](const Step& step) { return step.is_buy == event.is_buy; });
      if (spoken_of && event.time > a.time && event.time < b.time) return true;
    }
    return false;
  }

  bool from(size_t index, const Event* previous) {
    if (index == sequence_.steps.size()) return true;
    const Step& step = sequence_.steps[index];
    if (step.absent) {
      for (const Event& event : events_) {
        if (fits(step, event, previous)) return false;
      }
      return (step.limit == 0 || previous->time + step.limit < kAsOf) && from(index + 1, previous);
    }
    for (const Event& event : events_) {  // in order of time
      if (!fits(step, event, previous)) continue;
      const bool strict = sequence_.matching == Matching::kStrict;
      if (strict && previous != nullptr && anything_between(*previous, event)) continue;
      chosen_[index] = &event;
      const bool found = from(index + 1, &event);
      if (found || sequence_.matching == Matching::kFirst) return found;
    }
    return false;
  }

  const Sequence& sequence_;
  const Events& events_;
  std::map<size_t, const Event*> chosen_;
};

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  int64_t below(int64_t end) { return static_cast<int64_t>(engine_() % static_cast<uint64_t>(end)); }
  bool one_in(int64_t n) { return below(n) == 0; }

  Events events() {
    Events events;
    for (int64_t i = below(9); i > 0; --i) {
      const auto item = one_in(6) ? std::nullopt : std::optional<int64_t>(below(3));
      events.push_back({one_in(2), kAsOf - below(12) * 10 * kMinute + (one_in(9) ? kMinute : 0), item});
    }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.time < b.time; });
    return events;
  }

  Sequence sequence() {
    Sequence sequence;
    sequence.matching = static_cast<Matching>(below(3));
    if (one_in(3)) sequence.window = (1 + below(10)) * 10 * kMinute;
    const auto count = static_cast<size_t>(2 + below(3));
    for (size_t i = 0; i < count; ++i) {
      Step step;
      step.absent = i > 0 && one_in(3);
      step.is_buy = one_in(2);
      if (i > 0 && one_in(2)) step.limit = (1 + below(5)) * 10 * kMinute;
      const auto other = static_cast<size_t>(below(static_cast<int64_t>(std::max<size_t>(i, 1))));
      if (one_in(3)) {
        step.item = below(3);
      } else if (i > 0 && one_in(2) && !sequence.steps[other].absent) {
        step.same_item_as = other;
      }
      sequence.steps.push_back(step);
    }
    return sequence;
  }

 private:
  std::mt19937_64 engine_;
};

std::unique_ptr<Engine> engine_with(const std::string& segments, const std::vector<Events>& customers,
                                    EngineOptions options) {
  auto engine = std::move(Engine::create(std::move(options)).value());
  EXPECT_TRUE(engine->add_source("s.segql", kSchema + segments).ok());
  EXPECT_TRUE(engine->check());
  for (const Diagnostic& diagnostic : engine->diagnostics()) ADD_FAILURE() << engine->render(diagnostic);
  for (size_t i = 0; i < customers.size(); ++i) {
    const auto id = static_cast<int64_t>(i);
    EXPECT_TRUE(engine->append("customer", {{"id", id}}).ok());
    for (const Event& event : customers[i]) {
      std::vector<std::pair<std::string, Value>> cells{{event.is_buy ? "bought" : "seen", event.time}, {"who", id}};
      if (event.item) cells.emplace_back("item", *event.item);
      EXPECT_TRUE(engine->append(event.is_buy ? "buy" : "view", cells).ok());
    }
  }
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

std::string keys_at(Engine& engine, const std::string& segment) {
  const auto evaluation = engine.evaluate_at(kAsOf).value();
  const auto members = evaluation->members(segment);
  if (!members.ok()) return members.error().message;
  std::string text;
  const Listing listing = evaluation->list(*members, {}).value();
  for (const auto& row : listing.text) text += row[0] + " ";
  return text;
}

TEST(Sequences, RandomOnesMeanWhatTheirDefinitionSays) {
  Random random(20'261'120);
  std::vector<Events> customers;
  for (int i = 0; i < 200; ++i) customers.push_back(random.events());
  std::vector<Sequence> sequences;
  std::string segments;
  for (int i = 0; i < 150; ++i) {
    sequences.push_back(random.sequence());
    segments += "segment q" + std::to_string(i) + " of customer { where " + text_of(sequences.back()) + " }\n";
  }
  std::vector<std::unique_ptr<Engine>> engines;
  EngineOptions options;
  options.engine = EngineKind::kInterpreter;
  engines.push_back(engine_with(segments, customers, options));
#if SEGQL_JIT
  options.engine = EngineKind::kJit;
  engines.push_back(engine_with(segments, customers, options));
#endif
  size_t num_telling = 0;
  for (size_t i = 0; i < sequences.size(); ++i) {
    std::string expected;
    size_t num_members = 0;
    for (size_t c = 0; c < customers.size(); ++c) {
      if (!Reference(sequences[i], customers[c]).holds()) continue;
      expected += std::to_string(c) + " ";
      ++num_members;
    }
    num_telling += num_members > 0 && num_members < customers.size() ? 1 : 0;
    for (const auto& engine : engines) {
      EXPECT_EQ(keys_at(*engine, "q" + std::to_string(i)), expected) << text_of(sequences[i]);
    }
  }
  EXPECT_GT(num_telling, 120U) << "most sequences should hold for some and not for others";
}

/// language.md section 5: "a step is strictly later", "`previous < t <= previous + limit`".
TEST(Sequences, StepsAreLaterAndWithinTheirLimitInclusive) {
  const auto view = [](int64_t ago) { return Event{false, kAsOf - ago, 1}; };
  const auto buy = [](int64_t ago) { return Event{true, kAsOf - ago, 1}; };
  const std::vector<Events> customers{
      {view(100 * kMinute), buy(100 * kMinute)},
      {view(100 * kMinute), buy(100 * kMinute - 1)},
      {view(100 * kMinute), buy(40 * kMinute)},
      {view(100 * kMinute), buy(40 * kMinute - 1)},
      {buy(100 * kMinute), view(90 * kMinute)},
      {view(60 * kMinute)},
      {view(60 * kMinute + 1)},
  };
  const auto engine = engine_with(
      "segment later of customer { where did ( views then buys ) }\n"
      "segment in_time of customer { where did ( views then buys within 1 hours ) }\n"
      "segment absent of customer { where did ( views then no buys within 60 minutes ) }\n"
      "segment so_far of customer { where did ( views then no buys so far ) }\n",
      customers, {});
  EXPECT_EQ(keys_at(*engine, "later"), "1 2 3 ");
  EXPECT_EQ(keys_at(*engine, "in_time"), "1 2 ");
  EXPECT_EQ(keys_at(*engine, "absent"), "0 3 4 6 ") << "5: the deadline is now, and has not passed";
  EXPECT_EQ(keys_at(*engine, "so_far"), "0 4 5 6 ");
}

/// A row that the first match passes over can still be the one of another match; `matching first` does not try.
TEST(Sequences, MatchingModesDiffer) {
  const Events events{
      {false, kAsOf - 100 * kMinute, 1}, {false, kAsOf - 50 * kMinute, 1}, {true, kAsOf - 45 * kMinute, 1}};
  const auto engine = engine_with(
      "segment a of customer { where did ( views then buys within 10 minutes ) }\n"
      "segment f of customer { where did ( views then buys within 10 minutes ) matching first }\n"
      "segment s of customer { where did ( views then buys within 10 minutes ) matching strict }\n"
      "segment t of customer { where did ( views then buys within 60 minutes where (item = 1) ) matching strict }\n",
      {events}, {});
  EXPECT_EQ(keys_at(*engine, "a"), "0 ");
  EXPECT_EQ(keys_at(*engine, "f"), "");
  EXPECT_EQ(keys_at(*engine, "s"), "0 ");
  EXPECT_EQ(keys_at(*engine, "t"), "0 ");
}

/// Nested, six steps of 3,000 rows would take 3,000^5 looks.
TEST(Sequences, StepsWithoutALimitGoThroughTheRowsOnce) {
  Events events;
  for (int64_t i = 0; i < 3000; ++i) events.push_back({i % 2 == 1, kAsOf - (3001 - i) * kMinute, i % 3});
  const auto engine = engine_with(
      "segment six of customer { where did ( views then buys then views where (item = 1) then buys then views then "
      "buys\n"
      "                                      where (item = 2) ) }\n"
      "segment never of customer { where did ( views then buys then views then buys then views then buys where (item = "
      "9) ) }\n"
      "segment quiet of customer { where did ( views then buys then views then no buys so far where (item = 9)\n"
      "                                        then buys then no views so far ) }\n",
      {events, {events.begin(), events.begin() + 5}}, {});
  EXPECT_EQ(keys_at(*engine, "six"), "0 ");
  EXPECT_EQ(keys_at(*engine, "never"), "");
  EXPECT_EQ(keys_at(*engine, "quiet"), "0 ");
}

/// The rows of two references are two sets, though of one relation.
TEST(Sequences, StrictLooksAtTheRowsOfEachReference) {
  auto engine = std::move(Engine::create({}).value());
  ASSERT_TRUE(engine
                  ->add_source("s.segql",
                               "language 1\nsettings { timezone \"UTC\" currency SAR }\n"
                               "entity customer key id { id: int  mum: ref customer?  dad: ref customer? }\n"
                               "event view at seen { seen: timestamp  who: ref customer }\n"
                               "relation customer has many views = view by who\n"
                               "segment s of customer { where did ( mum.views then dad.views ) matching strict }\n"
                               "segment t of customer { where did ( mum.views then mum.views ) matching strict }\n"
                               "segment u of customer { where did ( mum.views then dad.views where (seen since "
                               "2025-12-31T22:24) ) matching strict }\n")
                  .ok());
  ASSERT_TRUE(engine->check());
  EXPECT_TRUE(engine->append("customer", {{"id", int64_t{1}}, {"mum", "2"}, {"dad", "3"}}).ok());
  EXPECT_TRUE(engine->append("customer", {{"id", int64_t{4}}, {"mum", "5"}, {"dad", "6"}}).ok());
  for (const int64_t id : {2, 3, 5, 6}) EXPECT_TRUE(engine->append("customer", {{"id", id}}).ok());
  const auto view = [&](const char* who, int64_t minute) {
    EXPECT_TRUE(engine->append("view", {{"who", who}, {"seen", kAsOf - (100 - minute) * kMinute}}).ok());
  };
  view("2", 1);
  view("3", 2);
  view("5", 1);
  view("6", 2);
  view("5", 3);
  view("3", 5);
  ASSERT_TRUE(engine->finish_load().ok());
  EXPECT_EQ(keys_at(*engine, "s"), "1 4 ");
  EXPECT_EQ(keys_at(*engine, "t"), "4 ") << "only the rows of the mother are named";
  EXPECT_EQ(keys_at(*engine, "u"), "") << "the father's first lies between";
}

}  // namespace
}  // namespace segql::testing
