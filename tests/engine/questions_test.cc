/// Questions asked as text: which name means what, and what is remembered of them.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kDefinitions =
    "attribute twice of customer = age + age\n"
    "segment old of customer { where age >= 40 }\n"
    "segment older(than: int = 7) of customer { where age > $than }\n"
    "segment near(place: text) of customer { where city = $place }\n";

std::unique_ptr<Engine> three_customers(EngineOptions options = {}) {
  auto engine = shop(kDefinitions, std::move(options));
  customer(*engine, "amal", {{"age", int64_t{30}}, {"city", std::string("Riyadh")}});
  customer(*engine, "badr", {{"age", int64_t{40}}});
  customer(*engine, "cyrus", {{"age", int64_t{50}}, {"city", std::string("Dubai")}});
  EXPECT_TRUE(engine->finish_load().ok());
  return engine;
}

/// The texts of questions that the engine remembers: those after the file's.
std::vector<std::string> remembered(const Engine& engine) {
  std::vector<std::string> texts;
  for (SourceId id = 1; !engine.source_name(id).empty(); ++id) texts.emplace_back(engine.source_text(id));
  return texts;
}
using Texts = std::vector<std::string>;

TEST(Questions, AConditionIsNoSegmentWhateverWasAskedBefore) {
  auto engine = three_customers();
  const auto evaluation = engine->evaluate_at(0).value();
  EXPECT_EQ(evaluation->members("customer where age > 30").error().code, ErrorCode::kInvalidSource);
  EXPECT_EQ(evaluation->members_where("customer", "age > 30").value().count(), 2U);
  EXPECT_EQ(evaluation->members("customer where age > 30").error().code, ErrorCode::kInvalidSource);
  EXPECT_EQ(evaluation->members_where("product", "price > 30 SAR").value().entity(), "product");
}

TEST(Questions, AreParsedOnce) {
  auto engine = three_customers();
  const auto evaluation = engine->evaluate_at(0).value();
  const Members everyone = evaluation->members_where("customer", "id is present").value();
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(evaluation->members("old").value().count(), 2U);
    EXPECT_EQ(evaluation->members("older(than: 35)").value().count(), 2U);
    EXPECT_EQ(evaluation->members_where("customer", "id is present").value().count(), 3U);
    const Listing listing = evaluation->list(everyone, {"id", "twice", "age + 1"}, 1).value();
    EXPECT_EQ(listing.text, (std::vector<Texts>{{"amal", "60", "31"}}));
  }
  EXPECT_EQ(remembered(*engine), (Texts{"id is present", "older(than: 35)", "age + 1"}));
}

TEST(Questions, NothingIsKeptOfOneThatHasErrors) {
  auto engine = three_customers();
  const auto evaluation = engine->evaluate_at(0).value();
  const Members old = evaluation->members("old").value();
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(evaluation->members("older(").error().code, ErrorCode::kInvalidSource);
    EXPECT_EQ(evaluation->members("older(then: 3)").error().code, ErrorCode::kInvalidSource);
    // The segment with this argument is sound, and made before the mistake is found.
    EXPECT_EQ(evaluation->members_where("customer", "in segment near(place: \"Dubai\") and agee > 3").error().code,
              ErrorCode::kInvalidSource);
    EXPECT_EQ(evaluation->list(old, {"agee"}).error().code, ErrorCode::kInvalidSource);
    EXPECT_EQ(remembered(*engine), Texts{});
  }
  EXPECT_EQ(evaluation->members("near(place: \"Dubai\")").value().rows(), std::vector<uint32_t>{2});
  EXPECT_EQ(evaluation->members("near(place: \"Riyadh\")").value().rows(), std::vector<uint32_t>{0});
}

TEST(Questions, AreForgottenWhenTheyAreTooMany) {
  EngineOptions options;
  options.limits.question_bytes = 100'000;
  auto engine = three_customers(options);
  const auto one = engine->evaluate_at(0).value();
  const auto other = engine->evaluate_at(1).value();
  size_t most = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string than = std::to_string(i % 60);
    const std::string padding(static_cast<size_t>(i), ' ');  // a text of its own
    const uint64_t expected = (i % 60 < 30) + (i % 60 < 40) + (i % 60 < 50);
    const auto found = one->members_where("customer", "in segment older(than: " + than + ")" + padding);
    ASSERT_TRUE(found.ok()) << found.error().message;
    ASSERT_EQ(found->count(), expected) << i;
    if (i % 7 == 0) {
      ASSERT_EQ(other->members("older(than: " + than + ")").value().count(), expected) << i;
    }
    if (i % 9 == 0) {
      const Listing listing = other->list(*found, {"id", "age - " + than + padding}, 1).value();
      ASSERT_EQ(listing.text, expected == 0 ? std::vector<Texts>{}
                                            : (std::vector<Texts>{{expected == 3   ? "amal"
                                                                   : expected == 2 ? "badr"
                                                                                   : "cyrus",
                                                                   std::to_string(60 - 10 * expected - i % 60)}}))
          << i;
    }
    most = std::max(most, remembered(*engine).size());
  }
  EXPECT_GT(most, 20U);
  EXPECT_LT(most, 300U);
  EXPECT_EQ(one->members("old").value().count(), 2U) << "what the files define stays";
}

TEST(Questions, AnswersAreForgottenWhenTheyAreTooLarge) {
  for (const size_t bytes : {size_t{0}, size_t{1} << 20}) {
    EngineOptions options;
    options.limits.answer_bytes = bytes;
    auto engine = three_customers(options);
    const auto evaluation = engine->evaluate_at(0).value();
    const Members first = evaluation->members_where("customer", "age > 30").value();
    const Members again = evaluation->members_where("customer", "age > 30").value();
    EXPECT_EQ(first.words().data() == again.words().data(), bytes != 0) << bytes;
    EXPECT_EQ(first.rows(), (std::vector<uint32_t>{1, 2}));
    EXPECT_EQ(again.rows(), (std::vector<uint32_t>{1, 2}));
    EXPECT_EQ(evaluation->members("old").value().words().data(), evaluation->members("old").value().words().data())
        << "answers about what the files define are kept";
  }
}

}  // namespace
}  // namespace segql::testing
