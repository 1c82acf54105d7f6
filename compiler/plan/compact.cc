/// Renumbering after rewriting: rules leave tables with entries that nothing refers to, and an engine must not load
/// those.
#include "compiler/plan/compact.h"

#include <type_traits>
#include <unordered_map>
#include <utility>

#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

/// Entries of one table in the order of first use; copied where `Old` is constant, otherwise moved.
template <typename T, typename Old>
class Renumbering {
 public:
  Renumbering(Old& old, std::vector<T>& table) : old_(old), table_(table) {}

  uint32_t operator()(uint32_t index) {
    const auto [known, added] = numbers_.try_emplace(index, static_cast<uint32_t>(table_.size()));
    if (added) table_.push_back(std::move(old_[index]));
    return known->second;
  }
  /// kNone when it is not used.
  uint32_t find(uint32_t index) const {
    const auto known = numbers_.find(index);
    return known == numbers_.end() ? kNone : known->second;
  }

 private:
  Old& old_;
  std::vector<T>& table_;
  std::unordered_map<uint32_t, uint32_t> numbers_;
};

template <typename T, typename Tables>
using RenumberingOf = Renumbering<T, std::conditional_t<std::is_const_v<Tables>, const std::vector<T>, std::vector<T>>>;

/// Fills the tables of `scan`, which are empty, with what its expressions use of `old`.
template <typename Old>
class Compaction {
 public:
  Compaction(Old& old, Scan& scan)
      : old_(old),
        scan_(scan),
        columns_(old.columns, scan.columns),
        relations_(old.relations, scan.relations),
        segments_(old.segments, scan.segments),
        lists_(old.lists, scan.lists),
        sets_(old.code_sets, scan.code_sets),
        tables_(old.tables, scan.tables) {}

  void run() {
    if (scan_.predicate != nullptr) scan_.predicate = apply(scan_.predicate);
    for (Output& output : scan_.outputs) output.value = apply(output.value);
    for (RelationUse& use : scan_.relations) use.time_column = columns_(use.time_column);
    scan_.num_collectors = num_collectors_;
    for (auto& [key, text] : old_.code_ranges) {
      const uint32_t column = columns_.find(static_cast<uint32_t>(key[0]));
      if (column != kNone) scan_.code_ranges[{column, key[1], key[2]}] = std::move(text);
    }
  }

 private:
  ExprRef apply(ExprRef expr) {
    // A node may be used in two places; it is renumbered once.
    if (const auto known = done_.find(expr); known != done_.end()) return known->second;
    const ExprRef children = with_children(scan_, expr, [this](ExprRef child) { return apply(child); });
    Expr result = *children;
    std::visit([this](auto& node) { this->renumber(node); }, result.node);
    if (result.dictionary != kNone) result.dictionary = columns_(result.dictionary);
    return done_[expr] = scan_.arena.make<Expr>(result);
  }

  void renumber(RowRef& row) {
    std::vector<uint32_t> hops;
    for (const uint32_t hop : row.hops) hops.push_back(columns_(hop));
    row.hops = scan_.arena.copy(hops);
  }
  const RowSet* renumbered(const RowSet* rows) {
    RowSet result = *rows;
    renumber(result.owner);
    result.relation = relations_(result.relation);
    return scan_.arena.make<RowSet>(result);
  }

  template <typename Node>
  void renumber(Node& node) {
    if constexpr (requires { node.row; }) renumber(node.row);
    if constexpr (requires { node.column; }) node.column = columns_(node.column);
    if constexpr (requires { node.rows; }) node.rows = renumbered(node.rows);
    if constexpr (requires { node.segment; }) node.segment = segments_(node.segment);
    if constexpr (requires { node.list; }) node.list = lists_(node.list);
    if constexpr (requires { node.set; }) node.set = sets_(node.set);
    if constexpr (requires { node.table; }) node.table = tables_(node.table);
    if constexpr (requires { node.collector; }) {
      if (node.collector != kNone) node.collector = num_collectors_++;
    }
  }

  Old& old_;
  Scan& scan_;
  RenumberingOf<ColumnUse, Old> columns_;
  RenumberingOf<RelationUse, Old> relations_;
  RenumberingOf<SegmentUse, Old> segments_;
  RenumberingOf<ConstantList, Old> lists_;
  RenumberingOf<CodeSet, Old> sets_;
  RenumberingOf<CodeTable, Old> tables_;
  uint32_t num_collectors_ = 0;
  std::unordered_map<ExprRef, ExprRef> done_;
};

}  // namespace

void compact(Scan& scan) {
  Scan old;
  old.columns.swap(scan.columns);
  old.relations.swap(scan.relations);
  old.segments.swap(scan.segments);
  old.lists.swap(scan.lists);
  old.code_sets.swap(scan.code_sets);
  old.tables.swap(scan.tables);
  old.code_ranges.swap(scan.code_ranges);
  Compaction(old, scan).run();
}

Scan alone(const Scan& scan, const Expr& predicate) {
  Scan made;
  made.table = scan.table;
  made.predicate = &predicate;
  made.num_slots = scan.num_slots;
  made.as_of = scan.as_of;
  made.timezone = scan.timezone;
  made.name = scan.name;
  Compaction(scan, made).run();
  return made;
}

}  // namespace segql::plan
