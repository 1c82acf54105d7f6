// The sample shop as functions of row numbers.
#include "tools/generate/model.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tools/generate/random.h"
#include "tools/generate/words.h"

namespace segql::generate {

namespace {

/// What a draw is for; the numbers are part of the data's identity.
enum Purpose : uint64_t {
  kBlock = 1,
  kOrder,
  kLine,
  kView,
  kCartAdd,
  kTicket,
  kProductBrand,
  kProductPrice,
  kFavourite
};

/// Ten lines are four orders, of these sizes in one of 24 sequences.
constexpr uint64_t kLinesPerBlock = 10;
constexpr uint64_t kOrdersPerBlock = 4;

std::array<uint64_t, kOrdersPerBlock> order_sizes(uint64_t seed, uint64_t block) {
  std::array<uint64_t, kOrdersPerBlock> sizes = {1, 2, 3, 4};
  Draw draw(seed, kBlock, block);
  for (uint64_t i = kOrdersPerBlock - 1; i > 0; --i) std::swap(sizes[i], sizes[draw.below(i + 1)]);
  return sizes;
}

/// The floor, from a first guess by the one floating-point operation that IEEE 754 fixes to the last bit.
uint64_t square_root(uint128 n) {
  auto root = static_cast<uint64_t>(std::sqrt(static_cast<double>(n)));
  while (uint128{root} * root > n) --root;
  while ((uint128{root} + 1) * (uint128{root} + 1) <= n) ++root;
  return root;
}

/// The day on which the `i`-th of `n` things in order of time happens, when business grows threefold over the period:
/// the share of things before a share x of the time is (x + x^2) / 2, whose inverse is (sqrt(1 + 8u) - 1) / 2.
int64_t growing_day(uint64_t i, uint64_t n, int64_t days) {
  constexpr uint64_t kOne = uint64_t{1} << 30;
  const uint128 u = uint128{i} * kOne / n;
  const uint64_t root = square_root((uint128{kOne} + 8 * u) * kOne);
  return static_cast<int64_t>(uint128{(root - kOne) / 2} * static_cast<uint64_t>(days) / kOne);
}

/// Microseconds after noon, most of them in the evening: the period's days begin at noon, as it ends at one.
int64_t time_after_noon(Draw& draw) {
  static constexpr std::array<uint8_t, 24> kWeights = {6, 5, 5, 5, 6, 7, 8, 9, 10, 9, 7, 4,
                                                       2, 1, 1, 1, 1, 1, 2, 3, 4,  5, 6, 6};
  uint64_t total = 0;
  for (const uint8_t weight : kWeights) total += weight;
  uint64_t at = draw.below(total);
  size_t hour = 0;
  while (at >= kWeights[hour]) at -= kWeights[hour++];
  return (static_cast<int64_t>(hour) * 3600 + draw.between(0, 3599)) * kMicrosPerSecond;
}

int64_t instant(int64_t start, int64_t day, Draw& draw) { return start + day * kMicrosPerDay + time_after_noon(draw); }

}  // namespace

Model::Model(const Scale& scale)
    : scale_(scale), buyers_(std::max<uint64_t>(1, scale.customers - scale.customers / 10)) {
  histories_.resize(scale.customers);
  uint64_t previous_order = UINT64_MAX;
  for (uint64_t row = 0; row < scale_.lines; ++row) {
    const Line l = line(row);
    History& history = histories_[l.customer];
    history.first_order = std::min(history.first_order, l.time);
    history.last_order = std::max(history.last_order, l.time);
    if (l.status == 0) history.spend += l.amount;
    if (l.order != previous_order) ++history.orders;
    previous_order = l.order;
  }
}

uint64_t Model::category_of(uint64_t product) const { return product % kNumCategories; }

std::optional<uint64_t> Model::brand_of(uint64_t product) const {
  Draw draw(scale_.seed, kProductBrand, product);
  if (draw.percent(4)) return std::nullopt;
  // A brand is at home in a few categories.
  return (category_of(product) * 5 + draw.skewed(25, 3)) % kNumBrands;
}

int64_t Model::price_of(uint64_t product) const {
  Draw draw(scale_.seed, kProductPrice, product);
  const uint64_t category = category_of(product);
  // The first category of a department is its dearest: a laptop costs more than a mouse.
  const auto share = category % kTypesPerDepartment == 0 ? int64_t{100} : static_cast<int64_t>(8 + mix(category) % 50);
  const int64_t typical = kDepartments[category / kTypesPerDepartment].price * share / 100;
  const int64_t whole = std::max<int64_t>(1, typical * draw.between(40, 200) / 100);
  static constexpr std::array<int64_t, 4> kEndings = {0, 50, 95, 99};
  return whole * 100 + kEndings[draw.below(kEndings.size())];
}

uint64_t Model::favourite_category(uint64_t customer) const {
  return Draw(scale_.seed, kFavourite, customer).skewed(kNumCategories, 5);
}

uint64_t Model::pick_product(uint64_t customer, Draw& draw) const {
  // Half of what people do is in their favourite category, if the shop is large enough to have it.
  const uint64_t per_category = scale_.products / kNumCategories;
  if (per_category > 0 && draw.percent(50)) {
    return draw.skewed(per_category, 4) * kNumCategories + favourite_category(customer);
  }
  return shuffled(draw.skewed(scale_.products, 8), scale_.products);
}

uint64_t Model::pick_customer(Draw& draw) const { return shuffled(draw.skewed(buyers_, 10), buyers_); }

Line Model::line(uint64_t row) const {
  const uint64_t block = row / kLinesPerBlock;
  uint64_t in_block = row % kLinesPerBlock;
  uint64_t order_in_block = 0;
  for (const uint64_t size : order_sizes(scale_.seed, block)) {
    if (in_block < size) break;
    in_block -= size;
    ++order_in_block;
  }
  const uint64_t num_orders = (scale_.lines + kLinesPerBlock - 1) / kLinesPerBlock * kOrdersPerBlock;
  Line l;
  l.order = block * kOrdersPerBlock + order_in_block;
  Draw order(scale_.seed, kOrder, l.order);
  // Every buyer orders at least once, if there are orders enough; the rest is skewed.
  const uint64_t slot = shuffled(l.order, num_orders);
  l.customer = slot < buyers_ ? slot : pick_customer(order);
  l.time = instant(kStart, growing_day(l.order, num_orders, kDays), order);
  const uint64_t fate = order.below(100);
  const bool cancelled = fate < 5;

  Draw draw(scale_.seed, kLine, row);
  l.product = pick_product(l.customer, draw);
  const uint64_t q = draw.below(100);
  l.quantity = q < 62 ? 1 : q < 82 ? 2 : q < 91 ? 3 : draw.between(4, 24);
  l.amount = l.quantity * price_of(l.product);
  l.status = cancelled ? 1 : draw.percent(3) ? 2 : 0;
  return l;
}

Touch Model::touch(uint64_t row, uint64_t num_rows, uint64_t purpose, int64_t days) const {
  Draw draw(scale_.seed, purpose, row);
  Touch t;
  // Some who never order look around, too.
  t.customer = draw.percent(8) ? draw.below(scale_.customers) : pick_customer(draw);
  t.product = pick_product(t.customer, draw);
  const auto day = static_cast<int64_t>(uint128{row} * static_cast<uint64_t>(days) / num_rows);
  t.time = instant(kEnd - days * kMicrosPerDay, day, draw);
  return t;
}

Touch Model::view(uint64_t row) const { return touch(row, scale_.views, kView, kViewDays); }
Touch Model::cart_add(uint64_t row) const { return touch(row, scale_.cart_adds(), kCartAdd, kViewDays); }
Touch Model::ticket(uint64_t row) const { return touch(row, scale_.tickets(), kTicket, kDays); }

}  // namespace segql::generate
