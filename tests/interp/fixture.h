#pragma once
/// `World`: small tables written down in a test, plans built by hand over them, and the interpreter's answers.

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/interp/value.h"
#include "compiler/plan/plan.h"
#include "runtime/abi/scan.h"

namespace segql::interp {

template <typename T>
using Cells = std::vector<std::optional<T>>;
using Rows = std::vector<int64_t>;
inline constexpr std::nullopt_t kMissing = std::nullopt;

class World {
 public:
  /// `num_rows`: of the scanned table.
  explicit World(uint64_t num_rows, const char* zone = "UTC");

  // ---- data; each returns the index to use in plans ----
  uint32_t integers(const Cells<int64_t>& cells);
  /// The same values as 8-bit cells with a base. REQUIRES: 0 <= value - base <= 255.
  uint32_t bytes(const Cells<int64_t>& cells, int64_t base);
  uint32_t reals(const Cells<double>& cells);
  uint32_t texts(const Cells<std::string>& cells);
  uint32_t integer_sets(const Cells<std::vector<int64_t>>& cells);
  uint32_t real_sets(const Cells<std::vector<double>>& cells);
  uint32_t text_sets(const Cells<std::vector<std::string>>& cells);
  /// A map to integers; `key_code` finds the code of a key in it.
  uint32_t maps(const Cells<std::vector<std::pair<std::string, int64_t>>>& cells);
  uint32_t key_code(uint32_t map, const std::string& key) const;
  uint32_t code(uint32_t text_column, const std::string& text) const;
  /// Events by owner, in the order given; `clustered`: event rows are 0, 1, 2, ... and the view has no row list.
  uint32_t relation(const std::vector<Rows>& events_by_owner, uint32_t time_column, bool clustered);
  uint32_t segment(uint64_t num_rows, const Rows& members);
  uint32_t list(std::vector<int64_t> integers);
  uint32_t table(std::vector<int64_t> values);
  uint32_t list(std::vector<double> reals);
  uint32_t code_set(uint32_t text_column, const std::vector<std::string>& texts);
  void set_as_of(int64_t instant) { context_.as_of = instant; }

  // ---- plans ----
  plan::RowRef row(uint32_t slot = 0, std::initializer_list<uint32_t> hops = {});
  plan::ExprRef make(Repr repr, decltype(plan::Expr::node) node, uint32_t dictionary = plan::kNone);
  plan::ExprRef condition(decltype(plan::Expr::node) node) { return make(Repr::kBool, std::move(node)); }
  plan::ExprRef integer(int64_t value) { return make(Repr::kInt, plan::ConstInt{value}); }
  plan::ExprRef wide(int128 value);
  plan::ExprRef real(double value) { return make(Repr::kFloat, plan::ConstFloat{value}); }
  plan::ExprRef missing(Repr repr = Repr::kInt) { return make(repr, plan::Missing{}); }
  /// A cell, in the form and with the dictionary of its column.
  plan::ExprRef cell(uint32_t column, plan::RowRef row);
  plan::ExprRef cell(uint32_t column, uint32_t slot = 0) { return cell(column, row(slot)); }
  plan::ExprRef widen(plan::ExprRef operand) { return make(Repr::kWide, plan::Widen{operand}); }
  plan::ExprRef truth(plan::ExprRef condition) { return make(Repr::kInt, plan::Truth{condition}); }
  plan::ExprRef all_of(std::vector<plan::ExprRef> terms) { return condition(plan::And{copy(terms)}); }
  plan::ExprRef any_of(std::vector<plan::ExprRef> terms) { return condition(plan::Or{copy(terms)}); }
  plan::ExprRef negation(plan::ExprRef operand) { return condition(plan::Not{operand}); }
  plan::ExprRef compare(plan::ExprRef lhs, hir::CompareOp op, plan::ExprRef rhs) {
    return condition(plan::Compare{op, lhs, rhs});
  }
  plan::ExprRef sum(Repr repr, std::vector<plan::Term> terms);
  /// The events of `owner` in a new slot, which the set says; without window and filter until a test adds them.
  plan::RowSet* events(plan::RowRef owner, uint32_t relation);
  plan::ExprRef aggregate(hir::AggregateKind kind, const plan::RowSet* rows, plan::ExprRef value, Repr repr,
                          uint8_t power = 0);
  plan::ExprRef count(const plan::RowSet* rows) {
    return aggregate(hir::AggregateKind::kCount, rows, nullptr, Repr::kInt);
  }

  // ---- answers ----
  /// The rows whose bit is set by a run with this predicate.
  Rows members(plan::ExprRef predicate);
  Value value(plan::ExprRef e, int64_t row = 0);
  /// Of every row of the table; kInt and kBool.
  Cells<int64_t> values(plan::ExprRef e);
  Cells<double> real_values(plan::ExprRef e);
  /// In plain decimal notation, or "missing"; kWide.
  std::string wide_text(plan::ExprRef e, int64_t row = 0);
  uint64_t num_overflows() const { return context_.num_overflows; }

  plan::Scan& scan() { return scan_; }
  /// Ready but for `out` and `outputs`: the whole table.
  runtime::ScanArgs args();
  plan::ExprList copy(const std::vector<plan::ExprRef>& terms) { return scan_.arena.copy(terms); }

 private:
  /// A dictionary in the making: codes in the order of first use.
  struct Texts {
    std::vector<std::string> texts;
    std::string heap;
    std::vector<uint64_t> offsets;
    runtime::DictionaryView view;
    uint32_t add(const std::string& text);
    uint32_t find(const std::string& text) const;
    const runtime::DictionaryView* finish();
  };

  template <typename T>
  uint32_t add_column(runtime::ColumnView view, const Cells<T>& cells);
  /// Sets the first items' positions of each row and the cells themselves, which `item_of` makes of what is written.
  template <typename Item, typename T, typename ItemOf>
  runtime::ColumnView collection(const Cells<std::vector<T>>& cells, std::deque<std::vector<Item>>& memory,
                                 ItemOf item_of);
  std::vector<uint64_t>& bits(uint64_t num_bits);

  uint64_t num_rows_;
  std::shared_ptr<const TimeZone> zone_;
  plan::Scan scan_;
  runtime::EvalContext context_;
  std::deque<std::vector<int64_t>> integer_memory_;
  std::deque<std::vector<double>> real_memory_;
  std::deque<std::vector<uint8_t>> byte_memory_;
  std::deque<std::vector<uint32_t>> word_memory_;
  std::deque<std::vector<uint64_t>> bit_memory_;
  std::deque<Texts> texts_;
  std::vector<runtime::ColumnView> columns_;
  std::vector<runtime::RelationView> relations_;
  std::vector<const uint64_t*> segments_;
};

}  // namespace segql::interp
