/// Checks a plan against what plan.h promises: forms of operands, indices, scopes of slots. Run after every pass in
/// debug builds and by tests; what it finds is our mistake, never the user's.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/plan/build.h"
#include "compiler/plan/dump.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

class Verifier {
 public:
  explicit Verifier(const Scan& scan) : scan_(scan), slot_tables_(std::max<size_t>(scan.num_slots, 1)) {
    slot_tables_[0] = scan.table;
  }

  std::string run() {
    if (scan_.predicate != nullptr) condition(scan_.predicate, "the predicate");
    for (const Output& output : scan_.outputs) {
      value(output.value, "output " + output.name);
      if (ok() && output.value->repr != Repr::kInt && output.value->repr != Repr::kFloat)
        fail("an output is not 64 bits wide", *output.value);
    }
    for (const SegmentUse& use : scan_.segments) segment(use);
    for (const ConstantList& list : scan_.lists) {
      const bool sorted = std::is_sorted(list.integers.begin(), list.integers.end(), std::less_equal<>()) &&
                          std::is_sorted(list.reals.begin(), list.reals.end(), std::less_equal<>());
      if (!sorted) problem_ = "a list is not sorted, or has a value twice";
    }
    for (const RelationUse& use : scan_.relations) {
      if (use.time_column >= scan_.columns.size()) problem_ = "a relation's time column does not exist";
    }
    return problem_;
  }

 private:
  bool ok() const { return problem_.empty(); }
  void fail(const char* what, const Expr& at) {
    if (ok()) problem_ = fmt::format("{} (node kind {}, form {})", what, at.node.index(), static_cast<int>(at.repr));
  }
  void require(bool condition, const char* what, const Expr& at) {
    if (!condition) fail(what, at);
  }

  void segment(const SegmentUse& use) {
    if (use.reach != nullptr) segment(use.reach->of);
    if (use.condition == nullptr || !ok()) return;
    problem_ = Verifier(*use.condition).run();
    if (use.condition->table != use.table) problem_ = "a condition of another table";
  }

  void condition(ExprRef e, const std::string& where) {
    if (!ok()) return;
    if (e == nullptr) {
      problem_ = where + " is not there";
      return;
    }
    require(e->repr == Repr::kBool && !e->nullable, "a condition is not of form bool, or may be missing", *e);
    node(*e);
  }
  void value(ExprRef e, const std::string& where) {
    if (!ok()) return;
    if (e == nullptr) {
      problem_ = where + " is not there";
      return;
    }
    require(e->repr != Repr::kBool, "a value is a condition", *e);
    if (ok()) node(*e);
  }
  void value_of(ExprRef e, Repr repr, const Expr& parent) {
    value(e, "an operand");
    if (ok()) require(e->repr == repr, "an operand is of the wrong form", parent);
  }

  void column_exists(uint32_t column, const Expr& e) { require(column < scan_.columns.size(), "no such column", e); }

  /// The table of the row, if all is well.
  TableId row(const RowRef& ref, const Expr& e) {
    require(ref.slot < slot_tables_.size() && slot_tables_[ref.slot].valid(), "a slot is used outside its row set", e);
    if (!ok()) return {};
    TableId table = slot_tables_[ref.slot];
    for (const uint32_t hop : ref.hops) {
      column_exists(hop, e);
      if (!ok()) return {};
      const ColumnUse& use = scan_.columns[hop];
      require(use.type.kind == schema::Kind::kRef && use.source.table == table,
              "a path leads through a column that is no reference of its row", e);
      table = use.type.table();
    }
    return table;
  }
  void cell(const RowRef& ref, uint32_t column, const Expr& e) {
    const TableId table = row(ref, e);
    column_exists(column, e);
    if (ok()) require(scan_.columns[column].source.table == table, "a column is of another table than its row", e);
  }
  void scalar(const Column& n, const Expr& e) {
    cell(n.row, n.column, e);
    if (!ok()) return;
    const ColumnUse& use = scan_.columns[n.column];
    require(!use.type.is_collection(), "a collection is used as a value", e);
    require((e.repr == Repr::kFloat) == (use.type.kind == schema::Kind::kFloat), "a cell is of the wrong form", e);
    require(e.nullable || !use.has_validity, "a cell that may be missing is said to be present", e);
    require((e.dictionary != kNone) == (use.type.kind == schema::Kind::kText), "a text without its dictionary", e);
  }

  /// Checks the set and runs `inside` with its slot bound.
  template <typename Inside>
  void rows(const RowSet* set, const Expr& e, const Inside& inside) {
    require(set != nullptr && set->relation < scan_.relations.size(), "no such relation", e);
    if (!ok()) return;
    row(set->owner, e);
    if (set->from != nullptr) value_of(set->from, Repr::kInt, e);
    if (set->to != nullptr) value_of(set->to, Repr::kInt, e);
    require(set->slot > 0 && set->slot < slot_tables_.size(), "a row set binds a slot that does not exist", e);
    if (!ok()) return;
    const TableId outer = slot_tables_[set->slot];
    slot_tables_[set->slot] = scan_.columns[scan_.relations[set->relation].time_column].source.table;
    if (set->where != nullptr) condition(set->where, "a filter");
    inside();
    slot_tables_[set->slot] = outer;
  }

  void both(ExprRef lhs, ExprRef rhs, const Expr& e) {
    value(lhs, "the left side");
    value(rhs, "the right side");
    if (ok()) require(lhs->repr == rhs->repr, "two sides of different forms", e);
  }
  void terms(ExprList list, const Expr& e) {
    require(list.size() >= 2, "a list of fewer than two terms", e);
    for (const ExprRef term : list) condition(term, "a term");
  }
  void exact_or_float(const Expr& e) {
    require(e.repr == Repr::kWide || e.repr == Repr::kFloat, "arithmetic of the wrong form", e);
  }
  void list_exists(uint32_t list, const Expr& e) { require(list < scan_.lists.size(), "no such list", e); }

  void aggregate(const Aggregate& n, const Expr& e) {
    const bool counts = n.kind == hir::AggregateKind::kCount || n.kind == hir::AggregateKind::kShare;
    require((n.value == nullptr) == counts, "an aggregate without its value, or with one too many", e);
    require((n.satisfy != nullptr) == (n.kind == hir::AggregateKind::kShare), "a share without its condition", e);
    require(n.collector == kNone || n.collector < scan_.num_collectors, "no such collector", e);
    require(n.kind != hir::AggregateKind::kMostCommon || n.value->repr != Repr::kWide, "a most common wide value", e);
    rows(n.rows, e, [&] {
      if (n.value != nullptr) value(n.value, "an aggregated value");
      if (n.satisfy != nullptr) condition(n.satisfy, "the condition of a share");
    });
  }

  void call(const Call& n, const Expr& e) {
    const hir::Function f = n.function;
    const bool chooses = f == hir::Function::kIf;
    const size_t least = chooses ? 3 : f >= hir::Function::kLeast ? 2 : 1;
    require(f < hir::Function::kLength, "a function of texts in a plan", e);
    require(n.arguments.size() >= least && (least == 2 || n.arguments.size() == least), "a wrong count of arguments",
            e);
    if (!ok()) return;
    if (f >= hir::Function::kAbs && f <= hir::Function::kCeil) exact_or_float(e);
    if (hir::is_calendar_part(f)) require(e.repr == Repr::kInt, "a calendar part of the wrong form", e);
    if (chooses) condition(n.arguments[0], "the condition of a choice");
    for (const ExprRef argument : n.arguments.subspan(chooses ? 1 : 0)) {
      value_of(argument, e.repr, e);
      if (ok() && e.dictionary != kNone) require(argument->dictionary == e.dictionary, "texts of two dictionaries", e);
    }
  }

  void lookup(const Lookup& n, const Expr& e) {
    value_of(n.value, Repr::kInt, e);
    require(e.repr == Repr::kInt, "what a table has is an integer", e);
    require(n.table < scan_.tables.size() && !scan_.tables[n.table].values.empty(), "no such table", e);
    if (!ok()) return;
    require(n.value->dictionary != kNone, "a code without its dictionary", e);
    if (!ok() || e.dictionary == kNone) return;
    const bool made = e.dictionary < scan_.columns.size() && scan_.columns[e.dictionary].texts != nullptr;
    require(made, "a made text without its dictionary", e);
    if (!ok()) return;
    const int64_t size = scan_.columns[e.dictionary].texts->size();
    const auto is_code = [&](int64_t code) { return code >= 0 && code < size; };
    const std::vector<int64_t>& codes = scan_.tables[n.table].values;
    require(std::all_of(codes.begin(), codes.end(), is_code), "a code that is not of its dictionary", e);
  }

  void node(const Expr& e) {
    match(
        e, [](const Missing&) {}, [](const ConstInt&) {}, [](const ConstWide&) {}, [](const ConstFloat&) {},
        [](const Literal&) {}, [&](const Column& n) { scalar(n, e); },
        [&](const MapValue& n) { cell(n.row, n.column, e); }, [&](const RowId& n) { row(n.row, e); },
        [&](const Widen& n) { value_of(n.operand, Repr::kInt, e); },
        [&](const Rescale& n) { value_of(n.operand, Repr::kWide, e); },
        [&](const ToFloat& n) {
          value(n.operand, "an operand");
          if (ok()) require(n.operand->repr == Repr::kInt || n.operand->repr == Repr::kWide, "a float made a float", e);
        },
        [&](const Narrow& n) { value_of(n.operand, Repr::kWide, e); },
        [&](const Sum& n) {
          exact_or_float(e);
          for (const Term& term : n.terms) value_of(term.value, e.repr, e);
        },
        [&](const Product& n) { exact_or_float(e), value_of(n.lhs, e.repr, e), value_of(n.rhs, e.repr, e); },
        [&](const Quotient& n) { exact_or_float(e), value_of(n.lhs, e.repr, e), value_of(n.rhs, e.repr, e); },
        [&](const Negate& n) { exact_or_float(e), value_of(n.operand, e.repr, e); },
        [&](const LocalDay& n) { value_of(n.operand, Repr::kInt, e); },
        [&](const StartOfDay& n) { value_of(n.operand, Repr::kInt, e); },
        [&](const Elapsed& n) { value_of(n.operand, Repr::kInt, e); }, [&](const Call& n) { call(n, e); },
        [&](const Lookup& n) { lookup(n, e); }, [&](const Aggregate& n) { aggregate(n, e); },
        [&](const Truth& n) { condition(n.condition, "a condition as a value"); },
        [&](const And& n) { terms(n.terms, e); }, [&](const Or& n) { terms(n.terms, e); },
        [&](const Not& n) { condition(n.operand, "what is negated"); },
        [&](const Compare& n) {
          both(n.lhs, n.rhs, e);
          require(n.op != hir::CompareOp::kNotEqual, "an inequality that is not a negation", e);
        },
        [&](const Range& n) {
          value_of(n.value, Repr::kInt, e);
          require(n.low <= n.high, "an empty range", e);
        },
        [&](const InList& n) {
          value(n.value, "a listed value");
          list_exists(n.list, e);
        },
        [&](const CodeIn& n) {
          value_of(n.value, Repr::kInt, e);
          require(n.set < scan_.code_sets.size(), "no such set of codes", e);
          if (ok()) require(n.value->dictionary != kNone, "a code without its dictionary", e);
        },
        [&](const TextCompare& n) {
          both(n.lhs, n.rhs, e);
          require(n.op != hir::CompareOp::kNotEqual, "an inequality that is not a negation", e);
        },
        [&](const IsMissing& n) {
          if (const auto* column = n.value == nullptr ? nullptr : std::get_if<Column>(&n.value->node)) {
            cell(column->row, column->column, e);  // a collection's validity may be asked for
          } else {
            value(n.value, "what may be missing");
          }
        },
        [&](const HasItems& n) {
          cell(n.row, n.column, e);
          list_exists(n.list, e);
          require(n.mode != hir::HasMode::kNone, "`has none` that is not a negation", e);
          if (ok()) require(scan_.columns[n.column].type.is_collection(), "items of what is no collection", e);
        },
        [&](const HasValue& n) {
          cell(n.row, n.column, e);
          value(n.value, "an item");
          if (ok()) require(scan_.columns[n.column].type.is_collection(), "items of what is no collection", e);
        },
        [&](const AtLeast& n) {
          require(n.count >= 1, "at least no row", e);
          rows(n.rows, e, [] {});
        },
        [&](const Edge& n) { rows(n.rows, e, [&] { condition(n.satisfy, "the condition of an edge"); }); },
        [&](const InSegment& n) {
          const TableId table = row(n.row, e);
          require(n.segment < scan_.segments.size(), "no such segment", e);
          if (ok()) require(scan_.segments[n.segment].table == table, "a row in a segment of another table", e);
        },
        [&](const Anniversary& n) { value_of(n.day, Repr::kInt, e); });
  }

  const Scan& scan_;
  std::vector<TableId> slot_tables_;
  std::string problem_;
};

}  // namespace

std::string verify(const Scan& scan) { return Verifier(scan).run(); }

}  // namespace segql::plan
