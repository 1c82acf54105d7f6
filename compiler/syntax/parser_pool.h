#pragma once
/// `ParserLease`: a parser of the grammar with what it has learnt of it, for one thread at a time. Private to this
/// folder.
///
/// ANTLR 4.9 lets all parsers of a process learn into one automaton, behind locks of the process that do not cover all
/// of it (antlr4 issue 3332), so that threads gain nothing. Here each parser has an automaton of its own, which it
/// reads without a lock; only learning, which happens once for each way through the grammar, is one thread's at a time.
/// Parsers are given back and used again: there are as many as were in use at once.

#include <memory>
#include <mutex>

#include "compiler/syntax/antlr_support.h"

namespace segql::syntax {

/// Held while something is learnt, and where mistakes are explained: ANTLR's one picture of the grammar grows.
std::recursive_mutex& grammar_mutex();

class ParserLease {
 public:
  /// A parser at the beginning of `tokens`, which outlive the lease: predicting by SLL, and with the first surprise
  /// ending the parse, or brackets that nest about twice as deep as `nesting`.
  ParserLease(TokenWindow& tokens, size_t nesting);
  /// The tree is gone.
  ~ParserLease();
  ParserLease(const ParserLease&) = delete;
  ParserLease& operator=(const ParserLease&) = delete;

  SegQLParser& parser() const;
  /// After the surprise: as BailStrategy::stopped_at.
  size_t stopped_at() const;
  /// SLL is right for every correct text and fast; LL is right for every text.
  void predict_by(antlr4::atn::PredictionMode mode) const;

  struct Pooled;

 private:
  std::unique_ptr<Pooled> pooled_;
};

}  // namespace segql::syntax
