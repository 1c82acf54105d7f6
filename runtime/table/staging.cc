// Staging: the rules of fields, applied to cells on their way in.

#include "runtime/table/staging.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/try.h"
#include "base/utf8.h"
#include "schema/point.h"

namespace segql::runtime {
namespace {

/// Below this many items a search through them is faster than a hash table.
constexpr size_t kFewItems = 16;

/// Keeps the first of equal items.
void remove_repeated(std::vector<int64_t>& items) {
  size_t kept = 0;
  std::unordered_set<int64_t> seen;
  for (const int64_t item : items) {
    const auto end = items.begin() + static_cast<std::ptrdiff_t>(kept);
    const bool repeated =
        items.size() <= kFewItems ? std::find(items.begin(), end, item) != end : !seen.insert(item).second;
    if (!repeated) items[kept++] = item;
  }
  items.resize(kept);
}

/// Keeps the last item of equal keys, where the first stood.
void remove_repeated(std::vector<int64_t>& items, std::vector<int64_t>& keys) {
  size_t kept = 0;
  std::unordered_map<int64_t, size_t> position;
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto [at, is_new] = position.try_emplace(keys[i], kept);
    if (is_new) keys[kept++] = keys[i];
    items[at->second] = items[i];
  }
  items.resize(kept);
  keys.resize(kept);
}

}  // namespace

ProblemKind problem_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOutOfRange: return ProblemKind::kOutOfRange;
    case Outcome::kNotANumber: return ProblemKind::kNotANumber;
    case Outcome::kUnknownEnumValue: return ProblemKind::kUnknownEnumValue;
    case Outcome::kWrongType: return ProblemKind::kWrongType;
    case Outcome::kValue:
    case Outcome::kMissing: break;
  }
  return ProblemKind::kMissingValue;
}

int64_t StagedField::add_items(std::vector<int64_t>& row_items, std::vector<int64_t>& row_keys) {
  if (field_->type.kind == schema::Kind::kSet) remove_repeated(row_items);
  if (field_->type.kind == schema::Kind::kMap) {
    remove_repeated(row_items, row_keys);
    keys.append(row_keys.data(), nullptr, static_cast<uint32_t>(row_keys.size()));
  }
  items.append(row_items.data(), nullptr, static_cast<uint32_t>(row_items.size()));
  return static_cast<int64_t>(row_items.size());
}

const StagedTable::Load& StagedTable::load_of(uint64_t row) const {
  const auto next = std::upper_bound(loads.begin(), loads.end(), row,
                                     [](uint64_t r, const Load& load) { return r < load.first_row; });
  return *std::prev(next);
}

StagedTable::Mark StagedTable::mark() const {
  Mark mark{num_rows, loads.size(), {}};
  for (const StagedField& field : fields) mark.num_items.push_back(field.items.size());
  return mark;
}

void StagedTable::restore(const Mark& mark) {
  num_rows = mark.num_rows;
  loads.resize(mark.num_loads);
  dropped.resize(words_for(num_rows));
  if (!dropped.empty()) dropped.back() &= word_mask(dropped.size() - 1, num_rows);
  for (size_t i = 0; i < fields.size(); ++i) {
    fields[i].cells.truncate(num_rows);
    fields[i].items.truncate(mark.num_items[i]);
    if (fields[i].key_target()) fields[i].keys.truncate(mark.num_items[i]);
  }
}

void StagedTable::take(StagedField& field, Slice& slice, uint32_t count, uint64_t row, const Origin& origin,
                       std::string_view column, const std::function<std::string(uint32_t)>& describe) {
  std::array<uint64_t, words_for(kSliceCells)> bad{};
  for (const auto& [index, outcome] : slice.bad) {
    set_bit(bad, index);
    // Many programs write NaN where a number is missing.
    const bool expected = outcome == Outcome::kNotANumber && !field.required();
    origin.log->add(problem_of(outcome), column, {field.required(), expected}, origin.number_of(row + index),
                    [&, i = index] { return describe(i); });
    if (field.required()) drop(row + index);
  }
  slice.bad.clear();
  const bool missing_drops = field.required() && !field.names_owner();
  if (field.default_cell || missing_drops) {
    for (uint32_t word = 0; word < words_for(count); ++word) {
      uint64_t missing = ~slice.valid[word] & ~bad[word] & word_mask(word, count);
      for (; missing != 0; missing &= missing - 1) {
        const auto index = word * 64 + static_cast<uint32_t>(std::countr_zero(missing));
        if (field.default_cell) {
          slice.values[index] = *field.default_cell;
          set_bit(slice.valid, index);
          continue;
        }
        origin.log->add(ProblemKind::kMissingValue, column, {true, false}, origin.number_of(row + index),
                        [] { return std::string(); });
        drop(row + index);
      }
    }
  }
  field.cells.append(slice.values.data(), slice.valid.data(), count);
}

void StagedTable::take_absent(StagedField& field, uint64_t count, uint64_t row, const Origin& origin) {
  Slice slice;
  for (uint64_t done = 0; done < count;) {
    const auto now = static_cast<uint32_t>(std::min<uint64_t>(count - done, kSliceCells));
    slice.values.fill(0);
    slice.valid.fill(0);
    take(field, slice, now, row + done, origin, field.field().name, [](uint32_t) { return std::string(); });
    done += now;
  }
}

Status Staging::check_room(const StagedTable& table, uint64_t more) const {
  const uint64_t limit = std::min<uint64_t>(limits.rows_per_table, UINT32_MAX - 1);
  if (more <= limit && table.num_rows <= limit - more) return {};
  return Error{ErrorCode::kLimitExceeded,
               "`" + table.table->name + "` has more than " + std::to_string(limit) + " rows (limit rows_per_table)"};
}

std::string_view Staging::column_name(const StagedTable& table, size_t field, const StagedTable::Load& load) const {
  const auto& columns = sources[load.source].columns;
  return field < columns.size() && !columns[field].empty() ? columns[field] : table.fields[field].field().name;
}

Outcome cell_of_value(const CellTarget& target, const schema::Value& value, int64_t& out) {
  using schema::Kind;
  const Kind kind = target.type().kind;
  if (std::holds_alternative<schema::Missing>(value)) return Outcome::kMissing;
  if (const auto* boolean = std::get_if<bool>(&value)) return target.from_bool(*boolean, out);
  if (const auto* real = std::get_if<double>(&value)) return target.from_real(*real, false, out);
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (!target.is_text()) return target.from_text(*text, out);
    if (utf8::find_invalid(*text) != std::string::npos) return Outcome::kWrongType;
    out = target.dictionary()->add(*text);
    return Outcome::kValue;
  }
  const int64_t integer = std::get<int64_t>(value);
  switch (kind) {
    case Kind::kText: out = target.dictionary()->add(std::to_string(integer)); return Outcome::kValue;
    case Kind::kDecimal:
    case Kind::kMoney: return target.from_exact(integer, target.type().scale, out);
    case Kind::kDate: return target.from_date(integer, out);
    case Kind::kTimestamp: return target.from_instant(integer, false, out);
    case Kind::kPoint:  // a constant of the language: the cell itself
      out = integer;
      return schema::is_on_the_globe(schema::point_of(integer)) ? Outcome::kValue : Outcome::kOutOfRange;
    case Kind::kEnum:
      out = integer;
      return integer >= 0 && integer < static_cast<int64_t>(target.num_names()) ? Outcome::kValue
                                                                                : Outcome::kOutOfRange;
    default: return target.from_integer(integer, out);
  }
}

}  // namespace segql::runtime
