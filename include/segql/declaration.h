#pragma once
/// What stands in the files of definitions, for whoever shows it: declarations as they are written, and the words of a
/// text. Plain data.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segql/diagnostic.h"
#include "segql/export.h"

namespace segql {

struct DeclarationInfo {
  enum class Kind : uint8_t {
    kEntity,
    kEvent,
    kRelation,
    kAttribute,
    kDefine,
    kExtern,
    kSegment,
    kSnapshot,
    kStatic,
    kSplit,
    kPriority
  };
  Kind kind = Kind::kSegment;
  std::string name;
  std::string parameters;  ///< as written: `(days: int = 90)`; empty: it has none
  std::string title;       ///< may be empty
  std::string doc;         ///< text of the `///` lines above; may be empty
  std::string table;       ///< the entity it is about, or is; empty for kExtern and kSplit
  /// `@owner("crm")` is `owner` and `crm`; one without a value has an empty one.
  std::vector<std::pair<std::string, std::string>> annotations;
  SourceId source = 0;
  Span span;       ///< of all of it, annotations included
  Span name_span;  ///< lies in `span`, as those of its parts do (`DefinitionInfo::span`)
};

/// A word of the language, or a comment.
struct SyntaxToken {
  enum class Kind : uint8_t {
    kKeyword,
    kName,
    kParameter,  ///< `$days`
    kText,
    kNumber,  ///< dates, times and currencies, too
    kComment,
    kSign,
    kUnknown  ///< what is no word of the language
  };
  Kind kind = Kind::kUnknown;
  Span span;
};

/// The words and comments of a text, whether it makes sense or not, in order; between them stands white space. None
/// when it is not UTF-8, or larger than a file may be (`Limits`). Thread-safe.
SEGQL_EXPORT std::vector<SyntaxToken> syntax_tokens(std::string_view text);

}  // namespace segql
