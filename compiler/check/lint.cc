/// Negations of nullable fields and vacuous `every`, answered by their neighbours.

#include "compiler/check/lint.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "base/overload.h"
#include "compiler/check/dump.h"
#include "compiler/check/written.h"
#include "compiler/syntax/for_each_node.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

using Keys = std::unordered_set<std::string>;

std::string hop_key(const hir::Hop& hop) {
  return hop.attribute.valid() ? "@" + std::to_string(hop.attribute.index) : "." + std::to_string(hop.field.index);
}

std::string row_key(const hir::RowRef& row) {
  std::string key = std::to_string(row.slot);
  for (const hir::Hop& hop : row.hops) key += hop_key(hop);
  return key;
}

/// What a step of a path is declared as.
struct DeclaredHop {
  std::string_view name;
  bool may_be_missing;
};

/// The steps of the path to `row`.
std::vector<DeclaredHop> declared_hops(const Context& ctx, const hir::RowRef& row) {
  std::vector<DeclaredHop> hops;
  for (const hir::Hop& hop : row.hops) {
    if (hop.attribute.valid()) {
      const uint32_t index = hop.attribute.index;
      hops.push_back({ctx.project.attributes[index]->name, ctx.project.attribute_may_be_missing[index]});
    } else {
      const schema::Field& field = ctx.project.schema.table(hop.from).field(hop.field);
      hops.push_back({field.name, field.nullable});
    }
  }
  return hops;
}

std::string row_text(const Context& ctx, const hir::RowRef& row, std::string_view last) {
  std::string text;
  for (const DeclaredHop& hop : declared_hops(ctx, row)) text += std::string(hop.name) + ".";
  return text + std::string(last);
}

/// The declarations let one of the references on the way be missing.
bool hop_may_be_missing(const Context& ctx, const hir::RowRef& row) {
  return std::ranges::any_of(declared_hops(ctx, row), &DeclaredHop::may_be_missing);
}

/// A call that is there although an argument of it is not.
bool chooses(const hir::Call& call) {
  return call.function == hir::Function::kCoalesce || call.function == hir::Function::kIf;
}

/// Calls `visit(row, key, name, declared_nullable)` for each leaf whose absence makes `value` missing.
template <typename Visit>
void for_each_leaf(const Context& ctx, const hir::Expr& value, Visit visit) {
  if (const auto* of = std::get_if<hir::FieldOf>(&value.node)) {
    const schema::Field& field = ctx.project.schema.table(of->row.table).field(of->field);
    visit(of->row, "." + std::to_string(of->field.index), field.name, field.nullable);
  } else if (const auto* attribute = std::get_if<hir::AttributeOf>(&value.node)) {
    const hir::Attribute& definition = *ctx.project.attributes[attribute->attribute.index];
    visit(attribute->row, "@" + std::to_string(attribute->attribute.index), std::string(definition.name),
          ctx.project.attribute_may_be_missing[attribute->attribute.index]);
  } else if (const auto* entry = std::get_if<hir::MapEntry>(&value.node)) {
    const std::string& map = ctx.project.schema.table(entry->row.table).field(entry->field).name;
    visit(entry->row, "." + std::to_string(entry->field.index) + "[" + std::string(entry->key) + "]",
          map + "." + std::string(entry->key), true);
  } else if (const auto* row = std::get_if<hir::RowValue>(&value.node); row != nullptr && !row->row.hops.empty()) {
    // The reference that leads to the row, which is one of the row before it.
    hir::RowRef from = row->row;
    from.hops = from.hops.first(from.hops.size() - 1);
    const DeclaredHop last = declared_hops(ctx, row->row).back();
    visit(from, hop_key(row->row.hops.back()), std::string(last.name), last.may_be_missing);
  } else if (std::holds_alternative<hir::Sum>(value.node) || std::holds_alternative<hir::Product>(value.node) ||
             std::holds_alternative<hir::Quotient>(value.node) || std::holds_alternative<hir::Negate>(value.node) ||
             std::holds_alternative<hir::Cast>(value.node) || std::holds_alternative<hir::Elapsed>(value.node)) {
    for_each_child(value, [&](const hir::Expr& child) { for_each_leaf(ctx, child, visit); });
  } else if (const auto* call = std::get_if<hir::Call>(&value.node); call != nullptr && !chooses(*call)) {
    for_each_child(value, [&](const hir::Expr& child) { for_each_leaf(ctx, child, visit); });
  }
}

/// Everything that must be there for `value` to be there: its leaves and the references on the way to them.
void add_present(const Context& ctx, const hir::Expr& value, Keys& keys) {
  for_each_leaf(ctx, value, [&](const hir::RowRef& row, const std::string& key, const std::string&, bool) {
    keys.insert(row_key(row) + key);
    hir::RowRef prefix = row;
    for (; !prefix.hops.empty(); prefix.hops = prefix.hops.first(prefix.hops.size() - 1)) keys.insert(row_key(prefix));
  });
}

std::string rows_key(const hir::RowSet& rows) {
  return "rows " + row_key(rows.owner) + "/" + std::to_string(rows.relation.index);
}

std::string window_key(const hir::RowSet& rows) {
  return rows_key(rows) +
         (rows.window != nullptr ? " " + dump_window(*rows.window, [](const hir::Expr&) { return "computed"; }) : "");
}

void add_existing(const hir::RowSet& rows, Keys& keys) {
  keys.insert(rows_key(rows));
  keys.insert(window_key(rows));
}

void add_facts(const Context& ctx, const hir::Expr& term, Keys& keys) {
  if (const auto* conjunction = std::get_if<hir::And>(&term.node)) {
    for (const hir::ExprRef inner : conjunction->terms) add_facts(ctx, *inner, keys);
  } else if (const auto* negation = std::get_if<hir::Not>(&term.node)) {
    if (const auto* missing = std::get_if<hir::IsMissing>(&negation->operand->node))
      add_present(ctx, *missing->value, keys);
  } else if (const auto* compare = std::get_if<hir::Compare>(&term.node)) {
    if (compare->op == hir::CompareOp::kNotEqual) return;
    add_present(ctx, *compare->lhs, keys);
    add_present(ctx, *compare->rhs, keys);
    const bool above = compare->op == hir::CompareOp::kGreater || compare->op == hir::CompareOp::kGreaterEqual;
    const auto* count = std::get_if<hir::Aggregate>(&compare->lhs->node);
    const auto* constant = std::get_if<hir::Constant>(&compare->rhs->node);
    const int64_t least = compare->op == hir::CompareOp::kGreater ? 0 : 1;
    if (above && count != nullptr && count->kind == hir::AggregateKind::kCount && constant != nullptr &&
        constant->value.integer >= least) {
      add_existing(*count->rows, keys);
    }
  } else if (const auto* holds = std::get_if<hir::Holds>(&term.node)) {
    add_present(ctx, *holds->value, keys);
  } else if (const auto* in = std::get_if<hir::InList>(&term.node)) {
    add_present(ctx, *in->value, keys);
  } else if (const auto* text = std::get_if<hir::TextTest>(&term.node)) {
    add_present(ctx, *text->value, keys);
  } else if (const auto* window = std::get_if<hir::InWindow>(&term.node)) {
    add_present(ctx, *window->value, keys);
  } else if (const auto* has = std::get_if<hir::HasItems>(&term.node)) {
    if (has->mode == hir::HasMode::kNone) return;
    keys.insert(row_key(has->collection.row) + "." + std::to_string(has->collection.field.index));
  } else if (const auto* value = std::get_if<hir::HasValue>(&term.node)) {
    keys.insert(row_key(value->collection.row) + "." + std::to_string(value->collection.field.index));
    add_present(ctx, *value->value, keys);
  } else if (const auto* in_segment = std::get_if<hir::InSegment>(&term.node)) {
    hir::RowRef row = in_segment->row;
    for (; !row.hops.empty(); row.hops = row.hops.first(row.hops.size() - 1)) keys.insert(row_key(row));
  } else if (const auto* rows = std::get_if<hir::Quantified>(&term.node)) {
    const bool exists =
        rows->quantifier == hir::Quantifier::kAny || rows->quantifier == hir::Quantifier::kLatest ||
        rows->quantifier == hir::Quantifier::kEarliest ||
        ((rows->quantifier == hir::Quantifier::kAtLeast || rows->quantifier == hir::Quantifier::kExactly) &&
         rows->count > 0);
    if (exists) add_existing(*rows->rows, keys);
  }
}

void drop_answered(Context& ctx, size_t mark, const Keys& keys) {
  const auto first = ctx.pending.begin() + static_cast<ptrdiff_t>(mark);
  ctx.pending.erase(
      std::remove_if(first, ctx.pending.end(), [&](const PendingLint& lint) { return keys.contains(lint.key); }),
      ctx.pending.end());
}

}  // namespace

std::vector<NullableLeaf> nullable_leaves(const Context& ctx, const hir::Expr& value) {
  std::vector<NullableLeaf> result;
  for_each_leaf(ctx, value,
                [&](const hir::RowRef& row, const std::string& key, const std::string& name, bool declared_nullable) {
                  if (!declared_nullable && !hop_may_be_missing(ctx, row)) return;
                  // A field that is never missing by itself is there when its row is.
                  result.push_back({declared_nullable ? row_key(row) + key : row_key(row), row_text(ctx, row, name)});
                });
  return result;
}

bool may_be_missing_as_declared(const Context& ctx, const hir::Expr& value) {
  if (const auto* aggregate = std::get_if<hir::Aggregate>(&value.node)) {
    return aggregate->kind != hir::AggregateKind::kCount && aggregate->kind != hir::AggregateKind::kCountDistinct &&
           aggregate->kind != hir::AggregateKind::kSum;
  }
  if (const auto* quotient = std::get_if<hir::Quotient>(&value.node)) {
    const auto* divisor = std::get_if<hir::Constant>(&quotient->rhs->node);
    return divisor == nullptr || (divisor->value.integer == 0 && divisor->value.real == 0) ||
           may_be_missing_as_declared(ctx, *quotient->lhs);
  }
  if (const auto* call = std::get_if<hir::Call>(&value.node)) {
    const auto missing = [&](const hir::Expr* argument) { return may_be_missing_as_declared(ctx, *argument); };
    if (call->function == hir::Function::kCoalesce) return std::ranges::all_of(call->arguments, missing);
    if (call->function == hir::Function::kIf) return missing(call->arguments[1]) || missing(call->arguments[2]);
    return std::ranges::any_of(call->arguments, missing);
  }
  bool result = false;
  for_each_leaf(ctx, value, [&](const hir::RowRef& row, const std::string&, const std::string&, bool declared) {
    result |= declared || hop_may_be_missing(ctx, row);
  });
  return result;
}

std::string leaf_key(const hir::Expr& value) {
  if (const auto* field = std::get_if<hir::FieldOf>(&value.node)) {
    return row_key(field->row) + "." + std::to_string(field->field.index);
  }
  if (const auto* attribute = std::get_if<hir::AttributeOf>(&value.node)) {
    return row_key(attribute->row) + "@" + std::to_string(attribute->attribute.index);
  }
  if (const auto* entry = std::get_if<hir::MapEntry>(&value.node)) {
    return row_key(entry->row) + "." + std::to_string(entry->field.index) + "[" + std::string(entry->key) + "]";
  }
  return {};
}

namespace {

/// `(x is missing or x != 5)` for `x != 5`, which means the same (law 3). Nothing where it is not sure how the
/// condition calls what may be missing.
std::string with_missing(const Context& ctx, const ast::Expr& condition, const NullableLeaf& leaf) {
  std::set<std::string_view> paths;
  syntax::for_each_node<ast::PathExpr>(condition, [&](const ast::PathExpr& path) {
    auto parts = path.path.parts;
    if (parts.front().text == "self" || ctx.has_label(parts.front().text)) parts = parts.subspan(1);
    std::string text;
    for (const ast::Name& part : parts) text += (text.empty() ? "" : ".") + std::string(part.text);
    if (text == leaf.text) paths.insert(written(ctx, path.path.span));
  });
  if (paths.size() != 1 || paths.begin()->empty()) return "";
  return "(" + std::string(*paths.begin()) + " is missing or " + std::string(written(ctx, condition.span)) + ")";
}

}  // namespace

void note_negation(Context& ctx, const ast::Expr& condition, const std::vector<const hir::Expr*>& values) {
  for (const hir::Expr* value : values) {
    for (NullableLeaf& leaf : nullable_leaves(ctx, *value)) {
      std::string fix = with_missing(ctx, condition, leaf);
      ctx.pending.push_back({PendingLint::Kind::kNullable, ctx.source, condition.span, syntax::print(condition),
                             std::move(leaf.text), std::move(leaf.key), ctx.rows.size(), std::move(fix)});
    }
  }
}

void note_vacuous(Context& ctx, const ast::Expr& condition, const ast::RowSet& written, const hir::RowSet& rows) {
  const std::string key = rows.where == nullptr ? window_key(rows) : "unanswerable";
  ctx.pending.push_back({PendingLint::Kind::kVacuous, ctx.source, condition.span,
                         "every " + std::string(written.path.parts.back().text) + " ...",
                         std::string(written.path.parts.back().text), key, ctx.rows.size()});
}

void note_journal(Context& ctx, Span at, std::string construct) {
  ctx.pending.push_back({PendingLint::Kind::kJournal, ctx.source, at, std::move(construct),
                         ctx.name.empty() ? "this" : "`" + std::string(ctx.name) + "`", "unanswerable", 0});
}

void answer_in_conjunction(Context& ctx, size_t mark, hir::ExprList terms) {
  if (ctx.pending.size() == mark) return;
  Keys keys;
  for (const hir::ExprRef term : terms) add_facts(ctx, *term, keys);
  drop_answered(ctx, mark, keys);
}

void answer_in_disjunction(Context& ctx, size_t mark, hir::ExprList terms) {
  if (ctx.pending.size() == mark) return;
  Keys keys;
  for (const hir::ExprRef term : terms) {
    if (const auto* missing = std::get_if<hir::IsMissing>(&term->node)) add_present(ctx, *missing->value, keys);
  }
  drop_answered(ctx, mark, keys);
}

void drop_notes(Context& ctx, size_t mark) {
  const auto first = ctx.pending.begin() + static_cast<ptrdiff_t>(mark);
  const size_t num_rows = ctx.rows.size();
  ctx.pending.erase(
      std::remove_if(first, ctx.pending.end(), [&](const PendingLint& lint) { return lint.num_rows == num_rows; }),
      ctx.pending.end());
}

void report_notes(Context& ctx) {
  const SourceId source = ctx.source;
  for (const PendingLint& lint : ctx.pending) {
    ctx.source = lint.source;  // a `define` of another file may have been put in
    if (lint.kind == PendingLint::Kind::kJournal) {
      ctx.report(lint.span, diag::NeedsJournal, lint.text, lint.about);
    } else if (lint.kind == PendingLint::Kind::kVacuous) {
      ctx.report(lint.span, diag::Vacuous, lint.text, lint.about);
    } else {
      const auto& what = ctx.reporter.strict() ? diag::NullableNegationStrict : diag::NullableNegation;
      Diagnostic& d = ctx.report(lint.span, what, lint.text, lint.about);
      if (!lint.fix.empty()) add_fix(d, lint.span, lint.fix, "keep them, and say so");
    }
  }
  ctx.source = source;
  ctx.pending.clear();
}

}  // namespace segql::check
