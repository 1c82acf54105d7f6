/// `ntile` and `percentile`: in SQL, the place of a row by counting the others.

#include <functional>

#include <fmt/format.h>

#include "tests/differential/pairs.h"

namespace segql::testing {

Number PairMaker::place_in_population() {
  const std::string& entity = frames_.front().table;
  const bool customer = entity == "customer";
  std::string field = customer ? random_.one_of({"age", "wallet", "small", "born", "joined", "score"})
                               : random_.one_of({"price", "stock", "launched", "updated"});
  std::string table;
  if (around_.project != nullptr && random_.chance(30)) {
    const auto found =
        around_.project->pick(random_, Definition::Kind::kNumber, entity, around_.num_known, around_.of_events);
    if (found) {
      field = around_.project->definition(*found).name;
      table = around_.project->table(*found, 0, calendar_);
    }
  }
  const auto score = [&](const std::string& row) {
    if (table.empty()) return row + "." + field;
    return fmt::format("(select v from {} where k = {}.{})", table, row, key_of(entity));
  };
  const bool some = random_.chance(40);
  std::string among = !some ? "everyone" : customer ? "segment rich" : "segment cheap";
  std::function<std::string(const std::string&)> is_in = [&](const std::string& row) {
    if (!some) return std::string("true");
    return fmt::format("coalesce({}.{}, false)", row, customer ? "wallet >= 4000" : "price < 2000");
  };
  if (some && around_.project != nullptr && random_.chance(60)) {
    const Pair segment = some_segment(entity);
    among = "segment " + segment.segql;
    is_in = [query = segment.sql, &entity](const std::string& row) {
      return fmt::format("{}.{} in ({})", row, key_of(entity), query);
    };
  }
  const auto count = [&](const std::string& condition) {
    return fmt::format("(select count(*) from {} o where {} and {})", entity, is_in("o"), condition);
  };
  const std::string all = count(score("o") + " is not null");
  const std::string missing = fmt::format("{} is null or not {}", score("r0"), is_in("r0"));
  if (random_.chance(50)) {
    const Pair tiles = this->count(random_.between(1, 9));
    const std::string below = count(fmt::format("{} < {}", score("o"), score("r0")));
    return {
        {fmt::format("ntile {} of self.{} among {}", tiles.segql, field, among),
         fmt::format("(case when {} then null else ({}::hugeint * {}) // {} + 1 end)", missing, tiles.sql, below, all)},
        0,
        false};
  }
  const std::string up_to = count(fmt::format("{} <= {}", score("o"), score("r0")));
  return {
      {fmt::format("percentile of self.{} among {}", field, among),
       fmt::format("(case when {} then null else ({}::hugeint * 1000000000000000) // {} end)", missing, up_to, all)},
      15,
      false};
}

}  // namespace segql::testing
