/// Arguments, and definitions put in where they are called.

#include <algorithm>

#include "compiler/check/functions.h"
#include "compiler/check/instants.h"
#include "compiler/check/rules.h"
#include "compiler/check/suggest.h"
#include "compiler/check/unknown_names.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

/// A constant, or a parameter of the definition around the call.
std::optional<Argument> argument_value(Env& env, const ast::Expr& expr, const schema::Type& type) {
  const auto* param = std::get_if<ast::Param>(&expr.node);
  if (param == nullptr) {
    const auto* path = std::get_if<ast::PathExpr>(&expr.node);
    const bool name = path != nullptr && path->path.parts.size() == 1 &&
                      (type.is_collection() ? type.element : type.kind) == schema::Kind::kEnum;
    if (!name && !is_literal(expr) && !std::holds_alternative<ast::ListLit>(expr.node)) {
      env.report(expr.span, diag::ArgumentNotConstant);
      return std::nullopt;
    }
    if (!type.is_collection() || std::holds_alternative<ast::ListLit>(expr.node)) return argument_as(env, expr, type);
    // In a call `("SA")` is a text in parentheses: a list of one.
    const auto item = literal_as(env, expr, type.element_type());
    if (!item) return std::nullopt;
    if (item->type.kind == schema::Kind::kTimestamp) {
      return Argument{type, {}, {}, false, env.arena().copy(std::span<const hir::Instant>(&item->instant, 1))};
    }
    return Argument{type, {}, env.arena().copy(std::span<const hir::Literal>(&item->value, 1))};
  }
  const Argument* given = parameter(env, param->name, expr.span);
  if (given == nullptr) return std::nullopt;
  if (given->type == type) return *given;
  if (given->type.is_collection() || type.is_collection()) {
    env.report(expr.span, diag::WrongType, env.text_of(type), env.text_of(given->type));
    return std::nullopt;
  }
  const auto converted = convert_literal(env, given->one, type, expr.span);
  return converted ? std::optional(Argument{type, *converted, {}, given->placeholder}) : std::nullopt;
}

/// The row a definition of `table` is about: the innermost one of that table.
const Row* row_for(const Context& ctx, schema::TableId table) {
  for (size_t i = ctx.rows.size(); i > ctx.first_row; --i) {
    if (ctx.rows[i - 1].table == table) return &ctx.rows[i - 1];
  }
  return nullptr;
}

/// The define of that name for the innermost row that has one; else any of that name, which then is out of reach.
FoundDefinition find_callee(Context& ctx, std::string_view name) {
  for (size_t i = ctx.rows.size(); i > ctx.first_row; --i) {
    const FoundDefinition found = find_define(ctx.project, ctx.file, name, ctx.rows[i - 1].table);
    if (found.index != kNoDefinition) return found;
  }
  return find_define(ctx.project, ctx.file, name, std::nullopt);
}

/// Of the rows of one that is in reach.
bool is_relation(const Context& ctx, std::string_view name) {
  return std::any_of(ctx.rows.begin() + static_cast<ptrdiff_t>(ctx.first_row), ctx.rows.end(),
                     [&](const Row& row) { return ctx.project.schema.find_relation(row.table, name).has_value(); });
}

/// `count(visits)`, `sum(amount)`, `sum(visits.amount)`, `max(a, b)`: called like functions elsewhere.
bool report_aggregate(Context& ctx, const ast::Expr& expr, const ast::Call& node) {
  constexpr std::string_view kAggregates[] = {"count", "sum", "avg", "min", "max", "median", "first", "last"};
  const std::string name(node.function.text);
  if (std::ranges::find(kAggregates, name) == std::end(kAggregates) || node.arguments.empty()) return false;
  Diagnostic& d = ctx.report(node.function.span, diag::UnknownFunction, name);
  const ast::Expr& argument = *node.arguments[0].value;
  const bool path = std::holds_alternative<ast::PathExpr>(argument.node);
  const std::string text = syntax::print(argument);
  const std::string of = name + " of " + (path ? text : "(" + text + ")");
  if (node.arguments.size() > 1) {
    const bool several = name == "min" || name == "max";
    if (several) d.hint = std::string("of several values: `") + (name == "min" ? "least" : "greatest") + "( ... )`";
  } else if (const size_t dot = text.find('.'); path && dot != text.npos && is_relation(ctx, text.substr(0, dot))) {
    const std::string rows = text.substr(0, dot), value = text.substr(dot + 1);
    const std::string whole = name == "count" ? "count of " + rows : name + " of " + value + " of " + rows;
    d.hint = "write `" + whole + "`";
    add_guess(d, expr.span, whole, "write `" + whole + "`");
  } else if (name == "count" && path) {
    d.hint = "write `" + of + "`";
    add_guess(d, expr.span, of, "write `" + of + "`");
  } else if (name != "count") {
    d.hint = "write `" + of + " of` and the set of rows";
  }
  return true;
}

void report_unknown(Context& ctx, const ast::Name& name) {
  NearestName nearest(name.text);
  for (const Definition& definition : ctx.project.definitions) {
    if (definition.kind == DefinitionKind::kDefine) nearest.consider(definition.name);
  }
  for (const auto& [extern_name, decl] : ctx.project.externs) nearest.consider(extern_name);
  for (const Signature& function : kFunctions) nearest.consider(function.name);
  suggest(ctx.report(name.span, diag::UnknownFunction, name.text), name.span, nearest);
}

/// Everything of the context that belongs to the text around a call.
class Inlining {
 public:
  Inlining(Context& ctx, DefinitionIndex index, const Row& row, std::span<const Binding> bindings)
      : ctx_(ctx), file_(ctx.file), source_(ctx.source), bindings_(ctx.bindings), first_row_(ctx.first_row) {
    const Definition& definition = ctx.project.definition(index);
    const Row subject{row.slot, row.table, {}};
    ctx.file = definition.file;
    ctx.source = definition.source;
    ctx.bindings = bindings;
    ctx.first_row = ctx.rows.size();
    ctx.rows.push_back(subject);
    ctx.project.in_progress.push_back(index);
  }
  ~Inlining() {
    ctx_.project.in_progress.pop_back();
    ctx_.rows.pop_back();
    ctx_.file = file_;
    ctx_.source = source_;
    ctx_.bindings = bindings_;
    ctx_.first_row = first_row_;
  }
  Inlining(const Inlining&) = delete;
  Inlining& operator=(const Inlining&) = delete;

 private:
  Context& ctx_;
  FileIndex file_;
  SourceId source_;
  std::span<const Binding> bindings_;
  size_t first_row_;
};

hir::ExprRef check_define_call(Context& ctx, const ast::Expr& expr, const ast::Call& node, FoundDefinition found) {
  const Definition& definition = ctx.project.definition(found.index);
  const auto bindings = bind_arguments(ctx, definition, node.arguments, expr.span);
  if (!use_define(ctx, found.index, node.function.span) || !bindings) return nullptr;
  const Row* row = row_for(ctx, *definition.table);
  if (row == nullptr) {
    ctx.report(node.function.span, diag::DefineOfOther, definition.name, ctx.table_name(*definition.table));
    return nullptr;
  }
  hir::ExprRef result = nullptr;
  {
    const Inlining body(ctx, found.index, *row, *bindings);
    result = check_expr(ctx, *std::get<ast::Define>(definition.decl->node).value);
  }
  return result;
}

}  // namespace

std::optional<std::vector<const ast::Expr*>> match_arguments(Env& env, std::string_view callee,
                                                             std::span<const Parameter> parameters,
                                                             std::span<const ast::Argument> arguments, Span at) {
  std::vector<const ast::Expr*> given(parameters.size(), nullptr);
  bool sound = true;
  size_t next = 0;
  for (const ast::Argument& argument : arguments) {
    size_t position = next++;
    if (!argument.name.text.empty()) {
      NearestName nearest(argument.name.text);
      for (position = 0; position < given.size(); ++position) {
        if (parameters[position].name == argument.name.text) break;
        nearest.consider(parameters[position].name);
      }
      if (position == given.size()) {
        suggest(env.report(argument.name.span, diag::UnknownArgument, callee, argument.name.text), argument.name.span,
                nearest);
        sound = false;
        continue;
      }
    } else if (position >= given.size()) {
      env.report(argument.value->span, diag::TooManyArguments, callee, static_cast<int64_t>(given.size()));
      return std::nullopt;
    }
    if (given[position] != nullptr) {
      env.report(argument.value->span, diag::DuplicateArgument, parameters[position].name);
      sound = false;
    }
    given[position] = argument.value;
  }
  for (size_t i = 0; i < given.size(); ++i) {
    if (given[i] != nullptr || parameters[i].default_value) continue;
    env.report(at, diag::MissingArgument, callee, parameters[i].name);
    sound = false;
  }
  return sound ? std::optional(given) : std::nullopt;
}

std::optional<std::vector<Binding>> bind_arguments(Env& env, const Definition& definition,
                                                   std::span<const ast::Argument> arguments, Span at) {
  const auto given = match_arguments(env, definition.name, definition.parameters, arguments, at);
  if (!given) return std::nullopt;
  bool sound = true;
  std::vector<Binding> result;
  for (size_t i = 0; i < given->size(); ++i) {
    const Parameter& parameter = definition.parameters[i];
    const ast::Expr* written = (*given)[i];
    const auto value = written != nullptr ? argument_value(env, *written, parameter.type) : parameter.default_value;
    sound &= value.has_value();
    if (value) result.push_back({parameter.name, *value});
  }
  return sound ? std::optional(result) : std::nullopt;
}

hir::ExprRef check_call(Context& ctx, const ast::Expr& expr, const ast::Call& node, const schema::Type* expected) {
  const FoundDefinition found = find_callee(ctx, node.function.text);
  if (found.index != kNoDefinition) {
    if (found.visible) return check_define_call(ctx, expr, node, found);
    report_not_imported(ctx, node.function, found.index);
    return nullptr;
  }
  const std::string name(node.function.text);
  if (const auto host = ctx.project.externs.find(name); host != ctx.project.externs.end()) {
    return check_host_call(ctx, expr, node, host->second);
  } else if (const Signature* function = find_function(name)) {
    return check_function(ctx, expr, node, *function, expected);
  } else if (!report_aggregate(ctx, expr, node)) {
    report_unknown(ctx, node.function);
  }
  return nullptr;
}

}  // namespace segql::check
