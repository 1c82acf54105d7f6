#pragma once
/// Mistakes that take a few words to see: `in last 90 days`, `is not null`, `and and`, `5,000`, `AND`. Reported with
/// their fix and repaired like those of single words (mistakes.h).

#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/tokens.h"

namespace segql::syntax {

void repair_phrases(TokenList& list, const Source& source, diag::Sink& sink);

}  // namespace segql::syntax
