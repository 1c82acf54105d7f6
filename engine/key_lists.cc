#include "engine/key_lists.h"

#include <algorithm>
#include <functional>

#include "base/quoted_list.h"
#include "base/try.h"
#include "runtime/table/problem_log.h"

namespace segql::engine {
namespace {

constexpr schema::FieldId kKey{0};

/// The row of `entity` with the key in row `at` of a list.
std::optional<uint32_t> row_of(const runtime::Column& keys, uint64_t at, const runtime::Table& entity) {
  const int64_t cell = keys.integer(at);
  const runtime::Dictionary* texts = keys.dictionary();
  return texts != nullptr ? entity.find(texts->text(static_cast<uint32_t>(cell))) : entity.find(cell);
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
    runtime::Bitmap rows(entity.num_rows());
    runtime::ProblemLog log;
    uint64_t num_unknown = 0;
    for (uint64_t at = 0; at < list.num_rows(); ++at) {
      if (const auto row = row_of(keys, at, entity)) {
        rows.set(*row);
      } else {
        // Rows of the list are no longer those of its source: the key itself has to say where it stands.
        log.add(ProblemKind::kUnknownKey, lists_.tables[i].fields[0].name, {true, false}, 0,
                [&] { return key_text(lists_, keys, at); });
        ++num_unknown;
      }
    }
    members.emplace(segments_[i].index, std::move(rows));
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
