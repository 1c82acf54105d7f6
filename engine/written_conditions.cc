#include "engine/written_conditions.h"

#include "base/one_line.h"
#include "compiler/source/path.h"
#include "compiler/syntax/syntax.h"

namespace segql::engine {
namespace {

void add_written(const ast::Expr& written, uint32_t depth, bool excludes, std::vector<TestedCondition>& conditions) {
  const ast::ExprList parts = parts_of(written);
  TestedCondition condition;
  condition.text = parts.empty() ? one_line(syntax::print(written)) : head_of(written);
  condition.depth = depth;
  condition.excludes = excludes && depth == 0;
  condition.is_block = !parts.empty();
  conditions.push_back(std::move(condition));
  for (const ast::ExprRef part : parts) add_written(*part, depth + 1, excludes, conditions);
}

WrittenSegment written_segment(const ast::Segment& segment, SourceId source) {
  WrittenSegment written{std::string(segment.name.text), source, segment.name.span, {}};
  if (segment.where != nullptr) {
    if (is_all(*segment.where)) {
      for (const ast::ExprRef part : parts_of(*segment.where)) add_written(*part, 0, false, written.conditions);
    } else {
      add_written(*segment.where, 0, false, written.conditions);
    }
  }
  for (const ast::Clause& clause : segment.clauses) {
    if (const auto* exclude = std::get_if<ast::Exclude>(&clause.node)) {
      add_written(*exclude->condition, 0, true, written.conditions);
    } else if (std::holds_alternative<ast::Take>(clause.node) || std::holds_alternative<ast::Sample>(clause.node)) {
      TestedCondition chosen;
      chosen.text = one_line(syntax::print(clause));
      written.conditions.push_back(std::move(chosen));
    }
  }
  return written;
}

}  // namespace

ast::ExprList parts_of(const ast::Expr& written) {
  if (const auto* node = std::get_if<ast::And>(&written.node)) return node->terms;
  if (const auto* node = std::get_if<ast::Or>(&written.node)) return node->terms;
  if (const auto* node = std::get_if<ast::Block>(&written.node)) return node->terms;
  return {};
}

std::string head_of(const ast::Expr& written) {
  if (const auto* block = std::get_if<ast::Block>(&written.node)) {
    switch (block->kind) {
      case ast::BlockKind::kAll: return "all of";
      case ast::BlockKind::kAny: return "any of";
      case ast::BlockKind::kNone: return "none of";
    }
  }
  return std::holds_alternative<ast::And>(written.node) ? "all of" : "any of";
}

bool is_all(const ast::Expr& written) {
  const auto* block = std::get_if<ast::Block>(&written.node);
  return std::holds_alternative<ast::And>(written.node) || (block != nullptr && block->kind == ast::BlockKind::kAll);
}

std::vector<WrittenSegment> written_segments(const std::vector<check::InputFile>& files) {
  std::vector<WrittenSegment> all;
  for (const check::InputFile& input : files) {
    if (is_library_path(input.path)) continue;
    for (const ast::Decl& decl : input.file->decls) {
      const auto* segment = std::get_if<ast::Segment>(&decl.node);
      if (segment != nullptr && (segment->where != nullptr || !segment->clauses.empty())) {
        all.push_back(written_segment(*segment, input.file->source));
      }
    }
  }
  return all;
}

}  // namespace segql::engine
