#include "engine/key_rows.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/cancel.h"
#include "runtime/table/problem_log.h"

namespace segql::engine {
namespace {

/// Sets the rows of the keys; calls `unknown(at)` for rows of the list that no row of `entity` has. A look-up for each.
template <typename Unknown>
runtime::Bitmap rows_by_key(const runtime::Column& keys, uint64_t num_keys, const runtime::Table& entity,
                            Unknown&& unknown) {
  const runtime::Dictionary* texts = keys.dictionary();
  runtime::Bitmap rows(entity.num_rows());
  CancelPoll poll;
  for (uint64_t at = 0; at < num_keys; ++at, poll()) {
    const int64_t cell = keys.integer(at);
    const auto row = texts != nullptr ? entity.find(texts->text(static_cast<uint32_t>(cell))) : entity.find(cell);
    if (row) {
      rows.set(*row);
    } else {
      unknown(at);
    }
  }
  return rows;
}

/// The cell of `column` for what stands in row `at` of a list; nothing when no row of the column has it.
std::optional<int64_t> cell_of(const runtime::Column& keys, uint64_t at, const runtime::Column& column) {
  const int64_t cell = keys.integer(at);
  const runtime::Dictionary* texts = keys.dictionary();
  if (texts == nullptr) return cell;
  return column.dictionary()->find(texts->text(static_cast<uint32_t>(cell)));
}

/// The same by a column that is no key: all rows of a value, in one walk over the column.
template <typename Unknown>
runtime::Bitmap rows_by_column(const runtime::Column& keys, uint64_t num_keys, const runtime::Column& column,
                               uint64_t num_rows, Unknown&& unknown) {
  CancelPoll poll;
  std::unordered_map<int64_t, bool> wanted;  // cell: whether a row has it
  for (uint64_t at = 0; at < num_keys; ++at, poll()) {
    if (const auto cell = cell_of(keys, at, column)) wanted.emplace(*cell, false);
  }
  runtime::Bitmap rows(num_rows);
  for (uint64_t row = 0; row < num_rows; ++row, poll()) {
    if (!column.is_valid(row)) continue;
    const auto found = wanted.find(column.integer(row));
    if (found == wanted.end()) continue;
    found->second = true;
    rows.set(row);
  }
  for (uint64_t at = 0; at < num_keys; ++at, poll()) {
    const auto cell = cell_of(keys, at, column);
    if (!cell || !wanted.at(*cell)) unknown(at);
  }
  return rows;
}

}  // namespace

std::optional<uint32_t> row_of(const schema::Schema& schema, const runtime::Table& entity, std::string_view key) {
  const schema::Table& table = schema.table(entity.id());
  const schema::Type& type = table.field(table.key_or_time).type;
  if (type.kind == schema::Kind::kText) return entity.find(key);
  std::optional<int64_t> cell;
  if (type.kind == schema::Kind::kEnum) {
    cell = schema.enums[type.enumeration().index].find(key);
  } else {
    int64_t number = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    if (error == std::errc() && end == key.data() + key.size()) cell = number;
  }
  return cell ? entity.find(*cell) : std::nullopt;
}

std::string key_text(const schema::Schema& schema, const runtime::Column& keys, uint64_t at) {
  const int64_t cell = keys.integer(at);
  const runtime::Dictionary* texts = keys.dictionary();
  return texts != nullptr ? std::string(texts->text(static_cast<uint32_t>(cell)))
                          : schema::value_text(schema, keys.type(), cell);
}

void add_list(schema::Schema& lists, std::string_view name, const schema::Field& key) {
  schema::Table list;
  list.name = name;
  list.key_or_time = kListKey;
  list.fields.push_back({key.name, key.type, false, schema::Missing{}, key.source, key.span});
  lists.tables.push_back(std::move(list));
}

FoundRows find_rows(const schema::Schema& lists, const runtime::Table& list, const runtime::Table& entity,
                    schema::FieldId field, bool field_is_key) {
  const runtime::Column& keys = list.column(kListKey);
  runtime::ProblemLog log;
  FoundRows found;
  const auto unknown = [&](uint64_t at) {
    // Rows of the list are no longer those of its source: the key itself has to say where it stands.
    log.add(ProblemKind::kUnknownKey, lists.table(list.id()).field(kListKey).name, {true, false}, 0,
            [&] { return key_text(lists, keys, at); });
    ++found.num_unknown;
  };
  found.rows = field_is_key ? rows_by_key(keys, list.num_rows(), entity, unknown)
                            : rows_by_column(keys, list.num_rows(), entity.column(field), entity.num_rows(), unknown);
  if (found.num_unknown != 0) found.problem = log.sorted().front();
  return found;
}

void report_unknown(SourceReport& source, FoundRows& found) {
  if (!found.problem) return;
  source.rows_kept -= std::min(source.rows_kept, found.num_unknown);
  source.problems.push_back(*std::move(found.problem));
}

void allow_duplicates(SourceReport& source) {
  for (Problem& problem : source.problems) {
    if (problem.kind == ProblemKind::kDuplicateKey) problem.informational = true;
  }
}

}  // namespace segql::engine
