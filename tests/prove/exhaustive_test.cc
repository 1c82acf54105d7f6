/// Every small formula over two fields that may be missing, beside its members among all rows: what the prover claims
/// is exactly what is so, because rows outside of the constants are like those at their ends.

#include <random>

#include "fixture.h"

namespace segql::prove {
namespace {

constexpr int kLargest = 4;  // constants are 1 to 3
/// missing, 0 to 4, for each of two fields.
constexpr size_t kRows = (kLargest + 2) * (kLargest + 2);

std::vector<std::string> literals() {
  std::vector<std::string> all;
  for (const std::string field : {"x", "y"}) {
    for (const char* op : {"=", "!=", "<", "<=", ">", ">="}) {
      for (int constant = 1; constant <= 3; ++constant) {
        all.push_back(field + " " + op + " " + std::to_string(constant));
      }
    }
    all.push_back(field + " is missing");
    all.push_back(field + " is present");
    all.push_back(field + " in (1, 3)");
    all.push_back(field + " not between 1 and 2");
  }
  const size_t num_plain = all.size();
  for (size_t i = 0; i < num_plain; ++i) all.push_back("not (" + all[i] + ")");
  return all;
}

/// A row with these values, or one that no condition tells from it.
size_t row_of(const check::Definitions& definitions, const Example& example) {
  size_t row = 0;
  for (const auto& [field, value] : example.cells) {
    const bool is_x = definitions.schema().tables[0].field(field).name == "x";
    size_t place = 0;
    if (const auto* number = std::get_if<int64_t>(&value)) {
      place = static_cast<size_t>(1 + std::clamp<int64_t>(*number, 0, kLargest));
    }
    row += is_x ? place * (kLargest + 2) : place;
  }
  return row;
}

TEST(Exhaustive, ClaimsAreExactlyWhatIsSo) {
  std::string text = "language 1\nentity thing key id { id: int x: int? y: int? }\n";
  std::vector<std::string> names;
  const auto add = [&](const std::string& condition) {
    names.push_back("s" + std::to_string(names.size()));
    text += "segment " + names.back() + " of thing { where " + condition + " }\n";
  };
  const std::vector<std::string> plain = literals();
  for (const std::string& literal : plain) add(literal);
  const size_t num_literals = names.size();
  for (size_t i = 0; i < plain.size(); i += SEGQL_SANITIZED ? 7 : 1) {
    for (size_t j = 0; j < i; ++j) {
      add("(" + plain[i] + ") and (" + plain[j] + ")");
      add("(" + plain[i] + ") or (" + plain[j] + ")");
    }
  }
  EngineOptions options;
  options.engine = EngineKind::kInterpreter;
  Definitions project(text, options);
  for (size_t row = 0; row < kRows; ++row) {
    std::vector<std::pair<std::string, Value>> cells = {{"id", static_cast<int64_t>(row)}};
    const auto x = static_cast<int64_t>(row / (kLargest + 2)), y = static_cast<int64_t>(row % (kLargest + 2));
    if (x != 0) cells.emplace_back("x", x - 1);
    if (y != 0) cells.emplace_back("y", y - 1);
    ASSERT_TRUE(project.engine().append("thing", cells).ok());
  }
  std::vector<std::vector<bool>> members;
  std::vector<hir::SegmentId> ids;
  for (const std::string& name : names) members.push_back(project.members(name));
  for (const hir::SegmentId id : project.definitions().segments()) ids.push_back(id);
  ASSERT_EQ(ids.size(), names.size());

  Prover& prover = project.prover();
  size_t num_proved = 0, num_refuted = 0;
  const auto expect = [&](const Answer& answer, const std::string& claim, const auto& refutes) {
    bool refuted = false;
    for (size_t row = 0; row < kRows; ++row) refuted |= refutes(row);
    EXPECT_EQ(answer.verdict, refuted ? Answer::Verdict::kDisproved : Answer::Verdict::kProved) << claim;
    if (answer.verdict == Answer::Verdict::kDisproved) {
      EXPECT_TRUE(refutes(row_of(project.definitions(), answer.example))) << claim << ": " << answer.example.text();
    }
    ++(refuted ? num_refuted : num_proved);
  };
  const auto compare = [&](size_t a, size_t b) {
    const std::string pair = names[a] + " and " + names[b];
    expect(prover.are_disjoint(ids[a], ids[b]), pair + " are disjoint",
           [&](size_t row) { return members[a][row] && members[b][row]; });
    expect(prover.implies(ids[a], ids[b]), names[a] + " implies " + names[b],
           [&](size_t row) { return members[a][row] && !members[b][row]; });
  };
  for (size_t i = 0; i < ids.size(); ++i) {
    expect(prover.is_never(ids[i]), names[i] + " is never true", [&](size_t row) { return members[i][row]; });
    expect(prover.is_always(ids[i]), names[i] + " is always true", [&](size_t row) { return !members[i][row]; });
  }
  for (size_t a = 0; a < num_literals; ++a) {
    for (size_t b = 0; b < num_literals; ++b) compare(a, b);
  }
  std::mt19937_64 random(1);
  for (int i = 0; i < (SEGQL_SANITIZED ? 2'000 : 40'000); ++i) compare(random() % ids.size(), random() % ids.size());
  EXPECT_GT(num_proved, num_refuted / 20);
  for (int i = 0; i < 2'000; ++i) {
    const size_t a = random() % ids.size(), b = random() % ids.size(), c = random() % ids.size();
    expect(prover.covers(&ids[a], {ids[b], ids[c]}), names[b] + " and " + names[c] + " cover " + names[a],
           [&](size_t row) { return members[a][row] && !members[b][row] && !members[c][row]; });
  }
}

}  // namespace
}  // namespace segql::prove
