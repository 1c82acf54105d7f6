#pragma once
/// Brackets of one declaration: do they match, do they nest within the limit, do their lists end. Depth counts `not`
/// and `-` too, so that one limit, checked before anything recursive runs, bounds the depth of every tree made of the
/// text.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/tokens.h"
#include "segql/limits.h"

namespace segql::syntax {

class Brackets {
 public:
  Brackets(TokenSpan tokens, const Source& source, diag::Sink& sink, const Limits& limits)
      : tokens_(tokens), source_(source), sink_(sink), limits_(limits) {}

  /// Forgets everything: a declaration starts.
  void restart();
  /// Takes the next token.
  void take(size_t index);
  /// The declaration ends before token `end`: reports what is still open. True when nothing was reported for it.
  bool finish(size_t end);

  bool open() const { return !stack_.empty(); }

 private:
  struct Open {
    size_t index;       ///< of the token
    uint32_t prefixes;  ///< `not` and `-` directly before it
    uint32_t commas;
    bool list;  ///< of literals: its words do not count
  };
  bool opens_list(size_t index) const;
  void close(size_t index);
  void unclosed(const Open& open, size_t noticed);
  void check_depth(size_t index);

  TokenSpan tokens_;
  const Source& source_;
  diag::Sink& sink_;
  const Limits& limits_;
  std::vector<Open> stack_;
  uint32_t depth_ = 0;     ///< brackets and the prefixes before them
  uint32_t prefixes_ = 0;  ///< `not` and `-` directly before the next token
  uint32_t words_ = 0;
  bool sound_ = true;
  bool too_deep_ = false, too_long_ = false, too_large_ = false;  ///< said once each
};

}  // namespace segql::syntax
