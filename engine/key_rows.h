#pragma once
/// Keys that stand in a list, and the rows that have them.

#include <optional>
#include <string>
#include <string_view>

#include "runtime/bitmap/bitmap.h"
#include "runtime/table/table.h"
#include "schema/schema.h"
#include "segql/load_report.h"

namespace segql::engine {

/// Of the one column of a list.
inline constexpr schema::FieldId kListKey{0};

/// Adds to `lists` a table of one column like `key`: so the keys in a list are converted, counted and reported as
/// those of the entity are.
void add_list(schema::Schema& lists, std::string_view name, const schema::Field& key);

struct FoundRows {
  runtime::Bitmap rows;
  uint64_t num_unknown = 0;
  std::optional<Problem> problem;  ///< the values that no row has, if there are some
};
/// The rows of `entity` whose `field` stands in `list`. By a field that is no key: all rows of a value.
FoundRows find_rows(const schema::Schema& lists, const runtime::Table& list, const runtime::Table& entity,
                    schema::FieldId field, bool field_is_key);

/// Says of the source of a list what became of its keys.
void report_unknown(SourceReport& source, FoundRows& found);
/// A key that stands twice in a list is in it as once, which is worth knowing and no problem.
void allow_duplicates(SourceReport& source);

/// The row of an entity whose key is `key`: an int and an enum as text.
std::optional<uint32_t> row_of(const schema::Schema& schema, const runtime::Table& entity, std::string_view key);

/// The key in a row, as text.
std::string key_text(const schema::Schema& schema, const runtime::Column& keys, uint64_t row);

}  // namespace segql::engine
