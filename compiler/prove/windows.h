#pragma once
/// Which windows lie in which, whatever the instant and the timezone.

#include "compiler/check/hir.h"

namespace segql::prove {

/// Every instant in `inner` is in `outer`, for the same row, instant and timezone. False: not known. Null: everything
/// before as_of, as in a row set.
bool lies_in(const hir::Window* inner, const hir::Window* outer);

}  // namespace segql::prove
