// The data of examples/shop.
#include "tools/generate/shop_tables.h"

#include <algorithm>
#include <array>
#include <string>

#include "tools/generate/people.h"
#include "tools/generate/random.h"

namespace segql::generate {

namespace {

constexpr uint64_t kProductPurpose = 201;
constexpr uint64_t kTopicPurpose = 202;
constexpr uint64_t kCartPurpose = 203;

/// A letter and the number with leading zeros, in a buffer of its own.
class Key {
 public:
  Key(char letter, uint64_t number, unsigned digits) : size_(digits + 1) {
    text_[0] = letter;
    for (unsigned i = digits; i > 0; --i, number /= 10) text_[i] = static_cast<char>('0' + number % 10);
  }
  operator std::string_view() const { return {text_.data(), size_}; }  // NOLINT: a key is a text

 private:
  std::array<char, 24> text_{};
  size_t size_;
};

Key customer_key(uint64_t customer) { return {'C', customer + 1, 8}; }
Key product_key(uint64_t product) { return {'P', product + 1, 6}; }
Key order_key(uint64_t order) { return {'O', order + 1, 9}; }

void fill_customer(const Model& model, uint64_t row, RowWriter& out) {
  const Person who = person(model, row);
  const History& history = model.history(row);
  out.set(0, customer_key(row));
  // One customer in twenty is known by telephone only.
  if (mix(row) % 20 == 0)
    out.set_missing(1);
  else
    out.set(1, who.email);
  out.set(2, who.first_name);
  if (who.stated_gender)
    out.set(3, *who.stated_gender ? "female" : "male");
  else
    out.set_missing(3);
  if (who.country)
    out.set(4, who.country->code);
  else
    out.set_missing(4);
  if (who.has_city)
    out.set(5, who.country->cities[who.city]);
  else
    out.set_missing(5);
  if (who.birthday)
    out.set_days(6, *who.birthday);
  else
    out.set_missing(6);
  out.set(7, who.signed_up_at);
  if (history.orders > 0)
    out.set(8, history.last_order);
  else
    out.set_missing(8);
  out.set_bool(9, who.accepts_email);
  out.set_list(10, kCustomerTags.data(), who.tags);
  if (who.rfm_group)
    out.set(11, kRfmGroups[*who.rfm_group]);
  else
    out.set_missing(11);
  if (who.churn_risk)
    out.set(12, *who.churn_risk);
  else
    out.set_missing(12);
  out.set(13, who.wallet);
}

void fill_product(const Model& model, uint64_t row, RowWriter& out) {
  Draw draw(model.scale().seed, kProductPurpose, row);
  const auto brand = model.brand_of(row);
  const std::string_view category = category_name(model.category_of(row));
  const std::string_view adjective = kAdjectives[draw.below(kAdjectives.size())];
  std::string title = brand ? brand_name(*brand) + " " : "";
  title.append(adjective).append(" ").append(category);
  const int64_t price = model.price_of(row);
  out.set(0, product_key(row));
  out.set(1, title);
  if (brand)
    out.set(2, brand_name(*brand));
  else
    out.set_missing(2);
  const bool has_category = !draw.percent(1);
  if (has_category)
    out.set(3, category);
  else
    out.set_missing(3);
  out.set(4, price);
  const int64_t mark_up = draw.between(0, 60);
  if (draw.percent(40))
    out.set(5, price + price * mark_up / 100);
  else
    out.set_missing(5);
  const auto stock = static_cast<int64_t>(draw.skewed(2000, 7));
  out.set(6, draw.percent(12) ? int64_t{0} : stock);
  uint32_t tags = 0;
  for (uint32_t i = 0; i < kProductTags.size(); ++i) tags |= draw.percent(i < 3 ? 9 : 5) ? 1u << i : 0u;
  out.set_list(7, kProductTags.data(), tags);
  out.set_bool(8, !draw.percent(5));
  out.set(9, kEnd - draw.between(0, 400 * 86'400) * kMicrosPerSecond);
}

void fill_purchase(const Model& model, uint64_t row, RowWriter& out) {
  const Line line = model.line(row);
  out.set(0, customer_key(line.customer));
  out.set(1, product_key(line.product));
  out.set(2, order_key(line.order));
  out.set(3, line.quantity);
  out.set(4, line.amount);
  out.set(5, kStatuses[line.status]);
  out.set(6, line.time);
}

void fill_view(const Model& model, uint64_t row, RowWriter& out) {
  const Touch view = model.view(row);
  out.set(0, customer_key(view.customer));
  out.set(1, product_key(view.product));
  out.set(2, view.time);
}

void fill_cart_add(const Model& model, uint64_t row, RowWriter& out) {
  const Touch added = model.cart_add(row);
  out.set(0, customer_key(added.customer));
  out.set(1, product_key(added.product));
  out.set(2, static_cast<int64_t>(1 + Draw(model.scale().seed, kCartPurpose, row).skewed(5, 2)));
  out.set(3, added.time);
}

void fill_ticket(const Model& model, uint64_t row, RowWriter& out) {
  const Touch ticket = model.ticket(row);
  out.set(0, customer_key(ticket.customer));
  out.set(1, kTicketTopics[Draw(model.scale().seed, kTopicPurpose, row).skewed(kTicketTopics.size(), 2)]);
  out.set(2, ticket.time);
}

using Fill = void (*)(const Model&, uint64_t, RowWriter&);

TableSpec table(const Model& model, std::string name, uint64_t num_rows, std::vector<ColumnSpec> columns, Fill fill) {
  return {std::move(name), num_rows, std::move(columns),
          [&model, fill](uint64_t row, RowWriter& out) { fill(model, row, out); }};
}

}  // namespace

std::vector<TableSpec> shop_tables(const Model& model) {
  using enum ColumnType;
  const Scale& scale = model.scale();
  // The longest first: two are written at a time.
  return {
      table(model, "views", scale.views, {{"buyer", kText}, {"item", kText}, {"seen_at", kTimestamp}}, fill_view),
      table(model, "purchases", scale.lines,
            {{"buyer", kText},
             {"item", kText},
             {"order_no", kText},
             {"quantity", kInt},
             {"amount", kMoney},
             {"status", kText},
             {"bought_at", kTimestamp}},
            fill_purchase),
      table(model, "customers", scale.customers,
            {{"id", kText},
             {"email", kText},
             {"first_name", kText},
             {"gender", kText},
             {"country", kText},
             {"city", kText},
             {"birthday", kDate},
             {"signed_up_at", kTimestamp},
             {"last_order_at", kTimestamp},
             {"accepts_email", kBool},
             {"tags", kTextList},
             {"rfm_group", kText},
             {"churn_risk", kScore},
             {"wallet", kMoney}},
            fill_customer),
      table(model, "cart_adds", scale.cart_adds(),
            {{"buyer", kText}, {"item", kText}, {"quantity", kInt}, {"added_at", kTimestamp}}, fill_cart_add),
      table(model, "tickets", scale.tickets(), {{"buyer", kText}, {"topic", kText}, {"opened_at", kTimestamp}},
            fill_ticket),
      table(model, "products", scale.products,
            {{"sku", kText},
             {"title", kText},
             {"brand", kText},
             {"category", kText},
             {"price", kMoney},
             {"list_price", kMoney},
             {"stock", kInt},
             {"tags", kTextList},
             {"published", kBool},
             {"updated_at", kTimestamp}},
            fill_product),
  };
}

}  // namespace segql::generate
