#pragma once
/// `Sources`: every text the engine was given, files and questions alike, with its syntax tree. Texts are never
/// removed, because trees and diagnostics refer to them.

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
  size_t size() const { return sources_.size(); }
  /// Where the trees of these texts live.
  Arena& arena() { return arena_; }

 private:
  std::vector<std::unique_ptr<Source>> sources_;
  Arena arena_;
};

/// The diagnostics as people read them, without a line break at the end.
std::string render_all(const std::vector<Diagnostic>& diagnostics, const Sources& sources);

}  // namespace segql::engine
