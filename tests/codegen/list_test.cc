// Lists of every length over every integer column, alone and beside other terms, on machines with and without wide
// vectors: the members are those of the interpreter.
#include <algorithm>
#include <bit>
#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "compiler/codegen/codegen.h"
#include "compiler/codegen/shape.h"
#include "compiler/interp/interp.h"
#include "tables.h"

namespace segql::codegen::testing {
namespace {

using plan::ExprRef;
using plan::Repr;

template <typename Node>
ExprRef make(plan::Scan& scan, Repr repr, const Node& node) {
  return scan.arena.make<plan::Expr>(repr, true, plan::kNone, decltype(plan::Expr::node)(node));
}

std::vector<uint64_t> members(const Tables& tables, const std::function<void(const runtime::ScanArgs&)>& run) {
  std::vector<uint64_t> out((tables.num_rows(kSubject) + 63) / 64);
  runtime::EvalContext context = make_context(0);
  runtime::ScanArgs args = tables.make_args();
  args.out = out.data();
  args.context = &context;
  run(args);
  return out;
}

int64_t value_of(const runtime::ColumnView& view, uint64_t row) {
  switch (view.encoding) {
    case runtime::Encoding::kU8: return view.base + view.unit * static_cast<const uint8_t*>(view.data)[row];
    case runtime::Encoding::kU16: return view.base + view.unit * static_cast<const uint16_t*>(view.data)[row];
    case runtime::Encoding::kU32: return view.base + view.unit * static_cast<const uint32_t*>(view.data)[row];
    default: return static_cast<const int64_t*>(view.data)[row];
  }
}

/// Half of the values that there are, and others anywhere and beside them.
plan::ConstantList list_of(std::mt19937_64& random, const Tables& tables, uint32_t column, size_t size) {
  plan::ConstantList list;
  const runtime::ColumnView& view = tables.make_args().columns[column];
  while (list.integers.size() < size) {
    const int64_t value = value_of(view, random() % tables.num_rows(kSubject));
    switch (random() % 4) {
      case 0: list.integers.push_back(value); break;
      case 1: list.integers.push_back(static_cast<int64_t>(static_cast<uint64_t>(value) ^ (random() % 4))); break;
      case 2: list.integers.push_back(static_cast<int64_t>(random())); break;
      case 3: list.integers.push_back(view.base + view.unit * static_cast<int64_t>(random() >> 32)); break;
    }
  }
  std::sort(list.integers.begin(), list.integers.end());
  list.integers.erase(std::unique(list.integers.begin(), list.integers.end()), list.integers.end());
  return list;
}

class Lists : public ::testing::TestWithParam<JitOptions> {};
INSTANTIATE_TEST_SUITE_P(Machines, Lists,
                         ::testing::Values(JitOptions{}, JitOptions{"", false}, JitOptions{"haswell"},
                                           JitOptions{"x86-64"}));

TEST_P(Lists, MembersAreThoseOfTheInterpreter) {
  auto jit = Jit::create(GetParam());
  if (!jit.ok() && !GetParam().cpu.empty()) GTEST_SKIP() << jit.error().message;  // of another architecture
  ASSERT_TRUE(jit.ok()) << jit.error().message;
  std::mt19937_64 random(5);
  const Tables tables(11, 1'000);
  uint64_t hits = 0;
  for (const uint32_t column : tables.columns_of(kSubject).integers) {
    for (const size_t size : {size_t{3}, size_t{10}, size_t{200}, size_t{5'000}}) {
      for (const int form : {0, 1, 2, 3}) {
        plan::Scan scan = tables.make_scan();
        scan.lists.push_back(list_of(random, tables, column, size));
        const ExprRef value = make(scan, Repr::kInt, plan::Column{{}, column});
        const ExprRef in = make(scan, Repr::kBool, plan::InList{value, 0});
        const ExprRef beside = make(scan, Repr::kBool, plan::Range{value, 0, INT64_MAX});
        const ExprRef not_in = make(scan, Repr::kBool, plan::Not{in});
        const auto both = [&](ExprRef a, ExprRef b) { return scan.arena.copy(std::vector<ExprRef>{a, b}); };
        scan.predicate = form == 0   ? in
                         : form == 1 ? not_in
                         : form == 2 ? make(scan, Repr::kBool, plan::And{both(beside, not_in)})
                                     : make(scan, Repr::kBool, plan::Or{both(beside, in)});
        EXPECT_TRUE(is_vector_only(scan, Shape(scan)));
        const auto compiled = (*jit)->compile(scan);
        ASSERT_TRUE(compiled.ok()) << compiled.error().message;
        const auto expected = members(tables, [&](const runtime::ScanArgs& args) { interp::run(scan, args); });
        EXPECT_EQ(members(tables, [&](const runtime::ScanArgs& args) { compiled->run(args); }), expected)
            << "column " << column << " size " << size << " form " << form;
        for (const uint64_t word : expected) hits += form == 0 ? static_cast<uint64_t>(std::popcount(word)) : 0;
      }
    }
  }
  EXPECT_GT(hits, 5'000u);
}

}  // namespace
}  // namespace segql::codegen::testing
