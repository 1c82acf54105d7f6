// Assembly: columns out of staged cells, dictionaries without the texts nobody uses.

#include <algorithm>
#include <array>
#include <utility>

#include "base/cancel.h"
#include "base/try.h"
#include "runtime/table/assembly.h"
#include "runtime/table/column_builder.h"
#include "runtime/table/parallel.h"

namespace segql::runtime {
namespace {

/// Of so few texts the most frequent come first, so that their codes need few bits (runtime/table/packed.h).
constexpr uint32_t kMostOrdered = 256;

/// The codes of `staged` that are used (by a valid value), as they are to be numbered.
std::vector<uint32_t> used_codes(const Dictionary& staged, std::span<const int64_t> values,
                                 std::span<const uint64_t> valid) {
  CancelPoll poll;
  std::vector<uint64_t> used(words_for(staged.size()));
  std::array<uint64_t, kMostOrdered> counts{};
  for (size_t i = 0; i < values.size(); ++i, poll()) {
    if (!valid.empty() && !test_bit(valid, i)) continue;
    const auto code = static_cast<uint64_t>(values[i]);
    set_bit(used, code);
    ++counts[code % kMostOrdered];
  }
  std::vector<uint32_t> codes;
  for (uint32_t code = 0; code < staged.size(); ++code, poll())
    if (test_bit(used, code)) codes.push_back(code);
  if (staged.size() <= kMostOrdered)
    std::stable_sort(codes.begin(), codes.end(), [&](uint32_t a, uint32_t b) { return counts[a] > counts[b]; });
  return codes;
}

/// The dictionary of a finished column: `staged` when its codes are numbered so, else one of the used texts, to whose
/// codes `values` are changed.
std::shared_ptr<const Dictionary> finished_dictionary(const std::shared_ptr<Dictionary>& staged,
                                                      std::span<int64_t> values, std::span<const uint64_t> valid) {
  const std::vector<uint32_t> used = used_codes(*staged, values, valid);
  const bool is_same = used.size() == staged->size() && std::is_sorted(used.begin(), used.end());
  std::shared_ptr<Dictionary> result = is_same ? staged : std::make_shared<Dictionary>();
  if (!is_same) {
    CancelPoll poll;
    std::vector<uint32_t> codes(staged->size());
    for (const uint32_t code : used) {
      codes[code] = result->add(staged->text(code));
      poll();
    }
    for (size_t i = 0; i < values.size(); ++i, poll())
      if (valid.empty() || test_bit(valid, i)) values[i] = codes[static_cast<uint64_t>(values[i])];
  }
  result->shrink();
  result->make_sketch();
  return result;
}

}  // namespace

void Assembly::gather(const TablePlan& plan, const StagedCells& cells, Scratch& scratch) {
  scratch.values.resize(plan.rows.size());
  scratch.valid.resize(words_for(plan.rows.size()));
  if (!plan.in_place) return cells.gather(plan.rows, scratch.values.data(), scratch.valid.data());
  for (uint64_t row = 0; row < cells.size(); row += StagedCells::kChunk) {
    stop_if_cancelled();
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(StagedCells::kChunk, cells.size() - row));
    cells.read(row, count, scratch.values.data() + row, scratch.valid.data() + row / 64);
  }
}

Column Assembly::build_scalar(const TablePlan& plan, StagedField& field, Scratch& scratch) {
  const schema::Type& type = field.field().type;
  gather(plan, field.cells, scratch);
  field.cells = {};
  return_memory(plan.rows.size());
  if (type.kind == schema::Kind::kFloat) return ColumnBuilder::real_bits(type, scratch.values, scratch.valid);
  std::shared_ptr<const Dictionary> dictionary;
  if (type.kind == schema::Kind::kText)
    dictionary = finished_dictionary(field.target().dictionary(), scratch.values, scratch.valid);
  return ColumnBuilder::integers(type, scratch.values, scratch.valid, std::move(dictionary));
}

Column Assembly::build_collection(const TablePlan& plan, StagedField& field) {
  const schema::Type& type = field.field().type;
  const uint64_t num_staged = field.cells.size();
  std::vector<uint64_t> staged_starts(num_staged + 1);
  CancelPoll poll;
  for (uint64_t row = 0; row < num_staged; ++row, poll())
    staged_starts[row + 1] =
        staged_starts[row] + (field.cells.is_valid(row) ? static_cast<uint64_t>(field.cells.at(row)) : 0);

  std::vector<uint32_t> starts = {0};
  std::vector<int64_t> items, keys;
  std::vector<uint64_t> valid(words_for(plan.rows.size()));
  for (size_t i = 0; i < plan.rows.size(); ++i, poll()) {
    const uint32_t row = plan.rows[i];
    if (field.cells.is_valid(row)) set_bit(valid, i);
    for (uint64_t item = staged_starts[row]; item < staged_starts[row + 1]; ++item) {
      items.push_back(field.items.at(item));
      if (field.key_target()) keys.push_back(field.keys.at(item));
    }
    starts.push_back(static_cast<uint32_t>(items.size()));
  }
  field.cells = {}, field.items = {}, field.keys = {};
  CollectionCells cells{{}, {}, starts, nullptr};
  std::shared_ptr<const Dictionary> dictionary;
  if (type.element == schema::Kind::kText) dictionary = finished_dictionary(field.target().dictionary(), items, {});
  if (field.key_target()) cells.key_dictionary = finished_dictionary(field.key_target()->dictionary(), keys, {});
  cells.items = items, cells.keys = keys;
  return ColumnBuilder::collection(type, cells, valid, std::move(dictionary));
}

Status Assembly::build_columns() {
  struct Task {
    uint32_t table;
    size_t field;
  };
  std::vector<Task> tasks;
  for (uint32_t table = 0; table < tables_.size(); ++table) {
    results_[table].num_rows = tables_[table].rows.size();
    results_[table].columns.resize(staging_.tables[table].fields.size());
    for (size_t field = 0; field < results_[table].columns.size(); ++field) tasks.push_back({table, field});
  }
  std::vector<Scratch> scratch(staging_.workers);
  SEGQL_TRY_VOID(parallel_for(staging_.workers, tasks.size(), [&](size_t t, size_t worker) {
    const auto [table, position] = tasks[t];
    StagedField& field = staging_.tables[table].fields[position];
    results_[table].columns[position] = field.is_collection() ? build_collection(tables_[table], field)
                                                              : build_scalar(tables_[table], field, scratch[worker]);
  }));
  for (uint32_t table = 0; table < tables_.size(); ++table)
    if (!staging_.tables[table].table->is_event) rebuild_text_keys(table);
  return {};
}

/// Text keys whose dictionary lost texts (of dropped rows and of references to nothing) have other codes now.
void Assembly::rebuild_text_keys(uint32_t table) {
  const size_t key = staging_.tables[table].table->key_or_time.index;
  const CellTarget& target = staging_.tables[table].fields[key].target();
  AssembledTable& result = results_[table];
  const Column& column = result.columns[key];
  if (!target.is_text() || column.dictionary()->size() == target.dictionary()->size()) return;
  const uint64_t count = column.dictionary()->size();
  result.keys = std::make_shared<KeyIndex>(0, static_cast<int64_t>(count) - 1, count);
  CancelPoll poll;
  for (uint64_t row = 0; row < result.num_rows; ++row, poll())
    result.keys->exchange(column.integer(row), static_cast<uint32_t>(row));
}

}  // namespace segql::runtime
