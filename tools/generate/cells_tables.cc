// The data of the micro-benchmarks: a column for each encoding, by the values it has.
#include <algorithm>
#include <string>

#include "tools/generate/model.h"
#include "tools/generate/random.h"
#include "tools/generate/shop_tables.h"

namespace segql::generate {
namespace {

enum Purpose : uint64_t { kCells = 201, kEvents };

constexpr int64_t kSpans[] = {200, 60'000, int64_t{1} << 31, int64_t{1} << 60};
constexpr uint64_t kTexts[] = {200, 60'000, 1'000'000};

/// u8, u16, u32, i64, f64, from `column` on.
void fill_numbers(Draw& draw, size_t column, bool half_missing, RowWriter& out) {
  for (const int64_t span : kSpans) {
    const int64_t number = draw.between(0, span - 1);
    if (half_missing && draw.percent(50))
      out.set_missing(column++);
    else
      out.set(column++, number);
  }
  const uint64_t number = draw.below(1 << 20);
  if (half_missing && draw.percent(50))
    out.set_missing(column);
  else
    out.set_real(column, static_cast<double>(number) / (1 << 20));
}

void fill_cell(uint64_t seed, uint64_t row, RowWriter& out) {
  Draw draw(seed, kCells, row);
  out.set(0, static_cast<int64_t>(row + 1));
  fill_numbers(draw, 1, false, out);
  fill_numbers(draw, 6, true, out);
  size_t column = 11;
  for (const bool half_missing : {false, true}) {
    for (const uint64_t texts : kTexts) {
      const std::string text = "text " + std::to_string(draw.below(texts));
      if (half_missing && draw.percent(50))
        out.set_missing(column++);
      else
        out.set(column++, std::string_view(text));
    }
  }
}

void fill_event(uint64_t seed, uint64_t num_cells, uint64_t row, RowWriter& out) {
  Draw draw(seed, kEvents, row);
  out.set(0, static_cast<int64_t>(draw.below(num_cells) + 1));
  out.set(1, kStart + draw.between(0, kEnd - kStart - 1));
  fill_numbers(draw, 2, false, out);
}

}  // namespace

std::vector<TableSpec> cells_tables(uint64_t seed, double factor) {
  using enum ColumnType;
  const auto cells = std::max<uint64_t>(1, static_cast<uint64_t>(1e7 * factor));
  return {{"events",
           2 * cells,
           {{"of_cell", kInt},
            {"happened_at", kTimestamp},
            {"u8", kInt},
            {"u16", kInt},
            {"u32", kInt},
            {"i64", kInt},
            {"f64", kFloat}},
           [=](uint64_t row, RowWriter& out) { fill_event(seed, cells, row, out); }},
          {"cells",
           cells,
           {{"id", kInt},
            {"u8", kInt},
            {"u16", kInt},
            {"u32", kInt},
            {"i64", kInt},
            {"f64", kFloat},
            {"u8_half", kInt},
            {"u16_half", kInt},
            {"u32_half", kInt},
            {"i64_half", kInt},
            {"f64_half", kFloat},
            {"t8", kText},
            {"t16", kText},
            {"t32", kText},
            {"t8_half", kText},
            {"t16_half", kText},
            {"t32_half", kText}},
           [=](uint64_t row, RowWriter& out) { fill_cell(seed, row, out); }}};
}

}  // namespace segql::generate
