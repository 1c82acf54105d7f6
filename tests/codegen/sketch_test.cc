// Comparisons by sketches and packed cells: every range and list over every kind of column says what plain evaluation
// says.
#include <random>

#include <gtest/gtest.h>

#include "compiler/codegen/codegen.h"
#include "compiler/interp/interp.h"
#include "compiler/plan/make.h"
#include "runtime/bitmap/bits.h"
#include "runtime/table/column_builder.h"
#include "tables.h"

namespace segql::codegen::testing {
namespace {

constexpr uint64_t kRows = 5'000;

struct Values {
  const char* name;
  bool has_sketch;
  int64_t (*value)(uint64_t row, std::mt19937_64& random);
  uint64_t missing_of_ten = 0;
  uint32_t packed_bits = 0;
};

int64_t below(std::mt19937_64& random, uint64_t limit) { return static_cast<int64_t>(random() % limit); }

const Values kColumns[] = {
    {"uniform", true, [](uint64_t, std::mt19937_64& r) { return below(r, 10'000'000); }},
    {"uniform, with missing values", true, [](uint64_t, std::mt19937_64& r) { return below(r, 10'000'000); }, 3},
    {"all missing", false, [](uint64_t, std::mt19937_64& r) { return below(r, 10'000'000); }, 10, 1},
    {"one value", false, [](uint64_t, std::mt19937_64&) { return int64_t{-7}; }, 0, 1},
    {"two values", false, [](uint64_t, std::mt19937_64& r) { return 100 + below(r, 2); }, 0, 1},
    {"two values and missing ones", false, [](uint64_t, std::mt19937_64& r) { return 100 + below(r, 2); }, 3, 2},
    {"four values", false, [](uint64_t, std::mt19937_64& r) { return below(r, 4) - 2; }, 0, 2},
    {"four values and missing ones", false, [](uint64_t, std::mt19937_64& r) { return below(r, 4) - 2; }, 1, 4},
    {"15 values and missing ones", false, [](uint64_t, std::mt19937_64& r) { return below(r, 15) * 60; }, 3, 4},
    {"16 values", false, [](uint64_t, std::mt19937_64& r) { return below(r, 16) - 3; }, 0, 4},
    {"16 values and missing ones", false, [](uint64_t, std::mt19937_64& r) { return below(r, 16) - 3; }, 3},
    {"one value in half of the rows", true,
     [](uint64_t, std::mt19937_64& r) { return below(r, 2) == 0 ? 4'711 : below(r, 10'000'000); }},
    {"multiples of a unit", true, [](uint64_t, std::mt19937_64& r) { return 17 + 1'000'000 * below(r, 1'000'000); }},
    {"sorted", true,
     [](uint64_t row, std::mt19937_64&) { return static_cast<int64_t>(row * 100'003 + row * row % 97); }},
    {"with a period", true,
     [](uint64_t row, std::mt19937_64&) { return static_cast<int64_t>(row % 16 * 900'000 + row); }},
    {"few distinct values", false, [](uint64_t, std::mt19937_64& r) { return below(r, 7) * 1'000'003; }, 0, 4},
    {"skewed", true, [](uint64_t, std::mt19937_64& r) { return int64_t{1} << below(r, 40) | below(r, 1 << 20); }},
    {"64 bits", true, [](uint64_t, std::mt19937_64& r) { return static_cast<int64_t>(r()); }},
    {"the largest value", false,
     [](uint64_t row, std::mt19937_64& r) { return row == 7 ? INT64_MAX : static_cast<int64_t>(r()); }},
    {"the smallest value", true,
     [](uint64_t row, std::mt19937_64& r) { return row == 7 ? INT64_MIN : static_cast<int64_t>(r() >> 2); }},
};

class EveryColumn : public ::testing::TestWithParam<size_t> {};
INSTANTIATE_TEST_SUITE_P(Sketch, EveryColumn, ::testing::Range<size_t>(0, std::size(kColumns)));

TEST_P(EveryColumn, RangesAreThoseOfPlainEvaluation) {
  const Values& of = kColumns[GetParam()];
  SCOPED_TRACE(of.name);
  std::mt19937_64 random(GetParam() + 1);
  std::vector<int64_t> values(kRows);
  std::vector<uint64_t> valid(runtime::words_for(kRows));
  for (uint64_t row = 0; row < kRows; ++row) {
    values[row] = of.value(row, random);
    if (random() % 10 >= of.missing_of_ten) runtime::set_bit(valid, row);
  }
  const auto column = runtime::ColumnBuilder::integers({schema::Kind::kInt}, values, valid, nullptr);
  ASSERT_EQ(!column.sketch_bounds().empty(), of.has_sketch);
  ASSERT_EQ(column.view().packed_bits, of.packed_bits);
  auto jit = Jit::create({});
  ASSERT_TRUE(jit.ok());

  // Ends at bounds, at values, beside them, and anywhere.
  const auto end = [&]() -> int64_t {
    const auto bounds = column.sketch_bounds();
    int64_t value = static_cast<int64_t>(random());
    if (random() % 3 != 0) value = values[random() % kRows];
    if (!bounds.empty() && random() % 2 == 0) value = bounds[random() % bounds.size()];
    const int64_t beside = static_cast<int64_t>(random() % 3) - 1;
    return static_cast<int64_t>(static_cast<uint64_t>(value) + static_cast<uint64_t>(beside));
  };
  for (int i = 0; i < 400; ++i) {
    int64_t low = i % 5 == 0 ? INT64_MIN : end(), high = i % 5 == 1 ? INT64_MAX : i % 5 == 2 ? low : end();
    if (low > high) std::swap(low, high);
    plan::Scan scan;
    scan.columns.push_back({{},
                            {schema::Kind::kInt},
                            column.view().encoding,
                            column.view().base,
                            column.view().unit,
                            column.view().valid != nullptr,
                            "value",
                            {},
                            nullptr,
                            column.sketch_bounds()});
    scan.columns.back().packed_bits = column.view().packed_bits;
    scan.columns.back().packed_has_rest = column.view().packed_has_rest;
    const auto value = plan::make_value(scan, plan::Repr::kInt, true, plan::Column{{}, 0});
    scan.predicate = plan::make_range(scan, value, low, high);
    if (i % 4 == 3) {
      std::vector<int64_t> items;
      for (uint64_t n = random() % 20; n > 0; --n) items.push_back(end());
      scan.predicate = plan::make_in_list(scan, value, std::move(items));
    }
    const runtime::ColumnView view = column.view();
    runtime::EvalContext context = make_context(0);
    std::vector<uint64_t> expected(valid.size()), found(valid.size());
    runtime::ScanArgs args;
    args.columns = &view;
    args.num_rows = kRows;
    args.last_word = valid.size();
    args.context = &context;
    args.out = expected.data();
    interp::run(scan, args);
    const auto compiled = (*jit)->compile(scan);
    ASSERT_TRUE(compiled.ok());
    args.out = found.data();
    compiled->run(args);
    ASSERT_EQ(found, expected) << "condition " << i << ": " << low << " to " << high;
  }
}

}  // namespace
}  // namespace segql::codegen::testing
