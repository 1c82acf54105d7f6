#pragma once
/// A diagnostic as people read it (language.md section 7):
///
///   error[E0102]: unknown field `contry` on customer
///     --> vip.segql:3:9
///      |
///    3 |     and contry in ("SA", "AE")
///      |         ^^^^^^ did you mean `country`?

#include <functional>
#include <string>
#include <vector>

#include "compiler/source/source.h"
#include "segql/diagnostic.h"

namespace segql::diag {

struct RenderOptions {
  bool color = false;    ///< ANSI escapes
  uint32_t width = 120;  ///< cells of a source line that are shown; a longer one is cut around its caret
};

/// Gives the text of a source; null when it is not known, and then only the message is shown.
using SourceLookup = std::function<const Source*(SourceId)>;

/// Ends with a line break. Control characters, of the source or of a text quoted from it, are shown as what they are,
/// never sent to the terminal.
std::string render(const Diagnostic& diagnostic, const SourceLookup& sources, const RenderOptions& options = {});

/// All of them with a blank line between.
std::string render(const std::vector<Diagnostic>& diagnostics, const SourceLookup& sources,
                   const RenderOptions& options = {});

}  // namespace segql::diag
