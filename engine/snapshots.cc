#include "engine/snapshots.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/cancel.h"
#include "base/rfc3339.h"
#include "base/try.h"
#include "compiler/syntax/syntax.h"
#include "engine/key_rows.h"
#include "runtime/table/builder.h"

namespace segql::engine {
namespace {

/// Every segment that the segments and attributes of the files are or use, also through other instants. What a test
/// uses is taken by the test, and what was checked with placeholders is of no definition anybody asked for.
class Search {
 public:
  explicit Search(const check::Definitions& definitions) : definitions_(definitions) {}

  std::vector<hir::SegmentId> snapshots() {
    for (const hir::SegmentId id : definitions_.segments()) enter(id);
    for (const hir::AttributeId id : definitions_.declared_attributes()) enter(id);
    while (!segments_.empty() || !attributes_.empty()) {
      if (attributes_.empty()) {
        const hir::Segment& segment = definitions_.segment(hir::SegmentId{take(segments_)});
        enter(check::uses_of(segment));
        if (segment.past != nullptr) enter(segment.past->segment);
        if (segment.frozen != nullptr) enter(segment.frozen->live);
      } else {
        enter(check::uses_of(definitions_.attribute(hir::AttributeId{take(attributes_)})));
      }
    }
    std::vector<hir::SegmentId> found;
    // What is used was checked first, so it has the smaller id.
    for (const uint32_t index : met_segments_) {
      if (definitions_.segment(hir::SegmentId{index}).frozen != nullptr) found.push_back(hir::SegmentId{index});
    }
    return found;
  }

 private:
  static uint32_t take(std::vector<uint32_t>& waiting) {
    const uint32_t last = waiting.back();
    waiting.pop_back();
    return last;
  }
  void enter(hir::SegmentId id) {
    if (met_segments_.insert(id.index).second) segments_.push_back(id.index);
  }
  void enter(hir::AttributeId id) {
    if (met_attributes_.insert(id.index).second) attributes_.push_back(id.index);
  }
  void enter(const check::Uses& uses) {
    for (const hir::SegmentId id : uses.segments) enter(id);
    for (const hir::AttributeId id : uses.attributes) enter(id);
  }

  const check::Definitions& definitions_;
  std::set<uint32_t> met_segments_, met_attributes_;
  std::vector<uint32_t> segments_, attributes_;  ///< met, and not looked into
};

/// That the members are of another definition than the one there is now, if they are.
void report_definition(SourceReport& source, const TakenSnapshot& taken, const std::string& now) {
  if (taken.definition.empty() || taken.definition == now) return;
  source.problems.push_back({ProblemKind::kChangedDefinition, "", 1, false, false, {{0, rfc3339(taken.taken)}}});
}

}  // namespace

Snapshots::Snapshots(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                     const Limits& limits, unsigned threads)
    : definitions_(definitions), limits_(limits), threads_(threads), segments_(Search(definitions).snapshots()) {
  for (const hir::SegmentId id : segments_) by_name_.emplace(definitions.segment(id).name, id);
  for (const check::InputFile& input : files) {
    for (const ast::Decl& decl : input.file->decls) {
      const auto* written = std::get_if<ast::Segment>(&decl.node);
      if (written == nullptr || !written->snapshot) continue;
      const std::string text = syntax::print_members(*written);
      fingerprints_.emplace(std::pair(input.file->source, written->name.span.begin),
                            fmt::format("{:016x}", XXH3_64bits(text.data(), text.size())));
    }
  }
}

std::optional<hir::SegmentId> Snapshots::find(std::string_view segment) const {
  const auto found = by_name_.find(segment);
  return found != by_name_.end() ? std::optional(found->second) : std::nullopt;
}

std::string Snapshots::definition_of(const hir::Segment& segment) const {
  const auto found = fingerprints_.find({segment.source, segment.span.begin});
  return found != fingerprints_.end() ? found->second : "";
}

SnapshotInfo Snapshots::info(hir::SegmentId id) const {
  const hir::Segment& segment = definitions_.segment(id);
  SnapshotInfo info;
  info.segment = segment.name;
  info.entity = definitions_.schema().table(segment.table).name;
  info.definition = definition_of(segment);
  info.source = segment.source;
  info.span = segment.span;
  if (const auto added = added_.find(segment.name); added != added_.end()) {
    info.taken = added->second.taken.taken;
    info.num_keys = added->second.taken.keys.size();
  } else if (const auto known = known_.find(segment.name); known != known_.end()) {
    info.taken = known->second.taken;
    info.num_keys = known->second.num_keys;
  }
  return info;
}

Status Snapshots::add(hir::SegmentId id, TakenSnapshot taken, std::string origin) {
  const hir::Segment& segment = definitions_.segment(id);
  const std::string& entity = definitions_.schema().table(segment.table).name;
  if (taken.entity != entity) {
    return Error{ErrorCode::kInvalidArgument, "`" + std::string(segment.name) + "` is of " + entity +
                                                  ", and what was taken is of " + taken.entity + ": take it again"};
  }
  Added added{segment.table, std::move(taken), std::move(origin), definition_of(segment)};
  added_.insert_or_assign(std::string(segment.name), std::move(added));
  return {};
}

void Snapshots::discard() { added_.clear(); }

Status Snapshots::finish(const runtime::Database& data, SnapshotMembers& members, LoadReport& report) {
  if (added_.empty()) return {};
  const schema::Schema& schema = definitions_.schema();
  schema::Schema lists;
  lists.settings = schema.settings;
  lists.enums = schema.enums;
  for (const auto& [name, added] : added_) {
    const schema::Table& entity = schema.table(added.table);
    add_list(lists, name, entity.field(entity.key_or_time));
  }
  SEGQL_TRY(const auto builder, runtime::DatabaseBuilder::create(lists, limits_, threads_));
  CancelPoll poll;
  uint32_t next = 0;
  for (auto& [name, added] : added_) {
    const schema::TableId list{next++};
    std::vector<std::pair<schema::FieldId, runtime::Cell>> row{{kListKey, schema::Missing{}}};
    for (const std::string& key : added.taken.keys) {
      row.front().second = key;
      poll();
      SEGQL_TRY_VOID(builder->append(list, row));
    }
  }
  LoadReport own;
  SEGQL_TRY(const std::shared_ptr<const runtime::Database> loaded, builder->finish(own));
  std::vector<FoundRows> all_found;
  for (const auto& [name, added] : added_) {
    const schema::TableId list{static_cast<uint32_t>(all_found.size())};
    all_found.push_back(
        find_rows(lists, loaded->table(list), data.table(added.table), schema.table(added.table).key_or_time, true));
  }
  // Nothing below fails.
  next = 0;
  for (const auto& [name, added] : added_) {
    FoundRows& found = all_found[next++];
    SourceReport source;  // of a snapshot of nobody, which no row was read for
    const auto read = std::ranges::find(own.sources, name, &SourceReport::table);
    if (read != own.sources.end()) source = std::move(*read);
    source.table = name;
    source.origin = added.origin;
    source.is_snapshot = true;
    allow_duplicates(source);
    report_unknown(source, found);
    report_definition(source, added.taken, added.definition);
    report.sources.push_back(std::move(source));
    known_.insert_or_assign(name, Known{added.taken.taken, added.taken.keys.size()});
    members.insert_or_assign(name, TakenMembers{std::move(found.rows), added.taken.taken});
  }
  report.seconds += own.seconds;
  added_.clear();
  return {};
}

std::vector<std::string> keys_of(const schema::Schema& schema, const runtime::Table& entity, schema::FieldId key,
                                 const runtime::Bitmap& rows) {
  std::vector<std::string> keys;
  keys.reserve(rows.count());
  CancelPoll poll;
  for (const uint32_t row : entity.rows_by_key()) {
    poll();
    if (rows.test(row)) keys.push_back(key_text(schema, entity.column(key), row));
  }
  return keys;
}

}  // namespace segql::engine
