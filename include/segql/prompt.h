#pragma once
/// What somebody types at a prompt: definitions or a question, and whether it is whole. Told from its words alone:
/// nothing is looked up.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segql/diagnostic.h"
#include "segql/export.h"

namespace segql {

/// A definition as far as its first words tell.
struct TypedDefinition {
  Span span;           ///< in the text
  std::string kind;    ///< "segment" (also of splits, priority lists ...), "attribute", "define", "test" ...
  std::string name;    ///< empty: it has none
  std::string entity;  ///< of an attribute or a define; else empty
};

struct TypedText {
  enum class Kind : uint8_t { kNothing, kDefinitions, kQuestion };
  Kind kind = Kind::kNothing;
  bool is_open = false;    ///< it ends too early: a bracket or comment is open, or the grammar needs more
  std::string rows;        ///< of a question: `customer` of `customer where ...`, or of `customer` and nothing else
  bool has_where = false;  ///< of a question: `where` stands after `rows`
  std::vector<TypedDefinition> definitions;
};

/// Never fails: a text that has mistakes is taken as what it is most like, and one that is not valid UTF-8 for a
/// question. Thread-safe.
SEGQL_EXPORT TypedText read_typed(std::string_view text);

enum class CompletionKind : uint8_t {
  kKeyword,
  kField,
  kAttribute,
  kRelation,
  kEntity,
  kEvent,
  kSegment,
  kDefine,
  kFunction,
  kValue,      ///< of an enum
  kParameter,  ///< also a label of rows
};

/// "keyword", "field" and so on.
SEGQL_EXPORT std::string_view kind_name(CompletionKind kind);

/// A word that may follow a text.
struct Completion {
  std::string text;
  CompletionKind kind = CompletionKind::kKeyword;
  std::string detail;  ///< such as the type of a field; may be empty
};

struct Completions {
  size_t begin = 0;             ///< where the word that is begun stands in the text; the end of the text: none is
  std::vector<Completion> all;  ///< by kind and text; a text that is of several kinds once for each
};

/// Which of `words` somebody may have meant by `wanted`; empty when none is near enough.
SEGQL_EXPORT std::string_view nearest_word(std::string_view wanted, std::span<const std::string_view> words);

}  // namespace segql
