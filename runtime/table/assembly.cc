// Assembly: which rows stay, what references lead to, in which order events stand.

#include "runtime/table/assembly.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/cancel.h"
#include "base/try.h"
#include "runtime/table/parallel.h"
#include "schema/value.h"

namespace segql::runtime {
namespace {

/// Calls `visit(row, values, valid, count)` for consecutive slices of `cells`.
template <typename Visit>
void for_each_slice(const StagedCells& cells, Visit visit) {
  Slice slice;
  for (uint64_t row = 0; row < cells.size(); row += kSliceCells) {
    stop_if_cancelled();
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(kSliceCells, cells.size() - row));
    cells.read(row, count, slice.values.data(), slice.valid.data());
    visit(row, slice, count);
  }
}

/// Positions of the rows that are left when those in `dropped` are gone.
class Ranks {
 public:
  explicit Ranks(const std::vector<uint64_t>& dropped) : dropped_(dropped), before_(dropped.size()) {
    uint32_t total = 0;
    for (size_t word = 0; word < dropped.size(); ++word) {
      before_[word] = total;
      total += static_cast<uint32_t>(64 - std::popcount(dropped[word]));
    }
  }
  uint32_t operator()(uint32_t row) const {
    const uint64_t below = (uint64_t{1} << (row % 64)) - 1;
    return before_[row / 64] + static_cast<uint32_t>(std::popcount(~dropped_[row / 64] & below));
  }

 private:
  const std::vector<uint64_t>& dropped_;
  std::vector<uint32_t> before_;
};

/// A key as people write it.
std::string key_text(const Staging& staging, const CellTarget& target, int64_t key) {
  if (target.is_text()) return std::string(target.dictionary()->text(static_cast<uint32_t>(key)));
  return schema::value_text(*staging.schema, target.type(), key);
}

bool is_in_place(const LargeVector<uint32_t>& rows, uint64_t num_staged) {
  if (rows.size() != num_staged) return false;
  for (size_t i = 0; i < rows.size(); ++i)
    if (rows[i] != i) return false;
  return true;
}

}  // namespace

Status Assembly::run() {
  results_.resize(tables_.size());
  relations_.resize(staging_.schema->relations.size());
  seal();
  SEGQL_TRY_VOID(parallel_for(staging_.workers, tables_.size(), [&](size_t table, size_t) {
    if (!staging_.tables[table].table->is_event) select_entities(static_cast<uint32_t>(table));
  }));
  SEGQL_TRY_VOID(resolve_references());
  for (uint32_t table = 0; table < tables_.size(); ++table)
    if (staging_.tables[table].table->is_event) SEGQL_TRY_VOID(order_events(table));
  count_kept();
  return build_columns();
}

void Assembly::seal() {
  for (StagedTable& table : staging_.tables) {
    table.dropped.resize(words_for(table.num_rows));
    for (StagedField& field : table.fields) {
      field.cells.seal();
      field.items.seal();
      field.keys.seal();
    }
  }
}

void Assembly::select_entities(uint32_t table) {
  StagedTable& staged = staging_.tables[table];
  const size_t key = staged.table->key_or_time.index;
  const StagedField& field = staged.fields[key];
  int64_t min = 0, max = -1;
  uint64_t count = staged.num_rows;
  if (field.target().is_text()) {
    count = field.target().dictionary()->size();
    max = static_cast<int64_t>(count) - 1;
  } else {
    field.cells.range(min, max);
  }
  auto index = std::make_shared<KeyIndex>(min, max, count);
  for_each_slice(field.cells, [&](uint64_t first, const Slice& slice, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) index->prefetch(slice.values[i]);
    for (uint32_t i = 0; i < size; ++i) {
      const uint64_t row = first + i;
      if (test_bit(staged.dropped, row)) continue;
      const uint32_t earlier = index->exchange(slice.values[i], static_cast<uint32_t>(row));
      if (earlier == KeyIndex::kNone) continue;
      staged.drop(earlier);
      const StagedTable::Load& load = staged.load_of(row);
      staging_.sources[load.source].log.add(ProblemKind::kDuplicateKey, staging_.column_name(staged, key, load), {},
                                            load.number_of(row),
                                            [&] { return key_text(staging_, field.target(), slice.values[i]); });
    }
  });
  TablePlan& plan = tables_[table];
  plan.rows.reserve(staged.num_rows);
  for (uint64_t row = 0; row < staged.num_rows; ++row)
    if (!test_bit(staged.dropped, row)) plan.rows.push_back(static_cast<uint32_t>(row));
  plan.in_place = plan.rows.size() == staged.num_rows;
  if (!plan.in_place) index->renumber(Ranks(staged.dropped));
  results_[table].keys = std::move(index);
}

Status Assembly::resolve_references() {
  struct Task {
    StagedTable* table;
    size_t field;
    Findings findings;
  };
  std::vector<Task> tasks;
  for (StagedTable& table : staging_.tables)
    for (size_t field = 0; field < table.fields.size(); ++field) {
      const schema::Type& type = table.fields[field].field().type;
      if (type.kind == schema::Kind::kRef || (type.is_collection() && type.element == schema::Kind::kRef))
        tasks.push_back({&table, field, Findings(staging_.sources.size())});
    }
  SEGQL_TRY_VOID(parallel_for(staging_.workers, tasks.size(), [&](size_t t, size_t) {
    Task& task = tasks[t];
    if (task.table->fields[task.field].is_collection()) {
      resolve_items(*task.table, task.field, task.findings);
    } else {
      resolve_scalar(*task.table, task.field, task.findings);
    }
  }));
  for (const Task& task : tasks)
    for (size_t source = 0; source < task.findings.size(); ++source)
      staging_.sources[source].log.merge(task.findings[source]);
  return {};
}

/// Turns keys into rows of the target; those that lead nowhere become missing.
void Assembly::resolve_scalar(StagedTable& table, size_t position, Findings& findings) const {
  StagedField& field = table.fields[position];
  const KeyIndex& index = *results_[field.field().type.target].keys;
  const auto report = [&](ProblemKind kind, bool informational, uint64_t row, const auto& describe) {
    const StagedTable::Load& load = table.load_of(row);
    findings[load.source].add(kind, staging_.column_name(table, position, load), {false, informational},
                              load.number_of(row), describe);
  };
  StagedCells resolved;
  for_each_slice(field.cells, [&](uint64_t first, Slice& slice, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) index.prefetch(slice.values[i]);
    for (uint32_t i = 0; i < size; ++i) {
      const uint64_t row = first + i;
      if (!test_bit(slice.valid, i)) {
        if (field.names_owner() && !test_bit(table.dropped, row))
          report(ProblemKind::kMissingReference, field.field().nullable, row, [] { return std::string(); });
        continue;
      }
      const int64_t key = slice.values[i];
      const uint32_t target = index.find(key);
      slice.values[i] = target;
      if (target != KeyIndex::kNone) continue;
      clear_bit(slice.valid, i);
      if (!test_bit(table.dropped, row))
        report(ProblemKind::kDanglingReference, false, row, [&] { return key_text(staging_, field.target(), key); });
    }
    resolved.append(slice.values.data(), slice.valid.data(), size);
  });
  resolved.seal();
  field.cells = std::move(resolved);
  return_memory(field.cells.size());
}

/// The same for the items of a collection: those that lead nowhere are left out.
void Assembly::resolve_items(StagedTable& table, size_t position, Findings& findings) const {
  StagedField& field = table.fields[position];
  const KeyIndex& index = *results_[field.field().type.target].keys;
  StagedCells counts, items, keys;
  uint64_t next = 0;
  for_each_slice(field.cells, [&](uint64_t first, Slice& slice, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) {
      if (!test_bit(slice.valid, i)) continue;
      const uint64_t row = first + i;
      const uint64_t end = next + static_cast<uint64_t>(slice.values[i]);
      for (; next < end; ++next) {
        const int64_t key = field.items.at(next);
        const int64_t target = index.find(key);
        if (target != KeyIndex::kNone) {
          items.append(&target, nullptr, 1);
          if (field.key_target()) {
            const int64_t map_key = field.keys.at(next);
            keys.append(&map_key, nullptr, 1);
          }
          continue;
        }
        --slice.values[i];
        if (test_bit(table.dropped, row)) continue;
        const StagedTable::Load& load = table.load_of(row);
        findings[load.source].add(ProblemKind::kDanglingReference, staging_.column_name(table, position, load), {},
                                  load.number_of(row), [&] { return key_text(staging_, field.target(), key); });
      }
    }
    counts.append(slice.values.data(), slice.valid.data(), size);
  });
  counts.seal();
  items.seal();
  keys.seal();
  field.cells = std::move(counts);
  field.items = std::move(items);
  field.keys = std::move(keys);
}

Status Assembly::order_events(uint32_t table) {
  StagedTable& staged = staging_.tables[table];
  TablePlan& plan = tables_[table];
  LargeVector<int64_t> times(staged.num_rows);
  for_each_slice(staged.fields[staged.table->key_or_time.index].cells,
                 [&](uint64_t first, const Slice& slice, uint32_t size) {
                   std::copy_n(slice.values.begin(), size, times.begin() + static_cast<std::ptrdiff_t>(first));
                 });

  CancelPoll poll;
  bool is_first = true;
  LargeVector<uint32_t> final_rows;  // of each staged row
  for (size_t r = 0; r < relations_.size(); ++r) {
    const schema::Relation& relation = staging_.schema->relations[r];
    if (relation.event.index != table) continue;
    LargeVector<uint32_t> owners(staged.num_rows, kNoOwner);
    for_each_slice(staged.fields[relation.by.index].cells, [&](uint64_t first, const Slice& slice, uint32_t size) {
      for (uint32_t i = 0; i < size; ++i)
        if (test_bit(slice.valid, i)) owners[first + i] = static_cast<uint32_t>(slice.values[i]);
    });
    const auto num_owners = static_cast<uint32_t>(tables_[relation.owner.index].rows.size());
    SEGQL_TRY(EventOrder order, runtime::order_events(owners, times, staged.dropped, num_owners, staging_.workers));
    AssembledRelation& result = relations_[r];
    result.starts = std::move(order.starts);
    result.num_owned = order.num_owned;
    if (std::exchange(is_first, false)) {
      plan.rows = std::move(order.rows);
      continue;
    }
    if (final_rows.empty()) {
      final_rows.resize(staged.num_rows);
      for (size_t i = 0; i < plan.rows.size(); ++i, poll()) final_rows[plan.rows[i]] = static_cast<uint32_t>(i);
    }
    result.rows = Buffer(order.num_owned * sizeof(uint32_t));
    auto* rows = reinterpret_cast<uint32_t*>(result.rows.data());
    for (uint64_t i = 0; i < order.num_owned; ++i, poll()) rows[i] = final_rows[order.rows[i]];
  }
  if (is_first) {
    SEGQL_TRY(EventOrder order, runtime::order_events({}, times, staged.dropped, 0, staging_.workers));
    plan.rows = std::move(order.rows);
  }
  plan.in_place = is_in_place(plan.rows, staged.num_rows);
  return {};
}

void Assembly::count_kept() {
  for (const StagedTable& table : staging_.tables)
    for (size_t i = 0; i < table.loads.size(); ++i) {
      const uint64_t end = i + 1 < table.loads.size() ? table.loads[i + 1].first_row : table.num_rows;
      uint64_t& kept = staging_.sources[table.loads[i].source].report.rows_kept;
      for (uint64_t row = table.loads[i].first_row; row < end; ++row) kept += test_bit(table.dropped, row) ? 0 : 1;
    }
}

}  // namespace segql::runtime
