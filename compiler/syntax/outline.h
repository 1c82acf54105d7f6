#pragma once
/// The outline of a file, found from its tokens alone: which tokens form which declaration, and whether their brackets
/// match and nest within the limits. Each declaration is then parsed by itself, so that a mistake in one is not a
/// mistake in the next, and only one parse tree exists at a time.

#include <cstddef>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/tokens.h"
#include "segql/limits.h"

namespace segql::syntax {

struct Piece {
  enum class Kind : uint8_t { kHeader, kDeclaration } kind;
  size_t begin = 0, end = 0;  ///< token indices
  bool sound = true;          ///< false: a mistake was reported that leaves nothing to parse
};

/// The pieces of a whole file, in order.
std::vector<Piece> outline(TokenSpan tokens, const Source& source, diag::Sink& sink, const Limits& limits);

/// The first words are those of a declaration, an import or `language`.
bool starts_definition(TokenSpan tokens);

/// The same checks of brackets and limits for tokens that are no declarations: one piece, and nothing else.
Piece outline_fragment(TokenSpan tokens, const Source& source, diag::Sink& sink, const Limits& limits);

}  // namespace segql::syntax
