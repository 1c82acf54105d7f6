#include "bench/kernels/kernels.h"

#include <algorithm>
#include <array>

#include "bench/kernels/event_kernels.h"
#include "bench/kernels/range_words.h"
#include "bench/kernels/words.h"

namespace segql::bench {
namespace {

/// Words of several conditions that are in the nearest cache together.
constexpr uint64_t kWordsAtOnce = 64;

/// Rows for which all of `conditions` hold.
template <size_t kCount>
Kernel all_of(std::array<RangeWords, kCount> conditions) {
  const Part part = [conditions](uint64_t first, uint64_t last, uint64_t* out) {
    uint64_t more[kWordsAtOnce];
    for (; first < last; first += kWordsAtOnce) {
      const uint64_t end = std::min(first + kWordsAtOnce, last);
      conditions[0].write(first, end, out + first);
      for (size_t i = 1; i < kCount; ++i) {
        conditions[i].write(first, end, more);
        for (uint64_t w = first; w < end; ++w) out[w] &= more[w - first];
      }
    }
  };
  return [part] { return part; };
}

/// The code of a text, which the column has.
RangeWords is_text(const runtime::Column& column, std::string_view text) {
  const int64_t code = column.dictionary()->find(text).value_or(UINT32_MAX);
  return {column, code, code};
}

constexpr int64_t kMicrosPerDay = 86'400'000'000;
constexpr int64_t kAsOf = 20'543 * kMicrosPerDay + kMicrosPerDay / 2;  // 2026-03-31T12:00Z

/// Before as-of, and from the start of the day `days` days before it on.
RangeWords within_last(const runtime::Column& column, int64_t days) {
  return {column, (20'543 - days) * kMicrosPerDay, kAsOf - 1};
}

Kernel event_kernel(bool is_s6, const Tables& tables) {
  const auto of_purchase = [&](std::string_view field) -> const runtime::Column& {
    return tables.column("purchase", field);
  };
  const Events purchases{tables.relation("customer", "purchases"), tables.num_rows("customer")};
  if (!is_s6)
    return count_and_sum(purchases, within_last(of_purchase("bought_at"), 365), of_purchase("amount"), 3, 30'000);
  return no_event(purchases, within_last(of_purchase("bought_at"), 90), of_purchase("item"),
                  is_text(tables.column("product", "category"), "Laptops"), tables.num_rows("product"));
}

}  // namespace

uint64_t Tables::num_rows(std::string_view table) const { return data_.table(*schema_.find_table(table)).num_rows(); }

const runtime::Column& Tables::column(std::string_view table, std::string_view field) const {
  const schema::TableId id = *schema_.find_table(table);
  return data_.table(id).column(*schema_.table(id).find_field(field));
}

runtime::RelationView Tables::relation(std::string_view owner, std::string_view name) const {
  return data_.relation(*schema_.find_relation(*schema_.find_table(owner), name)).view();
}

Kernel make_kernel(std::string_view name, const Tables& tables) {
  if (!has_avx512()) return {};
  const auto of_customer = [&](std::string_view field) -> const runtime::Column& {
    return tables.column("customer", field);
  };
  if (name == "s1") return all_of<1>({RangeWords(of_customer("spend"), 500'000, INT64_MAX)});
  if (name == "s2") return all_of<2>({is_text(of_customer("country"), "SA"), is_text(of_customer("gender"), "F")});
  if (name == "s4") {
    return all_of<3>({within_last(of_customer("last_order"), 90),
                      RangeWords(of_customer("recency_score"), 4, INT64_MAX),
                      RangeWords(of_customer("churn_risk"), INT64_MIN, 4'999)});
  }
  if (name == "s6" || name == "s9") return event_kernel(name == "s6", tables);
  return {};
}

}  // namespace segql::bench
