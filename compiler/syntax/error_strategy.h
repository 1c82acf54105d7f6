#pragma once
/// How the parser goes on after a mistake, and what it says about it. Private to this folder.

#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/antlr_support.h"

namespace segql::syntax {

/// The first stage: the first surprise ends the parse, and where it was is remembered.
class BailStrategy final : public antlr4::BailErrorStrategy {
 public:
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}  // the second stage does
  void recover(antlr4::Parser* parser, std::exception_ptr error) override;
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  /// Index of a token before which there was no surprise.
  size_t stopped_at() const { return stopped_at_; }

 private:
  size_t stopped_at_ = 0;
};

/// The second stage. Reports what was found and what could have stood there, then skips to a landmark where the
/// surrounding rules can go on. Never invents tokens. Gives up a declaration after kMostErrors mistakes.
class ErrorStrategy final : public antlr4::DefaultErrorStrategy {
 public:
  static constexpr size_t kMostErrors = 10;

  /// There is no mistake before token `first`.
  ErrorStrategy(const Source& source, diag::Sink& sink, size_t first) : source_(source), sink_(sink), first_(first) {}

  /// Called at every choice. Finds a token that cannot follow at the innermost place where something else could, so
  /// that all of it can be named, and skips it there, so that the rules around it go on.
  void sync(antlr4::Parser* parser) override;
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override;
  void recover(antlr4::Parser* parser, std::exception_ptr error) override;
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;

 private:
  bool can_follow(antlr4::Parser* parser, size_t type);
  antlr4::misc::IntervalSet expected_tokens(antlr4::Parser* parser, const antlr4::RecognitionException& error);
  void report(antlr4::Parser* parser, antlr4::Token* offending, const antlr4::misc::IntervalSet& expected);
  /// `open`: braces around that are left with what stands in them.
  void skip_to(antlr4::Parser* parser, const antlr4::misc::IntervalSet& follow, size_t open = 0);

  const Source& source_;
  diag::Sink& sink_;
  size_t first_;
  size_t reported_ = 0;
  size_t choices_at_ = 0;        ///< token index the choices are for
  std::vector<size_t> choices_;  ///< states of ANTLR's automaton
  size_t stuck_at_ = SIZE_MAX;   ///< token index of the last recovery, which must not recover there again
  size_t stuck_count_ = 0;
};

}  // namespace segql::syntax
