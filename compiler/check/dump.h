#pragma once
/// Pieces of the printer of the typed tree that others need as text.

#include <functional>
#include <string>

#include "compiler/check/hir.h"

namespace segql::check {

/// How a computed bound prints.
using ComputedText = std::function<std::string(const hir::Expr&)>;

/// As the language writes it; a computed bound prints as `computed` says.
std::string dump_window(const hir::Window& window, const ComputedText& computed);

/// The clause, as the language writes it.
std::string dump_keep(const hir::Keep& keep);

}  // namespace segql::check
