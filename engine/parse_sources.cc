#include "engine/parse_sources.h"

#include <algorithm>

#include "base/try.h"
#include "compiler/syntax/syntax.h"
#include "runtime/table/parallel.h"

namespace segql::engine {
namespace {

/// Fewer are parsed before another thread has begun.
constexpr size_t kSourcesOfThread = 16;

}  // namespace

Result<std::vector<ParsedSource>> parse_sources(Sources& sources, SourceId first, size_t num_threads,
                                                const Reporting& reporting) {
  const size_t count = sources.count() - first;
  const size_t workers = std::min(num_threads, count / kSourcesOfThread + 1);
  sources.make_arenas(workers);
  std::vector<ParsedSource> parsed(count, ParsedSource{nullptr, diag::Sink(reporting.limits, reporting.strict)});
  SEGQL_TRY_VOID(runtime::parallel_for(workers, count, [&](size_t task, size_t worker) {
    const Source& source = *sources.find(first + static_cast<SourceId>(task));
    parsed[task].file = syntax::parse(source, sources.arena(worker), parsed[task].sink, reporting.limits);
  }));
  return parsed;
}

}  // namespace segql::engine
