#pragma once
/// `Sources`: every text the engine was given, files and questions alike, with its syntax tree. Trees and diagnostics
/// refer to texts: one is only removed together with everything that was made of it.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/ast.h"
#include "segql/limits.h"
#include "segql/result.h"

namespace segql::engine {

class Sources {
 public:
  /// The text under the next id.
  Result<const Source*> add(std::string name, std::string text, const Limits& limits);
  /// Null when there is no such source.
  const Source* find(SourceId id) const { return id < sources_.size() ? sources_[id].get() : nullptr; }
  size_t count() const { return sources_.size(); }
  /// Where the trees of these texts live: each thread that makes some has one of its own. REQUIRES: `worker` is 0, or
  /// `make_arenas` made as many.
  Arena& arena(size_t worker = 0) { return arenas_[worker]; }
  void make_arenas(size_t count) { arenas_.resize(std::max(arenas_.size(), count)); }

  /// Bytes of all texts and trees, about.
  size_t memory_bytes() const;
  /// What there is now, and back to it: later texts and trees are gone, and their ids are given out again.
  struct Mark {
    size_t num_sources = 0;
    size_t text_bytes = 0;
    std::vector<Arena::Mark> arenas;
  };
  Mark mark() const;
  void forget_since(const Mark& mark);

 private:
  std::vector<std::unique_ptr<Source>> sources_;
  size_t text_bytes_ = 0;
  std::vector<Arena> arenas_ = std::vector<Arena>(1);
};

/// The diagnostics as people read them, without a line break at the end.
std::string render_all(const std::vector<Diagnostic>& diagnostics, const Sources& sources);

}  // namespace segql::engine
