/// `ntile` and `percentile`: in SQL, the place of a row by counting the others.

#include <fmt/format.h>

#include "tests/differential/pairs.h"

namespace segql::testing {

Number PairMaker::place_in_population() {
  const bool customer = frames_.front().table == "customer";
  const std::string field = customer ? random_.one_of({"age", "wallet", "small"}) : random_.one_of({"price", "stock"});
  const bool some = random_.chance(40);
  const std::string among = !some ? "everyone" : customer ? "segment rich" : "segment cheap";
  const auto is_in = [&](const char* row) {
    if (!some) return std::string("true");
    return fmt::format("coalesce({}.{}, false)", row, customer ? "wallet >= 4000" : "price < 2000");
  };
  const auto count = [&](const std::string& condition) {
    return fmt::format("(select count(*) from {} o where {} and {})", frames_.front().table, is_in("o"), condition);
  };
  const std::string all = count(fmt::format("o.{} is not null", field));
  const std::string missing = fmt::format("r0.{} is null or not {}", field, is_in("r0"));
  if (random_.chance(50)) {
    const int64_t tiles = random_.between(1, 9);
    const std::string below = count(fmt::format("o.{0} < r0.{0}", field));
    return {{fmt::format("ntile {} of self.{} among {}", tiles, field, among),
             fmt::format("(case when {} then null else ({}::hugeint * {}) // {} + 1 end)", missing, tiles, below, all)},
            0,
            false};
  }
  const std::string up_to = count(fmt::format("o.{0} <= r0.{0}", field));
  return {
      {fmt::format("percentile of self.{} among {}", field, among),
       fmt::format("(case when {} then null else ({}::hugeint * 1000000000000000) // {} end)", missing, up_to, all)},
      15,
      false};
}

}  // namespace segql::testing
