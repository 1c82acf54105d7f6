#pragma once
/// 64 rows at a time with AVX-512 intrinsics: what kernels are made of.

// g++ 12 takes the undefined operands inside its own intrinsics for our mistakes (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"

#include <cstdint>

#include <immintrin.h>

namespace segql::bench {

#define SEGQL_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,popcnt")))

inline bool has_avx512() {
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("bmi2");
}

/// The processor's own prefetching starts anew in every page of 4,096 bytes.
inline constexpr int kBytesAhead = 4096;
inline void ask_ahead(const void* memory) { __builtin_prefetch(static_cast<const char*>(memory) + kBytesAhead); }

// ---------- cell - low <= span, unsigned, of 64 cells at 64-byte boundaries ----------

SEGQL_AVX512 inline uint64_t in_range(__m512i codes, uint8_t low, uint8_t span) {
  return _mm512_cmple_epu8_mask(_mm512_sub_epi8(codes, _mm512_set1_epi8(static_cast<char>(low))),
                                _mm512_set1_epi8(static_cast<char>(span)));
}
SEGQL_AVX512 inline uint64_t in_range(const uint8_t* cells, uint8_t low, uint8_t span) {
  ask_ahead(cells);
  return in_range(_mm512_load_si512(cells), low, span);
}
SEGQL_AVX512 inline uint64_t in_range(const uint16_t* cells, uint16_t low, uint16_t span) {
  uint64_t word = 0;
  for (int i = 0; i < 2; ++i) {
    ask_ahead(cells + 32 * i);
    const __m512i x = _mm512_sub_epi16(_mm512_load_si512(cells + 32 * i), _mm512_set1_epi16(static_cast<short>(low)));
    word |= uint64_t{_mm512_cmple_epu16_mask(x, _mm512_set1_epi16(static_cast<short>(span)))} << (32 * i);
  }
  return word;
}
SEGQL_AVX512 inline uint64_t in_range(const uint32_t* cells, uint32_t low, uint32_t span) {
  uint64_t word = 0;
  for (int i = 0; i < 4; ++i) {
    ask_ahead(cells + 16 * i);
    const __m512i x = _mm512_sub_epi32(_mm512_load_si512(cells + 16 * i), _mm512_set1_epi32(static_cast<int>(low)));
    word |= uint64_t{_mm512_cmple_epu32_mask(x, _mm512_set1_epi32(static_cast<int>(span)))} << (16 * i);
  }
  return word;
}
SEGQL_AVX512 inline uint64_t in_range(const uint64_t* cells, uint64_t low, uint64_t span) {
  uint64_t word = 0;
  for (int i = 0; i < 8; ++i) {
    ask_ahead(cells + 8 * i);
    const __m512i x =
        _mm512_sub_epi64(_mm512_load_si512(cells + 8 * i), _mm512_set1_epi64(static_cast<long long>(low)));
    word |= uint64_t{_mm512_cmple_epu64_mask(x, _mm512_set1_epi64(static_cast<long long>(span)))} << (8 * i);
  }
  return word;
}

// ---------- 16 cells in lanes of 32 bits; those whose bit is not set are not read ----------

SEGQL_AVX512 inline __m512i sixteen(const uint8_t* cells, __mmask16 which) {
  return _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(which, cells));
}
SEGQL_AVX512 inline __m512i sixteen(const uint16_t* cells, __mmask16 which) {
  return _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(which, cells));
}
SEGQL_AVX512 inline __m512i sixteen(const uint32_t* cells, __mmask16 which) {
  return _mm512_maskz_loadu_epi32(which, cells);
}

/// The first 8 of `sixteen` in lanes of 64 bits.
template <typename Cell>
SEGQL_AVX512 inline __m512i eight(const Cell* cells, __mmask8 which) {
  return _mm512_cvtepu32_epi64(_mm512_castsi512_si256(sixteen(cells, which)));
}

}  // namespace segql::bench
