#include "bench/kernels/event_kernels.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "bench/kernels/words.h"
#include "runtime/bitmap/bits.h"

namespace segql::bench {
namespace {

/// Words of events whose candidates are gathered before they are looked at.
constexpr uint64_t kWordsAtOnce = 64;

/// The 64 bits from bit `at` on; there is a word after the last.
inline uint64_t bits_from(const uint64_t* words, uint64_t at) {
  const uint64_t low = words[at / 64] >> (at % 64);
  return at % 64 == 0 ? low : low | words[at / 64 + 1] << (64 - at % 64);
}

/// The window of the events [begin, end): words from that of `begin` on, bits of other events 0, and a word more.
void window_words(const RangeWords& window, uint64_t begin, uint64_t end, uint64_t* out) {
  const uint64_t first = begin / 64, last = runtime::words_for(end);
  out[std::max(last, first) - first] = 0;
  if (begin == end) return;
  window.write(first, last, out);
  out[0] &= ~uint64_t{0} << (begin % 64);
  out[last - 1 - first] &= runtime::word_mask(last - 1, end);
}

// ---------- no event of some kind ----------

struct Candidates {
  uint64_t count = 0;
  // Stores are of 16, whatever is counted.
  uint32_t events[64 * kWordsAtOnce + 16], rows[64 * kWordsAtOnce + 16];
};

/// The events whose bit is set, and the rows they refer to.
template <typename Cell>
SEGQL_AVX512 void gather(const uint64_t* words, uint64_t first, uint64_t last, const Cell* cells, Candidates& out) {
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  out.count = 0;
  for (uint64_t w = first; w < last; ++w) {
    for (uint64_t i = 0; i < 4; ++i) {
      const auto which = static_cast<__mmask16>(words[w - first] >> (16 * i));
      const uint64_t event = 64 * w + 16 * i;
      ask_ahead(cells + event);
      const __m512i row = sixteen(cells + event, which);
      const __m512i number = _mm512_add_epi32(lanes, _mm512_set1_epi32(static_cast<int>(event)));
      // Stored whole: stores under a mask that compresses are several times slower.
      _mm512_storeu_si512(out.rows + out.count, _mm512_maskz_compress_epi32(which, row));
      _mm512_storeu_si512(out.events + out.count, _mm512_maskz_compress_epi32(which, number));
      out.count += static_cast<uint64_t>(_mm_popcnt_u32(which));
    }
  }
}

/// Calls `hit(event)` for the candidates that refer to a wanted row.
template <typename Hit>
SEGQL_AVX512 inline void each_wanted(const Candidates& some, const uint64_t* wanted, const Hit& hit) {
  for (uint64_t i = 0; i < some.count; i += 16) {
    const auto there = static_cast<__mmask16>(some.count - i >= 16 ? 0xFFFF : (1U << (some.count - i)) - 1);
    const __m512i row = _mm512_maskz_loadu_epi32(there, some.rows + i);
    const __m512i bits =
        _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), there, _mm512_srli_epi32(row, 5), wanted, 4);
    const __m512i bit = _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_and_si512(row, _mm512_set1_epi32(31)));
    for (uint32_t hits = _mm512_test_epi32_mask(bits, bit); hits != 0; hits &= hits - 1)
      hit(some.events[i + static_cast<uint64_t>(std::countr_zero(hits))]);
  }
}

/// The owner of `event`, who is not before `owner`. One after another: a search would wait for the memory at each step,
/// and this reads what the processor has asked for by itself.
SEGQL_AVX512 uint64_t owner_of(const uint32_t* starts, uint64_t num_owners, uint64_t owner, uint32_t event) {
  while (owner + 16 <= num_owners && starts[owner + 16] <= event) owner += 16;
  const uint64_t left = num_owners - owner;
  const auto there = static_cast<__mmask16>(left >= 16 ? 0xFFFF : (1U << left) - 1);
  const __m512i next = _mm512_maskz_loadu_epi32(there, starts + owner + 1);
  const __mmask16 before = _mm512_mask_cmple_epu32_mask(there, next, _mm512_set1_epi32(static_cast<int>(event)));
  return owner + static_cast<uint64_t>(_mm_popcnt_u32(before));
}

struct NoEvent {
  Events events;
  RangeWords window;
  const runtime::ColumnView& reference;
  std::vector<uint64_t> wanted;  ///< of the rows referred to

  void operator()(uint64_t first, uint64_t last, uint64_t* out) const {
    const uint32_t* const starts = events.of.starts;
    std::fill(out + first, out + last, ~uint64_t{0});
    uint64_t owner = 64 * first;
    const uint64_t begin = starts[owner], end = starts[std::min(64 * last, events.num_owners)];
    uint64_t words[kWordsAtOnce + 1];
    Candidates some;
    for (uint64_t at = begin; at < end; at = (at / 64 + kWordsAtOnce) * 64) {
      const uint64_t until = std::min(end, (at / 64 + kWordsAtOnce) * 64);
      window_words(window, at, until, words);
      if (reference.valid != nullptr) {
        for (uint64_t w = at / 64; w < runtime::words_for(until); ++w) words[w - at / 64] &= reference.valid[w];
      }
      with_cells(reference, [&](const auto* cells) {
        if constexpr (sizeof(*cells) <= 4) gather(words, at / 64, runtime::words_for(until), cells, some);
      });
      each_wanted(some, wanted.data(), [&](uint32_t event) {
        owner = owner_of(starts, events.num_owners, owner, event);
        out[owner / 64] &= ~(uint64_t{1} << (owner % 64));
      });
    }
  }
};

// ---------- count and sum ----------

/// A count and a sum in one number, so that both of an owner are one difference.
constexpr unsigned kCountShift = 40;

/// totals[i]: of the events [begin, begin + i) that are in the window.
template <typename Cell>
SEGQL_AVX512 void running_totals(const uint64_t* window, uint64_t offset, const Cell* amounts, uint64_t count,
                                 uint64_t* totals) {
  const __m512i one = _mm512_set1_epi64(int64_t{1} << kCountShift), none = _mm512_setzero_si512();
  const __m512i last = _mm512_set1_epi64(7);
  __m512i before = none;
  totals[0] = 0;
  for (uint64_t i = 0; i < count; i += 8) {
    const auto which = static_cast<__mmask8>(bits_from(window, offset + i));
    ask_ahead(amounts + i);
    __m512i x = _mm512_maskz_add_epi64(which, eight(amounts + i, which), one);
    x = _mm512_add_epi64(x, _mm512_alignr_epi64(x, none, 7));
    x = _mm512_add_epi64(x, _mm512_alignr_epi64(x, none, 6));
    x = _mm512_add_epi64(x, _mm512_alignr_epi64(x, none, 4));
    x = _mm512_add_epi64(x, before);
    _mm512_storeu_si512(totals + i + 1, x);
    before = _mm512_permutexvar_epi64(last, x);
  }
}

struct CountAndSum {
  Events events;
  RangeWords window;
  const runtime::ColumnView& amount;
  int64_t count, sum;

  void operator()(uint64_t first, uint64_t last, uint64_t* out) const {
    const uint32_t* const starts = events.of.starts;
    const auto start_of = [&](uint64_t word) { return uint64_t{starts[std::min(64 * word, events.num_owners)]}; };
    const uint64_t base = start_of(first) / 64 * 64, end = start_of(last);
    std::vector<uint64_t> words(runtime::words_for(end - base) + 2), totals;
    window_words(window, start_of(first), end, words.data());
    for (uint64_t w = first; w < last; ++w) {
      const uint64_t begin = start_of(w), num_events = start_of(w + 1) - begin;
      if (totals.size() < num_events + 9) totals.resize(2 * num_events + 9);
      with_cells(amount, [&](const auto* cells) {
        if constexpr (sizeof(*cells) <= 4)
          running_totals(words.data(), begin - base, cells + begin, num_events, totals.data());
      });
      out[w] = owners(starts + 64 * w, std::min<uint64_t>(64, events.num_owners - 64 * w), totals.data());
    }
  }

  /// Of up to 64 owners, the first of whose events is the first of `totals`.
  SEGQL_AVX512 uint64_t owners(const uint32_t* starts, uint64_t num_owners, const uint64_t* totals) const {
    const __m256i base = _mm256_set1_epi32(static_cast<int>(starts[0]));
    const __m512i low = _mm512_set1_epi64((int64_t{1} << kCountShift) - 1);
    const __m512i of_base = _mm512_set1_epi64(amount.base), of_unit = _mm512_set1_epi64(amount.unit);
    uint64_t word = 0;
    for (uint64_t i = 0; i < num_owners; i += 8) {
      const auto there = static_cast<__mmask8>(num_owners - i >= 8 ? 0xFF : (1U << (num_owners - i)) - 1);
      const auto total_at = [&](const uint32_t* at) SEGQL_AVX512 {
        const __m256i event = _mm256_sub_epi32(_mm256_maskz_loadu_epi32(there, at), base);
        return _mm512_mask_i32gather_epi64(_mm512_setzero_si512(), there, event, totals, 8);
      };
      const __m512i both = _mm512_sub_epi64(total_at(starts + i + 1), total_at(starts + i));
      const __m512i num_events = _mm512_srli_epi64(both, kCountShift);
      const __m512i value = _mm512_add_epi64(_mm512_mullo_epi64(num_events, of_base),
                                             _mm512_mullo_epi64(_mm512_and_si512(both, low), of_unit));
      const __mmask8 enough = _mm512_cmpge_epi64_mask(num_events, _mm512_set1_epi64(count)) &
                              _mm512_cmpge_epi64_mask(value, _mm512_set1_epi64(sum)) & there;
      word |= uint64_t{enough} << i;
    }
    return word;
  }
};

/// Neither a count nor a sum of cells runs into the other.
bool totals_fit(const Events& events, const runtime::Column& amount) {
  uint64_t most = 0;
  for (uint64_t i = 0; i < events.num_owners; ++i)
    most = std::max<uint64_t>(most, events.of.starts[i + 1] - events.of.starts[i]);
  const auto largest = static_cast<uint64_t>((amount.stats().max - amount.view().base) / amount.view().unit);
  return most < uint64_t{1} << (63 - kCountShift) && most * largest < uint64_t{1} << kCountShift;
}

bool is_narrow(const runtime::ColumnView& view) { return view.encoding <= runtime::Encoding::kU32; }

}  // namespace

Kernel no_event(const Events& events, const RangeWords& window, const runtime::Column& reference,
                const RangeWords& wanted, uint64_t num_referenced) {
  if (events.of.rows != nullptr || !is_narrow(reference.view())) return {};
  return [=, &view = reference.view()]() -> Part {
    std::vector<uint64_t> rows(runtime::words_for(num_referenced));
    wanted.write(0, rows.size(), rows.data());
    return NoEvent{events, window, view, std::move(rows)};
  };
}

Kernel count_and_sum(const Events& events, const RangeWords& window, const runtime::Column& amount, int64_t count,
                     int64_t sum) {
  const runtime::ColumnView& view = amount.view();
  if (events.of.rows != nullptr || view.valid != nullptr || !is_narrow(view) || !totals_fit(events, amount)) return {};
  return [part = Part(CountAndSum{events, window, view, count, sum})] { return part; };
}

}  // namespace segql::bench
