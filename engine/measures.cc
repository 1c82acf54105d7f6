#include "engine/measures.h"

#include <algorithm>

#include "base/one_line.h"
#include "compiler/syntax/for_each_node.h"
#include "compiler/syntax/syntax.h"

namespace segql::engine {
namespace {

bool is_own(const hir::RowRef& row) { return row.slot == 0 && row.hops.empty(); }

}  // namespace

Measures::Measures(const check::Definitions& definitions, const ast::Expr& written, const hir::Expr& typed)
    : definitions_(definitions) {
  std::vector<const ast::Expr*> candidates;
  syntax::for_each_node<ast::Expr>(written, [&](const ast::Expr& expr) {
    if (std::holds_alternative<ast::Aggregate>(expr.node) || std::holds_alternative<ast::Quantified>(expr.node)) {
      candidates.push_back(&expr);
    }
  });
  if (!candidates.empty()) look(typed, candidates);
}

void Measures::look(const hir::Expr& typed, const std::vector<const ast::Expr*>& written) {
  const auto* aggregate = std::get_if<hir::Aggregate>(&typed.node);
  const auto* quantified = std::get_if<hir::Quantified>(&typed.node);
  if (aggregate == nullptr && quantified == nullptr) {
    check::for_each_child(typed, [&](const hir::Expr& child) { look(child, written); });
    return;
  }
  // What comes from a define stands elsewhere, and has no counterpart here.
  const auto same = std::ranges::find_if(written, [&](const ast::Expr* expr) { return expr->span == typed.span; });
  if (same == written.end() || !is_own(aggregate != nullptr ? aggregate->rows->owner : quantified->rows->owner)) return;
  if (aggregate != nullptr && std::holds_alternative<ast::Aggregate>((*same)->node)) {
    all_.push_back({one_line(syntax::print(**same)), &typed, {}});
  } else if (const auto* node = std::get_if<ast::Quantified>(&(*same)->node);
             node != nullptr && quantified != nullptr) {
    add_count(*quantified, *node);
  }
}

const hir::Expr* Measures::make(schema::Kind kind, bool nullable, const hir::Aggregate& aggregate) {
  return &made_.emplace_back(hir::Expr{aggregate.rows->span, schema::Type::of(kind), nullable, aggregate});
}

void Measures::add_count(const hir::Quantified& node, const ast::Quantified& written) {
  if (node.satisfy != nullptr) return;
  const ast::Aggregate count{ast::AggregateKind::kCount, nullptr, written.rows, nullptr};
  Measure measure{one_line(syntax::print(ast::Expr{written.rows->span, count})),
                  make(schema::Kind::kInt, false, {hir::AggregateKind::kCount, node.rows, nullptr, nullptr}),
                  {}};
  const schema::Schema& schema = definitions_.schema();
  const schema::TableId event = schema.relation(node.rows->relation).event;
  const schema::FieldId time = schema.table(event).key_or_time;
  made_.push_back({node.rows->span, schema.table(event).field(time).type, false,
                   hir::FieldOf{{node.rows->slot, {}, event, false}, time}});
  const hir::Expr* instant = &made_.back();
  hir::RowSet& ever = row_sets_.emplace_back(*node.rows);
  ever.window = nullptr;
  measure.latest_text = "latest " + schema.table(event).field(time).name;
  measure.latest = make(schema::Kind::kTimestamp, true, {hir::AggregateKind::kMax, node.rows, instant, nullptr});
  if (node.rows->window != nullptr) {
    measure.latest_ever = make(schema::Kind::kTimestamp, true, {hir::AggregateKind::kMax, &ever, instant, nullptr});
  }
  all_.push_back(std::move(measure));
}

}  // namespace segql::engine
