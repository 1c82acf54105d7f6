#include "compiler/plan/hoist_reference.h"

#include <algorithm>
#include <optional>

#include "compiler/plan/compact.h"
#include "compiler/plan/dump.h"
#include "compiler/plan/make.h"
#include "compiler/plan/order.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

/// A reference column of the row of a slot.
struct Reference {
  uint32_t slot;
  uint32_t column;
  bool operator==(const Reference&) const = default;
};

/// What of a condition is known without looking: which reference all of it follows, and its answer where that leads
/// nowhere, so that every value is missing.
struct Form {
  std::optional<Reference> reference;  ///< none: a literal
  bool without_row;
  bool is_bits = false;  ///< membership of the referenced row: there is nothing to gain
};

std::optional<Form> form_of_row(const RowRef& row, bool without_row) {
  if (row.hops.empty()) return std::nullopt;
  return Form{Reference{row.slot, row.hops.front()}, without_row};
}

/// Of a test that reads one cell.
std::optional<Form> form_of_cell(const Expr& value, bool without_row) {
  const auto* column = std::get_if<Column>(&value.node);
  return column == nullptr ? std::nullopt : form_of_row(column->row, without_row);
}

std::optional<Form> form_of(const Expr& e);

template <typename Terms>
std::optional<Form> form_of_terms(const Terms& terms, bool is_and) {
  Form form{std::nullopt, is_and};
  for (const ExprRef term : terms) {
    const auto of = form_of(*term);
    if (!of) return std::nullopt;
    if (form.reference && of->reference && *of->reference != *form.reference) return std::nullopt;
    if (of->reference) form.reference = of->reference;
    form.without_row = is_and ? form.without_row && of->without_row : form.without_row || of->without_row;
  }
  return form;
}

/// Nothing: it looks at other rows too, or costs more than a comparison, so that few questions may be cheaper than one
/// for each row.
std::optional<Form> form_of(const Expr& e) {
  if (const auto* n = std::get_if<Literal>(&e.node)) return Form{std::nullopt, n->value};
  if (const auto* n = std::get_if<And>(&e.node)) return form_of_terms(n->terms, true);
  if (const auto* n = std::get_if<Or>(&e.node)) return form_of_terms(n->terms, false);
  if (const auto* n = std::get_if<Not>(&e.node)) {
    auto form = form_of(*n->operand);
    if (form) form->without_row = !form->without_row;
    return form;
  }
  if (const auto* n = std::get_if<Range>(&e.node)) return form_of_cell(*n->value, false);
  if (const auto* n = std::get_if<InList>(&e.node)) return form_of_cell(*n->value, false);
  if (const auto* n = std::get_if<CodeIn>(&e.node)) return form_of_cell(*n->value, false);
  if (const auto* n = std::get_if<IsMissing>(&e.node)) return form_of_cell(*n->value, true);
  if (const auto* n = std::get_if<InSegment>(&e.node)) {
    auto form = form_of_row(n->row, false);
    if (form) form->is_bits = n->row.hops.size() == 1;
    return form;
  }
  return std::nullopt;
}

class Hoisting {
 public:
  Hoisting(Scan& scan, const Catalog& catalog, Trace* trace) : scan_(scan), catalog_(catalog), trace_(trace) {}

  ExprRef apply(ExprRef e) {
    if (e == nullptr) return nullptr;
    if (e->repr == Repr::kBool) {
      if (const auto form = form_of(*e); form && pays(*form)) return hoisted(*e, *form);
      if (const auto* n = std::get_if<And>(&e->node)) return apply_to_terms(n->terms, true);
      if (const auto* n = std::get_if<Or>(&e->node)) return apply_to_terms(n->terms, false);
    }
    return with_children(scan_, e, [this](ExprRef child) { return apply(child); });
  }

 private:
  bool pays(const Form& form) const {
    if (!form.reference || form.is_bits) return false;
    const ColumnUse& column = scan_.columns[form.reference->column];
    return catalog_.num_rows(column.type.table()) <= catalog_.num_rows(column.source.table);
  }

  /// Terms of one reference are hoisted together, at the place of the first.
  ExprRef apply_to_terms(ExprList terms, bool is_and) {
    struct Group {
      std::optional<Reference> reference;  ///< none: a term by itself
      std::vector<ExprRef> terms;
    };
    std::vector<Group> groups;
    for (const ExprRef term : terms) {
      const auto form = form_of(*term);
      if (!form || !form->reference) {
        groups.push_back({std::nullopt, {term}});
        continue;
      }
      const auto known = std::find_if(groups.begin(), groups.end(),
                                      [&](const Group& group) { return group.reference == form->reference; });
      if (known == groups.end()) {
        groups.push_back({form->reference, {term}});
      } else {
        known->terms.push_back(term);
      }
    }
    std::vector<ExprRef> results;
    for (const Group& group : groups) {
      if (group.terms.size() == 1) {
        results.push_back(apply(group.terms.front()));
        continue;
      }
      const ExprRef whole = is_and ? make_and(scan_, group.terms) : make_or(scan_, group.terms);
      const auto form = form_of(*whole);
      if (pays(*form)) {
        results.push_back(hoisted(*whole, *form));
      } else {
        results.insert(results.end(), group.terms.begin(), group.terms.end());
      }
    }
    return is_and ? make_and(scan_, results) : make_or(scan_, results);
  }

  /// Membership is false without a row, so what is true there is asked for by its opposite.
  ExprRef hoisted(const Expr& e, const Form& form) {
    const ColumnUse& reference = scan_.columns[form.reference->column];
    ExprRef asked = at_referenced(&e);
    if (form.without_row) asked = complement(asked);
    const uint32_t segment = segment_of(*asked, reference.type.table());
    const RowRef row{form.reference->slot, scan_.arena.copy(std::vector<uint32_t>{form.reference->column})};
    ExprRef result = make_condition(scan_, InSegment{row, segment});
    if (form.without_row) result = make_not(scan_, result);
    if (trace_ != nullptr) {
      trace_->lines.push_back(std::string(kHoistReference) + ": " + one_line(scan_, e) + "  =>  " +
                              one_line(scan_, *result));
    }
    return result;
  }

  /// The rows of `table` for which `asked` is true; equal questions are one.
  uint32_t segment_of(const Expr& asked, TableId table) {
    for (const auto& [before, segment] : asked_) {
      if (scan_.segments[segment].table == table && equal(scan_, *before, asked)) return segment;
    }
    Scan whole = alone(scan_, asked);
    whole.table = table;
    whole.name = catalog_.schema().table(table).name;
    whole.num_slots = 1;
    order(whole, catalog_, /*moves=*/true);
    SegmentUse use;
    use.table = table;
    use.name = one_line(whole, *whole.predicate);
    use.num_rows = catalog_.num_rows(table);
    use.share = whole.estimates.at(whole.predicate).selectivity;
    use.condition = std::make_shared<const Scan>(std::move(whole));
    scan_.segments.push_back(std::move(use));
    const auto segment = static_cast<uint32_t>(scan_.segments.size() - 1);
    asked_.emplace_back(&asked, segment);
    return segment;
  }

  /// `e` as it reads from the referenced row.
  ExprRef at_referenced(ExprRef e) {
    Expr result = *with_children(scan_, e, [this](ExprRef child) { return at_referenced(child); });
    std::visit(
        [](auto& node) {
          if constexpr (requires { node.row; }) node.row = {0, node.row.hops.subspan(1)};
        },
        result.node);
    return scan_.arena.make<Expr>(result);
  }

  /// `not e`, without a Not over And, Or, Not.
  ExprRef complement(ExprRef e) {
    const auto of_terms = [&](ExprList terms) {
      std::vector<ExprRef> results;
      for (const ExprRef term : terms) results.push_back(complement(term));
      return results;
    };
    if (const auto* n = std::get_if<And>(&e->node)) return make_or(scan_, of_terms(n->terms));
    if (const auto* n = std::get_if<Or>(&e->node)) return make_and(scan_, of_terms(n->terms));
    if (const auto* n = std::get_if<Not>(&e->node)) return n->operand;
    return make_not(scan_, e);
  }

  Scan& scan_;
  const Catalog& catalog_;
  Trace* trace_;
  std::vector<std::pair<ExprRef, uint32_t>> asked_;  ///< and the segment that answers it
};

}  // namespace

void hoist_references(Scan& scan, const Catalog& catalog, Trace* trace) {
  Hoisting hoisting(scan, catalog, trace);
  scan.predicate = hoisting.apply(scan.predicate);
  for (Output& output : scan.outputs) output.value = hoisting.apply(output.value);
}

}  // namespace segql::plan
