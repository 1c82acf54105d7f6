#pragma once
/// A text predicate run once per distinct value of a dictionary, when the plan is made.

#include <string_view>

#include "compiler/check/hir.h"
#include "compiler/plan/plan.h"
#include "runtime/table/dictionary.h"
#include "segql/result.h"

namespace segql::plan {

/// Codes of the texts that pass. `regex_memory`: bytes RE2 may use; kLimitExceeded when the expression needs more.
/// Each may end with kCancelled.
Status select_texts(const runtime::Dictionary& dictionary, hir::TextOp op, std::string_view pattern, bool ignore_case,
                    size_t regex_memory, size_t threads, CodeSet& set);
/// Texts ordered before, after, or the same as `text`, by code points. REQUIRES: op is not kNotEqual.
Status select_ordered(const runtime::Dictionary& dictionary, hir::CompareOp op, std::string_view text, size_t threads,
                      CodeSet& set);

/// An empty set over the dictionary.
CodeSet empty_code_set(const runtime::Dictionary& dictionary);
void add_code(CodeSet& set, uint32_t code);

/// A text value's code is in the set, in its cheapest form: false, presence, a Range, or CodeIn. Counts the set's
/// words.
ExprRef make_code_in(Scan& scan, ExprRef value, CodeSet set);

}  // namespace segql::plan
