#pragma once
/// How a segment is evaluated, as text for people: the stages that need no rows.

#include <string>
#include <vector>

#include "compiler/check/definitions.h"
#include "engine/sources.h"
#include "segql/engine.h"

namespace segql::engine {

/// REQUIRES: `stage` is kSource, kAst or kTyped.
std::string explain_definition(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                               const Sources& sources, hir::SegmentId id, ExplainStage stage);

}  // namespace segql::engine
