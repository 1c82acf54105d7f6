#pragma once
/// "Did you mean" on a diagnostic.

#include "base/nearest_name.h"
#include "segql/diagnostic.h"

namespace segql::check {

using segql::NearestName;

/// Adds "did you mean `x`?" and the fix that replaces `span`, if there is a candidate.
void suggest(Diagnostic& diagnostic, Span span, const NearestName& nearest);

}  // namespace segql::check
