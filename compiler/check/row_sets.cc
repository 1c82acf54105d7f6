/// Row sets and the quantifiers over them.

#include "compiler/check/instants.h"
#include "compiler/check/lint.h"
#include "compiler/check/names.h"
#include "compiler/check/rules.h"

namespace segql::check {
namespace {

constexpr int64_t kMostRows = UINT32_MAX;

std::string_view quantifier_text(ast::Quantifier quantifier) {
  switch (quantifier) {
    case ast::Quantifier::kAny: return "any";
    case ast::Quantifier::kNo: return "no";
    case ast::Quantifier::kEvery: return "every";
    case ast::Quantifier::kAtLeast: return "at least";
    case ast::Quantifier::kAtMost: return "at most";
    case ast::Quantifier::kExactly: return "exactly";
    case ast::Quantifier::kLatest: return "latest";
    case ast::Quantifier::kEarliest: return "earliest";
  }
  return "";
}

}  // namespace

OpenRows::OpenRows(Context& ctx, const ast::RowSet& rows) : ctx_(ctx) {
  const auto named = resolve_rows(ctx, rows.path);
  const hir::Window* window = rows.window != nullptr ? check_window(ctx, *rows.window) : nullptr;
  if (!named || (rows.window != nullptr && window == nullptr)) return;
  if (!rows.label.text.empty() && ctx.has_label(rows.label.text)) {
    ctx.report(rows.label.span, diag::DuplicateName, "label", rows.label.text);
    return;
  }
  const uint32_t slot = ctx.take_slot();
  ctx.rows.push_back({slot, ctx.schema().relation(named->relation).event, rows.label.text});
  pushed_ = true;
  hir::ExprRef where = nullptr;
  if (rows.where != nullptr) {
    where = check_condition(ctx, *rows.where);
    if (where == nullptr) return;
  }
  set_ = ctx.arena().make<hir::RowSet>(rows.span, named->owner, named->relation, slot, window, where);
}

OpenRows::~OpenRows() {
  if (pushed_) ctx_.rows.pop_back();
}

hir::ExprRef check_quantified(Context& ctx, const ast::Expr& expr, const ast::Quantified& node) {
  int64_t count = 0;
  bool sound = true;
  if (node.count != nullptr) {
    const int64_t least = node.quantifier == ast::Quantifier::kAtLeast ? 1 : 0;
    const auto number = whole_number(ctx, *node.count, least, kMostRows, quantifier_text(node.quantifier));
    sound = number.has_value();
    count = number.value_or(0);
  }
  hir::ExprRef satisfy = nullptr;
  const hir::RowSet* rows = nullptr;
  {
    const OpenRows open(ctx, *node.rows);
    rows = open.get();
    if (rows != nullptr && node.satisfy != nullptr) {
      satisfy = check_condition(ctx, *node.satisfy);
      sound = satisfy != nullptr && sound;
    }
  }
  if (rows == nullptr || !sound) return nullptr;
  const hir::ExprRef result = ctx.make_condition(
      expr.span, hir::Quantified{static_cast<hir::Quantifier>(node.quantifier), count, rows, satisfy});
  if (result != nullptr && node.quantifier == ast::Quantifier::kEvery) note_vacuous(ctx, expr, *node.rows, *rows);
  return result;
}

}  // namespace segql::check
