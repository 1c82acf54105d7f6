#pragma once
/// The shape of a plan: everything its code depends on, as a key, and everything it does not, as parameters. One walk
/// makes both, so equal keys mean equal code, with the parameters in the same places. Tables are parameters whose
/// contents are made when code is there to read them: what compiling takes does not grow with a list.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/codegen/cell_set.h"
#include "compiler/codegen/forms.h"
#include "compiler/plan/event_words.h"
#include "compiler/plan/plan.h"

namespace segql::codegen {

using plan::EventTerm;

/// Where the constants of one node are, and the form they have.
struct Operands {
  uint32_t param = 0;  ///< the first of its parameters
  uint32_t table = 0;  ///< its table, if it has one
  SetForm form = SetForm::kChain;
  uint32_t count = 0;      ///< kChain: members; kRuns: runs
  bool is_packed = false;  ///< a range, kChain and kRuns: packed cells are compared
  bool is_small = false;   ///< ConstWide: fits in 64 bits, one parameter; columns compared: of one base and unit
};

/// The parameters of a range, in this order; those from kFirstCode on where the column has a sketch. The last of each
/// group is all ones or nothing.
enum RangeParam : uint32_t {
  kFirstCell,
  kCellSpan,
  kPossible,
  kFirstCode,
  kCodeSpan,
  kSomeAre,
  kFrom,
  kTo,
  kSomeMayBe
};

class Shape {
 public:
  explicit Shape(const plan::Scan& scan);

  const std::string& key() const { return key_; }
  std::vector<int64_t> take_params() { return std::move(params_); }
  /// REQUIRES: the plan is still there.
  std::vector<Table> make_tables() const {
    std::vector<Table> made;
    for (const auto& make : tables_) made.push_back(make());
    return made;
  }
  size_t num_nodes() const { return num_nodes_; }
  /// There is a row set.
  bool visits_events() const { return visits_events_; }
  /// 64 references are followed at once, or those of few rows one by one.
  bool follows_references() const { return follows_references_; }

  /// Constants of a node evaluated for 64 rows, and row by row. REQUIRES: it has constants and occurs in that way.
  const Operands& in_vector(const plan::Expr& e) const { return vector_operands_.at(&e); }
  const Operands& in_row(const plan::Expr& e) const { return row_operands_.at(&e); }
  /// The cells of the time column that are in the window. REQUIRES: evaluated by event words, with a window.
  const Operands& in_window(const plan::RowSet& rows) const { return window_operands_.at(&rows); }
  /// The set by which the events of an equal one are told. REQUIRES: evaluated by event words.
  const plan::RowSet& set_of(const plan::RowSet& rows) const {
    const auto same = same_sets_.find(&rows);
    return same == same_sets_.end() ? rows : *same->second;
  }
  /// Vector code over the rows of `slot`. REQUIRES: a condition on the path of And, Or, Not from the root of the
  /// predicate, or of the `where` of a row set that is evaluated by event words.
  bool is_vector(const plan::Expr& e, uint32_t slot) const { return forms_.at(slot).is_vector(e); }
  /// How a condition, or the one below its Not, is evaluated by event words; null: it is not. REQUIRES: as above.
  const EventTerm* event_term(const plan::Expr& e) const {
    if (const auto* n = std::get_if<plan::Not>(&e.node)) return event_term(*n->operand);
    const auto at = event_terms_.find(&e);
    return at == event_terms_.end() ? nullptr : &at->second;
  }

 private:
  friend class ShapeWriter;
  std::string key_;
  std::vector<int64_t> params_;
  std::vector<std::function<Table()>> tables_;
  std::unordered_map<const plan::Expr*, Operands> vector_operands_, row_operands_;
  std::unordered_map<const plan::RowSet*, Operands> window_operands_;
  std::unordered_map<const plan::RowSet*, const plan::RowSet*> same_sets_;
  std::unordered_map<const plan::Expr*, EventTerm> event_terms_;
  mutable std::map<uint32_t, VectorForms> forms_;  ///< by slot: the scanned row, and events taken by words
  size_t num_nodes_ = 0;
  bool visits_events_ = false;
  bool follows_references_ = false;
};

/// Nothing is evaluated row by row.
inline bool is_vector_only(const plan::Scan& scan, const Shape& shape) {
  return scan.outputs.empty() && !shape.follows_references() &&
         (scan.predicate == nullptr || shape.is_vector(*scan.predicate, 0));
}

}  // namespace segql::codegen
