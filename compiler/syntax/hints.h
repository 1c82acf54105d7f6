#pragma once
/// What a user may have meant who wrote something the parser does not expect. Private to this folder.

#include <string>

#include "compiler/syntax/expectations.h"

namespace segql::syntax {

/// A hint and, where `title` says so, a replacement that may be what was meant.
struct Hint {
  std::string text;  ///< empty: there is nothing to say
  Span at;
  std::string replacement;
  std::string title;
};

/// A mistake that is known by sight.
Hint hint_of(const Unexpected& what);

/// Something that is left out, most likely; for a word that is not the misspelling of an expected one.
Hint late_hint_of(const Unexpected& what);

}  // namespace segql::syntax
