/// Columns over the fixture's own memory. Cells of missing rows are garbage on purpose: nothing may read them.
#include "tests/interp/fixture.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "compiler/interp/evaluator.h"
#include "compiler/interp/interp.h"

namespace segql::interp {
namespace {

constexpr uint8_t kGarbage = 0xA5;

uint64_t padded(uint64_t num_rows) { return (num_rows + 63) / 64 * 64; }

void set_bit(std::vector<uint64_t>& words, uint64_t bit) { words[bit / 64] |= uint64_t{1} << (bit % 64); }

/// Memory for a column of these cells, garbage where they are missing and in the padding.
template <typename Item, typename T, typename ItemOf>
const std::vector<Item>& scalars(std::deque<std::vector<Item>>& memory, const Cells<T>& cells, ItemOf item_of) {
  std::vector<Item>& items = memory.emplace_back(padded(cells.size()), static_cast<Item>(kGarbage));
  for (size_t row = 0; row < cells.size(); ++row) {
    if (cells[row]) items[row] = item_of(*cells[row]);
  }
  return items;
}

runtime::ColumnView view_of(const void* data, runtime::Encoding encoding) {
  runtime::ColumnView view;
  view.data = data;
  view.encoding = encoding;
  return view;
}

}  // namespace

// ---------- data ----------

uint32_t World::Texts::add(const std::string& text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found == texts.end()) texts.push_back(text);
  return find(text);
}

uint32_t World::Texts::find(const std::string& text) const {
  const auto found = std::find(texts.begin(), texts.end(), text);
  return found == texts.end() ? plan::kNone : static_cast<uint32_t>(found - texts.begin());
}

const runtime::DictionaryView* World::Texts::finish() {
  offsets = {0};
  for (const std::string& text : texts) {
    heap += text;
    offsets.push_back(heap.size());
  }
  view = {heap.data(), offsets.data(), texts.size()};
  return &view;
}

World::World(uint64_t num_rows, const char* zone) : num_rows_(num_rows) {
  auto found = TimeZone::find(zone);
  EXPECT_TRUE(found.ok()) << zone;
  zone_ = *found;
  context_.zone = zone_.get();
}

std::vector<uint64_t>& World::bits(uint64_t num_bits) { return bit_memory_.emplace_back((num_bits + 63) / 64); }

template <typename T>
uint32_t World::add_column(runtime::ColumnView view, const Cells<T>& cells) {
  const bool has_validity = std::find(cells.begin(), cells.end(), std::nullopt) != cells.end();
  if (has_validity) {
    std::vector<uint64_t>& valid = bits(cells.size());
    for (size_t row = 0; row < cells.size(); ++row) {
      if (cells[row]) set_bit(valid, row);
    }
    view.valid = valid.data();
  }
  columns_.push_back(view);
  scan_.columns.emplace_back();
  scan_.columns.back().encoding = view.encoding;
  scan_.columns.back().base = view.base;
  scan_.columns.back().has_validity = has_validity;
  return static_cast<uint32_t>(columns_.size() - 1);
}

uint32_t World::integers(const Cells<int64_t>& cells) {
  const auto& items = scalars(integer_memory_, cells, [](int64_t value) { return value; });
  return add_column(view_of(items.data(), runtime::Encoding::kI64), cells);
}

uint32_t World::bytes(const Cells<int64_t>& cells, int64_t base) {
  const auto& items = scalars(byte_memory_, cells, [&](int64_t value) { return static_cast<uint8_t>(value - base); });
  runtime::ColumnView view = view_of(items.data(), runtime::Encoding::kU8);
  view.base = base;
  return add_column(view, cells);
}

uint32_t World::reals(const Cells<double>& cells) {
  const auto& items = scalars(real_memory_, cells, [](double value) { return value; });
  return add_column(view_of(items.data(), runtime::Encoding::kF64), cells);
}

uint32_t World::texts(const Cells<std::string>& cells) {
  Texts& dictionary = texts_.emplace_back();
  const auto& items = scalars(word_memory_, cells, [&](const std::string& text) { return dictionary.add(text); });
  runtime::ColumnView view = view_of(items.data(), runtime::Encoding::kU32);
  view.dictionary = dictionary.finish();
  return add_column(view, cells);
}

template <typename Item, typename T, typename ItemOf>
runtime::ColumnView World::collection(const Cells<std::vector<T>>& cells, std::deque<std::vector<Item>>& memory,
                                      ItemOf item_of) {
  std::vector<Item>& items = memory.emplace_back();
  std::vector<uint32_t>& starts = word_memory_.emplace_back(1, 0);
  for (const auto& cell : cells) {
    if (cell) {
      for (const T& item : *cell) items.push_back(item_of(item));
    } else {
      items.push_back(static_cast<Item>(kGarbage));
    }
    starts.push_back(static_cast<uint32_t>(items.size()));
  }
  runtime::ColumnView view;
  view.data = items.data();
  view.starts = starts.data();
  return view;
}

uint32_t World::integer_sets(const Cells<std::vector<int64_t>>& cells) {
  return add_column(collection(cells, integer_memory_, [](int64_t item) { return item; }), cells);
}

uint32_t World::real_sets(const Cells<std::vector<double>>& cells) {
  runtime::ColumnView view = collection(cells, real_memory_, [](double item) { return item; });
  view.encoding = runtime::Encoding::kF64;
  return add_column(view, cells);
}

uint32_t World::text_sets(const Cells<std::vector<std::string>>& cells) {
  Texts& dictionary = texts_.emplace_back();
  const auto code_of = [&](const std::string& item) { return dictionary.add(item); };
  runtime::ColumnView view = collection(cells, word_memory_, code_of);
  view.encoding = runtime::Encoding::kU32;
  view.dictionary = dictionary.finish();
  return add_column(view, cells);
}

uint32_t World::maps(const Cells<std::vector<std::pair<std::string, int64_t>>>& cells) {
  Texts& keys = texts_.emplace_back();
  runtime::ColumnView view = collection(cells, integer_memory_, [](const auto& entry) { return entry.second; });
  view.keys = collection(cells, word_memory_, [&](const auto& entry) { return keys.add(entry.first); }).data;
  view.key_dictionary = keys.finish();
  return add_column(view, cells);
}

uint32_t World::key_code(uint32_t map, const std::string& key) const {
  for (const Texts& dictionary : texts_) {
    if (&dictionary.view == columns_[map].key_dictionary) return dictionary.find(key);
  }
  return plan::kNone;
}

uint32_t World::code(uint32_t column, const std::string& text) const {
  for (const Texts& dictionary : texts_) {
    if (&dictionary.view == columns_[column].dictionary) return dictionary.find(text);
  }
  return plan::kNone;
}

uint32_t World::relation(const std::vector<Rows>& events_by_owner, uint32_t time_column, bool clustered) {
  std::vector<uint32_t>& starts = word_memory_.emplace_back(1, 0);
  std::vector<uint32_t>& rows = word_memory_.emplace_back();
  for (const Rows& events : events_by_owner) {
    for (const int64_t row : events) {
      EXPECT_TRUE(!clustered || row == static_cast<int64_t>(rows.size()));
      rows.push_back(static_cast<uint32_t>(row));
    }
    starts.push_back(static_cast<uint32_t>(rows.size()));
  }
  relations_.push_back({starts.data(), clustered ? nullptr : rows.data()});
  scan_.relations.push_back({{}, time_column, clustered, {}});
  return static_cast<uint32_t>(relations_.size() - 1);
}

uint32_t World::segment(uint64_t num_rows, const Rows& members) {
  std::vector<uint64_t>& words = bits(num_rows);
  for (const int64_t row : members) set_bit(words, static_cast<uint64_t>(row));
  segments_.push_back(words.data());
  scan_.segments.emplace_back();
  return static_cast<uint32_t>(segments_.size() - 1);
}

uint32_t World::list(std::vector<int64_t> integers) {
  scan_.lists.push_back({std::move(integers), {}});
  return static_cast<uint32_t>(scan_.lists.size() - 1);
}

uint32_t World::table(std::vector<int64_t> values) {
  scan_.tables.push_back({std::move(values), {}});
  return static_cast<uint32_t>(scan_.tables.size() - 1);
}

uint32_t World::list(std::vector<double> reals) {
  scan_.lists.push_back({{}, std::move(reals)});
  return static_cast<uint32_t>(scan_.lists.size() - 1);
}

uint32_t World::code_set(uint32_t text_column, const std::vector<std::string>& texts) {
  plan::CodeSet set;
  set.universe = columns_[text_column].dictionary->size;
  set.words.resize((set.universe + 63) / 64);
  set.count = texts.size();
  for (const std::string& text : texts) set_bit(set.words, code(text_column, text));
  scan_.code_sets.push_back(std::move(set));
  return static_cast<uint32_t>(scan_.code_sets.size() - 1);
}

// ---------- plans ----------

plan::RowRef World::row(uint32_t slot, std::initializer_list<uint32_t> hops) {
  return {slot, scan_.arena.copy(std::vector<uint32_t>(hops))};
}

plan::ExprRef World::make(Repr repr, decltype(plan::Expr::node) node, uint32_t dictionary) {
  return scan_.arena.make<plan::Expr>(repr, repr != Repr::kBool, dictionary, std::move(node));
}

plan::ExprRef World::wide(int128 value) {
  return make(Repr::kWide, plan::ConstWide{static_cast<int64_t>(value >> 64), static_cast<uint64_t>(value)});
}

plan::ExprRef World::cell(uint32_t column, plan::RowRef row) {
  const runtime::ColumnView& view = columns_[column];
  const Repr repr = view.encoding == runtime::Encoding::kF64 ? Repr::kFloat : Repr::kInt;
  return make(repr, plan::Column{row, column}, view.dictionary == nullptr ? plan::kNone : column);
}

plan::ExprRef World::sum(Repr repr, std::vector<plan::Term> terms) {
  return make(repr, plan::Sum{scan_.arena.copy(terms)});
}

plan::RowSet* World::events(plan::RowRef owner, uint32_t relation) {
  return scan_.arena.make<plan::RowSet>(owner, relation, scan_.num_slots++, nullptr, nullptr, nullptr);
}

plan::ExprRef World::aggregate(hir::AggregateKind kind, const plan::RowSet* rows, plan::ExprRef value, Repr repr,
                               uint8_t power) {
  return make(repr, plan::Aggregate{kind, rows, value, nullptr, power, plan::kNone},
              value == nullptr || repr != Repr::kInt ? plan::kNone : value->dictionary);
}

// ---------- answers ----------

runtime::ScanArgs World::args() {
  runtime::ScanArgs args;
  args.columns = columns_.data();
  args.relations = relations_.data();
  args.segments = segments_.data();
  args.last_word = (num_rows_ + 63) / 64;
  args.num_rows = num_rows_;
  args.context = &context_;
  return args;
}

Rows World::members(plan::ExprRef predicate) {
  scan_.predicate = predicate;
  scan_.outputs.clear();
  std::vector<uint64_t> words((num_rows_ + 63) / 64, UINT64_MAX);
  runtime::ScanArgs arguments = args();
  arguments.out = words.data();
  run(scan_, arguments);
  Rows rows;
  for (uint64_t row = 0; row < words.size() * 64; ++row) {
    if (((words[row / 64] >> (row % 64)) & 1) != 0) rows.push_back(static_cast<int64_t>(row));
  }
  return rows;
}

Value World::value(plan::ExprRef e, int64_t row) {
  const runtime::ScanArgs arguments = args();
  Evaluator evaluator(scan_, arguments);
  evaluator.bind(0, row);
  const Value value = evaluator.evaluate(*e);
  EXPECT_EQ(value.repr, e->repr);
  return value;
}

Cells<int64_t> World::values(plan::ExprRef e) {
  EXPECT_TRUE(e->repr == Repr::kInt || e->repr == Repr::kBool);
  Cells<int64_t> result;
  for (uint64_t row = 0; row < num_rows_; ++row) {
    const Value v = value(e, static_cast<int64_t>(row));
    result.push_back(v.present ? std::optional(v.integer) : std::nullopt);
  }
  return result;
}

Cells<double> World::real_values(plan::ExprRef e) {
  EXPECT_EQ(e->repr, Repr::kFloat);
  Cells<double> result;
  for (uint64_t row = 0; row < num_rows_; ++row) {
    const Value v = value(e, static_cast<int64_t>(row));
    result.push_back(v.present ? std::optional(v.real) : std::nullopt);
  }
  return result;
}

std::string World::wide_text(plan::ExprRef e, int64_t row) {
  EXPECT_EQ(e->repr, Repr::kWide);
  const Value v = value(e, row);
  return v.present ? decimal_text(v.wide, 0) : "missing";
}

}  // namespace segql::interp
