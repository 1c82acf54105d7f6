#pragma once
/// The pipeline from a typed definition to a plan: which values a segment or attribute needs, lowered and optimised.

#include "compiler/check/definitions.h"
#include "compiler/plan/build.h"
#include "segql/limits.h"
#include "segql/result.h"

namespace segql::compile {

struct Settings {
  plan::Moment moment;
  Limits limits;
  plan::OptimiseOptions optimise;
};

// Each is kUnsupported for what only a journal of members could answer (check::journal_use).

/// The rows that satisfy `where` and no `exclude`. With `scores`, also the values by which the first `take` ranks them
/// (outputs "by" and, when it has a `per`, "per").
Result<plan::Scan> compile_segment(const check::Definitions& definitions, const hir::Segment& segment, bool scores,
                                   const plan::Catalog& catalog, const Settings& settings,
                                   plan::Trace* trace = nullptr);

/// Scores of take number `index` for every row of the entity, or for the members of the segment that `among` names.
Result<plan::Scan> compile_scores(const check::Definitions& definitions, const hir::Segment& segment, size_t index,
                                  const plan::Catalog& catalog, const Settings& settings);

/// The attribute's value (output 0) for every row of its entity.
Result<plan::Scan> compile_attribute(const check::Definitions& definitions, const hir::Attribute& attribute,
                                     const plan::Catalog& catalog, const Settings& settings,
                                     plan::Trace* trace = nullptr);

/// The arguments of its host call (an output each) for every row. REQUIRES: the attribute has one.
Result<plan::Scan> compile_arguments(const check::Definitions& definitions, const hir::Attribute& attribute,
                                     const plan::Catalog& catalog, const Settings& settings);

}  // namespace segql::compile
