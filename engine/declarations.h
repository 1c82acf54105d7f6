#pragma once
/// Declarations as they are written, for whoever shows them.

#include <vector>

#include "compiler/check/definitions.h"
#include "engine/sources.h"
#include "segql/declaration.h"

namespace segql::engine {

/// Of all files, in their order; without settings and tests.
std::vector<DeclarationInfo> declarations_of(const std::vector<check::InputFile>& files, const Sources& sources);

}  // namespace segql::engine
