#pragma once
/// `World`: one small shop with missing values, equal times and references to nothing, as random rows in both engines.

#include <memory>
#include <string>
#include <vector>

#include "compiler/check/definitions.h"
#include "engine/evaluator.h"
#include "engine/sources.h"
#include "runtime/table/builder.h"
#include "tests/differential/random.h"
#include "tests/differential/sql.h"

namespace segql::testing {

/// What a test evaluates the same conditions with.
struct Contender {
  std::string name;
  plan::OptimiseOptions optimise;
  std::shared_ptr<engine::ScanRunner> runner;
};

/// The plain evaluator without rules (the oracle) first, then with rules, then compiled code with and without rules.
std::vector<Contender> all_contenders();

using Words = std::vector<uint64_t>;

class World {
 public:
  /// `zone` is the project's timezone; `as_of` an instant in 2026.
  World(uint64_t seed, size_t num_customers, const std::string& zone, int64_t as_of);

  Sql& sql() { return sql_; }
  int64_t as_of() const { return as_of_; }
  const std::string& zone() const { return zone_; }
  size_t num_rows(const std::string& entity) const { return entity == "customer" ? num_customers_ : num_products_; }

  /// Members of each condition over rows of `entity`, by position of the row in the SQL table (`pos`). A condition that
  /// does not check adds its diagnostics to `errors` and gives no words.
  std::vector<Words> members(const std::string& entity, const std::vector<std::string>& conditions,
                             const Contender& contender, std::string& errors);
  /// The same from the independent engine; conditions are SQL over `r0`.
  std::vector<Words> sql_members(const std::string& entity, const std::vector<std::string>& conditions);

 private:
  void define();
  void load(Random& random);

  std::string zone_;
  size_t num_customers_, num_products_;
  int64_t as_of_;
  Sql sql_;
  Limits limits_;
  engine::Sources sources_;
  std::unique_ptr<check::Definitions> definitions_;
  std::shared_ptr<const runtime::Database> data_;
};

/// A timestamp literal of the instant in UTC.
std::string sql_instant(int64_t instant);

}  // namespace segql::testing
