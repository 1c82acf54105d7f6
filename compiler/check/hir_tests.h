#pragma once
/// A `test` of the definitions in the typed tree: given rows, the segment, what is expected. Rows of a test are known
/// by their position; names are for messages.

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "compiler/check/hir.h"

namespace segql::hir {

/// One value: a timestamp is an Instant, because what it stands for depends on the test's timezone and `as of`.
using GivenScalar = std::variant<Literal, Instant>;
struct GivenItems {
  std::span<const GivenScalar> items;
};
struct GivenReference {
  uint32_t row;  ///< position in Test::rows
};
struct GivenCell {
  FieldId field;
  std::variant<GivenScalar, GivenItems, GivenReference> value;
  Span span;  ///< of the value
};
/// What is not given has its default, or is missing; a collection is empty.
struct GivenRow {
  std::string_view name;  ///< may be empty
  TableId table;
  std::span<const GivenCell> cells;
  Span span;

  /// Null when the field is not given.
  const GivenCell* find(FieldId field) const {
    for (const GivenCell& cell : cells) {
      if (cell.field == field) return &cell;
    }
    return nullptr;
  }
};

struct Expectation {
  enum class Kind : uint8_t { kIn, kOut, kValue } kind;
  uint32_t row;                  ///< position in Test::rows; of an entity
  SegmentId condition;           ///< kValue: what has to be true of the row, as a segment without a name
  AttributeId value;             ///< kValue: the left side of it, as an attribute without a name
  std::optional<Instant> as_of;  ///< relative to the test's; nothing: the test's
  Span value_span;               ///< kValue: of the left side, the row's name left out
  Span span;
};

struct Test {
  std::string_view title;
  SegmentId segment;
  Instant as_of;              ///< the same whenever it is resolved
  std::string_view timezone;  ///< of local times in the test; never empty: its own or the project's
  std::span<const GivenRow> rows;
  std::span<const Expectation> expectations;
  SourceId source;
  Span span;  ///< of the declaration
};

}  // namespace segql::hir
