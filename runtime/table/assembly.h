#pragma once
/// `Assembly`: staged rows -> columns and relations in their final order. Each step relies on the ones before it.

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/table/event_order.h"
#include "runtime/table/key_index.h"
#include "runtime/table/staging.h"
#include "runtime/table/table.h"

namespace segql::runtime {

class Assembly {
 public:
  /// Takes the cells out of `staging` and adds to its logs.
  explicit Assembly(Staging& staging) : staging_(staging), tables_(staging.tables.size()) {}

  Status run();

  struct AssembledTable {
    uint64_t num_rows = 0;
    std::vector<Column> columns;
    std::shared_ptr<KeyIndex> keys;  ///< of entities: from key (of text, its code in the key column) to row
  };
  struct AssembledRelation {
    Buffer starts, rows;
    uint64_t num_owned = 0;
  };
  std::vector<AssembledTable> take_tables() { return std::move(results_); }
  std::vector<AssembledRelation> take_relations() { return std::move(relations_); }

 private:
  struct TablePlan {
    LargeVector<uint32_t> rows;  ///< staged rows in final order
    bool in_place = false;       ///< every staged row in order: nothing has to move
  };
  struct Scratch {
    LargeVector<int64_t> values;
    LargeVector<uint64_t> valid;
  };
  /// Problems found by one task, by source.
  using Findings = std::vector<ProblemLog>;

  void seal();
  void select_entities(uint32_t table);
  Status resolve_references();
  void resolve_scalar(StagedTable& table, size_t field, Findings& findings) const;
  void resolve_items(StagedTable& table, size_t field, Findings& findings) const;
  Status order_events(uint32_t table);
  Status build_columns();
  void count_kept();

  void rebuild_text_keys(uint32_t table);

  static Column build_scalar(const TablePlan& plan, StagedField& field, Scratch& scratch);
  static Column build_collection(const TablePlan& plan, StagedField& field);
  static void gather(const TablePlan& plan, const StagedCells& cells, Scratch& scratch);

  Staging& staging_;
  std::vector<TablePlan> tables_;
  std::vector<AssembledTable> results_;
  std::vector<AssembledRelation> relations_;
};

}  // namespace segql::runtime
