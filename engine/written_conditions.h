#pragma once
/// The conditions of a segment as they are written, blocks before their parts.

#include <string>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/syntax/ast.h"
#include "segql/test.h"

namespace segql::engine {

/// Of `and`, `or` and a block; anything else is one condition and has none.
ast::ExprList parts_of(const ast::Expr& written);
/// All its parts have to be true: `and`, and a block `all of`.
bool is_all(const ast::Expr& written);
/// How a block is called above its parts.
std::string head_of(const ast::Expr& written);

/// Every segment of the project that is written with conditions, in source order; nothing of libraries.
std::vector<WrittenSegment> written_segments(const std::vector<check::InputFile>& files);

}  // namespace segql::engine
