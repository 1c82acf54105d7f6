#include "engine/parse_files.h"

#include <algorithm>

#include "base/try.h"
#include "compiler/syntax/syntax.h"
#include "runtime/table/parallel.h"

namespace segql::engine {
namespace {

/// Files of one task: for fewer it is not worth a thread.
constexpr size_t kPiece = 64;

}  // namespace

Result<std::vector<const ast::File*>> parse_files(Sources& sources, std::span<const Source* const> files,
                                                  diag::Sink& sink, const Limits& limits, unsigned threads) {
  std::vector<const ast::File*> trees(files.size());
  const size_t num_pieces = (files.size() + kPiece - 1) / kPiece;
  const size_t workers = std::min(runtime::num_threads(threads), num_pieces);
  std::vector<Arena*> arenas = {&sources.arena()};  // by worker
  while (arenas.size() < workers) arenas.push_back(&sources.add_arena());
  std::vector<diag::Sink> sinks(num_pieces, diag::Sink(limits, sink.strict()));
  SEGQL_TRY_VOID(runtime::parallel_for(workers, num_pieces, [&](size_t piece, size_t worker) {
    const size_t end = std::min(files.size(), (piece + 1) * kPiece);
    for (size_t i = piece * kPiece; i < end; ++i) {
      trees[i] = syntax::parse(*files[i], *arenas[worker], sinks[piece], limits);
    }
  }));
  for (diag::Sink& one : sinks) sink.append(std::move(one));
  return trees;
}

}  // namespace segql::engine
