#pragma once
/// What the parser found and what it expected, in the user's words. Private to this folder.

#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/antlr_support.h"

namespace segql::syntax {

struct Unexpected {
  const Source& source;
  diag::Sink& sink;
  antlr4::TokenStream& tokens;  ///< of the declaration
  size_t index;                 ///< of the token that does not fit
  size_t rule;                  ///< grammar rule it does not fit into
  antlr4::misc::IntervalSet expected;
};

void report_unexpected(const Unexpected& what);

}  // namespace segql::syntax
