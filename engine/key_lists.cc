#include "engine/key_lists.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "base/quoted_list.h"
#include "base/try.h"
#include "runtime/table/problem_log.h"

namespace segql::engine {
namespace {

constexpr schema::FieldId kKey{0};

/// Sets the rows of the keys; calls `unknown(at)` for rows of the list that no row of `entity` has. A look-up for each.
template <typename Unknown>
runtime::Bitmap rows_by_key(const runtime::Column& keys, uint64_t num_keys, const runtime::Table& entity,
                            Unknown&& unknown) {
  const runtime::Dictionary* texts = keys.dictionary();
  runtime::Bitmap rows(entity.num_rows());
  for (uint64_t at = 0; at < num_keys; ++at) {
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
  std::unordered_map<int64_t, bool> wanted;  // cell: whether a row has it
  for (uint64_t at = 0; at < num_keys; ++at) {
    if (const auto cell = cell_of(keys, at, column)) wanted.emplace(*cell, false);
  }
  runtime::Bitmap rows(num_rows);
  for (uint64_t row = 0; row < num_rows; ++row) {
    if (!column.is_valid(row)) continue;
    const auto found = wanted.find(column.integer(row));
    if (found == wanted.end()) continue;
    found->second = true;
    rows.set(row);
  }
  for (uint64_t at = 0; at < num_keys; ++at) {
    const auto cell = cell_of(keys, at, column);
    if (!cell || !wanted.at(*cell)) unknown(at);
  }
  return rows;
}

std::string key_text(const schema::Schema& schema, const runtime::Column& keys, uint64_t at) {
  const int64_t cell = keys.integer(at);
  const runtime::Dictionary* texts = keys.dictionary();
  return texts != nullptr ? std::string(texts->text(static_cast<uint32_t>(cell)))
                          : schema::value_text(schema, keys.type(), cell);
}

}  // namespace

KeyLists::KeyLists(const check::Definitions& definitions, const Limits& limits, unsigned threads)
    : definitions_(definitions), limits_(limits), threads_(threads) {
  const schema::Schema& schema = definitions.schema();
  lists_.settings = schema.settings;
  lists_.enums = schema.enums;
  for (const hir::SegmentId id : definitions.segments()) {
    const hir::Segment& segment = definitions.segment(id);
    if (segment.keys == nullptr) continue;
    const schema::Field& key = schema.table(segment.table).field(segment.keys->key);
    schema::Table list;
    list.name = segment.name;
    list.key_or_time = kKey;
    list.fields.push_back({key.name, key.type, false, schema::Missing{}, key.source, key.span});
    lists_.tables.push_back(std::move(list));
    segments_.push_back(id);
  }
  given_.resize(segments_.size());
}

Result<schema::TableId> KeyLists::find(std::string_view segment) const {
  if (const auto found = lists_.find_table(segment)) return *found;
  std::vector<std::string> known;
  for (const schema::Table& list : lists_.tables) known.push_back(list.name);
  const std::string there_are = known.empty() ? "there are none" : "there are " + quoted_list(known);
  return Error{ErrorCode::kNotFound, "there is no static segment `" + std::string(segment) + "`; " + there_are};
}

Result<runtime::DatabaseBuilder*> KeyLists::builder() {
  if (builder_ == nullptr) {
    SEGQL_TRY(builder_, runtime::DatabaseBuilder::create(lists_, limits_, threads_));
  }
  return builder_.get();
}

Status KeyLists::import(schema::TableId list, ArrowArrayStream* stream, std::string origin) {
  auto made = builder();
  if (!made.ok()) {
    if (stream->release != nullptr) stream->release(stream);
    return std::move(made).take_error();
  }
  SEGQL_TRY_VOID((*made)->import(list, stream, {}, std::move(origin)));
  given_[list.index] = true;
  return {};
}

Status KeyLists::add(schema::TableId list, const std::vector<std::string>& keys) {
  SEGQL_TRY(runtime::DatabaseBuilder * made, builder());
  for (const std::string& key : keys) SEGQL_TRY_VOID(made->append(list, {{kKey, key}}));
  given_[list.index] = true;
  return {};
}

void KeyLists::discard() {
  builder_.reset();
  given_.assign(given_.size(), false);
}

Result<KeyMembers> KeyLists::finish(const runtime::Database& data, LoadReport& report) {
  KeyMembers members;
  if (std::ranges::none_of(given_, std::identity{})) return members;
  SEGQL_TRY(runtime::DatabaseBuilder * made, builder());
  LoadReport own;
  SEGQL_TRY(const std::shared_ptr<const runtime::Database> lists, made->finish(own));
  builder_.reset();
  for (SourceReport& source : own.sources) {
    source.is_static_segment = true;
    for (Problem& problem : source.problems) {
      // A key that stands twice in a list is in it as once.
      if (problem.kind == ProblemKind::kDuplicateKey) problem.informational = true;
    }
  }
  for (uint32_t i = 0; i < segments_.size(); ++i) {
    if (!given_[i]) continue;
    const runtime::Table& entity = data.table(definitions_.segment(segments_[i]).table);
    const runtime::Table& list = lists->table(schema::TableId{i});
    const runtime::Column& keys = list.column(kKey);
    const hir::Segment& segment = definitions_.segment(segments_[i]);
    const schema::FieldId field = segment.keys->key;
    runtime::ProblemLog log;
    uint64_t num_unknown = 0;
    const auto unknown = [&](uint64_t at) {
      // Rows of the list are no longer those of its source: the key itself has to say where it stands.
      log.add(ProblemKind::kUnknownKey, lists_.tables[i].fields[0].name, {true, false}, 0,
              [&] { return key_text(lists_, keys, at); });
      ++num_unknown;
    };
    const bool is_key = field == definitions_.schema().table(segment.table).key_or_time;
    members.emplace(segments_[i].index,
                    is_key ? rows_by_key(keys, list.num_rows(), entity, unknown)
                           : rows_by_column(keys, list.num_rows(), entity.column(field), entity.num_rows(), unknown));
    if (num_unknown == 0) continue;
    // Which of several sources gave them is no longer known: it is said of the last.
    const auto last = std::find_if(own.sources.rbegin(), own.sources.rend(),
                                   [&](const SourceReport& source) { return source.table == lists_.tables[i].name; });
    last->rows_kept -= std::min(last->rows_kept, num_unknown);
    last->problems.push_back(log.sorted().front());
  }
  for (SourceReport& source : own.sources) report.sources.push_back(std::move(source));
  report.seconds += own.seconds;
  return members;
}

}  // namespace segql::engine
