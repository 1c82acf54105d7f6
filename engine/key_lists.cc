#include "engine/key_lists.h"

#include <algorithm>
#include <functional>

#include "base/quoted_list.h"
#include "base/try.h"
#include "engine/key_rows.h"

namespace segql::engine {

KeyLists::KeyLists(const check::Definitions& definitions, const Limits& limits, unsigned threads)
    : definitions_(definitions), limits_(limits), threads_(threads) {
  const schema::Schema& schema = definitions.schema();
  lists_.settings = schema.settings;
  lists_.enums = schema.enums;
  for (const hir::SegmentId id : definitions.segments()) {
    const hir::Segment& segment = definitions.segment(id);
    if (segment.keys == nullptr) continue;
    add_list(lists_, segment.name, schema.table(segment.table).field(segment.keys->key));
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
  for (const std::string& key : keys) SEGQL_TRY_VOID(made->append(list, {{kListKey, key}}));
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
    allow_duplicates(source);
  }
  for (uint32_t i = 0; i < segments_.size(); ++i) {
    if (!given_[i]) continue;
    const hir::Segment& segment = definitions_.segment(segments_[i]);
    const schema::FieldId field = segment.keys->key;
    const bool is_key = field == definitions_.schema().table(segment.table).key_or_time;
    FoundRows found = find_rows(lists_, lists->table(schema::TableId{i}), data.table(segment.table), field, is_key);
    if (found.num_unknown != 0) {
      // Which of several sources gave them is no longer known: it is said of the last.
      report_unknown(*std::find_if(own.sources.rbegin(), own.sources.rend(),
                                   [&](const SourceReport& source) { return source.table == lists_.tables[i].name; }),
                     found);
    }
    members.emplace(segments_[i].index, std::move(found.rows));
  }
  for (SourceReport& source : own.sources) report.sources.push_back(std::move(source));
  report.seconds += own.seconds;
  return members;
}

}  // namespace segql::engine
