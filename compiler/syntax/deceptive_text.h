#pragma once
/// Text that does not read as what it is: characters that turn the direction of what is around them ("Trojan Source"),
/// and names whose letters come from several scripts and look alike.

#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/tokens.h"

namespace segql::syntax {

void warn_of_deceptive_text(const TokenList& list, const Source& source, diag::Sink& sink);

}  // namespace segql::syntax
