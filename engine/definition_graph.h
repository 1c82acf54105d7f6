#pragma once
/// Which definition names which.

#include <vector>

#include "compiler/check/definitions.h"
#include "segql/engine.h"

namespace segql::engine {

/// As `Engine::definitions` says.
std::vector<DefinitionInfo> definition_graph(const check::Definitions& definitions);

}  // namespace segql::engine
