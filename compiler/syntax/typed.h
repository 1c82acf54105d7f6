#pragma once
/// What somebody types at a prompt, told from its words alone: definitions or a question, and whether it is whole.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source.h"
#include "compiler/syntax/tokens.h"
#include "segql/limits.h"

namespace segql::syntax {

/// A definition as far as its first words tell.
struct TypedDefinition {
  Span span;
  std::string_view kind;    ///< "segment" (also of what is one in another way), "attribute", "define", "test" ...
  std::string_view name;    ///< empty: it has none
  std::string_view entity;  ///< of an attribute or a define; else empty
};

struct Typed {
  enum class Kind : uint8_t { kNothing, kDefinitions, kQuestion } kind = Kind::kNothing;
  bool is_open = false;    ///< it ends too early: a bracket or comment is open, or the grammar needs more
  std::string_view rows;   ///< of a question: `customer` of `customer where ...`, or of `customer` and nothing else
  bool has_where = false;  ///< `where` stands after them
  std::vector<TypedDefinition> definitions;
  std::vector<Token> last;  ///< the words of the last definition, or of the condition after `where`
};

/// Of the text as it was meant: mistakes that can be told from the words alone are repaired.
Typed read_typed(const Source& source, const Limits& limits);

/// How many words `rows where` is at the beginning of a condition: 2, or 0 where it is not there.
size_t tokens_of_rows(TokenSpan tokens);

}  // namespace segql::syntax
