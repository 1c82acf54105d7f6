/// Calls of host functions. What a host makes of a row is asked for whole batches of rows, so a call becomes an
/// attribute without a name, which the engine computes before the rows are looked at that use it. All its arguments
/// are therefore of one row: the subject, or one of the rows in scope.

#include <set>

#include "compiler/check/convert.h"
#include "compiler/check/definitions.h"
#include "compiler/check/rules.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using schema::Type;

/// `value` as a parameter of type `to`: numbers become larger ones, as everywhere.
hir::ExprRef argument_as_type(Context& ctx, const ast::Expr& written, hir::ExprRef value, const HostFunction& function,
                              const Type& to) {
  if (value->type == to) return value;
  const auto common = common_number(value->type, to);
  if (common && *common == to) return cast_to(ctx, value, to);
  ctx.report(written.span, diag::FunctionArgumentType, function.name, "a value of type " + ctx.text_of(to),
             ctx.text_of(value->type));
  return nullptr;
}

std::optional<std::vector<hir::ExprRef>> check_arguments(Context& ctx, const ast::Expr& expr,
                                                         const std::vector<const ast::Expr*>& given,
                                                         const HostFunction& function) {
  std::vector<hir::ExprRef> values;
  bool sound = true;
  for (size_t i = 0; i < given.size(); ++i) {
    const Parameter& parameter = function.parameters[i];
    hir::ExprRef value = nullptr;
    if (given[i] == nullptr) {
      value = ctx.make_literal(expr.span, parameter.default_value->one);
    } else {
      value = check_expr(ctx, *given[i], &parameter.type);
      if (value != nullptr) value = argument_as_type(ctx, *given[i], value, function, parameter.type);
    }
    sound &= value != nullptr;
    values.push_back(value);
  }
  return sound && !ctx.failed ? std::optional(values) : std::nullopt;
}

/// The one row in scope that the arguments are of: the subject when they are of none. Reports a second one.
const Row* row_of_arguments(Context& ctx, const ast::Expr& expr, const HostFunction& function,
                            const std::vector<hir::ExprRef>& arguments) {
  std::set<uint32_t> slots;
  for (const hir::ExprRef argument : arguments) slots.merge(slots_of(*argument));
  const Row* found = nullptr;
  for (size_t i = ctx.first_row; i < ctx.rows.size(); ++i) {
    const Row& row = ctx.rows[i];
    if (!slots.contains(row.slot)) continue;
    if (found != nullptr) {
      ctx.report(expr.span, diag::HostCallRows, function.name, ctx.table_name(found->table), ctx.table_name(row.table));
      return nullptr;
    }
    found = &row;
  }
  return found != nullptr ? found : &ctx.subject();
}

}  // namespace

hir::ExprRef check_host_call(Context& ctx, const ast::Expr& expr, const ast::Call& node, const HostFunction& function) {
  const auto given = match_arguments(ctx, function.name, function.parameters, node.arguments, expr.span);
  const auto arguments = given ? check_arguments(ctx, expr, *given, function) : std::nullopt;
  const Row* row = arguments ? row_of_arguments(ctx, expr, function, *arguments) : nullptr;
  if (row == nullptr) return nullptr;
  const std::string text = syntax::print(expr);
  const HostCallKey key{ctx.file, row->table.index, std::string(row->label), std::string(ctx.timezone), text};
  const bool may_be_shared = ctx.bindings.empty();
  const auto same = may_be_shared ? ctx.project.host_calls.find(key) : ctx.project.host_calls.end();
  hir::AttributeId made;
  if (same != ctx.project.host_calls.end()) {
    made = same->second;
  } else {
    const auto* call = ctx.arena().make<hir::HostCall>(ctx.arena().copy_text(function.name),
                                                       ctx.arena().copy(*arguments), function.result, row->slot);
    made = ctx.project.add_attribute(
        {ctx.arena().copy_text(text), row->table, call, ctx.num_slots, ctx.source, expr.span}, function.may_be_missing);
    if (may_be_shared) ctx.project.host_calls.emplace(key, made);
  }
  return ctx.make(expr.span, function.result, true, hir::AttributeOf{{row->slot, {}, row->table, false}, made});
}

}  // namespace segql::check
