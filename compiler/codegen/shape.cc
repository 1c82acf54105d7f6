// The walk that writes a plan's key and collects its parameters.
//
// The key is a preorder of the nodes: a letter or two per kind, then what the code depends on (columns as indices,
// powers, units, form and size of small sets), then the operands. A node met again in the same role is written as a
// reference to its first occurrence, because its parameters are shared too: a plan that shares a node and one that
// repeats it differ.
//
// A condition that is evaluated by event words is written as one that goes row by row, which it is for each owner; then
// follow the windows of its row sets as cells, and what an event must satisfy once more, for 64 events.
#include "compiler/codegen/shape.h"

#include <algorithm>
#include <bit>

#include "base/try.h"
#include "compiler/plan/traverse.h"

namespace segql::codegen {

using plan::Expr;

class ShapeWriter {
 public:
  ShapeWriter(const plan::Scan& scan, Shape& shape) : scan_(scan), shape_(shape), key_(shape.key_) {}

  void scan() {
    for (const plan::ColumnUse& column : scan_.columns) {
      write('c', static_cast<int>(column.encoding), column.has_validity ? 1 : 0, column.unit != 1 ? 1 : 0,
            static_cast<int>(column.type.kind), static_cast<int>(column.type.element), column.sketch.empty() ? 0 : 1,
            column.packed_bits, column.packed_has_rest ? 1 : 0, column.codes_are_rows ? 1 : 0,
            has_small_base(column) ? 1 : 0);
    }
    for (const plan::RelationUse& relation : scan_.relations)
      write('r', relation.time_column, relation.in_order ? 1 : 0);
    if (scan_.predicate != nullptr) mask(*scan_.predicate, 1);
    for (const plan::Output& output : scan_.outputs) {
      write('o', static_cast<int>(output.value->repr));
      row(*output.value);
    }
  }

 private:
  // ---------- for 64 rows ----------

  /// `undecided`: expected share of the rows that are undecided when `e` is evaluated.
  void mask(const Expr& e, double undecided) {
    ++shape_.num_nodes_;
    if (met(e, vector_met_, 'm')) return;
    if (const auto* n = std::get_if<plan::And>(&e.node)) return mask_terms('&', n->terms, undecided);
    if (const auto* n = std::get_if<plan::Or>(&e.node)) return mask_terms('|', n->terms, undecided);
    if (const auto* n = std::get_if<plan::Not>(&e.node)) {
      write('!');
      return mask(*n->operand, undecided);
    }
    if (forms_->is_vector(e)) {
      write('v');
      return leaf(e);
    }
    if (slot_ == 0) {
      if (auto term = plan::event_term(scan_, e); term && plan::event_words_pay(scan_, e, undecided))
        return events(e, *term);
    }
    write('.');
    row(e);
  }

  void mask_terms(char kind, plan::ExprList terms, double undecided) {
    write(kind, terms.size());
    for (const Expr* term : terms) {
      mask(*term, undecided);
      if (const auto known = scan_.estimates.find(term); known != scan_.estimates.end())
        undecided *= kind == '&' ? known->second.selectivity : 1 - known->second.selectivity;
    }
  }

  /// A condition evaluated by event words.
  void events(const Expr& e, EventTerm& term) {
    write('W', term.is_sparse ? 1 : 0);
    row(e);
    for (const Expr* tally : term.tallies) event_set(*plan::rows_of(*tally));
    shape_.event_terms_.emplace(&e, std::move(term));
  }

  /// The first set that is equal; of many sets, a few are compared. Which sets are equal is part of the key.
  const plan::RowSet* first_equal(const plan::RowSet& rows) const {
    constexpr size_t kMostCompared = 32;
    for (size_t i = 0; i < std::min(event_sets_.size(), kMostCompared); ++i) {
      if (event_sets_[i] == &rows || plan::equal(scan_, *event_sets_[i], rows)) return event_sets_[i];
    }
    return &rows;
  }

  /// The window as cells, and `where` for 64 events.
  void event_set(const plan::RowSet& rows) {
    const plan::RowSet* const same = first_equal(rows);
    if (same != &rows) shape_.same_sets_.emplace(&rows, same);
    const auto [at, is_new] = shape_.window_operands_.try_emplace(same);
    if (!is_new) return write('$', at->second.param);
    event_sets_.push_back(&rows);
    const auto instant = [](const Expr* limit) { return std::get<plan::ConstInt>(limit->node).value; };
    const ValueRange before = rows.to == nullptr ? ValueRange{INT64_MIN, INT64_MAX}
                                                 : values_admitted(hir::CompareOp::kLess, instant(rows.to));
    const int64_t from = rows.from == nullptr ? INT64_MIN : instant(rows.from);
    range(at->second, scan_.relations[rows.relation].time_column, std::max(from, before.low), before.high);
    if (rows.where == nullptr) return write('_');
    const size_t counted = shape_.num_nodes_;  // row by row
    slot_ = rows.slot;
    forms_ = &forms_of(slot_);
    mask(*rows.where, 1);
    slot_ = 0;
    forms_ = &forms_of(slot_);
    shape_.num_nodes_ = counted;
  }

  VectorForms& forms_of(uint32_t slot) { return shape_.forms_.try_emplace(slot, scan_, slot).first->second; }

  /// A condition `VectorForms` accepts, other than And, Or, Not.
  void leaf(const Expr& e) {
    if (const auto* literal = std::get_if<plan::Literal>(&e.node)) {
      write('L', literal->value ? 1 : 0);
    } else if (const auto* in_segment = std::get_if<plan::InSegment>(&e.node)) {
      write('S', in_segment->segment);
      if (is_referenced_member(scan_, slot_, e)) referenced(vector_operands(e), *in_segment);
    } else if (const auto* is_missing = std::get_if<plan::IsMissing>(&e.node)) {
      write('M', column_of(*is_missing->value));
    } else if (const auto* in_range = std::get_if<plan::Range>(&e.node)) {
      write('R', column_of(*in_range->value));
      range(vector_operands(e), column_of(*in_range->value), in_range->low, in_range->high);
    } else if (const auto* code_in = std::get_if<plan::CodeIn>(&e.node)) {
      write('C', column_of(*code_in->value));
      cells(vector_operands(e), column_of(*code_in->value), scan_.code_sets[code_in->set]);
    } else if (const auto* in_list = std::get_if<plan::InList>(&e.node)) {
      write('I', column_of(*in_list->value));
      list(vector_operands(e), column_of(*in_list->value), scan_.lists[in_list->list]);
    } else if (const auto* at_least = std::get_if<plan::AtLeast>(&e.node)) {
      write('Q', at_least->rows->relation);
      param(vector_operands(e), at_least->count);
    } else if (const auto* comparison = std::get_if<plan::Compare>(&e.node)) {
      compare(e, *comparison);
    }
  }

  /// The column, and the last row there is: rows of references that lead nowhere are arbitrary.
  void referenced(Operands& at, const plan::InSegment& n) {
    write('>', n.row.hops[0]);
    shape_.follows_references_ = true;
    const uint64_t num_rows = scan_.segments[n.segment].num_rows;
    param(at, num_rows == 0 ? 0 : static_cast<int64_t>(num_rows - 1));
  }

  void compare(const Expr& e, const plan::Compare& n) {
    Operands& at = vector_operands(e);
    if (n.lhs->repr == plan::Repr::kFloat) {
      write('F', static_cast<int>(n.op));
      real(*n.lhs);
      real(*n.rhs);
    } else if (const auto* constant = std::get_if<plan::ConstInt>(&n.rhs->node)) {
      write('R', column_of(*n.lhs));
      const ValueRange values = values_admitted(n.op, constant->value);
      range(at, column_of(*n.lhs), values.low, values.high);
    } else if (const auto* left_constant = std::get_if<plan::ConstInt>(&n.lhs->node)) {
      write('R', column_of(*n.rhs));
      const ValueRange values = values_admitted(mirrored(n.op), left_constant->value);
      range(at, column_of(*n.rhs), values.low, values.high);
    } else {
      const plan::ColumnUse &lhs = scan_.columns[column_of(*n.lhs)], &rhs = scan_.columns[column_of(*n.rhs)];
      at.is_small = lhs.base == rhs.base && lhs.unit == rhs.unit;
      write('K', static_cast<int>(n.op), column_of(*n.lhs), column_of(*n.rhs), at.is_small ? 1 : 0);
    }
  }

  /// A value `is_vector_float` accepts.
  void real(const Expr& e) {
    if (met(e, vector_met_, 'm')) return;
    if (const auto* constant = std::get_if<plan::ConstFloat>(&e.node)) {
      write('k');
      param(vector_operands(e), std::bit_cast<int64_t>(constant->value));
    } else if (std::holds_alternative<plan::Column>(e.node)) {
      write('l', column_of(e));
    } else if (const auto* to_float = std::get_if<plan::ToFloat>(&e.node)) {
      write('f', to_float->scale, column_of(*to_float->operand));
    } else if (const auto* sum = std::get_if<plan::Sum>(&e.node)) {
      write('+', sum->terms.size());
      for (const plan::Term& term : sum->terms) {
        write(term.subtract ? '-' : '+');
        real(*term.value);
      }
    } else if (const auto* product = std::get_if<plan::Product>(&e.node)) {
      write('*');
      real(*product->lhs);
      real(*product->rhs);
    } else if (const auto* quotient = std::get_if<plan::Quotient>(&e.node)) {
      write('/');
      real(*quotient->lhs);
      real(*quotient->rhs);
    } else if (const auto* negate = std::get_if<plan::Negate>(&e.node)) {
      write('~');
      real(*negate->operand);
    }
  }

  void range(Operands& at, uint32_t column, int64_t low, int64_t high) {
    const CellRange cells = cell_range(scan_.columns[column], low, high);
    compares(at, scan_.columns[column], cells.first + cells.span);
    param(at, static_cast<int64_t>(cells.first));
    more(static_cast<int64_t>(cells.span));
    more(cells.possible ? -1 : 0);
    if (scan_.columns[column].sketch.empty()) return;
    const SketchRange codes = sketch_range(scan_.columns[column], low, high);
    for (const int64_t next : {codes.first, codes.span}) more(next);
    more(codes.some_are ? -1 : 0);
    for (const int64_t next : {codes.from, codes.to}) more(next);
    more(codes.some_may_be ? -1 : 0);
  }

  /// Cells with constants up to `last`: packed ones, where they can be told by those.
  void compares(Operands& at, const plan::ColumnUse& column, uint64_t last) {
    at.is_packed = is_packed_until(column, last);
    if (at.is_packed) write('p');
  }

  void list(Operands& at, uint32_t column, const plan::ConstantList& constants) {
    if (scan_.columns[column].encoding != runtime::Encoding::kF64) return cells(at, column, constants);
    at.count = static_cast<uint32_t>(constants.reals.size());
    write('=', at.count);
    params(at, constants.reals);
  }

  /// `members`: a list, or codes.
  template <typename Members>
  void cells(Operands& at, uint32_t column, const Members& members) {
    const plan::ColumnUse& use = scan_.columns[column];
    CellSet set = cell_set(use, members);
    at.form = set.form;
    at.count = static_cast<uint32_t>(set.form == SetForm::kRuns ? set.cells.size() / 2 : set.cells.size());
    switch (set.form) {
      case SetForm::kChain:
        write('=', at.count);
        compares(at, use, set.cells.empty() ? 0 : *std::max_element(set.cells.begin(), set.cells.end()));
        return params(at, set.cells);
      case SetForm::kRuns: {
        write(':', at.count);
        uint64_t last = 0;
        for (size_t i = 0; i < set.cells.size(); i += 2) last = std::max(last, set.cells[i] + set.cells[i + 1]);
        compares(at, use, last);
        return params(at, set.cells);
      }
      case SetForm::kTable:
        write('#');
        param(at, static_cast<int64_t>(set.first));
        more(static_cast<int64_t>(set.span));
        break;
      case SetForm::kHash: write('%'); break;
      case SetForm::kRows: write('@'); break;
      case SetForm::kSearch: SEGQL_CHECK(!"rows are searched for one by one"); break;
    }
    table(at, [&use, &members, set = std::move(set)] { return table_of(use, set, members); });
  }

  // ---------- row by row ----------

  void row(const Expr& e) {
    ++shape_.num_nodes_;
    if (met(e, row_met_, 'n')) return;
    write('(', static_cast<int>(e.repr));
    if (e.dictionary != plan::kNone) write('D', e.dictionary);
    plan::match(
        e, [&](const plan::Missing&) { write('0'); },
        [&](const plan::ConstInt& n) {
          write('k');
          param(row_operands(e), n.value);
        },
        [&](const plan::ConstWide& n) { wide(row_operands(e), n); },
        [&](const plan::ConstFloat& n) {
          write('k');
          param(row_operands(e), std::bit_cast<int64_t>(n.value));
        },
        [&](const plan::Column& n) { cell('l', n.row, n.column); },
        [&](const plan::MapValue& n) {
          cell('m', n.row, n.column);
          param(row_operands(e), n.key);
        },
        [&](const plan::RowId& n) { row_ref('i', n.row); }, [&](const plan::Widen& n) { operand('w', *n.operand); },
        [&](const plan::Rescale& n) { operand('s', *n.operand, n.power); },
        [&](const plan::ToFloat& n) { operand('f', *n.operand, n.scale); },
        [&](const plan::Narrow& n) { operand('a', *n.operand); },
        [&](const plan::Sum& n) {
          write('+', n.terms.size());
          for (const plan::Term& term : n.terms) operand(term.subtract ? '-' : '+', *term.value);
        },
        [&](const plan::Product& n) { operands('*', *n.lhs, *n.rhs); },
        [&](const plan::Quotient& n) { operands('/', *n.lhs, *n.rhs, n.power); },
        [&](const plan::Negate& n) { operand('~', *n.operand); },
        [&](const plan::LocalDay& n) { operand('d', *n.operand); },
        [&](const plan::StartOfDay& n) {
          param(row_operands(e), n.plus);
          operand('D', *n.operand);
        },
        [&](const plan::Elapsed& n) {
          operand('e', *n.operand, static_cast<int>(n.unit), n.until ? 1 : 0, n.is_date ? 1 : 0);
        },
        [&](const plan::Lookup& n) {
          const std::vector<int64_t>& values = scan_.tables[n.table].values;
          Operands& at = row_operands(e);
          param(at, static_cast<int64_t>(values.size()) - 1);
          table(at, [&values] { return Table(std::vector<uint64_t>(values.begin(), values.end())); });
          operand('u', *n.value);
        },
        [&](const plan::Call& n) {
          write('c', static_cast<int>(n.function), n.is_date ? 1 : 0, n.digits, n.arguments.size(), e.nullable ? 1 : 0);
          // Presence is carried along only where it may be false.
          for (const Expr* argument : n.arguments) operand(argument->nullable ? '?' : '!', *argument);
        },
        [&](const plan::Aggregate& n) {
          write('A', static_cast<int>(n.kind), n.power, static_cast<int64_t>(n.collector));
          row_set(*n.rows);
          optional(n.value);
          optional(n.satisfy);
        },
        [&](const plan::Truth& n) { operand('t', *n.condition); },
        [&](const plan::Literal& n) { write('L', n.value ? 1 : 0); }, [&](const plan::And& n) { terms('&', n.terms); },
        [&](const plan::Or& n) { terms('|', n.terms); }, [&](const plan::Not& n) { operand('!', *n.operand); },
        [&](const plan::Compare& n) { operands('K', *n.lhs, *n.rhs, static_cast<int>(n.op)); },
        [&](const plan::Range& n) {
          param(row_operands(e), n.low);
          more(n.high);
          operand('R', *n.value);
        },
        [&](const plan::InList& n) { row_list(row_operands(e), n); },
        [&](const plan::CodeIn& n) { row_codes(row_operands(e), n); },
        [&](const plan::TextCompare& n) { operands('T', *n.lhs, *n.rhs, static_cast<int>(n.op)); },
        [&](const plan::IsMissing& n) { operand('M', *n.value); },
        [&](const plan::HasItems& n) {
          cell('H', n.row, n.column);
          write('H', static_cast<int>(n.mode));
          const plan::ConstantList& items = scan_.lists[n.list];
          Operands& at = row_operands(e);
          param(at, static_cast<int64_t>(items.integers.size() + items.reals.size()));
          table(at, [&items] { return Table(words_of(items)); });
        },
        [&](const plan::HasValue& n) {
          cell('h', n.row, n.column);
          operand('h', *n.value);
        },
        [&](const plan::AtLeast& n) {
          write('Q');
          param(row_operands(e), n.count);
          row_set(*n.rows);
        },
        [&](const plan::Edge& n) {
          write('E', n.latest ? 1 : 0);
          row_set(*n.rows);
          optional(n.satisfy);
        },
        [&](const plan::InSegment& n) {
          write('S', n.segment);
          row_ref('S', n.row);
        },
        [&](const plan::Anniversary& n) {
          param(row_operands(e), n.first);
          more(n.end);
          operand('Y', *n.day, static_cast<int>(n.leap_day));
        });
    write(')');
  }

  void wide(Operands& at, const plan::ConstWide& n) {
    at.is_small = n.high == (static_cast<int64_t>(n.low) < 0 ? -1 : 0);
    write('k', at.is_small ? 1 : 2);
    param(at, static_cast<int64_t>(n.low));
    if (!at.is_small) more(n.high);
  }

  /// A chain of a few values, or the list itself for binary search.
  void row_list(Operands& at, const plan::InList& n) {
    const plan::ConstantList& constants = scan_.lists[n.list];
    const size_t size = constants.integers.size() + constants.reals.size();
    if (size <= kRowChain) {
      at.count = static_cast<uint32_t>(size);
      write('=', size);
      n.value->repr == plan::Repr::kFloat ? params(at, constants.reals) : params(at, constants.integers);
    } else {
      at.form = SetForm::kSearch;
      write('?');
      param(at, static_cast<int64_t>(size));
      table(at, [&constants] { return Table(words_of(constants)); });
    }
    operand('I', *n.value);
  }

  /// A chain of a few codes, or a bit per code of the dictionary.
  void row_codes(Operands& at, const plan::CodeIn& n) {
    const plan::CodeSet& codes = scan_.code_sets[n.set];
    std::vector<int64_t> members;
    for (size_t w = 0; w < codes.words.size() && members.size() <= kRowChain; ++w) {
      for (uint64_t rest = codes.words[w]; rest != 0 && members.size() <= kRowChain; rest &= rest - 1) {
        members.push_back(static_cast<int64_t>(64 * w) + __builtin_ctzll(rest));
      }
    }
    if (members.size() <= kRowChain) {
      at.count = static_cast<uint32_t>(members.size());
      write('=', members.size());
      params(at, members);
    } else {
      at.form = SetForm::kTable;
      write('#');
      param(at, static_cast<int64_t>(64 * codes.words.size() - 1));
      table(at, [&codes] { return Table(codes.words.data()); });
    }
    operand('C', *n.value);
  }

  void row_set(const plan::RowSet& rows) {
    shape_.visits_events_ = true;
    row_ref('[', rows.owner);
    write('[', rows.relation, rows.slot);
    optional(rows.from);
    optional(rows.to);
    optional(rows.where);
    write(']');
  }

  void row_ref(char kind, const plan::RowRef& ref) {
    write(kind, ref.slot);
    for (const uint32_t hop : ref.hops) write('>', hop);
  }
  void cell(char kind, const plan::RowRef& ref, uint32_t column) {
    write(kind, column);
    row_ref('@', ref);
  }
  template <typename... Details>
  void operand(char kind, const Expr& e, Details... details) {
    write(kind, details...);
    row(e);
  }
  template <typename... Details>
  void operands(char kind, const Expr& lhs, const Expr& rhs, Details... details) {
    write(kind, details...);
    row(lhs);
    row(rhs);
  }
  void terms(char kind, plan::ExprList list) {
    write(kind, list.size());
    for (const Expr* term : list) row(*term);
  }
  void optional(const Expr* e) { e == nullptr ? write('_') : row(*e); }

  // ---------- the three products ----------

  /// Writes `kind` and the numbers that follow it.
  template <typename... Numbers>
  void write(char kind, Numbers... numbers) {
    key_ += kind;
    ((key_ += std::to_string(numbers), key_ += ','), ...);
  }

  /// True when `e` was met before in this role; then a reference stands for it.
  bool met(const Expr& e, std::unordered_map<const Expr*, size_t>& before, char role) {
    const auto [at, is_new] = before.try_emplace(&e, before.size());
    if (!is_new) write('$', at->second);
    if (!is_new) key_ += role;
    return !is_new;
  }

  Operands& vector_operands(const Expr& e) { return shape_.vector_operands_[&e]; }
  Operands& row_operands(const Expr& e) { return shape_.row_operands_[&e]; }

  void param(Operands& at, int64_t first) {
    at.param = static_cast<uint32_t>(shape_.params_.size());
    more(first);
  }
  void more(int64_t next) { shape_.params_.push_back(next); }
  template <typename T>
  void params(Operands& at, const std::vector<T>& values) {
    at.param = static_cast<uint32_t>(shape_.params_.size());
    for (const T value : values) more(std::bit_cast<int64_t>(value));
  }
  void table(Operands& at, std::function<Table()> make) {
    at.table = static_cast<uint32_t>(shape_.tables_.size());
    shape_.tables_.push_back(std::move(make));
  }
  static std::vector<uint64_t> words_of(const plan::ConstantList& list) {
    std::vector<uint64_t> words;
    words.reserve(list.integers.size() + list.reals.size());
    for (const int64_t item : list.integers) words.push_back(static_cast<uint64_t>(item));
    for (const double item : list.reals) words.push_back(std::bit_cast<uint64_t>(item));
    return words;
  }

  static uint32_t column_of(const Expr& e) { return std::get<plan::Column>(e.node).column; }

  const plan::Scan& scan_;
  Shape& shape_;
  std::string& key_;
  uint32_t slot_ = 0;  ///< of the rows that are taken 64 at a time
  VectorForms* forms_ = &forms_of(0);
  std::vector<const plan::RowSet*> event_sets_;  ///< evaluated by event words, each of those that are equal once
  std::unordered_map<const Expr*, size_t> vector_met_, row_met_;
};

Shape::Shape(const plan::Scan& scan) { ShapeWriter(scan, *this).scan(); }

}  // namespace segql::codegen
