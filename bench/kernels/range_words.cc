#include "bench/kernels/range_words.h"

#include <algorithm>

#include "compiler/codegen/forms.h"

namespace segql::bench {
namespace {

/// Rows that a sketch leaves open are looked at after so many words, independent of each other.
constexpr uint64_t kWordsAtOnce = 64;

}  // namespace

RangeWords::RangeWords(const runtime::Column& column, int64_t low, int64_t high) : view_(column.view()) {
  plan::ColumnUse use{};
  use.encoding = view_.encoding;
  use.base = view_.base;
  use.unit = view_.unit;
  use.sketch = column.sketch_bounds();
  const codegen::CellRange cells = codegen::cell_range(use, low, high);
  possible_ = cells.possible;
  first_cell_ = cells.first;
  cell_span_ = cells.span;
  const codegen::SketchRange codes = codegen::sketch_range(use, low, high);
  some_are_ = codes.some_are ? ~uint64_t{0} : 0;
  some_may_be_ = codes.some_may_be ? ~uint64_t{0} : 0;
  first_code_ = codes.first;
  code_span_ = codes.span;
  open_codes_[0] = codes.from;
  open_codes_[1] = codes.to;
}

void RangeWords::write(uint64_t first, uint64_t last, uint64_t* out) const {
  if (!possible_) return void(std::fill(out, out + (last - first), 0));
  with_cells(view_, [&](const auto* cells) {
    using Cell = std::remove_const_t<std::remove_pointer_t<decltype(cells)>>;
    view_.sketch != nullptr ? by_sketch<Cell>(first, last, out) : by_cells<Cell>(first, last, out);
  });
  if (view_.valid == nullptr) return;
  for (uint64_t w = first; w < last; ++w) out[w - first] &= view_.valid[w];
}

template <typename Cell>
SEGQL_AVX512 void RangeWords::by_cells(uint64_t first, uint64_t last, uint64_t* out) const {
  const auto* const cells = static_cast<const Cell*>(view_.data);
  const auto low = static_cast<Cell>(first_cell_), span = static_cast<Cell>(cell_span_);
  for (uint64_t w = first; w < last; ++w) out[w - first] = in_range(cells + 64 * w, low, span);
}

template <typename Cell>
SEGQL_AVX512 void RangeWords::by_sketch(uint64_t first, uint64_t last, uint64_t* out) const {
  const auto* const cells = static_cast<const Cell*>(view_.data);
  const auto low = static_cast<Cell>(first_cell_), span = static_cast<Cell>(cell_span_);
  const __m512i from = _mm512_set1_epi8(static_cast<char>(open_codes_[0]));
  const __m512i to = _mm512_set1_epi8(static_cast<char>(open_codes_[1]));
  uint16_t open[64 * kWordsAtOnce + 1];  // within the words at once
  for (; first < last; first += kWordsAtOnce, out += kWordsAtOnce) {
    const uint64_t count = std::min(kWordsAtOnce, last - first);
    const uint8_t* codes = view_.sketch + 64 * first;
    uint64_t num_open = 0;
    for (uint64_t w = 0; w < count; ++w, codes += 64) {
      ask_ahead(codes);
      const __m512i code = _mm512_load_si512(codes);
      out[w] = in_range(code, first_code_, code_span_) & some_are_;
      uint64_t rest = (_mm512_cmpeq_epi8_mask(code, from) | _mm512_cmpeq_epi8_mask(code, to)) & some_may_be_;
      // One is frequent, two are rare: the first without a branch.
      open[num_open] = static_cast<uint16_t>(64 * w + _tzcnt_u64(rest));
      num_open += rest != 0;
      for (rest = _blsr_u64(rest); rest != 0; rest = _blsr_u64(rest))
        open[num_open++] = static_cast<uint16_t>(64 * w + _tzcnt_u64(rest));
    }
    for (uint64_t i = 0; i < num_open; ++i) {
      const uint64_t holds = static_cast<Cell>(cells[64 * first + open[i]] - low) <= span ? 1 : 0;
      out[open[i] / 64] |= holds << (open[i] % 64);
    }
  }
}

}  // namespace segql::bench
