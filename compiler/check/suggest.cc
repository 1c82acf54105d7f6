#include "compiler/check/suggest.h"

#include <string>

#include "compiler/check/reporter.h"

namespace segql::check {

void suggest(Diagnostic& diagnostic, Span span, const NearestName& nearest) {
  suggest(diagnostic, span, nearest.best());
}

void suggest(Diagnostic& diagnostic, Span span, std::string_view meant) {
  if (meant.empty()) return;
  const std::string name(meant);
  diagnostic.hint = "did you mean `" + name + "`?";
  add_guess(diagnostic, span, name, "replace by `" + name + "`");
}

}  // namespace segql::check
