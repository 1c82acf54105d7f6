/// Resolution of paths: labels, `self`, the innermost row that has the name, then through references.

#include "compiler/check/names.h"

#include "base/overload.h"
#include "base/try.h"
#include "compiler/check/convert.h"
#include "compiler/check/rules.h"
#include "compiler/check/unknown_names.h"

namespace segql::check {
namespace {

using schema::Kind;
using schema::TableId;

hir::RowRef ref_to(const Row& row) { return {row.slot, {}, row.table, false}; }

bool has_member(const Context& ctx, TableId table, std::string_view name) {
  return ctx.project.schema.table(table).find_field(name).has_value() ||
         find_attribute(ctx.project, ctx.file, table, name).index != kNoDefinition;
}

/// Rows from the innermost outward, as far as they can be seen without a label.
template <typename Test>
const Row* find_row(const Context& ctx, Test test) {
  for (size_t i = ctx.rows.size(); i > ctx.first_row; --i) {
    const Row& row = ctx.rows[i - 1];
    if (!row.by_label_only && test(row)) return &row;
  }
  return nullptr;
}

const Row* find_label(const Context& ctx, std::string_view label) {
  for (size_t i = ctx.rows.size(); i > ctx.first_row; --i) {
    if (ctx.rows[i - 1].label == label) return &ctx.rows[i - 1];
  }
  return nullptr;
}

/// A row that the first name of a path stands for: a label, `self`, or the entity's own name.
const Row* row_named(const Context& ctx, std::string_view name) {
  if (name == "self") return &ctx.subject();
  if (const Row* labelled = find_label(ctx, name)) return labelled;
  if (find_row(ctx, [&](const Row& row) { return has_member(ctx, row.table, name); }) != nullptr) return nullptr;
  return find_row(ctx, [&](const Row& row) {
    const schema::Table& table = ctx.project.schema.table(row.table);
    return !table.is_event && table.name == name;
  });
}

/// A row and the entity around it have the name; two events that both have an `item` are nothing to wonder about.
void lint_shadowing(Context& ctx, const ast::Name& name, const Row& inner) {
  const bool inner_is_event = ctx.schema().table(inner.table).is_event;
  const Row* outer = find_row(ctx, [&](const Row& row) {
    return row.slot != inner.slot && ctx.project.schema.table(row.table).is_event != inner_is_event &&
           has_member(ctx, row.table, name.text);
  });
  if (outer == nullptr) return;
  Diagnostic& d =
      ctx.report(name.span, diag::Shadowed, name.text, ctx.table_name(inner.table), ctx.table_name(outer->table));
  const std::string other = (outer->slot == ctx.subject().slot ? "self" : std::string(outer->label));
  if (!other.empty())
    d.hint = "write `" + other + "." + std::string(name.text) + "` for that one, or give these rows a label";
}

/// The row beyond a value of type reference: a field or an attribute.
hir::RowRef navigate(Context& ctx, const NamedValue& value, TableId target) {
  const auto* field = std::get_if<hir::FieldOf>(&value);
  const auto* attribute = std::get_if<hir::AttributeOf>(&value);
  SEGQL_CHECK(field != nullptr || attribute != nullptr);
  const hir::RowRef& row = field != nullptr ? field->row : attribute->row;
  std::vector<hir::Hop> hops(row.hops.begin(), row.hops.end());
  hops.push_back({row.table, {}, {}, target});
  if (field != nullptr) {
    hops.back().field = field->field;
  } else {
    hops.back().attribute = attribute->attribute;
  }
  return {row.slot, ctx.arena().copy(hops), target, true};
}

/// One step of a path: what `name` is on `row`.
std::optional<NamedValue> member(Context& ctx, const hir::RowRef& row, const ast::Name& name) {
  if (const auto field = ctx.schema().table(row.table).find_field(name.text)) return hir::FieldOf{row, *field};
  const FoundDefinition found = find_attribute(ctx.project, ctx.file, row.table, name.text);
  if (found.index == kNoDefinition) {
    report_unknown_member(ctx, name, row.table);
    return std::nullopt;
  }
  if (!found.visible) {
    report_not_imported(ctx, name, found.index);
    return std::nullopt;
  }
  const auto attribute = use_attribute(ctx, found.index, name.span);
  if (!attribute) return std::nullopt;
  return hir::AttributeOf{row, *attribute};
}

const schema::Type& type_of(Context& ctx, const NamedValue& value, schema::Type& scratch) {
  return *std::visit(
      overload{
          [&](const hir::RowRef& row) -> const schema::Type* { return &(scratch = schema::Type::ref(row.table)); },
          [&](const hir::FieldOf& field) -> const schema::Type* {
            return &ctx.schema().table(field.row.table).field(field.field).type;
          },
          [&](const hir::AttributeOf& of) -> const schema::Type* {
            return &ctx.project.attributes[of.attribute.index]->type();
          },
          [&](const hir::MapEntry& entry) -> const schema::Type* {
            return &(scratch = ctx.schema().table(entry.row.table).field(entry.field).type.element_type());
          },
      },
      value);
}

/// The rest of a path, from its `next` part on, beyond `value`.
std::optional<NamedValue> follow(Context& ctx, NamedValue value, const ast::Path& path, size_t next) {
  for (size_t i = next; i < path.parts.size(); ++i) {
    const ast::Name& name = path.parts[i];
    if (const auto* row = std::get_if<hir::RowRef>(&value)) {
      const auto found = member(ctx, *row, name);
      if (!found) return std::nullopt;
      value = *found;
      continue;
    }
    const auto* field = std::get_if<hir::FieldOf>(&value);
    schema::Type scratch;
    const schema::Type type = type_of(ctx, value, scratch);
    if (type.kind == Kind::kRef) {
      const auto found = member(ctx, navigate(ctx, value, type.table()), name);
      if (!found) return std::nullopt;
      value = *found;
    } else if (field != nullptr && type.kind == Kind::kMap) {
      value = hir::MapEntry{field->row, field->field, ctx.arena().copy_text(name.text)};
    } else {
      ctx.report(name.span, diag::NoParts, path.parts[i - 1].text, ctx.text_of(type));
      return std::nullopt;
    }
  }
  return value;
}

}  // namespace

bool is_known_name(const Context& ctx, std::string_view name) {
  return row_named(ctx, name) != nullptr ||
         find_row(ctx, [&](const Row& row) { return has_member(ctx, row.table, name); }) != nullptr;
}

std::optional<NamedValue> resolve_value(Context& ctx, const ast::Path& path, const schema::Type* expected) {
  const ast::Name& first = path.parts[0];
  if (const Row* row = row_named(ctx, first.text)) return follow(ctx, ref_to(*row), path, 1);
  const Row* owner = find_row(ctx, [&](const Row& row) { return has_member(ctx, row.table, first.text); });
  if (owner == nullptr) {
    report_unknown_value(ctx, first, expected);
    return std::nullopt;
  }
  lint_shadowing(ctx, first, *owner);
  return follow(ctx, ref_to(*owner), path, 0);
}

std::optional<NamedRows> resolve_rows(Context& ctx, const ast::Path& path) {
  const ast::Name& last = path.parts.back();
  if (path.parts.size() == 1) {
    std::optional<NamedRows> result;
    find_row(ctx, [&](const Row& row) {
      if (const auto relation = ctx.schema().find_relation(row.table, last.text)) result = {ref_to(row), *relation};
      return result.has_value();
    });
    if (!result) report_unknown_rows(ctx, last, ctx.innermost().table);
    return result;
  }
  const ast::Path prefix{path.parts.first(path.parts.size() - 1), path.span};
  const auto value = resolve_value(ctx, prefix);
  if (!value) return std::nullopt;
  const auto row = row_of(ctx, prefix.span, *value);
  if (!row) return std::nullopt;
  const auto relation = ctx.schema().find_relation(row->table, last.text);
  if (!relation) {
    report_unknown_rows(ctx, last, row->table);
    return std::nullopt;
  }
  return NamedRows{*row, *relation};
}

hir::ExprRef make_named(Context& ctx, Span span, const NamedValue& value) {
  schema::Type scratch;
  const schema::Type type = type_of(ctx, value, scratch);
  return std::visit(
      overload{
          [&](const hir::RowRef& row) { return ctx.make(span, type, row.may_be_missing, hir::RowValue{row}); },
          [&](const hir::FieldOf& field) {
            // A reference to nothing is kept as missing by the loader, whatever the schema says.
            const bool nullable = ctx.schema().table(field.row.table).field(field.field).nullable ||
                                  type.kind == Kind::kRef || field.row.may_be_missing;
            return ctx.make(span, type, nullable, field);
          },
          [&](const hir::AttributeOf& of) {
            const hir::Attribute& defined = *ctx.project.attributes[of.attribute.index];
            const bool nullable =
                defined.nullable() || of.row.may_be_missing || may_not_be_stored(ctx, *defined.scanned());
            return ctx.make(span, type, nullable, of);
          },
          [&](const hir::MapEntry& entry) { return ctx.make(span, type, true, entry); },
      },
      value);
}

std::optional<hir::RowRef> row_of(Context& ctx, Span span, const NamedValue& value) {
  if (const auto* row = std::get_if<hir::RowRef>(&value)) return *row;
  schema::Type scratch;
  const schema::Type type = type_of(ctx, value, scratch);
  if (type.kind != Kind::kRef) {
    ctx.report(span, diag::NotARow, ctx.text_of(type));
    return std::nullopt;
  }
  return navigate(ctx, value, type.table());
}

}  // namespace segql::check
