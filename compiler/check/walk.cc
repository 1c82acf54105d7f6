/// The edges of the typed tree, and what a tree uses.

#include <algorithm>

#include "base/overload.h"
#include "compiler/check/definitions.h"

namespace segql::check {
namespace {

using Visit = std::function<void(const hir::Expr&)>;

void visit_instant(const hir::Instant& instant, const Visit& visit) {
  if (const auto* computed = std::get_if<hir::Computed>(&instant)) visit(*computed->value);
}

void visit_window(const hir::Window* window, const Visit& visit) {
  if (window == nullptr) return;
  std::visit(overload{[](const hir::WithinCount&) {}, [](const hir::WithinUnit&) {},
                      [&](const hir::FromTo& range) {
                        visit_instant(range.from, visit);
                        visit_instant(range.to, visit);
                      },
                      [&](const hir::Bounded& bounded) { visit_instant(bounded.instant, visit); },
                      [](const hir::During&) {}, [](const hir::Ever&) {}},
             window->node);
}

void visit_rows(const hir::RowSet& rows, const Visit& visit) {
  visit_window(rows.window, visit);
  if (rows.where != nullptr) visit(*rows.where);
}

void visit_optional(hir::ExprRef expr, const Visit& visit) {
  if (expr != nullptr) visit(*expr);
}

template <typename T>
void add_once(std::vector<T>& all, T one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

void collect(const hir::Expr* expr, Uses& uses) {
  if (expr == nullptr) return;
  if (const auto* attribute = std::get_if<hir::AttributeOf>(&expr->node))
    add_once(uses.attributes, attribute->attribute);
  if (const auto* segment = std::get_if<hir::InSegment>(&expr->node)) add_once(uses.segments, segment->segment);
  if (const auto* moved = std::get_if<hir::Moved>(&expr->node)) add_once(uses.segments, moved->segment);
  for_each_row(*expr, [&](const hir::RowRef& row) {
    for (const hir::Hop& hop : row.hops) {
      if (hop.attribute.valid()) add_once(uses.attributes, hop.attribute);
    }
  });
  for_each_child(*expr, [&](const hir::Expr& child) { collect(&child, uses); });
}

/// Calls visit(root) for each expression of a definition; roots may be null.
template <typename VisitRoot>
void for_each_root(const hir::Segment& segment, const VisitRoot& visit) {
  visit(segment.where);
  for (const hir::ExprRef exclude : segment.excludes) visit(exclude);
  for (const hir::Take& take : segment.takes) {
    visit(take.by);
    visit(take.per);
  }
}
template <typename VisitRoot>
void for_each_root(const hir::Attribute& attribute, const VisitRoot& visit) {
  visit(attribute.scanned());
  if (const hir::HostCall* call = attribute.host_call()) {
    for (const hir::ExprRef argument : call->arguments) visit(argument);
  }
}

class FieldsOf {
 public:
  explicit FieldsOf(const schema::Schema& schema) : schema_(schema) {}

  void add(const hir::Expr& expr) {
    for_each_row(expr, [&](const hir::RowRef& row) { add_hops(row); });
    std::visit(overload{[&](const hir::FieldOf& node) { add(node.row.table, node.field); },
                        [&](const hir::MapEntry& node) { add(node.row.table, node.field); },
                        [&](const hir::HasItems& node) { add(node.collection.row.table, node.collection.field); },
                        [&](const hir::HasValue& node) { add(node.collection.row.table, node.collection.field); },
                        [&](const hir::Aggregate& node) { add_events(*node.rows); },
                        [&](const hir::Quantified& node) { add_events(*node.rows); }, [](const auto&) {}},
               expr.node);
    for_each_child(expr, [&](const hir::Expr& child) { add(child); });
  }
  std::set<FieldUse> take() { return std::move(found_); }

 private:
  void add(schema::TableId table, schema::FieldId field) { found_.insert({table, field}); }
  void add_hops(const hir::RowRef& row) {
    for (const hir::Hop& hop : row.hops) {
      if (!hop.attribute.valid()) add(hop.from, hop.field);
    }
  }
  void add_events(const hir::RowSet& rows) {
    const schema::Relation& relation = schema_.relation(rows.relation);
    add(relation.event, relation.by);
    add(relation.event, schema_.table(relation.event).key_or_time);
  }

  const schema::Schema& schema_;
  std::set<FieldUse> found_;
};

template <typename Definition>
std::set<FieldUse> collect_fields(const schema::Schema& schema, const Definition& definition) {
  FieldsOf fields(schema);
  for_each_root(definition, [&](const hir::Expr* root) {
    if (root != nullptr) fields.add(*root);
  });
  return fields.take();
}

void add_slots(const hir::Expr& expr, std::set<uint32_t>& slots) {
  for_each_row(expr, [&](const hir::RowRef& row) { slots.insert(row.slot); });
  for_each_child(expr, [&](const hir::Expr& child) { add_slots(child, slots); });
}

}  // namespace

std::set<uint32_t> slots_of(const hir::Expr& expr) {
  std::set<uint32_t> slots;
  add_slots(expr, slots);
  return slots;
}

void for_each_row(const hir::Expr& expr, const std::function<void(const hir::RowRef&)>& visit) {
  std::visit(
      overload{[&](const hir::FieldOf& node) { visit(node.row); },
               [&](const hir::AttributeOf& node) { visit(node.row); },
               [&](const hir::MapEntry& node) { visit(node.row); }, [&](const hir::RowValue& node) { visit(node.row); },
               [&](const hir::Aggregate& node) { visit(node.rows->owner); },
               [&](const hir::Quantified& node) { visit(node.rows->owner); },
               [&](const hir::HasItems& node) { visit(node.collection.row); },
               [&](const hir::HasValue& node) { visit(node.collection.row); },
               [&](const hir::InSegment& node) { visit(node.row); }, [&](const hir::Moved& node) { visit(node.row); },
               [](const auto&) {}},
      expr.node);
}

void for_each_child(const hir::Expr& expr, const Visit& visit) {
  hir::match(
      expr,  //
      [](const hir::Constant&) {}, [](const hir::InstantValue&) {}, [](const hir::FieldOf&) {},
      [](const hir::AttributeOf&) {}, [](const hir::MapEntry&) {}, [](const hir::RowValue&) {},
      [&](const hir::Sum& node) {
        for (const hir::Term& term : node.terms) visit(*term.value);
      },
      [&](const hir::Product& node) {
        visit(*node.lhs);
        visit(*node.rhs);
      },
      [&](const hir::Quotient& node) {
        visit(*node.lhs);
        visit(*node.rhs);
      },
      [&](const hir::Negate& node) { visit(*node.operand); }, [&](const hir::Cast& node) { visit(*node.operand); },
      [&](const hir::Elapsed& node) { visit(*node.operand); },
      [&](const hir::Call& node) {
        for (const hir::ExprRef argument : node.arguments) visit(*argument);
      },
      [&](const hir::Aggregate& node) {
        visit_rows(*node.rows, visit);
        visit_optional(node.value, visit);
        visit_optional(node.satisfy, visit);
      },
      [&](const hir::And& node) {
        for (const hir::ExprRef term : node.terms) visit(*term);
      },
      [&](const hir::Or& node) {
        for (const hir::ExprRef term : node.terms) visit(*term);
      },
      [&](const hir::Not& node) { visit(*node.operand); }, [&](const hir::Holds& node) { visit(*node.value); },
      [&](const hir::Compare& node) {
        visit(*node.lhs);
        visit(*node.rhs);
      },
      [&](const hir::InList& node) { visit(*node.value); }, [&](const hir::IsMissing& node) { visit(*node.value); },
      [&](const hir::TextTest& node) { visit(*node.value); }, [](const hir::HasItems&) {},
      [&](const hir::HasValue& node) { visit(*node.value); },
      [&](const hir::InWindow& node) {
        visit(*node.value);
        visit_window(node.window, visit);
      },
      [&](const hir::Quantified& node) {
        visit_rows(*node.rows, visit);
        visit_optional(node.satisfy, visit);
      },
      [](const hir::InSegment&) {}, [&](const hir::Moved& node) { visit_window(node.window, visit); });
}

Uses uses_of(const hir::Segment& segment) {
  Uses uses;
  for_each_root(segment, [&](const hir::Expr* root) { collect(root, uses); });
  for (const hir::Take& take : segment.takes) {
    if (take.among_given && take.among.valid()) add_once(uses.segments, take.among);
  }
  return uses;
}

Uses uses_of(const hir::Attribute& attribute) {
  Uses uses;
  for_each_root(attribute, [&](const hir::Expr* root) { collect(root, uses); });
  const hir::Ranking* ranking = attribute.ranking();
  if (ranking != nullptr && !ranking->among_everyone) add_once(uses.segments, ranking->among);
  return uses;
}

std::set<FieldUse> fields_of(const schema::Schema& schema, const hir::Segment& segment) {
  return collect_fields(schema, segment);
}
std::set<FieldUse> fields_of(const schema::Schema& schema, const hir::Attribute& attribute) {
  return collect_fields(schema, attribute);
}

}  // namespace segql::check
