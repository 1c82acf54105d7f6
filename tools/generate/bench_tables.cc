// The workload of the benchmarks: 18 columns of customers, and order lines with integer keys.
#include <algorithm>
#include <string>

#include "tools/generate/people.h"
#include "tools/generate/random.h"
#include "tools/generate/shop_tables.h"

namespace segql::generate {

namespace {

/// 1 to 5, the best customers 5.
int64_t recency_score(int64_t days_ago) {
  return days_ago <= 30 ? 5 : days_ago <= 90 ? 4 : days_ago <= 180 ? 3 : days_ago <= 365 ? 2 : 1;
}

void fill_customer(const Model& model, uint64_t row, RowWriter& out) {
  const Person who = person(model, row);
  const History& history = model.history(row);
  const bool has_ordered = history.orders > 0;
  out.set(0, static_cast<int64_t>(row + 1));
  out.set(1, who.email);
  out.set(2, who.first_name);
  out.set(3, who.last_name);
  if (who.stated_gender)
    out.set(4, *who.stated_gender ? "F" : "M");
  else
    out.set_missing(4);
  if (who.country)
    out.set(5, who.country->code);
  else
    out.set_missing(5);
  if (who.has_city)
    out.set(6, who.country->cities[who.city]);
  else
    out.set_missing(6);
  out.set(7, who.country ? who.country->language : "ar");
  if (who.birthday)
    out.set_days(8, *who.birthday);
  else
    out.set_missing(8);
  out.set(9, who.signed_up_at);
  if (has_ordered)
    out.set(10, history.last_order);
  else
    out.set_missing(10);
  out.set(11, static_cast<int64_t>(history.orders));
  out.set(12, history.spend);
  out.set(13, who.wallet);
  out.set(14, history.spend / 1000);
  if (has_ordered)
    out.set(15, recency_score((kEnd - history.last_order) / kMicrosPerDay));
  else
    out.set_missing(15);
  if (who.churn_risk)
    out.set(16, *who.churn_risk);
  else
    out.set_missing(16);
  if (who.rfm_group)
    out.set(17, kRfmGroups[*who.rfm_group]);
  else
    out.set_missing(17);
}

void fill_product(const Model& model, uint64_t row, RowWriter& out) {
  const auto brand = model.brand_of(row);
  out.set(0, static_cast<int64_t>(row + 1));
  if (brand)
    out.set(1, brand_name(*brand));
  else
    out.set_missing(1);
  out.set(2, category_name(model.category_of(row)));
  out.set(3, model.price_of(row));
}

void fill_purchase(const Model& model, uint64_t row, RowWriter& out) {
  const Line line = model.line(row);
  out.set(0, static_cast<int64_t>(line.customer + 1));
  out.set(1, static_cast<int64_t>(line.product + 1));
  out.set(2, line.quantity);
  out.set(3, line.amount);
  out.set(4, line.time);
}

}  // namespace

std::vector<TableSpec> bench_tables(const Model& model) {
  using enum ColumnType;
  const Scale& scale = model.scale();
  const auto rows = [&model](void (*fill)(const Model&, uint64_t, RowWriter&)) {
    return [&model, fill](uint64_t row, RowWriter& out) { fill(model, row, out); };
  };
  return {
      {"purchases",
       scale.lines,
       {{"buyer", kInt}, {"item", kInt}, {"quantity", kInt}, {"amount", kMoney}, {"bought_at", kTimestamp}},
       rows(fill_purchase)},
      {"customers",
       scale.customers,
       {{"id", kInt},
        {"email", kText},
        {"first_name", kText},
        {"last_name", kText},
        {"gender", kText},
        {"country", kText},
        {"city", kText},
        {"lang", kText},
        {"birthday", kDate},
        {"created_at", kTimestamp},
        {"last_order", kTimestamp},
        {"orders_count", kInt},
        {"spend", kMoney},
        {"wallet", kMoney},
        {"points", kInt},
        {"recency_score", kInt},
        {"churn_risk", kScore},
        {"rfm_group", kText}},
       rows(fill_customer)},
      {"products",
       scale.products,
       {{"sku", kInt}, {"brand", kText}, {"category", kText}, {"price", kMoney}},
       rows(fill_product)},
  };
}

}  // namespace segql::generate
