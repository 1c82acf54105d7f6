// Random tables: see tables.h.
#include "tables.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/try.h"

namespace segql::codegen::testing {

using runtime::ColumnView;
using runtime::Encoding;
using schema::Kind;
using schema::Type;

namespace {

uint64_t whole_words(uint64_t cells) { return (cells + 63) / 64 * 64; }

size_t bytes_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::kU8: return 1;
    case Encoding::kU16: return 2;
    case Encoding::kU32: return 4;
    case Encoding::kI64:
    case Encoding::kF64: return 8;
  }
  return 8;
}

void store(Cells& cells, Encoding encoding, uint64_t index, uint64_t cell) {
  std::memcpy(cells.as<std::byte>() + index * bytes_of(encoding), &cell, bytes_of(encoding));
}

int64_t time_of(const ColumnView& times, uint64_t row) { return static_cast<const int64_t*>(times.data)[row]; }

}  // namespace

Cells::Cells(uint64_t num_cells, size_t cell_bytes) {
  const size_t bytes = whole_words(num_cells) * cell_bytes;
  if (bytes == 0) return;
  data_.reset(static_cast<std::byte*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64)));
  std::memset(data_.get(), 0, bytes);
}

Tables::Tables(uint64_t seed, uint64_t num_subjects) : random_(seed) {
  num_rows_[kSubject] = num_subjects;
  num_rows_[kItem] = below(3) == 0 ? 0 : 1 + below(100);
  num_rows_[kEvent] = num_subjects * 4;
  for (const Table table : {kSubject, kItem, kEvent}) {
    add_integers(table, Kind::kInt, Encoding::kU8, -20, 200, 0.1);
    add_integers(table, Kind::kInt, Encoding::kU8, -20, 256, 0);
    add_integers(table, Kind::kMoney, Encoding::kU16, 1000, 40'000, 0.1);
    add_integers(table, Kind::kInt, Encoding::kU32, -5'000'000'000, 1u << 31, 0.1);
    in_units(add_integers(table, Kind::kInt, Encoding::kU8, -700, 256, 0), 60);
    in_units(add_integers(table, Kind::kInt, Encoding::kU32, -5, 1u << 20, 0.1), 1'000'000);
    add_integers(table, Kind::kInt, Encoding::kI64, 0, 400, 0.1);
    add_integers(table, Kind::kMoney, Encoding::kI64, 0, 0, 0.1);
    add_integers(table, Kind::kBool, Encoding::kU8, 0, 2, 0.2);
    add_integers(table, Kind::kInt, Encoding::kU8, 5, 2, 0);
    add_integers(table, Kind::kInt, Encoding::kU8, -3, 15, 0.1);
    add_reals(table, 0.1);
    add_reals(table, 0);
    add_text(table, Encoding::kU8, 12, 0.1);
    add_text(table, Encoding::kU8, 30, 0.1);
    add_text(table, Encoding::kU16, 700, 0.1);
    add_text(table, Encoding::kU32, 40, 0);
    roles_[table].days.push_back(add_integers(table, Kind::kDate, Encoding::kU16, 10'000, 12'000, 0.1));
    roles_[table].instants.push_back(add_integers(table, Kind::kTimestamp, Encoding::kI64, 0, 0, 0.1));
    roles_[table].sets.push_back(add_collection(table, Kind::kSet, Kind::kInt, 12, 0.2));
    roles_[table].text_sets.push_back(add_collection(table, Kind::kSet, Kind::kText, 9, 0.2));
    roles_[table].real_sets.push_back(add_collection(table, Kind::kList, Kind::kFloat, 9, 0.2));
    roles_[table].maps.push_back(add_collection(table, Kind::kMap, Kind::kInt, 40, 0.2));
    roles_[table].real_maps.push_back(add_collection(table, Kind::kMap, Kind::kFloat, 40, 0.2));
  }
  add_reference(kSubject, kItem, Encoding::kU32, 0.2);
  add_reference(kSubject, kSubject, Encoding::kI64, 0);
  add_reference(kItem, kSubject, Encoding::kU16, 0.2);
  add_reference(kEvent, kItem, Encoding::kU32, 0.2);
  add_reference(kEvent, kSubject, Encoding::kU32, 0);

  const uint32_t sure_time = add_integers(kEvent, Kind::kTimestamp, Encoding::kI64, 0, 0, 0);
  const uint32_t unsure_time = add_integers(kEvent, Kind::kTimestamp, Encoding::kI64, 0, 0, 0.2);
  roles_[kEvent].instants.push_back(sure_time);
  add_relation(kSubject, true, sure_time);
  add_relation(kItem, false, sure_time);
  relation_uses_.push_back({{}, unsure_time, true, "untimed"});
  relations_.push_back(relations_[kOrders]);

  for (const uint32_t segment : {0u, 1u}) {
    const uint64_t rows = std::max<uint64_t>(num_rows_[segment_table(segment)], 1);  // there is always a word
    Cells words(rows, 1);
    for (uint64_t w = 0; w < whole_words(rows) / 64; ++w) words.as<uint64_t>()[w] = random_();
    segments_.push_back(words.as<uint64_t>());
    cells_.push_back(std::move(words));
  }
}

void Tables::add_validity(ColumnView& view, Table table, double missing) {
  if (missing == 0) return;
  Cells words(num_rows_[table], 1);
  for (uint64_t row = 0; row < num_rows_[table]; ++row) {
    if (!chance(missing)) words.as<uint64_t>()[row / 64] |= uint64_t{1} << (row % 64);
  }
  view.valid = words.as<uint64_t>();
  cells_.push_back(std::move(words));
}

uint32_t Tables::add_column(Table table, Type type, Encoding encoding, int64_t base, double missing, Cells cells) {
  ColumnView view;
  view.data = cells.as<std::byte>();
  view.base = base;
  view.encoding = encoding;
  cells_.push_back(std::move(cells));
  add_validity(view, table, num_rows_[table] == 0 ? 0 : missing);
  plan::ColumnUse use{};
  use.type = type;
  use.encoding = encoding;
  use.base = base;
  use.has_validity = view.valid != nullptr;
  if (encoding == Encoding::kU8 && !type.is_collection()) {
    const auto* bytes = static_cast<const uint8_t*>(view.data);
    if (auto packed = runtime::Packed::make(bytes, view.valid, num_rows_[table], type.kind == Kind::kText)) {
      view.packed = packed_.emplace_back(*std::move(packed)).data();
      view.packed_bits = use.packed_bits = packed_.back().bits();
      view.packed_has_rest = use.packed_has_rest = packed_.back().has_rest();
    }
  }
  use.name = "t" + std::to_string(table) + ".c" + std::to_string(uses_.size());
  uses_.push_back(use);
  views_.push_back(view);
  return static_cast<uint32_t>(uses_.size() - 1);
}

uint32_t Tables::add_integers(Table table, Kind kind, Encoding encoding, int64_t base, uint64_t span, double missing) {
  Cells cells(num_rows_[table], bytes_of(encoding));
  for (uint64_t row = 0; row < num_rows_[table]; ++row) {
    uint64_t cell = span == 0 ? random_() : below(span);
    if (kind == Kind::kTimestamp)
      cell = static_cast<uint64_t>(kAsOf + static_cast<int64_t>(below(200)) * 21'600'000'000 - 120 * 21'600'000'000);
    if (kind == Kind::kMoney && span == 0 && chance(0.2)) cell = chance(0.5) ? uint64_t{1} << 63 : INT64_MAX;
    store(cells, encoding, row, cell);
  }
  const uint32_t column = add_column(table, Type::of(kind), encoding, base, missing, std::move(cells));
  if (kind == Kind::kInt || kind == Kind::kMoney || kind == Kind::kBool) roles_[table].integers.push_back(column);
  return column;
}

void Tables::in_units(uint32_t column, int64_t unit) {
  uses_[column].unit = unit;
  views_[column].unit = unit;
}

uint32_t Tables::add_reals(Table table, double missing) {
  Cells cells(num_rows_[table], 8);
  for (uint64_t row = 0; row < num_rows_[table]; ++row) {
    double value = static_cast<double>(static_cast<int64_t>(below(2000)) - 1000) / 8;
    if (chance(0.03)) value = std::numeric_limits<double>::quiet_NaN();
    if (chance(0.03)) value = std::numeric_limits<double>::infinity();
    if (chance(0.03)) value = -0.0;
    cells.as<double>()[row] = value;
  }
  const uint32_t column = add_column(table, Type::of(Kind::kFloat), Encoding::kF64, 0, missing, std::move(cells));
  roles_[table].reals.push_back(column);
  return column;
}

const runtime::DictionaryView* Tables::add_dictionary(uint64_t num_texts) {
  // Texts in random order, so that codes say nothing about it; dictionaries share most texts.
  std::vector<uint64_t> numbers(num_texts);
  std::iota(numbers.begin(), numbers.end(), below(3));
  std::shuffle(numbers.begin(), numbers.end(), random_);
  Cells offsets(num_texts + 1, 8);
  auto heap = std::make_unique<std::string>();
  for (uint64_t i = 0; i < num_texts; ++i) {
    *heap += "text" + std::to_string(numbers[i]);
    offsets.as<uint64_t>()[i + 1] = heap->size();
  }
  auto view = std::make_unique<runtime::DictionaryView>();
  view->heap = heap->data();
  view->offsets = offsets.as<uint64_t>();
  view->size = num_texts;
  cells_.push_back(std::move(offsets));
  heaps_.push_back(std::move(heap));
  dictionaries_.push_back(std::move(view));
  return dictionaries_.back().get();
}

uint32_t Tables::add_text(Table table, Encoding encoding, uint64_t num_texts, double missing) {
  const runtime::DictionaryView* dictionary = add_dictionary(num_texts);
  Cells cells(num_rows_[table], bytes_of(encoding));
  for (uint64_t row = 0; row < num_rows_[table]; ++row) store(cells, encoding, row, below(num_texts));
  const uint32_t column = add_column(table, Type::of(Kind::kText), encoding, 0, missing, std::move(cells));
  views_[column].dictionary = dictionary;
  // Cells of missing rows are arbitrary.
  for (uint64_t row = 0; row < num_rows_[table] && views_[column].valid != nullptr; ++row) {
    if ((views_[column].valid[row / 64] >> (row % 64) & 1) == 0)
      store(cells_[cells_.size() - 2], encoding, row, random_());
  }
  roles_[table].texts.push_back(column);
  return column;
}

void Tables::add_reference(Table table, Table target, Encoding encoding, double missing) {
  const uint64_t targets = num_rows_[target];
  Cells cells(num_rows_[table], bytes_of(encoding));
  for (uint64_t row = 0; row < num_rows_[table]; ++row) {
    const bool nowhere = encoding == Encoding::kI64 && (targets == 0 || chance(0.2));
    store(cells, encoding, row, nowhere ? static_cast<uint64_t>(runtime::kNoRow) : below(targets));
  }
  if (targets == 0) missing = 1;
  const uint32_t column = add_column(table, Type::ref({target}), encoding, 0, missing, std::move(cells));
  roles_[table].references.emplace_back(column, target);
}

uint32_t Tables::add_collection(Table table, Kind kind, Kind element, uint64_t span, double missing) {
  const uint64_t rows = num_rows_[table];
  Cells starts(rows + 1, 4);
  for (uint64_t row = 0; row < rows; ++row)
    starts.as<uint32_t>()[row + 1] = starts.as<uint32_t>()[row] + static_cast<uint32_t>(below(4));
  const uint64_t num_items = starts.as<uint32_t>() == nullptr ? 0 : starts.as<uint32_t>()[rows];
  const Encoding encoding = element == Kind::kFloat ? Encoding::kF64 : Encoding::kU8;
  Cells items(num_items, bytes_of(encoding)), keys(num_items, 4);
  for (uint64_t i = 0; i < num_items; ++i) {
    if (element == Kind::kFloat) {
      items.as<double>()[i] = static_cast<double>(below(span)) / 4;
    } else {
      store(items, encoding, i, below(span));
    }
    keys.as<uint32_t>()[i] = static_cast<uint32_t>(below(5));
  }
  Type type = Type::of(kind);
  type.element = element;
  const uint32_t column = add_column(table, type, encoding, 0, missing, std::move(items));
  views_[column].starts = starts.as<uint32_t>();
  views_[column].keys = kind == Kind::kMap ? keys.as<uint32_t>() : nullptr;
  if (element == Kind::kText) views_[column].dictionary = add_dictionary(span);
  if (kind == Kind::kMap) views_[column].key_dictionary = add_dictionary(5);
  cells_.push_back(std::move(starts));
  cells_.push_back(std::move(keys));
  return column;
}

void Tables::add_relation(Table owner, bool in_order, uint32_t time_column) {
  const uint64_t owners = num_rows_[owner], events = num_rows_[kEvent];
  std::vector<std::vector<uint32_t>> by_owner(owners);
  for (uint32_t event = 0; event < events && owners > 0; ++event) by_owner[below(owners / 2 + 1)].push_back(event);
  if (in_order) {  // the events of owner 0, then those of owner 1, ...
    uint32_t next = 0;
    for (auto& list : by_owner)
      std::iota(list.begin(), list.end(), std::exchange(next, next + static_cast<uint32_t>(list.size())));
    auto* times = const_cast<int64_t*>(static_cast<const int64_t*>(views_[time_column].data));
    for (const auto& list : by_owner) {
      if (!list.empty()) std::sort(times + list.front(), times + list.back() + 1);
    }
  }
  Cells starts((owners + 63) / 64 * 64 + 1, 4), rows(events, 4);  // as runtime/abi/column_view.h says
  uint32_t position = 0;
  for (uint64_t o = 0; o < owners; ++o) {
    std::stable_sort(by_owner[o].begin(), by_owner[o].end(), [&](uint32_t a, uint32_t b) {
      return time_of(views_[time_column], a) < time_of(views_[time_column], b);
    });
    for (const uint32_t event : by_owner[o]) rows.as<uint32_t>()[position++] = event;
    starts.as<uint32_t>()[o + 1] = position;
  }
  relation_uses_.push_back({{}, time_column, in_order, "relation"});
  relations_.push_back({starts.as<uint32_t>(), in_order ? nullptr : rows.as<uint32_t>()});
  cells_.push_back(std::move(starts));
  cells_.push_back(std::move(rows));
}

plan::Scan Tables::make_scan() const {
  plan::Scan scan;
  scan.table = {kSubject};
  scan.columns = uses_;
  scan.relations = relation_uses_;
  for (const uint32_t segment : {0u, 1u})
    scan.segments.push_back(
        {{segment}, {segment_table(segment)}, "s" + std::to_string(segment), num_rows_[segment_table(segment)]});
  return scan;
}

runtime::ScanArgs Tables::make_args() const {
  runtime::ScanArgs args;
  args.columns = views_.data();
  args.relations = relations_.data();
  args.segments = segments_.data();
  args.last_word = (num_rows_[kSubject] + 63) / 64;
  args.num_rows = num_rows_[kSubject];
  return args;
}

runtime::EvalContext make_context(uint32_t num_collectors) {
  static const std::shared_ptr<const TimeZone> zone = [] {
    auto found = TimeZone::find("Europe/Berlin");
    SEGQL_CHECK(found.ok());
    return *found;
  }();
  runtime::EvalContext context;
  context.as_of = Tables::kAsOf;
  context.zone = zone.get();
  context.collectors.resize(num_collectors);
  return context;
}

}  // namespace segql::codegen::testing
