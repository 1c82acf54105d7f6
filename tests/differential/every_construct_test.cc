/// The random programs of the differential test have every construct of the language, as its syntax tree lists them.

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/differential/constructs.h"
#include "tests/differential/pairs.h"
#include "tests/differential/typed_forms.h"
#include "tests/differential/world.h"

namespace segql::testing {
namespace {

/// What random programs do not have, by how its name begins, and why. A line goes when its reason does.
const std::vector<std::pair<std::string, std::string>> kLeftOut{
    {"test", "a test says itself who is in: random_tests_test.cc has them"},
    {"item", "of a test"},
    {"given", "of a test"},
    {"expect", "of a test"},
    {"claim", "has no members: proofs_test.cc compares what is proved with rows"},
    {"duration", "stands nowhere but in annotations, and means nothing there"},
    {"keep", "needs a journal of members: evaluating it is an error"},
    {"moved", "`entered` and `left`: the same"},
    {"renaming", "a renaming is read away by the parser; tests/engine/libraries_test.cc"},
    {"import. written", "the same: the list of renamings"},
    {"step.unit=month", "E0443: a step's limit is elapsed time"},
    {"step.unit=quarter", "E0443"},
    {"step.unit=year", "E0443"},
};

bool is_left_out(const std::string& construct) {
  return std::any_of(kLeftOut.begin(), kLeftOut.end(),
                     [&](const auto& begins) { return construct.starts_with(begins.first); });
}

/// What of `all` was not seen.
std::vector<std::string> unseen(const std::set<std::string>& all, const std::set<std::string>& seen) {
  std::vector<std::string> rest;
  std::set_difference(all.begin(), all.end(), seen.begin(), seen.end(), std::back_inserter(rest));
  return rest;
}

TEST(EveryConstruct, StandsInRandomPrograms) {
  std::set<std::string> constructs = Constructs::all();
  const size_t num_all = std::erase_if(constructs, &is_left_out) + constructs.size();
  const std::set<std::string> forms = TypedForms::all();
  Constructs written;
  std::set<std::string> typed;
  const auto rest = [&] {
    std::vector<std::string> names = unseen(constructs, written.seen());
    for (const std::string& form : unseen(forms, typed)) names.push_back(form);
    return names;
  };
  constexpr uint64_t kMostProjects = 80;
  uint64_t seed = 1;
  for (; seed <= kMostProjects && !rest().empty(); ++seed) {
    Random random(seed);
    const Calendar calendar("Europe/London", 1'776'421'800'000'000);
    Project project(seed, calendar);
    World world(seed, 3, calendar, &project);
    PairMaker maker(random, calendar, {&project, project.num_definitions(), {}, false});
    for (const char* entity : {"customer", "product"}) {
      std::vector<std::string> conditions;
      for (const Pair& pair : project.everything(entity)) conditions.push_back(pair.segql);
      for (int i = 0; i < 150; ++i) conditions.push_back(maker.condition(entity, 3).segql);
      world.check(entity, conditions);
    }
    for (const ast::File* file : world.files()) written.add(*file);
    for (const ast::ExprRef condition : world.conditions()) written.add(*condition);
    TypedForms found(world.definitions());
    for (const hir::SegmentId id : world.checked()) found.add(id);
    typed.insert(found.seen().begin(), found.seen().end());
  }
  EXPECT_THAT(rest(), ::testing::IsEmpty());
  for (const std::string& construct : written.seen()) {
    EXPECT_FALSE(is_left_out(construct)) << construct << " is there: its line in kLeftOut can go";
  }
  fmt::print("{} constructs and {} typed forms in {} random projects; {} constructs are left out\n", constructs.size(),
             forms.size(), seed - 1, num_all - constructs.size());
}

}  // namespace
}  // namespace segql::testing
