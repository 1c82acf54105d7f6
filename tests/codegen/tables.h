#pragma once
/// Random small tables that have everything a scan can meet: every encoding, missing values, NaN, references to
/// nothing, collections, maps, relations in order and not, events without a time.

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/timezone.h"
#include "compiler/plan/plan.h"
#include "runtime/abi/scan.h"
#include "runtime/table/packed.h"

namespace segql::codegen::testing {

/// 64-byte aligned, zero-filled, whole words of 64 cells: what runtime/abi/column_view.h promises, and not a byte more.
class Cells {
 public:
  Cells() = default;
  Cells(uint64_t num_cells, size_t cell_bytes);
  template <typename T>
  T* as() {
    return reinterpret_cast<T*>(data_.get());
  }

 private:
  struct Free {
    void operator()(std::byte* p) const { std::free(p); }
  };
  std::unique_ptr<std::byte, Free> data_;
};

enum Table : uint32_t { kSubject, kItem, kEvent, kNumTables };

/// Columns of one table by what can be done with them; indices into Scan::columns.
struct ColumnsByRole {
  std::vector<uint32_t> integers, reals, texts, days, instants, sets, text_sets, real_sets, maps, real_maps;
  std::vector<std::pair<uint32_t, Table>> references;
};

class Tables {
 public:
  Tables(uint64_t seed, uint64_t num_subjects);
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  /// A scan of the subjects over these tables, without predicate and outputs.
  plan::Scan make_scan() const;
  /// Arguments for all words; `out` and `context` are the caller's to set.
  runtime::ScanArgs make_args() const;

  uint64_t num_rows(Table table) const { return num_rows_[table]; }
  const ColumnsByRole& columns_of(Table table) const { return roles_[table]; }
  const runtime::ColumnView& view(uint32_t column) const { return views_[column]; }
  const plan::ColumnUse& use(uint32_t column) const { return uses_[column]; }
  uint64_t dictionary_size(uint32_t column) const { return views_[column].dictionary->size; }

  static constexpr int64_t kAsOf = 1'774'958'400'000'000;  ///< 2026-03-31T12:00:00Z
  static constexpr uint32_t kOrders = 0, kSales = 1,
                            kUntimed = 2;  ///< relations: subject, item, subject without sure times
  /// Segments: 0 of subjects, 1 of items.
  static Table segment_table(uint32_t segment) { return segment == 0 ? kSubject : kItem; }
  static Table owner_of(uint32_t relation) { return relation == kSales ? kItem : kSubject; }
  static constexpr uint32_t kNumRelations = 3;

 private:
  uint32_t add_column(Table table, schema::Type type, runtime::Encoding encoding, int64_t base, double missing,
                      Cells cells);
  uint32_t add_integers(Table table, schema::Kind kind, runtime::Encoding encoding, int64_t base, uint64_t span,
                        double missing);
  void in_units(uint32_t column, int64_t unit);
  uint32_t add_reals(Table table, double missing);
  uint32_t add_text(Table table, runtime::Encoding encoding, uint64_t num_texts, double missing);
  void add_reference(Table table, Table target, runtime::Encoding encoding, double missing);
  uint32_t add_collection(Table table, schema::Kind kind, schema::Kind element, uint64_t span, double missing);
  void add_relation(Table owner, bool in_order, uint32_t time_column);
  const runtime::DictionaryView* add_dictionary(uint64_t num_texts);
  void add_validity(runtime::ColumnView& view, Table table, double missing);
  uint64_t below(uint64_t limit) { return limit == 0 ? 0 : random_() % limit; }
  bool chance(double probability) { return std::uniform_real_distribution<>()(random_) < probability; }

  std::mt19937_64 random_;
  uint64_t num_rows_[kNumTables];
  ColumnsByRole roles_[kNumTables];
  std::vector<plan::ColumnUse> uses_;
  std::vector<runtime::ColumnView> views_;
  std::vector<plan::RelationUse> relation_uses_;
  std::vector<runtime::RelationView> relations_;
  std::vector<const uint64_t*> segments_;
  std::vector<Cells> cells_;
  std::deque<runtime::Packed> packed_;
  std::vector<std::unique_ptr<runtime::DictionaryView>> dictionaries_;
  std::vector<std::unique_ptr<std::string>> heaps_;
};

/// A context as of Tables::kAsOf in a zone with daylight saving time.
runtime::EvalContext make_context(uint32_t num_collectors);

}  // namespace segql::codegen::testing
