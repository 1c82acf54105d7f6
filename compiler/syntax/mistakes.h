#pragma once
/// Mistakes that can be told from the words alone, most of them habits of other languages: each is reported with its
/// fix and repaired, so that the parser sees what was meant and goes on to find what else is wrong.

#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/tokens.h"

namespace segql::syntax {

/// Afterwards no token has a BAD_ or OPEN_ type.
void repair_mistakes(TokenList& list, const Source& source, diag::Sink& sink);

}  // namespace segql::syntax
