/// Renumbering after rewriting: rules leave tables with entries that nothing refers to, and an engine must not load
/// those.
#include "compiler/plan/compact.h"

#include <unordered_map>
#include <utility>

#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

/// Entries of one table in the order of first use.
template <typename T>
class Renumbering {
 public:
  explicit Renumbering(std::vector<T>& table) : old_(std::move(table)), table_(table) { table_.clear(); }

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
  std::vector<T> old_;
  std::vector<T>& table_;
  std::unordered_map<uint32_t, uint32_t> numbers_;
};

class Compaction {
 public:
  explicit Compaction(Scan& scan)
      : scan_(scan),
        columns_(scan.columns),
        relations_(scan.relations),
        segments_(scan.segments),
        lists_(scan.lists),
        sets_(scan.code_sets),
        tables_(scan.tables) {}

  void run() {
    if (scan_.predicate != nullptr) scan_.predicate = apply(scan_.predicate);
    for (Output& output : scan_.outputs) output.value = apply(output.value);
    for (RelationUse& use : scan_.relations) use.time_column = columns_(use.time_column);
    scan_.num_collectors = num_collectors_;
    std::map<std::array<int64_t, 3>, std::string> texts;
    for (auto& [key, text] : scan_.code_ranges) {
      const uint32_t column = columns_.find(static_cast<uint32_t>(key[0]));
      if (column != kNone) texts[{column, key[1], key[2]}] = std::move(text);
    }
    scan_.code_ranges = std::move(texts);
  }

 private:
  ExprRef apply(ExprRef expr) {
    // A node may be used in two places; it is renumbered once.
    if (const auto known = done_.find(expr); known != done_.end()) return known->second;
    const ExprRef children = with_children(scan_, expr, [this](ExprRef child) { return apply(child); });
    Expr result = *children;
    std::visit([this](auto& node) { renumber(node); }, result.node);
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

  Scan& scan_;
  Renumbering<ColumnUse> columns_;
  Renumbering<RelationUse> relations_;
  Renumbering<SegmentUse> segments_;
  Renumbering<ConstantList> lists_;
  Renumbering<CodeSet> sets_;
  Renumbering<CodeTable> tables_;
  uint32_t num_collectors_ = 0;
  std::unordered_map<ExprRef, ExprRef> done_;
};

}  // namespace

void compact(Scan& scan) { Compaction(scan).run(); }

}  // namespace segql::plan
