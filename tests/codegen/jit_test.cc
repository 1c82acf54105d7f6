// What the compiler promises beyond right answers: shapes are shared, code is freed, threads may use it, limits hold,
// and the layout of the ABI is what the emitters take it for.
#include <chrono>
#include <cstddef>
#include <functional>
#include <thread>

#include <gtest/gtest.h>
#include <pthread.h>

#include "compiler/codegen/codegen.h"
#include "compiler/interp/interp.h"
#include "tables.h"

namespace segql::codegen::testing {
namespace {

using plan::ExprRef;
using plan::Repr;

struct Fixture {
  Tables tables{3, 300};
  std::unique_ptr<Jit> jit = [] {
    auto made = Jit::create({});
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
  }();

  template <typename Node>
  static ExprRef make(plan::Scan& scan, Repr repr, const Node& node) {
    return scan.arena.make<plan::Expr>(repr, true, plan::kNone, decltype(plan::Expr::node)(node));
  }
  ExprRef range(plan::Scan& scan, uint32_t column, int64_t low, int64_t high) const {
    return make(scan, Repr::kBool, plan::Range{make(scan, Repr::kInt, plan::Column{{}, column}), low, high});
  }
  plan::Scan range_scan(int64_t low, int64_t high) const {
    plan::Scan scan = tables.make_scan();
    scan.predicate = range(scan, tables.columns_of(kSubject).integers[1], low, high);
    return scan;
  }
  plan::Scan scan_of_events() const {
    plan::Scan scan = tables.make_scan();
    scan.num_slots = 2;
    const ExprRef from = make(scan, Repr::kInt, plan::ConstInt{Tables::kAsOf - int64_t{90} * 86'400'000'000});
    const auto* rows = scan.arena.make<plan::RowSet>(plan::RowSet{{}, Tables::kOrders, 1, from, nullptr, nullptr});
    scan.predicate = make(scan, Repr::kBool, plan::AtLeast{rows, 2});
    return scan;
  }
  std::vector<uint64_t> members(const CompiledScan& compiled) const {
    std::vector<uint64_t> out((tables.num_rows(kSubject) + 63) / 64);
    runtime::EvalContext context = make_context(0);
    runtime::ScanArgs args = tables.make_args();
    args.out = out.data();
    args.context = &context;
    compiled.run(args);
    return out;
  }
  std::vector<uint64_t> expected(const plan::Scan& scan) const {
    std::vector<uint64_t> out((tables.num_rows(kSubject) + 63) / 64);
    runtime::EvalContext context = make_context(0);
    runtime::ScanArgs args = tables.make_args();
    args.out = out.data();
    args.context = &context;
    interp::run(scan, args);
    return out;
  }
};

TEST(Jit, ConstantsAreNotPartOfTheShape) {
  const Fixture f;
  const plan::Scan young = f.range_scan(0, 30), old = f.range_scan(60, 90), nobody = f.range_scan(1000, 2000);
  const auto a = f.jit->compile(young);
  ASSERT_TRUE(a.ok());
  EXPECT_FALSE(a->shared_code());
  EXPECT_GT(a->compile_seconds(), 0);
  const auto b = f.jit->compile(old), c = f.jit->compile(nobody);
  ASSERT_TRUE(b.ok() && c.ok());
  EXPECT_TRUE(b->shared_code() && c->shared_code());
  EXPECT_EQ(b->compile_seconds(), 0);
  EXPECT_EQ(f.members(*a), f.expected(young));
  EXPECT_EQ(f.members(*b), f.expected(old));
  EXPECT_EQ(f.members(*c), f.expected(nobody));
  EXPECT_NE(f.members(*a), f.members(*b));
}

TEST(Jit, TheLengthOfALongListIsNotPartOfTheShape) {
  const Fixture f;
  const uint32_t column = f.tables.columns_of(kSubject).integers[3];  // 32 bits
  const auto list_scan = [&](uint64_t count) {
    plan::Scan scan = f.tables.make_scan();
    plan::ConstantList list;
    const int64_t base = scan.columns[column].base;
    for (uint64_t i = 0; i < count; ++i) list.integers.push_back(base + static_cast<int64_t>(i * 7));
    scan.lists.push_back(list);
    scan.predicate =
        Fixture::make(scan, Repr::kBool, plan::InList{Fixture::make(scan, Repr::kInt, plan::Column{{}, column}), 0});
    return scan;
  };
  const plan::Scan few = list_scan(10), many = list_scan(100'000);
  const auto a = f.jit->compile(few), b = f.jit->compile(many);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_TRUE(b->shared_code());
  EXPECT_GT(b->table_seconds(), a->table_seconds());
  EXPECT_EQ(f.members(*a), f.expected(few));
  EXPECT_EQ(f.members(*b), f.expected(many));
}

TEST(Jit, ASharedNodeIsNotARepeatedOne) {
  // `x or x` as one node twice, and `x or y` with other constants: of one form, but not of one shape.
  const Fixture f;
  const uint32_t column = f.tables.columns_of(kSubject).integers[1];
  const auto either = [&](plan::Scan& scan, ExprRef a, ExprRef b) {
    scan.predicate = Fixture::make(scan, Repr::kBool, plan::Or{scan.arena.copy(std::vector<ExprRef>{a, b})});
  };
  plan::Scan same = f.tables.make_scan(), different = f.tables.make_scan();
  const ExprRef once = f.range(same, column, 0, 10);
  either(same, once, once);
  either(different, f.range(different, column, 0, 10), f.range(different, column, 50, 60));
  const auto a = f.jit->compile(same), b = f.jit->compile(different);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(f.members(*a), f.expected(same));
  EXPECT_EQ(f.members(*b), f.expected(different));
}

TEST(Jit, CodeLivesAsLongAsItsLastUser) {
  const Fixture f;
  {
    auto a = f.jit->compile(f.range_scan(0, 30));
    ASSERT_TRUE(a.ok());
    {
      const auto b = f.jit->compile(f.range_scan(5, 7));
      ASSERT_TRUE(b.ok());
    }
    CompiledScan moved = std::move(*a);
    EXPECT_EQ(f.members(moved), f.expected(f.range_scan(0, 30)));
    const auto again = f.jit->compile(f.range_scan(1, 2));
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(again->shared_code());
  }
  for (int i = 0; i < 50; ++i) {
    const auto again = f.jit->compile(f.range_scan(i, 30));
    ASSERT_TRUE(again.ok());
    EXPECT_FALSE(again->shared_code());
  }
}

/// Until it is so, or ten seconds have gone.
bool wait_until(const std::function<bool()>& so) {
  for (int i = 0; i < 2000 && !so(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return so();
}

TEST(Jit, BetterCodeComesInTheBackground) {
  const Fixture f;
  const auto jit = Jit::create({.background = true});
  ASSERT_TRUE(jit.ok());
  const plan::Scan scan = f.scan_of_events();
  constexpr double kMillisecond = 1e6;
  const auto once = (*jit)->compile(scan, kMillisecond);
  ASSERT_TRUE(once.ok());
  ASSERT_TRUE((*jit)->compile(f.range_scan(0, 30), 1e3).ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(once->is_best()) << "nobody asked for it again";
  EXPECT_EQ(f.members(*once), f.expected(scan));
  const auto quick = (*jit)->compile(f.range_scan(0, 30), 1e3);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(quick->is_best()) << "better code would save less than it costs";
  const auto again = (*jit)->compile(scan, kMillisecond);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->shared_code());
  EXPECT_TRUE(wait_until([&] { return again->is_best(); }));
  EXPECT_TRUE(once->is_best()) << "its users change over, too";
  EXPECT_EQ(f.members(*once), f.expected(scan));
  EXPECT_EQ(f.members(*again), f.expected(scan));
}

TEST(Jit, LongRunsAreWorthBetterCodeAtOnce) {
  const Fixture f;
  const auto jit = Jit::create({.background = true});
  ASSERT_TRUE(jit.ok());
  const plan::Scan scan = f.scan_of_events();
  const auto compiled = (*jit)->compile(scan, 1e9);
  ASSERT_TRUE(compiled.ok());
  EXPECT_TRUE(wait_until([&] { return compiled->is_best(); }));
  EXPECT_EQ(f.members(*compiled), f.expected(scan));
}

TEST(Jit, WhatIsAskedForOftenIsCompiledInTheBackground) {
  const Fixture f;
  const auto jit = Jit::create({.background = true, .shapes_kept = 10});
  ASSERT_TRUE(jit.ok());
  const plan::Scan scan = f.range_scan(0, 30), other = f.range_scan(5, 7);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE((*jit)->find(scan, 5e4).compiled);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE((*jit)->find(scan, 1e8).compiled) << "having it compiled takes longer than all before took";
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE((*jit)->find(scan, 0).compiled) << "what took long is not yet asked for again";
  EXPECT_TRUE(wait_until([&] { return (*jit)->find(other, 0).compiled.has_value(); }));
  const auto found = (*jit)->find(other, 0);
  ASSERT_TRUE(found.compiled);
  EXPECT_GT(found.compile_nanoseconds, 1e5);
  EXPECT_EQ(f.members(*found.compiled), f.expected(other));
}

TEST(Jit, WhatWasCompiledInTheBackgroundIsCompiledBetterThere) {
  const Fixture f;
  const auto jit = Jit::create({.background = true, .shapes_kept = 10});
  ASSERT_TRUE(jit.ok());
  const plan::Scan scan = f.scan_of_events();
  EXPECT_TRUE(wait_until([&] {
    const auto found = (*jit)->find(scan, 1e6).compiled;
    return found && found->is_best();
  }));
  EXPECT_EQ(f.members(*(*jit)->find(scan, 0).compiled), f.expected(scan));
}

TEST(Jit, ShapesAreKeptWithoutAUser) {
  const Fixture f;
  const auto jit = Jit::create({.shapes_kept = 1});
  ASSERT_TRUE(jit.ok());
  const auto is_there = [&](const plan::Scan& scan) {
    const auto compiled = (*jit)->compile(scan);
    return compiled.ok() && compiled->shared_code();
  };
  EXPECT_FALSE(is_there(f.range_scan(0, 30)));
  EXPECT_TRUE(is_there(f.range_scan(1, 2)));
  EXPECT_FALSE(is_there(f.tables.make_scan()));
  EXPECT_FALSE(is_there(f.range_scan(0, 30))) << "only one is kept";
}

TEST(Jit, ThreadsCompileAndRunTogether) {
  const Fixture f;
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 60; ++i) {
        plan::Scan scan = f.tables.make_scan();
        const auto& columns = f.tables.columns_of(kSubject).integers;
        scan.predicate =
            f.range(scan, columns[static_cast<size_t>(i) % columns.size()], i, 40 + static_cast<int64_t>(t));
        const auto compiled = f.jit->compile(scan);
        if (!compiled.ok() || f.members(*compiled) != f.expected(scan)) ++wrong[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
  for (const uint32_t column : f.tables.columns_of(kSubject).integers) {
    plan::Scan scan = f.tables.make_scan();
    scan.predicate = f.range(scan, column, 0, 1);
    const auto compiled = f.jit->compile(scan);
    ASSERT_TRUE(compiled.ok());
    EXPECT_FALSE(compiled->shared_code()) << "nobody uses the code any more";
  }
}

TEST(Jit, EveryRowWithoutAPredicate) {
  const Fixture f;
  const auto all = f.jit->compile(f.tables.make_scan());
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(f.members(*all), f.expected(f.tables.make_scan()));
}

/// Runs `work` on a thread with a stack of 1 MB, as many hosts give their threads. The thread sanitizer keeps more than
/// that of its own on the stack.
void on_a_small_stack(const std::function<void()>& work) {
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, size_t{1} << (SEGQL_SANITIZED ? 23 : 20)), 0);
  pthread_t thread;
  const auto run = [](void* given) -> void* {
    (*static_cast<const std::function<void()>*>(given))();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, run, const_cast<std::function<void()>*>(&work)), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  pthread_attr_destroy(&attributes);
}

TEST(Jit, LongConditionsNeedNoDeepStack) {
  const Fixture f;
  const auto scan_of = [&](bool conjunction) {
    plan::Scan scan = f.tables.make_scan();
    const ExprRef value = Fixture::make(scan, Repr::kFloat, plan::Column{{}, f.tables.columns_of(kSubject).reals[0]});
    std::vector<ExprRef> terms;
    for (int i = 0; i < 9'900; ++i) {
      const ExprRef constant = Fixture::make(scan, Repr::kFloat, plan::ConstFloat{i / 9'900.0});
      const auto op = conjunction ? hir::CompareOp::kGreater : hir::CompareOp::kEqual;
      terms.push_back(Fixture::make(scan, Repr::kBool, plan::Compare{op, value, constant}));
    }
    const plan::ExprList list = scan.arena.copy(terms);
    scan.predicate = conjunction ? Fixture::make(scan, Repr::kBool, plan::And{list})
                                 : Fixture::make(scan, Repr::kBool, plan::Or{list});
    return scan;
  };
  for (const bool conjunction : {true, false}) {
    const plan::Scan scan = scan_of(conjunction);
    on_a_small_stack([&] {
      const auto compiled = f.jit->compile(scan);
      ASSERT_TRUE(compiled.ok()) << compiled.error().message;
      EXPECT_EQ(f.members(*compiled), f.expected(scan));
    });
  }
}

TEST(Jit, WordsBeyondTheTableAreZero) {
  const Fixture f;
  const auto all = f.jit->compile(f.tables.make_scan());
  ASSERT_TRUE(all.ok());
  std::vector<uint64_t> out(8, ~uint64_t{0});
  runtime::ScanArgs args = f.tables.make_args();
  args.last_word = 8;
  args.out = out.data();
  all->run(args);
  EXPECT_EQ(out[4], (uint64_t{1} << (300 % 64)) - 1);
  EXPECT_EQ(out[5] | out[6] | out[7], 0u);
}

TEST(Jit, LongChainsAndTheLimit) {
  const Fixture f;
  const auto chain = [&](size_t length, bool row_by_row) {
    plan::Scan scan = f.tables.make_scan();
    const uint32_t column = f.tables.columns_of(kSubject).integers[1];
    std::vector<ExprRef> terms;
    for (size_t i = 0; i < length; ++i) {
      ExprRef value = Fixture::make(scan, Repr::kInt, plan::Column{{}, column});
      if (row_by_row) value = Fixture::make(scan, Repr::kInt, plan::Negate{value});
      const auto low = static_cast<int64_t>(i % 97);
      terms.push_back(
          Fixture::make(scan, Repr::kBool, plan::Range{value, row_by_row ? -low : low, row_by_row ? -low : low}));
    }
    scan.predicate = Fixture::make(scan, Repr::kBool, plan::Or{scan.arena.copy(terms)});
    return scan;
  };
  for (const bool row_by_row : {false, true}) {
    const plan::Scan scan = chain(1000, row_by_row);
    const auto compiled = f.jit->compile(scan);
    ASSERT_TRUE(compiled.ok());
    EXPECT_EQ(f.members(*compiled), f.expected(scan));
  }
  const auto refused = f.jit->compile(chain(50'000, false));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
}

TEST(Jit, Listings) {
  const Fixture f;
  const auto ir = f.jit->ir(f.range_scan(0, 30));
  const auto assembly = f.jit->assembly(f.range_scan(0, 30));
  ASSERT_TRUE(ir.ok() && assembly.ok());
  EXPECT_NE(ir->find("define void @segql_scan(ptr %args)"), std::string::npos);
  EXPECT_NE(ir->find("load <64 x i8>"), std::string::npos) << "a column of bytes is compared as bytes";
  EXPECT_EQ(ir->find("zext"), std::string::npos) << "and never widened";
  EXPECT_NE(assembly->find("segql_scan:"), std::string::npos);
}

TEST(Jit, UnknownMachine) {
  const auto jit = Jit::create({"pdp11", true});
  ASSERT_FALSE(jit.ok());
  EXPECT_EQ(jit.error().code, ErrorCode::kInvalidArgument);
}

// Emitted code addresses fields by offsetof and loads them with these widths.
static_assert(std::is_standard_layout_v<runtime::ScanArgs> && sizeof(runtime::ScanArgs) == 88);
static_assert(std::is_standard_layout_v<runtime::ColumnView> && sizeof(runtime::ColumnView) == 96);
static_assert(std::is_standard_layout_v<runtime::RelationView> && sizeof(runtime::RelationView) == 16);
static_assert(std::is_standard_layout_v<runtime::OutputView> && sizeof(runtime::OutputView) == 16);
static_assert(offsetof(runtime::ScanArgs, params) == 24 && offsetof(runtime::ScanArgs, first_word) == 40);
static_assert(offsetof(runtime::ScanArgs, out) == 64 && offsetof(runtime::ScanArgs, context) == 80);
static_assert(offsetof(runtime::ColumnView, valid) == 8 && offsetof(runtime::ColumnView, base) == 16);
static_assert(offsetof(runtime::ColumnView, unit) == 24 && offsetof(runtime::ColumnView, dictionary) == 32);
static_assert(sizeof(runtime::RelationView::starts[0]) == 4 && sizeof(runtime::RelationView::rows[0]) == 4);
static_assert(sizeof(void*) == 8 && sizeof(runtime::DictionaryView) == 24);

}  // namespace
}  // namespace segql::codegen::testing
