#pragma once
/// Texts become trees on several threads.

#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"
#include "engine/reporting.h"
#include "engine/sources.h"
#include "segql/result.h"

namespace segql::engine {

struct ParsedSource {
  const ast::File* file = nullptr;  ///< null: it does not parse
  diag::Sink sink;                  ///< what was reported of it
};

/// The texts from `first` on, in their order, each as if it were alone: how many threads parse them changes nothing.
Result<std::vector<ParsedSource>> parse_sources(Sources& sources, SourceId first, size_t num_threads,
                                                const Reporting& reporting);

}  // namespace segql::engine
