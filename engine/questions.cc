#include "engine/questions.h"

#include "base/try.h"
#include "compiler/syntax/syntax.h"

namespace segql::engine {
namespace {

/// What a map needs for one entry besides its text, about.
constexpr size_t kEntryBytes = 128;

/// The id, or what was reported instead.
template <typename Id>
Result<Id> or_diagnostics(std::optional<Id> id, diag::Sink& sink, const Sources& sources) {
  if (id) return *id;
  return Error{ErrorCode::kInvalidSource, render_all(sink.take_sorted(), sources)};
}

}  // namespace

Questions::Questions(Sources& sources, check::Definitions& definitions, const Limits& limits, bool strict)
    : sources_(sources),
      definitions_(definitions),
      limits_(limits),
      strict_(strict),
      sources_mark_(sources.mark()),
      definitions_mark_(definitions.mark()),
      bytes_without_questions_(sources.memory_bytes() + definitions.memory_bytes()) {
  for (const hir::SegmentId id : definitions.segments()) declared_.emplace(definitions.segment(id).name, id);
}

template <typename Ask>
auto Questions::attempt(std::string name, std::string_view text, Ask&& ask) {
  const Sources::Mark sources_before = sources_.mark();
  const check::Definitions::Mark definitions_before = definitions_.mark();
  const auto run = [&]() -> decltype(ask(std::declval<const Source&>(), std::declval<diag::Sink&>())) {
    SEGQL_TRY(const Source* source, sources_.add(std::move(name), std::string(text), limits_));
    diag::Sink sink(limits_, strict_);
    return ask(*source, sink);
  };
  auto id = run();
  if (id.ok()) {
    bytes_of_maps_ += kEntryBytes + text.size();
  } else {
    definitions_.forget_since(definitions_before);
    sources_.forget_since(sources_before);
  }
  return id;
}

Result<hir::SegmentId> Questions::segment(std::string_view reference) {
  if (const auto found = declared_.find(reference); found != declared_.end()) return found->second;
  if (const auto found = segments_.find(reference); found != segments_.end()) return found->second;
  const auto ask = [&](const Source& source, diag::Sink& sink) {
    const ast::SegmentRef* tree = syntax::parse_segment_reference(source, sources_.arena(), sink, limits_);
    return or_diagnostics(tree != nullptr ? definitions_.instantiate(*tree, source.id(), sink) : std::nullopt, sink,
                          sources_);
  };
  SEGQL_TRY(const hir::SegmentId id, attempt("segment", reference, ask));
  segments_.emplace(reference, id);
  return id;
}

Result<hir::SegmentId> Questions::condition(std::string_view entity, std::string_view condition) {
  Asked asked(entity, condition);
  if (const auto found = conditions_.find(asked); found != conditions_.end()) return found->second;
  const auto ask = [&](const Source& source, diag::Sink& sink) {
    const ast::ExprRef tree = syntax::parse_expression(source, sources_.arena(), sink, limits_, entity);
    return or_diagnostics(tree != nullptr ? definitions_.add_condition(entity, *tree, source.id(), sink) : std::nullopt,
                          sink, sources_);
  };
  SEGQL_TRY(const hir::SegmentId id, attempt("condition", condition, ask));
  conditions_.emplace(std::move(asked), id);
  return id;
}

Result<hir::AttributeId> Questions::value(std::string_view entity, std::string_view expression) {
  if (const auto table = definitions_.schema().find_table(entity)) {
    if (const auto attribute = definitions_.find_attribute(*table, expression)) return *attribute;
  }
  Asked asked(entity, expression);
  if (const auto found = values_.find(asked); found != values_.end()) return found->second;
  const auto ask = [&](const Source& source, diag::Sink& sink) {
    const ast::ExprRef tree = syntax::parse_expression(source, sources_.arena(), sink, limits_);
    return or_diagnostics(tree != nullptr ? definitions_.add_value(entity, *tree, source.id(), sink) : std::nullopt,
                          sink, sources_);
  };
  SEGQL_TRY(const hir::AttributeId id, attempt("column", expression, ask));
  values_.emplace(std::move(asked), id);
  return id;
}

void Questions::make_room() {
  const size_t bytes = sources_.memory_bytes() + definitions_.memory_bytes() - bytes_without_questions_;
  if (bytes + bytes_of_maps_ <= limits_.question_bytes) return;
  segments_.clear();
  conditions_.clear();
  values_.clear();
  bytes_of_maps_ = 0;
  definitions_.forget_since(definitions_mark_);
  sources_.forget_since(sources_mark_);
  ++num_forgotten_;
}

}  // namespace segql::engine
