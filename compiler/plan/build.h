#pragma once
/// Door of this folder: typed tree to plan (`lower`), plan to better plan (`optimise`), plan to text (`dump`).

#include <string>
#include <string_view>
#include <vector>

#include "base/timezone.h"
#include "compiler/check/definitions.h"
#include "compiler/plan/catalog.h"
#include "compiler/plan/plan.h"
#include "segql/limits.h"
#include "segql/result.h"

namespace segql::plan {

/// What is constant for one evaluation.
struct Moment {
  int64_t as_of = 0;  ///< microseconds since 1970-01-01T00:00Z
  const TimeZone* zone = nullptr;
};

/// One column to compute beside membership.
struct WantedOutput {
  std::string name;
  const hir::Expr* value;
};

/// The plan as written: no rule applied, nothing reordered. `where` may be null (every row); `excludes` are taken off.
/// `subject`: the slot of the scanned row, below those of all row sets. kLimitExceeded when a limit is hit.
Result<Scan> lower(const check::Definitions& definitions, schema::TableId table, const hir::Expr* where,
                   std::span<const hir::ExprRef> excludes, const std::vector<WantedOutput>& outputs, uint32_t num_slots,
                   const Moment& moment, const Catalog& catalog, const Limits& limits, uint32_t subject = 0);

struct RuleContext;
/// The replacement, which means the same for every row, or null when the rule does not apply. A pure function: never
/// changes what it is given, and answers the same for the same node.
using Rule = ExprRef (*)(const Expr& expr, RuleContext& context);
struct NamedRule {
  std::string_view name;  ///< the flag that switches it off, the word in the trace, the golden file
  Rule apply;
};

struct OptimiseOptions {
  bool enabled = true;
  std::vector<std::string> disabled_rules = {};  ///< by name
  std::vector<NamedRule> further_rules = {};     ///< tried after the built-in ones

  bool allow(std::string_view rule) const;
};
/// Which rule fired where, for `explain --stage plan` and tests.
struct Trace {
  std::vector<std::string> lines;
};
void optimise(Scan& scan, const Moment& moment, const Catalog& catalog, const Limits& limits,
              const OptimiseOptions& options, Trace* trace);

/// Names of all rules, in the order in which they are tried.
std::vector<std::string_view> rule_names();

/// Empty, or what is wrong with the plan.
std::string verify(const Scan& scan);

/// The plan as text: one condition per line, in order, with estimates.
std::string dump(const Scan& scan);

}  // namespace segql::plan
