/// Splits and priority lists. Each of their parts is a segment of its own, made of what the language has anyway: in a
/// part of a split are the rows of the segment whose place by hash is the part's, in a part of a priority list those of
/// the part's segment that are in none before it.

#include <algorithm>
#include <unordered_map>

#include "base/overload.h"
#include "base/quoted_list.h"
#include "base/try.h"
#include "compiler/check/definition_checks.h"
#include "compiler/check/rules.h"
#include "compiler/check/shares.h"

namespace segql::check {
namespace {

/// A part as it is written: its name and where that stands.
struct WrittenPart {
  std::string name;
  Span span;
};

std::vector<WrittenPart> written_parts(const Definition& definition) {
  std::vector<WrittenPart> parts;
  if (const auto* split = std::get_if<ast::Split>(&definition.decl->node)) {
    for (const ast::SplitPart& part : split->parts) parts.push_back({std::string(part.name.text), part.name.span});
  } else if (const auto* list = std::get_if<ast::Priority>(&definition.decl->node)) {
    for (const ast::SegmentRef& segment : list->segments) parts.push_back({syntax_name(segment), segment.span});
  }
  return parts;
}

std::string full_name(const Definition& definition, std::string_view part) {
  return std::string(definition.name) + "." + std::string(part);
}

/// Every part has a name of its own, which no segment has either (one in back-quotes may hold a dot).
void check_part_names(Context& ctx, const Definition& definition) {
  std::unordered_map<std::string, Span> first;
  for (const WrittenPart& part : written_parts(definition)) {
    const auto [found, is_new] = first.emplace(part.name, part.span);
    if (!is_new) {
      Diagnostic& d = ctx.report(part.span, diag::DuplicateName, "part", part.name);
      add_note(d, definition.source, found->second, "first declared here");
      if (definition.kind == DefinitionKind::kPriority) d.hint = "parts are named by their segments";
      continue;
    }
    const FoundDefinition segment = find_segment(ctx.project, kNoFile, full_name(definition, part.name));
    if (segment.index == kNoDefinition) continue;
    const Definition& other = ctx.project.definition(segment.index);
    Diagnostic& d = ctx.report(part.span, diag::DuplicateName, kind_name(other.kind), other.name);
    add_note(d, other.source, other.name_span, "first declared here");
  }
}

/// What a part is apart from its name.
struct PartRows {
  hir::ExprRef where = nullptr;
  hir::ExprList excludes;
  std::vector<hir::Sample> samples;
};

hir::ExprRef member_of(Context& ctx, Span at, const UsedSegment& segment) {
  return ctx.make_condition(at, hir::InSegment{hir::RowRef{0, {}, segment.table, false}, segment.id});
}

std::vector<PartRows> check_split(Context& ctx, Definition& definition, const ast::Split& split) {
  const auto segment = use_segment(ctx, split.segment);
  const hir::ExprRef where = segment ? member_of(ctx, split.segment.span, *segment) : nullptr;
  const std::string_view seed = ctx.arena().copy_text(split.seed);
  std::vector<PartRows> parts;
  int64_t end = 0;
  for (const ast::SplitPart& part : split.parts) {
    const auto share = check_percentage(ctx, part.name.span, part.percent);
    if (!share) continue;
    parts.push_back({where, {}, {{end, end + *share, seed}}});
    end += *share;
  }
  if (end > kWholeShare) ctx.report(definition.name_span, diag::SharesAboveWhole, definition.name, share_text(end));
  if (segment) definition.table = segment->table;
  return parts;
}

std::vector<PartRows> check_priority_list(Context& ctx, const Definition& definition, const ast::Priority& list) {
  std::vector<hir::ExprRef> members;
  for (const ast::SegmentRef& reference : list.segments) {
    const auto segment = use_segment(ctx, reference);
    if (!segment) continue;
    if (segment->table == *definition.table) {
      members.push_back(member_of(ctx, reference.span, *segment));
    } else {
      ctx.report(reference.span, diag::WrongEntity, syntax_name(reference), ctx.table_name(segment->table),
                 ctx.table_name(*definition.table));
    }
  }
  // One list serves all: a part excludes as much of it as stands before its own segment.
  const hir::ExprList all = ctx.arena().copy(members);
  std::vector<PartRows> parts;
  for (size_t i = 0; i < all.size(); ++i) parts.push_back({all[i], all.first(i), {}});
  return parts;
}

void add_parts(Context& ctx, Definition& definition, const std::vector<PartRows>& rows) {
  const std::vector<WrittenPart> written = written_parts(definition);
  SEGQL_CHECK(rows.size() == written.size());
  Arena& arena = ctx.arena();
  for (size_t i = 0; i < rows.size(); ++i) {
    hir::Segment segment{};
    segment.name = arena.copy_text(full_name(definition, written[i].name));
    segment.doc = arena.copy_text(definition.decl->doc);
    segment.table = *definition.table;
    segment.where = rows[i].where;
    segment.excludes = rows[i].excludes;
    segment.samples = arena.copy(rows[i].samples);
    segment.timezone = ctx.schema().settings.timezone;
    segment.num_slots = 1;
    segment.source = definition.source;
    segment.span = written[i].span;
    definition.parts.push_back({segment.name.substr(definition.name.size() + 1), ctx.project.add_segment(segment)});
  }
}

}  // namespace

std::string part_list(const Definition& definition) {
  std::vector<std::string> names;
  for (const WrittenPart& part : written_parts(definition)) names.push_back(full_name(definition, part.name));
  return (names.size() == 1 ? "its part is " : "its parts are ") + quoted_list(names);
}

void check_parts(Project& project, Reporter& reporter, DefinitionIndex index) {
  Definition& definition = project.definition(index);
  definition.state = Definition::State::kInProgress;
  project.in_progress.push_back(index);
  Context ctx(project, reporter);
  ctx.file = definition.file;
  ctx.source = definition.source;
  ctx.name = definition.name;
  check_part_names(ctx, definition);
  std::vector<PartRows> rows;
  if (const auto* split = std::get_if<ast::Split>(&definition.decl->node)) {
    rows = check_split(ctx, definition, *split);
  } else {
    rows = check_priority_list(ctx, definition, std::get<ast::Priority>(definition.decl->node));
  }
  project.in_progress.pop_back();
  definition.state = ctx.failed ? Definition::State::kBroken : Definition::State::kSound;
  if (!ctx.failed) add_parts(ctx, definition, rows);
}

}  // namespace segql::check
