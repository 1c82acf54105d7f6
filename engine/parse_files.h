#pragma once
/// Parses many files at once, on several threads. What it finds is what one after the other would.

#include <span>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"
#include "engine/sources.h"
#include "segql/limits.h"
#include "segql/result.h"

namespace segql::engine {

/// The trees of `files`, which are of `sources`; null for one that does not parse, and `sink` has why. An error when
/// memory ran out.
Result<std::vector<const ast::File*>> parse_files(Sources& sources, std::span<const Source* const> files,
                                                  diag::Sink& sink, const Limits& limits, unsigned threads);

}  // namespace segql::engine
