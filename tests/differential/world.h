#pragma once
/// `World`: one small shop with missing values, equal times and references to nothing, as random rows in both engines.

#include <memory>
#include <string>
#include <vector>

#include "compiler/check/definitions.h"
#include "engine/evaluator.h"
#include "engine/sources.h"
#include "runtime/table/builder.h"
#include "tests/differential/calendar.h"
#include "tests/differential/project.h"
#include "tests/differential/random.h"
#include "tests/differential/sql.h"

namespace segql::testing {

/// What a test evaluates the same conditions with.
struct Contender {
  std::string name;
  plan::OptimiseOptions optimise;
  std::shared_ptr<engine::ScanRunner> runner;
  bool one_pass = false;  ///< all conditions that can be are evaluated together
};

/// The plain evaluator without rules (the oracle) first, then with rules, then compiled code with and without rules;
/// one of each evaluates all it can in one pass.
std::vector<Contender> all_contenders();

/// A mistake of ours: ends the test program with the message.
[[noreturn]] void give_up(const std::string& what);

/// The fixed definitions of every world, which `world.segql` has.
std::string world_schema(const Calendar& calendar);

using Words = std::vector<uint64_t>;

class World {
 public:
  /// `calendar` is of the project's timezone and an as-of in 2026. `project` has further definitions, and may be null.
  World(uint64_t seed, size_t num_customers, const Calendar& calendar, Project* project = nullptr);

  /// What was read so far: the definitions, and the conditions given to `check`.
  const std::vector<const ast::File*>& files() const { return files_; }
  const std::vector<ast::ExprRef>& conditions() const { return conditions_; }
  const std::vector<hir::SegmentId>& checked() const { return checked_; }
  const check::Definitions& definitions() const { return *definitions_; }
  size_t num_rows(const std::string& entity) const { return entity == "customer" ? num_customers_ : num_products_; }

  /// Members of each condition over rows of `entity`, by position of the row in the SQL table (`pos`). A condition that
  /// does not check adds its diagnostics to `errors` and gives no words.
  std::vector<Words> members(const std::string& entity, const std::vector<std::string>& conditions,
                             const Contender& contender, std::string& errors);
  /// Reads and checks conditions and no more.
  void check(const std::string& entity, const std::vector<std::string>& conditions);
  /// The same from the independent engine; conditions are SQL over `r0`.
  std::vector<Words> sql_members(const std::string& entity, const std::vector<std::string>& conditions);

 private:
  void define();
  void load(Random& random);
  void load_days(const Calendar& calendar);
  /// The place of each row by the hash that samples and splits go by.
  void load_buckets();
  void load_lists();

  Calendar calendar_;
  Project* project_;
  size_t num_customers_, num_products_;
  std::vector<std::string> customer_keys_, product_keys_;
  Sql sql_;
  Limits limits_;
  engine::Sources sources_;
  std::unique_ptr<check::Definitions> definitions_;
  std::shared_ptr<const runtime::Database> data_;
  engine::KeyMembers lists_;
  std::vector<const ast::File*> files_;
  std::vector<ast::ExprRef> conditions_;
  std::vector<hir::SegmentId> checked_;
};

}  // namespace segql::testing
