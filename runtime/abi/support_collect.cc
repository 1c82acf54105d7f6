/// Collectors: gather, sort in place, look.
#include "runtime/abi/support_collect.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "runtime/abi/support_items.h"
#include "runtime/abi/support_wide.h"

namespace segql::runtime {
namespace {

Collector& collector_of(EvalContext* context, uint32_t id) { return context->collectors[id]; }

template <typename T>
int64_t count_distinct(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return static_cast<int64_t>(values.size());
}

/// The most frequent value; of several the first. REQUIRES: equal values stand together.
template <typename T>
uint32_t most_common(const std::vector<T>& values, T* out) {
  size_t longest = 0;
  for (size_t begin = 0, end = 0; begin < values.size(); begin = end) {
    while (end < values.size() && values[end] == values[begin]) ++end;
    if (end - begin <= longest) continue;
    longest = end - begin;
    *out = values[begin];
  }
  return longest > 0 ? 1 : 0;
}

template <typename T>
uint32_t sorted_most_common(std::vector<T>& values, T* out) {
  std::sort(values.begin(), values.end());
  return most_common(values, out);
}

template <typename T>
uint32_t exact_median(EvalContext* context, std::vector<T>& values, uint32_t power, int128* out) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const int128 upper = values[values.size() / 2];
  if (values.size() % 2 != 0) return segql_wide_rescale(context, &upper, power, out);
  const int128 lower = values[values.size() / 2 - 1];
  return segql_wide_midpoint(context, &lower, &upper, power, out);
}

}  // namespace

extern "C" {

void segql_collect_reset(EvalContext* context, uint32_t id) {
  if (id >= context->collectors.size()) context->collectors.resize(size_t{id} + 1);
  Collector& collector = collector_of(context, id);
  collector.values.clear();
  collector.wides.clear();
  collector.reals.clear();
}

void segql_collect_add(EvalContext* context, uint32_t id, int64_t value) {
  collector_of(context, id).values.push_back(value);
}

void segql_collect_add_wide(EvalContext* context, uint32_t id, const int128* value) {
  collector_of(context, id).wides.push_back(*value);
}

void segql_collect_add_float(EvalContext* context, uint32_t id, double value) {
  if (std::isnan(value)) return;
  collector_of(context, id).reals.push_back(value == 0 ? 0.0 : value);
}

int64_t segql_collect_count_distinct(EvalContext* context, uint32_t id) {
  Collector& collector = collector_of(context, id);
  return count_distinct(collector.values) + count_distinct(collector.wides) + count_distinct(collector.reals);
}

uint32_t segql_collect_median_int(EvalContext* context, uint32_t id, uint32_t power, int128* out) {
  return exact_median(context, collector_of(context, id).values, power, out);
}

uint32_t segql_collect_median_wide(EvalContext* context, uint32_t id, uint32_t power, int128* out) {
  return exact_median(context, collector_of(context, id).wides, power, out);
}

uint32_t segql_collect_median_float(EvalContext* context, uint32_t id, double* out) {
  std::vector<double>& values = collector_of(context, id).reals;
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double upper = values[values.size() / 2];
  const double lower = values[(values.size() - 1) / 2];
  const double median = std::midpoint(lower, upper);
  if (std::isnan(median)) return 0;
  *out = median;
  return 1;
}

uint32_t segql_collect_most_common_int(EvalContext* context, uint32_t id, int64_t* out) {
  return sorted_most_common(collector_of(context, id).values, out);
}

uint32_t segql_collect_most_common_float(EvalContext* context, uint32_t id, double* out) {
  return sorted_most_common(collector_of(context, id).reals, out);
}

uint32_t segql_collect_most_common_text(EvalContext* context, uint32_t id, const DictionaryView* dictionary,
                                        int64_t* out) {
  std::vector<int64_t>& codes = collector_of(context, id).values;
  std::sort(codes.begin(), codes.end(), [&](int64_t lhs, int64_t rhs) {
    const int32_t order = segql_text_compare(dictionary, lhs, dictionary, rhs);
    return order != 0 ? order < 0 : lhs < rhs;
  });
  return most_common(codes, out);
}

}  // extern "C"

}  // namespace segql::runtime
