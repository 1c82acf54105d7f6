#pragma once
/// The sample shop as functions of row numbers: who buys what and when. Any row can be computed on its own; only what
/// depends on all orders of a customer (the first, the last, how many, how much) is kept in arrays.
///
/// Times are microseconds of local civil time since 1970-01-01; money is in hundredths.

#include <cstdint>
#include <optional>
#include <vector>

namespace segql::generate {

inline constexpr int64_t kMicrosPerSecond = 1'000'000;
inline constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// The data ends here, whenever it is generated: 2026-03-31 12:00.
inline constexpr int64_t kEnd = 20'543 * kMicrosPerDay + kMicrosPerDay / 2;
inline constexpr int64_t kDays = 1000;
inline constexpr int64_t kStart = kEnd - kDays * kMicrosPerDay;
inline constexpr int64_t kViewDays = 90;

struct Scale {
  uint64_t seed = 1;
  uint64_t customers = 100'000;
  uint64_t products = 5'000;
  uint64_t lines = 1'000'000;
  uint64_t views = 2'000'000;

  uint64_t cart_adds() const { return views / 10; }
  uint64_t tickets() const { return lines / 25; }
};

/// One order line.
struct Line {
  uint64_t order;
  uint64_t customer;
  uint64_t product;
  int64_t quantity;
  int64_t amount;  ///< quantity * price of the product, exactly
  unsigned status;
  int64_t time;
};

/// Something a customer did with a product, or just did.
struct Touch {
  uint64_t customer;
  uint64_t product;
  int64_t time;
};

/// What all orders of a customer add up to.
struct History {
  int64_t first_order = INT64_MAX;  ///< INT64_MAX: none
  int64_t last_order = INT64_MIN;
  int64_t spend = 0;  ///< paid lines
  uint32_t orders = 0;
};

class Model {
 public:
  /// Computes every line once for the histories.
  explicit Model(const Scale& scale);

  const Scale& scale() const { return scale_; }
  Line line(uint64_t row) const;
  Touch view(uint64_t row) const;
  Touch cart_add(uint64_t row) const;
  Touch ticket(uint64_t row) const;
  const History& history(uint64_t customer) const { return histories_[customer]; }

  uint64_t category_of(uint64_t product) const;
  std::optional<uint64_t> brand_of(uint64_t product) const;
  int64_t price_of(uint64_t product) const;

 private:
  uint64_t favourite_category(uint64_t customer) const;
  uint64_t pick_product(uint64_t customer, class Draw& draw) const;
  uint64_t pick_customer(class Draw& draw) const;
  Touch touch(uint64_t row, uint64_t num_rows, uint64_t purpose, int64_t days) const;

  Scale scale_;
  uint64_t buyers_;  ///< customers who may order: nine in ten
  std::vector<History> histories_;
};

}  // namespace segql::generate
