#pragma once
/// "Did you mean" on a diagnostic.

#include "base/nearest_name.h"
#include "segql/diagnostic.h"

namespace segql::check {

using segql::NearestName;

/// Adds "did you mean `x`?" and the fix that replaces `span`, if there is a candidate.
void suggest(Diagnostic& diagnostic, Span span, const NearestName& nearest);
/// Likewise for a name that is surely meant; an empty one adds nothing.
void suggest(Diagnostic& diagnostic, Span span, std::string_view meant);

}  // namespace segql::check
