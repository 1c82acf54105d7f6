#pragma once
/// `Staging`: rows that have been read, as cells by field, and what went wrong with them, until they become a database.
/// A row that cannot be kept stays in the cells and is marked as dropped; a reference is the key it names.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/timezone.h"
#include "runtime/table/cell_target.h"
#include "runtime/table/problem_log.h"
#include "runtime/table/staged_cells.h"
#include "schema/schema.h"
#include "segql/limits.h"
#include "segql/result.h"

namespace segql::runtime {

/// Where a group of rows comes from, and how far its numbers are from those of the staged rows.
struct Origin {
  ProblemLog* log = nullptr;
  uint64_t first_row = 0;     ///< staged
  uint64_t first_number = 1;  ///< of that row in its source

  uint64_t number_of(uint64_t row) const { return row - first_row + first_number; }
};

/// The cells of one field.
class StagedField {
 public:
  StagedField(const schema::Field& field, bool required, bool names_owner, CellTarget target,
              std::optional<CellTarget> key_target)
      : field_(&field),
        required_(required),
        names_owner_(names_owner),
        target_(std::move(target)),
        key_target_(std::move(key_target)) {}

  const schema::Field& field() const { return *field_; }
  const CellTarget& target() const { return target_; }  ///< of values, or of items of a collection
  const std::optional<CellTarget>& key_target() const { return key_target_; }  ///< of a map's keys
  bool required() const { return required_; }
  /// The `by` field of a relation: a missing one is a row without an owner, never a dropped row.
  bool names_owner() const { return names_owner_; }
  bool is_collection() const { return field_->type.is_collection(); }
  std::optional<int64_t> default_cell;

  StagedCells cells;        ///< values; of collections: the number of items of each row
  StagedCells items, keys;  ///< of collections, in order of rows; keys of maps only

  /// Adds the items of one row to `items` (and `keys`): those of a set once each, of a map the last of each key.
  /// Returns how many there are.
  int64_t add_items(std::vector<int64_t>& row_items, std::vector<int64_t>& row_keys);

 private:
  const schema::Field* field_;
  bool required_, names_owner_;
  CellTarget target_;
  std::optional<CellTarget> key_target_;
};

struct StagedTable {
  const schema::Table* table = nullptr;
  uint64_t num_rows = 0;
  std::vector<StagedField> fields;
  std::vector<uint64_t> dropped;  ///< bit per row
  struct Load {
    uint64_t first_row;
    uint64_t first_number;
    uint32_t source;  ///< position in Staging::sources
    uint64_t number_of(uint64_t row) const { return row - first_row + first_number; }
  };
  std::vector<Load> loads;  ///< by first_row

  /// Rows are added in three steps: start_rows, the cells of every field in slices, and `num_rows` once all have
  /// arrived.
  void start_rows(uint64_t count) { dropped.resize(words_for(num_rows + count)); }
  void drop(uint64_t row) { set_bit(dropped, row); }
  const Load& load_of(uint64_t row) const;

  /// What restore() goes back to: the rows there are now.
  struct Mark {
    uint64_t num_rows = 0;
    size_t num_loads = 0;
    std::vector<uint64_t> num_items;  ///< by field
  };
  Mark mark() const;
  void restore(const Mark& mark);

  /// Adds `count` scalar cells (or numbers of items) for the rows from `row` on: reports what is bad or missing, puts
  /// defaults in, drops rows. `describe(i)` is cell i as it stood in the source.
  void take(StagedField& field, Slice& slice, uint32_t count, uint64_t row, const Origin& origin,
            std::string_view column, const std::function<std::string(uint32_t)>& describe);
  /// Rows [row, row + count) of a field the source does not have.
  void take_absent(StagedField& field, uint64_t count, uint64_t row, const Origin& origin);
};

struct Staging {
  struct Source {
    SourceReport report;
    ProblemLog log;
    std::vector<std::string>
        columns;  ///< the column each field is read from; where that has no entry: the field's name
  };

  const schema::Schema* schema = nullptr;
  Limits limits;
  std::shared_ptr<const TimeZone> zone;
  std::vector<StagedTable> tables;
  std::vector<Source> sources;
  double seconds = 0;  ///< spent on reading
  size_t workers = 1;  ///< threads that assemble

  /// Checks what the builder relies on, so that a schema built by a host cannot break it.
  static Result<Staging> create(const schema::Schema& schema, const Limits& limits);

  /// kLimitExceeded when `more` rows are too many for the table.
  Status check_room(const StagedTable& table, uint64_t more) const;
  /// The name of a field's column in the source of `row`.
  std::string_view column_name(const StagedTable& table, size_t field, const StagedTable::Load& load) const;
};

/// A host's value as a cell: integers are in the stored form of the type, references are keys. Adds texts to the
/// dictionary.
Outcome cell_of_value(const CellTarget& target, const schema::Value& value, int64_t& out);

/// One class of problem for each outcome that is one.
ProblemKind problem_of(Outcome outcome);

}  // namespace segql::runtime
