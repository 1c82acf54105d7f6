/// `entered segment`, `left segment` and `keep members`: what only a journal of members knows. They are checked like
/// everything else; whoever evaluates asks `journal_use` first.

#include "compiler/check/instants.h"
#include "compiler/check/lint.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

std::string construct(const Definitions& definitions, const hir::Moved& moved) {
  return std::string(moved.entered ? "entered" : "left") + " segment " +
         std::string(definitions.segment(moved.segment).name);
}

}  // namespace

hir::ExprRef check_moved(Context& ctx, const ast::Expr& expr, const ast::Moved& node) {
  const auto used = use_segment(ctx, node.segment);
  const hir::Window* window = check_window(ctx, *node.window);
  if (!used || window == nullptr) return nullptr;
  const Row& row = ctx.innermost();
  if (used->table != row.table) {
    ctx.report(node.segment.span, diag::WrongEntity, syntax_name(node.segment), ctx.table_name(used->table),
               ctx.table_name(row.table));
    return nullptr;
  }
  note_journal(ctx, expr.span, (node.entered ? "entered segment " : "left segment ") + syntax_name(node.segment));
  const hir::RowRef moved{row.slot, {}, row.table, false};
  return ctx.make_condition(expr.span, hir::Moved{node.entered, moved, used->id, window});
}

const hir::Keep* check_keep(Context& ctx, Span at, const ast::Keep& keep) {
  if (keep.kind != ast::Keep::Kind::kForever) {
    const int64_t most = longest(keep.unit);
    if (keep.count < 1 || keep.count > most) {
      ctx.report(at, diag::BadCount, "`keep members for`", 1, most);
      return nullptr;
    }
  }
  note_journal(ctx, at, "keep members");
  return ctx.arena().make<hir::Keep>(static_cast<hir::Keep::Kind>(keep.kind), keep.count,
                                     static_cast<hir::Unit>(keep.unit));
}

std::string journal_use(const Definitions& definitions, const hir::Expr* expr) {
  if (expr == nullptr) return {};
  if (const auto* moved = std::get_if<hir::Moved>(&expr->node)) return construct(definitions, *moved);
  std::string use;
  for_each_child(*expr, [&](const hir::Expr& child) {
    if (use.empty()) use = journal_use(definitions, &child);
  });
  return use;
}

std::string journal_use(const Definitions& definitions, const hir::Segment& segment) {
  if (segment.keep != nullptr) return "keep members";
  std::string use = journal_use(definitions, segment.where);
  const auto look_at = [&](const hir::Expr* expr) {
    if (use.empty()) use = journal_use(definitions, expr);
  };
  for (const hir::ExprRef exclude : segment.excludes) look_at(exclude);
  for (const hir::Take& take : segment.takes) {
    look_at(take.by);
    look_at(take.per);
  }
  return use;
}

}  // namespace segql::check
