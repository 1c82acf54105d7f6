#include "engine/windows.h"

#include "compiler/check/dump.h"
#include "compiler/plan/window.h"
#include "engine/instant.h"

namespace segql::engine {

void WindowList::add(const hir::Expr& expr) {
  if (const auto* in = std::get_if<hir::InWindow>(&expr.node)) add_window(in->window);
  if (const auto* quantified = std::get_if<hir::Quantified>(&expr.node)) add_window(quantified->rows->window);
  if (const auto* aggregate = std::get_if<hir::Aggregate>(&expr.node)) add_window(aggregate->rows->window);
  const auto* of = std::get_if<hir::AttributeOf>(&expr.node);
  if (of != nullptr && of->row.slot == 0 && of->row.hops.empty()) add(of->attribute);
  check::for_each_child(expr, [&](const hir::Expr& child) { add(child); });
}

void WindowList::add(hir::AttributeId attribute) {
  if (!looked_into_.insert(attribute.index).second) return;
  const hir::Attribute& definition = definitions_.attribute(attribute);
  if (definition.scanned() != nullptr) add(*definition.scanned());
  if (const hir::HostCall* call = definition.host_call()) {
    for (const hir::ExprRef argument : call->arguments) add(*argument);
  }
}

void WindowList::add_window(const hir::Window* window) {
  if (window == nullptr || std::holds_alternative<hir::Ever>(window->node)) return;
  const plan::Interval interval = plan::resolve(window, moment_, definitions_.schema().settings);
  TestWindow added;
  added.text = check::dump_window(*window, [](const hir::Expr&) { return std::string("..."); });
  if (interval.from.micros) added.from = format_instant(*interval.from.micros, *moment_.zone);
  if (interval.to.micros) added.to = format_instant(*interval.to.micros, *moment_.zone);
  windows_.push_back(std::move(added));
}

}  // namespace segql::engine
