#include "compiler/syntax/error_strategy.h"

#include <string>

#include "compiler/diag/diagnostics.h"

namespace segql::syntax {

void ErrorStrategy::reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) {
  if (inErrorRecoveryMode(parser)) return;
  beginErrorCondition(parser);
  const auto* token = static_cast<const TreeToken*>(error.getOffendingToken());
  parser->notifyErrorListeners(error.getOffendingToken(), "", std::current_exception());  // counts it
  const Span at = token->span();
  sink_.report(source_.id(), at, diag::UnexpectedToken, "`" + std::string(source_.text().substr(at.begin, at.end - at.begin)) + "`", "something else");
  if (++reported_ >= kMostErrors) throw antlr4::ParseCancellationException("too many errors");
}

antlr4::Token* ErrorStrategy::recoverInline(antlr4::Parser* parser) { throw antlr4::InputMismatchException(parser); }

}  // namespace segql::syntax
