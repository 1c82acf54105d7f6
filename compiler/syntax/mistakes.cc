#include "compiler/syntax/mistakes.h"

namespace segql::syntax {

void repair_mistakes(TokenList&, const Source&, diag::Sink&) {}

}  // namespace segql::syntax
