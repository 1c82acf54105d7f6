#pragma once
/// The syntax tree: what was written, names unresolved, one span per node, n-ary `and`/`or`/sums/products.
/// Lives in an `Arena`; text is `string_view` into the `Source` (or into the arena where escapes were decoded).

#include "compiler/syntax/ast_decl.h"  // IWYU pragma: export
#include "compiler/syntax/ast_expr.h"  // IWYU pragma: export
#include "compiler/syntax/ast_time.h"  // IWYU pragma: export
