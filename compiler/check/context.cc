/// Budgets of one definition.

#include "compiler/check/context.h"

namespace segql::check {
namespace {

/// Syntax tree nodes per level of nesting as people count it: a comparison, a sum and a product share one parenthesis.
constexpr uint32_t kNodesPerLevel = 3;

}  // namespace

bool Context::count_node(Span span) {
  if (++num_nodes <= project.limits.expansion) return true;
  if (num_nodes == project.limits.expansion + 1) {
    report(span, diag::TooLarge, name, int64_t{project.limits.expansion});
  }
  failed = true;
  return false;
}

Nesting::Nesting(Context& ctx, Span at) : ctx_(ctx), fits_(true) {
  const uint32_t limit = ctx.project.limits.nesting;
  if (++ctx.project.depth > limit * kNodesPerLevel) {
    fits_ = false;
    ctx.report(at, diag::TooDeep, int64_t{limit});
  }
}

}  // namespace segql::check
