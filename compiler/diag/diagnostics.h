#pragma once
/// The table of every diagnostic: `diag::UnknownField` and so on, from the `.def` files beside this header.
/// E00xx engine, E01xx syntax and names, E02xx/E03xx form, E04xx types, E05xx references, E06xx schema, E07xx tests,
/// L-* lints, I-* notes.

#include <cstdint>
#include <string_view>

#include "compiler/diag/sink.h"

namespace segql::diag {

#define SEGQL_DIAG(name, code, severity, text, hint, ...) \
  inline constexpr Template<__VA_ARGS__> name{code, Severity::severity, text, hint};
#include "compiler/diag/check.def"
#include "compiler/diag/library.def"
#include "compiler/diag/lint.def"
#include "compiler/diag/syntax.def"
#undef SEGQL_DIAG

}  // namespace segql::diag
