#pragma once
/// Which words may follow a text: each is tried. A word is offered when the checker accepts some text that goes on with
/// it, so nothing here has to know the rules of the language.

#include <string_view>
#include <vector>

#include "compiler/check/definitions.h"
#include "engine/sources.h"
#include "segql/limits.h"
#include "segql/prompt.h"

namespace segql::engine {

/// As `Engine::complete` says. What is tried leaves nothing behind.
Completions complete(Sources& sources, check::Definitions& definitions, const Limits& limits, std::string_view text,
                     std::string_view entity);

}  // namespace segql::engine
