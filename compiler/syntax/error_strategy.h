#pragma once
/// How the parser goes on after a mistake, and what it says about it. Private to this folder.

#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/antlr_support.h"

namespace segql::syntax {

/// Reports what was found and what was expected in the user's words, then skips to where the surrounding rules can go on.
/// Never invents tokens. Gives up a declaration after kMostErrors mistakes.
class ErrorStrategy final : public antlr4::DefaultErrorStrategy {
 public:
  static constexpr size_t kMostErrors = 10;

  ErrorStrategy(const Source& source, diag::Sink& sink) : source_(source), sink_(sink) {}

  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override;
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  void sync(antlr4::Parser*) override {}

 private:
  const Source& source_;
  diag::Sink& sink_;
  size_t reported_ = 0;
};

}  // namespace segql::syntax
