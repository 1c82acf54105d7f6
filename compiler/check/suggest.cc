#include "compiler/check/suggest.h"

#include <string>

#include "compiler/check/reporter.h"

namespace segql::check {

void suggest(Diagnostic& diagnostic, Span span, const NearestName& nearest) {
  if (nearest.best().empty()) return;
  const std::string name(nearest.best());
  diagnostic.hint = "did you mean `" + name + "`?";
  add_guess(diagnostic, span, name, "replace by `" + name + "`");
}

}  // namespace segql::check
