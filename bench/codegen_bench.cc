// Compiled scans beside hand-written loops over the same columns: nanoseconds per row, and milliseconds per new shape.
//
// usage: bench_codegen [rows, default 10000000]
//
// Each line is measured in turns with its kernel, seven runs each, median. The kernels are what a C++ programmer with
// AVX-512 intrinsics would write for exactly that condition; on other machines they are plain loops. Members must
// agree. g++ 12 takes the undefined operands inside its own intrinsics for our mistakes (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <immintrin.h>
#include <time.h>

#include "compiler/codegen/codegen.h"
#include "compiler/plan/plan.h"

namespace {

using namespace segql;
using plan::ExprRef;
using plan::Repr;
using runtime::Encoding;

/// Time this thread has run: on a machine with other work, waiting for a turn is not what is measured.
double seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// ---------- the table ----------

struct Cells {
  Cells(uint64_t cells, size_t width) : data(std::aligned_alloc(64, (cells + 127) / 64 * 64 * width)) {
    std::memset(data, 0, (cells + 127) / 64 * 64 * width);
  }
  Cells(const Cells&) = delete;
  Cells& operator=(const Cells&) = delete;
  ~Cells() { std::free(data); }
  template <typename T>
  T* as() const {
    return static_cast<T*>(data);
  }
  void* data;
};

enum Column : uint32_t {
  kAge,
  kCountry,
  kGender,
  kLang,
  kCity,
  kSpend,
  kIncome,
  kLastOrder,
  kRecency,
  kFrequency,
  kTime,
  kAmount,
  kItem,
  kCategory,
  kNumColumns
};

struct Table {
  explicit Table(uint64_t num_rows)
      : rows(num_rows), owners(num_rows / 4), valid(num_rows / 64 + 1, 8), starts(owners + 2, 4) {
    std::mt19937_64 random(1);
    const auto fill = [&]<typename T>(T, uint32_t column, Encoding encoding, int64_t base, schema::Kind kind,
                                      uint64_t span, bool nullable = false) {
      auto cells = std::make_unique<Cells>(rows, sizeof(T));
      for (uint64_t i = 0; i < rows; ++i) cells->as<T>()[i] = static_cast<T>(random() % span);
      runtime::ColumnView view;
      view.data = cells->data;
      view.base = base;
      view.encoding = encoding;
      view.valid = nullable ? valid.as<uint64_t>() : nullptr;
      plan::ColumnUse use{};
      use.type.kind = kind;
      use.encoding = encoding;
      use.base = base;
      use.has_validity = nullable;
      views[column] = view;
      uses[column] = use;
      columns[column] = std::move(cells);
    };
    for (uint64_t w = 0; w < rows / 64 + 1; ++w) valid.as<uint64_t>()[w] = random() | random() | random();
    fill(uint8_t{}, kAge, Encoding::kU8, 14, schema::Kind::kInt, 80);
    fill(uint8_t{}, kCountry, Encoding::kU8, 0, schema::Kind::kText, 20, true);
    fill(uint8_t{}, kGender, Encoding::kU8, 0, schema::Kind::kText, 3);
    fill(uint8_t{}, kLang, Encoding::kU8, 0, schema::Kind::kText, 5);
    fill(uint16_t{}, kCity, Encoding::kU16, 0, schema::Kind::kText, 3000);
    fill(uint32_t{}, kSpend, Encoding::kU32, 0, schema::Kind::kMoney, 2'000'000);
    fill(double{}, kIncome, Encoding::kF64, 0, schema::Kind::kFloat, 100'000);
    fill(uint16_t{}, kLastOrder, Encoding::kU16, 19'000, schema::Kind::kDate, 1'500, true);
    fill(uint8_t{}, kRecency, Encoding::kU8, 1, schema::Kind::kInt, 5);
    fill(uint8_t{}, kFrequency, Encoding::kU8, 1, schema::Kind::kInt, 5);
    // The same number of events, four to each owner on average, in order of time.
    fill(int64_t{}, kTime, Encoding::kI64, 0, schema::Kind::kTimestamp, 1000);
    fill(uint32_t{}, kAmount, Encoding::kU32, 0, schema::Kind::kMoney, 50'000);
    fill(uint32_t{}, kItem, Encoding::kU32, 0, schema::Kind::kRef, 100'000 < rows ? 100'000 : rows);
    fill(uint8_t{}, kCategory, Encoding::kU8, 0, schema::Kind::kText, 200);
    uint32_t position = 0;
    for (uint64_t o = 0; o <= owners; ++o) {
      starts.as<uint32_t>()[o] = position;
      const uint64_t left = rows - position;
      const auto count = static_cast<uint32_t>(o + 1 >= owners ? left : std::min<uint64_t>(random() % 9, left));
      auto* const times = columns[kTime]->as<int64_t>();
      std::sort(times + position, times + position + count);
      position += count;
    }
    starts.as<uint32_t>()[owners] = static_cast<uint32_t>(rows);
    relation.starts = starts.as<uint32_t>();
  }

  template <typename T>
  const T* cells(uint32_t column) const {
    return columns[column]->as<T>();
  }

  uint64_t rows, owners;
  Cells valid, starts;
  runtime::ColumnView views[kNumColumns];
  plan::ColumnUse uses[kNumColumns];
  std::unique_ptr<Cells> columns[kNumColumns];
  runtime::RelationView relation;
};

// ---------- plans ----------

struct Build {
  plan::Scan scan;
  explicit Build(const Table& table) {
    scan.columns.assign(table.uses, table.uses + kNumColumns);
    scan.relations.push_back({{}, kTime, true, "orders"});
    scan.num_slots = 2;
  }
  template <typename Node>
  ExprRef make(Repr repr, const Node& node) {
    return scan.arena.make<plan::Expr>(repr, true, plan::kNone, decltype(plan::Expr::node)(node));
  }
  ExprRef column(uint32_t column, uint32_t slot = 0, std::vector<uint32_t> hops = {}) {
    return make(column == kIncome ? Repr::kFloat : Repr::kInt, plan::Column{{slot, scan.arena.copy(hops)}, column});
  }
  ExprRef range(uint32_t c, int64_t low, int64_t high) { return make(Repr::kBool, plan::Range{column(c), low, high}); }
  ExprRef codes(ExprRef value, uint64_t universe, const std::function<bool(uint64_t)>& in) {
    plan::CodeSet set;
    set.universe = universe;
    set.words.assign((universe + 63) / 64, 0);
    for (uint64_t code = 0; code < universe; ++code) {
      if (in(code)) set.words[code / 64] |= uint64_t{1} << (code % 64);
    }
    scan.code_sets.push_back(set);
    return make(Repr::kBool, plan::CodeIn{value, static_cast<uint32_t>(scan.code_sets.size() - 1)});
  }
  ExprRef code(uint32_t c, uint64_t code) {
    return codes(column(c), 20, [code](uint64_t each) { return each == code; });
  }
  ExprRef all(const std::vector<ExprRef>& terms) { return make(Repr::kBool, plan::And{scan.arena.copy(terms)}); }
  ExprRef any(const std::vector<ExprRef>& terms) { return make(Repr::kBool, plan::Or{scan.arena.copy(terms)}); }
  ExprRef negated(ExprRef e) { return make(Repr::kBool, plan::Not{e}); }
  ExprRef integer(int64_t value) { return make(Repr::kInt, plan::ConstInt{value}); }
  const plan::RowSet* orders(int64_t from, int64_t to, ExprRef where) {
    return scan.arena.make<plan::RowSet>(plan::RowRef{0, {}}, 0u, 1u, integer(from), integer(to), where);
  }
};

// ---------- kernels: one word of the answer ----------

bool has_avx512() {
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2")))

AVX512 inline uint64_t range8(const uint8_t* p, uint8_t low, uint8_t span) {
  return _mm512_cmple_epu8_mask(_mm512_sub_epi8(_mm512_load_si512(p), _mm512_set1_epi8(static_cast<char>(low))),
                                _mm512_set1_epi8(static_cast<char>(span)));
}
AVX512 inline uint64_t equal8(const uint8_t* p, uint8_t code) {
  return _mm512_cmpeq_epi8_mask(_mm512_load_si512(p), _mm512_set1_epi8(static_cast<char>(code)));
}
AVX512 inline uint64_t range16(const uint16_t* p, uint16_t low, uint16_t span) {
  uint64_t word = 0;
  for (int i = 0; i < 2; ++i) {
    const __m512i x = _mm512_sub_epi16(_mm512_load_si512(p + 32 * i), _mm512_set1_epi16(static_cast<short>(low)));
    word |= uint64_t{_mm512_cmple_epu16_mask(x, _mm512_set1_epi16(static_cast<short>(span)))} << (32 * i);
  }
  return word;
}
AVX512 inline uint64_t range32(const uint32_t* p, uint32_t low, uint32_t span) {
  uint64_t word = 0;
  for (int i = 0; i < 4; ++i) {
    const __m512i x = _mm512_sub_epi32(_mm512_load_si512(p + 16 * i), _mm512_set1_epi32(static_cast<int>(low)));
    word |= uint64_t{_mm512_cmple_epu32_mask(x, _mm512_set1_epi32(static_cast<int>(span)))} << (16 * i);
  }
  return word;
}
AVX512 inline uint64_t at_least(const double* p, double low) {
  uint64_t word = 0;
  for (int i = 0; i < 8; ++i)
    word |= uint64_t{_mm512_cmp_pd_mask(_mm512_load_pd(p + 8 * i), _mm512_set1_pd(low), _CMP_GE_OQ)} << (8 * i);
  return word;
}

struct Case {
  const char* name;
  std::function<ExprRef(Build&)> predicate;
  std::function<void(const Table&, uint64_t words, uint64_t* out)> kernel;
  bool owners = false;  ///< scans the owners of events, a quarter of the rows
};

// The constants are read from memory, as a function that serves many segments would.
volatile uint32_t kOne = 1;

AVX512 void s1_bytes(const Table& t, uint64_t words, uint64_t* out) {
  const auto* age = t.cells<uint8_t>(kAge);
  const auto low = static_cast<uint8_t>(15 * kOne), span = static_cast<uint8_t>(20 * kOne);
  for (uint64_t w = 0; w < words; ++w) out[w] = range8(age + 64 * w, low, span);
}
AVX512 void s1_money(const Table& t, uint64_t words, uint64_t* out) {
  const auto* spend = t.cells<uint32_t>(kSpend);
  const uint32_t low = 500'000 * kOne;
  for (uint64_t w = 0; w < words; ++w) out[w] = range32(spend + 64 * w, low, UINT32_MAX - low);
}
AVX512 void s1_float(const Table& t, uint64_t words, uint64_t* out) {
  const auto* income = t.cells<double>(kIncome);
  const double low = 50'000.0 * kOne;
  for (uint64_t w = 0; w < words; ++w) out[w] = at_least(income + 64 * w, low);
}
AVX512 void s2(const Table& t, uint64_t words, uint64_t* out) {
  const auto *country = t.cells<uint8_t>(kCountry), *gender = t.cells<uint8_t>(kGender);
  const auto* valid = t.valid.as<uint64_t>();
  const auto a = static_cast<uint8_t>(7 * kOne), b = static_cast<uint8_t>(kOne);
  for (uint64_t w = 0; w < words; ++w) out[w] = equal8(country + 64 * w, a) & valid[w] & equal8(gender + 64 * w, b);
}
AVX512 void s3(const Table& t, uint64_t words, uint64_t* out) {
  const auto* valid = t.valid.as<uint64_t>();
  const uint32_t one = kOne;
  for (uint64_t w = 0; w < words; ++w) {
    const uint64_t r = 64 * w;
    const uint8_t* country = t.cells<uint8_t>(kCountry) + r;
    const uint64_t known =
        (equal8(country, static_cast<uint8_t>(3 * one)) | equal8(country, static_cast<uint8_t>(7 * one)) |
         equal8(country, static_cast<uint8_t>(12 * one))) &
        valid[w];
    const uint64_t who =
        known | range8(t.cells<uint8_t>(kAge) + r, static_cast<uint8_t>(4 * one), static_cast<uint8_t>(16 * one));
    const uint64_t rich = range32(t.cells<uint32_t>(kSpend) + r, 100'000 * one, 1'400'000 * one) |
                          at_least(t.cells<double>(kIncome) + r, 60'000.0 * one);
    const uint64_t lang = equal8(t.cells<uint8_t>(kLang) + r, static_cast<uint8_t>(2 * one));
    const uint64_t scores = range8(t.cells<uint8_t>(kRecency) + r, static_cast<uint8_t>(1 * one), 3) &
                            range8(t.cells<uint8_t>(kFrequency) + r, static_cast<uint8_t>(1 * one), 3);
    out[w] = who & rich & ~lang & scores & ~equal8(t.cells<uint8_t>(kGender) + r, static_cast<uint8_t>(2 * one));
  }
}
AVX512 void s4(const Table& t, uint64_t words, uint64_t* out) {
  const auto* valid = t.valid.as<uint64_t>();
  const uint32_t one = kOne;
  for (uint64_t w = 0; w < words; ++w) {
    const uint64_t recent =
        range16(t.cells<uint16_t>(kLastOrder) + 64 * w, static_cast<uint16_t>(1400 * one), 90) & valid[w];
    out[w] = recent & range8(t.cells<uint8_t>(kRecency) + 64 * w, static_cast<uint8_t>(3 * one), 1) &
             range8(t.cells<uint8_t>(kFrequency) + 64 * w, static_cast<uint8_t>(2 * one), 2);
  }
}
bool in_city_set(uint64_t code) { return (code * 2654435761u >> 7) % 3 == 0; }
AVX512 void cities(const Table& t, uint64_t words, uint64_t* out) {
  static const auto table = [] {
    std::vector<uint32_t> bits(3000 / 32 + 1);
    for (uint64_t code = 0; code < 3000; ++code) bits[code / 32] |= uint32_t{in_city_set(code)} << (code % 32);
    return bits;
  }();
  const auto* city = t.cells<uint16_t>(kCity);
  for (uint64_t w = 0; w < words; ++w) {
    uint64_t word = 0;
    for (int i = 0; i < 4; ++i) {
      const __m512i code =
          _mm512_cvtepu16_epi32(_mm256_load_si256(reinterpret_cast<const __m256i*>(city + 64 * w + 16 * i)));
      const __m512i bits = _mm512_i32gather_epi32(_mm512_srli_epi32(code, 5), table.data(), 4);
      const __m512i bit = _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_and_si512(code, _mm512_set1_epi32(31)));
      word |= uint64_t{_mm512_test_epi32_mask(bits, bit)} << (16 * i);
    }
    out[w] = word;
  }
}

/// One owner's answer at a time.
template <typename Test>
void each_owner(const Table& t, uint64_t words, uint64_t* out, const Test& test) {
  const uint32_t* starts = t.relation.starts;
  for (uint64_t w = 0; w < words; ++w) {
    uint64_t word = 0;
    for (uint64_t o = 64 * w; o < std::min(64 * w + 64, t.owners); ++o)
      word |= uint64_t{test(starts[o], starts[o + 1])} << (o % 64);
    out[w] = word;
  }
}
void s6(const Table& t, uint64_t words, uint64_t* out) {
  const auto* time = t.cells<int64_t>(kTime);
  const auto* item = t.cells<uint32_t>(kItem);
  const auto* category = t.cells<uint8_t>(kCategory);
  const int64_t from = 910 * static_cast<int64_t>(kOne), to = 1000 * static_cast<int64_t>(kOne);
  const auto code = static_cast<uint8_t>(17 * kOne);
  each_owner(t, words, out, [&](uint32_t begin, uint32_t end) {
    for (uint32_t i = end; i > begin && time[i - 1] >= from; --i) {
      if (time[i - 1] < to && category[item[i - 1]] == code) return false;
    }
    return true;
  });
}
void s9(const Table& t, uint64_t words, uint64_t* out) {
  const auto* time = t.cells<int64_t>(kTime);
  const auto* amount = t.cells<uint32_t>(kAmount);
  const int64_t from = 635 * static_cast<int64_t>(kOne), to = 1000 * static_cast<int64_t>(kOne);
  each_owner(t, words, out, [&](uint32_t begin, uint32_t end) {
    int64_t count = 0, sum = 0;
    for (uint32_t i = end; i > begin && time[i - 1] >= from; --i) {
      if (time[i - 1] >= to) continue;
      ++count;
      sum += amount[i - 1];
    }
    return count >= 3 && sum >= 30'000;
  });
}
void count_all(const Table& t, uint64_t words, uint64_t* out) {
  const uint32_t least = 5 * kOne;
  each_owner(t, words, out, [&](uint32_t begin, uint32_t end) { return end - begin >= least; });
}

const Case kCases[] = {
    {"S1 bytes: 29 <= age <= 49", [](Build& b) { return b.range(kAge, 29, 49); }, s1_bytes},
    {"S1 money: spend >= 5000.00", [](Build& b) { return b.range(kSpend, 500'000, INT64_MAX); }, s1_money},
    {"S1 float: income >= 50000",
     [](Build& b) {
       return b.make(Repr::kBool, plan::Compare{hir::CompareOp::kGreaterEqual, b.column(kIncome),
                                                b.make(Repr::kFloat, plan::ConstFloat{50'000})});
     },
     s1_float},
    {"S2 country = and gender =",
     [](Build& b) {
       return b.all({b.code(kCountry, 7), b.code(kGender, 1)});
     },
     s2},
    {"S3 nested, 8 conditions",
     [](Build& b) {
       const ExprRef country = b.codes(b.column(kCountry), 20, [](uint64_t c) { return c == 3 || c == 7 || c == 12; });
       const ExprRef income = b.make(Repr::kBool, plan::Compare{hir::CompareOp::kGreaterEqual, b.column(kIncome),
                                                                b.make(Repr::kFloat, plan::ConstFloat{60'000})});
       return b.all({b.any({country, b.range(kAge, 18, 34)}), b.any({b.range(kSpend, 100'000, 1'500'000), income}),
                     b.negated(b.code(kLang, 2)), b.range(kRecency, 2, 5), b.range(kFrequency, 2, 5),
                     b.negated(b.code(kGender, 2))});
     },
     s3},
    {"S4 date window and scores",
     [](Build& b) {
       return b.all({b.range(kLastOrder, 20'400, 20'490), b.range(kRecency, 4, 5), b.range(kFrequency, 3, 5)});
     },
     s4},
    {"S5 1,000 of 3,000 cities", [](Build& b) { return b.codes(b.column(kCity), 3000, in_city_set); }, cities},
    {"S6 no event of a category in 90 days",
     [](Build& b) {
       const ExprRef where = b.codes(b.column(kCategory, 1, {kItem}), 200, [](uint64_t c) { return c == 17; });
       return b.negated(b.make(Repr::kBool, plan::AtLeast{b.orders(910, 1000, where), 1}));
     },
     s6, true},
    {"S9 count >= 3 and sum >= 300 in a year",
     [](Build& b) {
       const ExprRef count = b.make(Repr::kBool, plan::AtLeast{b.orders(635, 1000, nullptr), 3});
       const ExprRef amount = b.make(Repr::kWide, plan::Widen{b.column(kAmount, 1)});
       const ExprRef sum = b.make(Repr::kWide, plan::Aggregate{hir::AggregateKind::kSum, b.orders(635, 1000, nullptr),
                                                               amount, nullptr, 0, plan::kNone});
       return b.all({count, b.make(Repr::kBool, plan::Compare{hir::CompareOp::kGreaterEqual, sum,
                                                              b.make(Repr::kWide, plan::ConstWide{0, 30'000})})});
     },
     s9, true},
    {"-- at least 5 events ever",
     [](Build& b) {
       const plan::RowSet* rows =
           b.scan.arena.make<plan::RowSet>(plan::RowRef{0, {}}, 0u, 1u, nullptr, nullptr, nullptr);
       return b.make(Repr::kBool, plan::AtLeast{rows, 5});
     },
     count_all, true},
};

double timed(const std::function<void()>& run) {
  const double start = seconds_now();
  run();
  return seconds_now() - start;
}

int compare(const Table& table, codegen::Jit& jit, const Case& each) {
  Build build(table);
  build.scan.predicate = each.predicate(build);
  std::vector<double> compile;
  for (int i = 0; i < 15; ++i) {
    const double start = seconds_now();
    auto compiled = jit.compile(build.scan);  // freed at the end of each turn, so compiled anew
    compile.push_back(seconds_now() - start);
    if (!compiled.ok()) return std::printf("%s: %s\n", each.name, compiled.error().message.c_str()), 1;
  }
  auto compiled = jit.compile(build.scan);
  const uint64_t rows = each.owners ? table.owners : table.rows, words = (rows + 63) / 64;
  std::vector<uint64_t> out(words), expected(words);
  runtime::EvalContext context;
  runtime::ScanArgs args;
  args.columns = table.views;
  args.relations = &table.relation;
  args.last_word = words;
  args.num_rows = rows;
  args.out = out.data();
  args.context = &context;
  std::vector<double> ours, theirs;
  const int turns = rows < 1'000'000 ? 201 : 7;
  for (int i = 0; i <= turns; ++i) {
    const double a = timed([&] { compiled->run(args); });
    const double b = timed([&] { each.kernel(table, words, expected.data()); });
    if (i > 0) ours.push_back(a), theirs.push_back(b);
  }
  if (rows % 64 != 0) expected[words - 1] &= (uint64_t{1} << (rows % 64)) - 1;
  uint64_t members = 0;
  for (const uint64_t word : out) members += static_cast<uint64_t>(__builtin_popcountll(word));
  const double scale = 1e9 / static_cast<double>(rows);
  std::printf("%-40s %7.2f ms %9.4f %9.4f %7.2fx  %5.1f%% %s\n", each.name, median(compile) * 1e3, median(ours) * scale,
              median(theirs) * scale, median(ours) / median(theirs),
              100.0 * static_cast<double>(members) / static_cast<double>(rows), out == expected ? "" : "WRONG");
  return out == expected ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const uint64_t most = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
  if (!has_avx512()) return std::puts("the kernels to compare with need AVX-512"), 0;
  const double start = seconds_now();
  auto jit = codegen::Jit::create({});
  if (!jit.ok()) return std::puts(jit.error().message.c_str()), 1;
  std::printf("compiler ready after %.1f ms\n", (seconds_now() - start) * 1e3);
  int wrong = 0;
  for (const uint64_t rows : {uint64_t{65'536}, most}) {
    const Table table(rows);
    std::printf("\n%-40s %10s %9s %9s %8s  members\n", (std::to_string(rows) + " rows").c_str(), "compile", "ns/row",
                "kernel", "ratio");
    for (const Case& each : kCases) wrong += compare(table, **jit, each);
  }
  return wrong;
}
