#pragma once
/// Which definition names which.

#include <vector>

#include "compiler/check/definitions.h"
#include "segql/engine.h"

namespace segql::engine {

/// As `Engine::definitions` says; `files` hold the declarations.
std::vector<DefinitionInfo> definition_graph(const check::Definitions& definitions,
                                             const std::vector<check::InputFile>& files);

}  // namespace segql::engine
