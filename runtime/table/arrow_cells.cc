// CellSource: one loop over the cells of an array, whatever their layout; dictionary-encoded cells; rows of lists and
// maps.

#include "runtime/table/arrow_cells.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/try.h"
#include "runtime/table/arrow_readers.h"

namespace segql::runtime {
namespace {

using namespace arrow;  // NOLINT: the readers, used by this file alone

/// `count` (at most 64) bits from position `bit` on; reads no byte beyond them.
uint64_t load_bits(const uint8_t* bitmap, int64_t bit, uint32_t count) {
  const auto shift = static_cast<uint32_t>(bit % 8);
  const uint32_t bytes = (shift + count + 7) / 8;
  uint64_t word = 0;
  std::memcpy(&word, bitmap + bit / 8, std::min<uint32_t>(bytes, 8));
  word >>= shift;
  if (bytes > 8) word |= static_cast<uint64_t>(bitmap[bit / 8 + 8]) << (64 - shift);
  return word & word_mask(0, count);
}

/// The bits of the cells that are there.
class Validity {
 public:
  Validity(const ArrowArray& array, int64_t first)
      : bitmap_(array.n_buffers > 0 && array.length > 0 ? static_cast<const uint8_t*>(array.buffers[0]) : nullptr),
        first_(first) {}
  void read(int64_t begin, uint32_t count, Slice& out) const {
    for (uint32_t i = 0; i < count; i += 64) {
      const uint32_t bits = std::min<uint32_t>(64, count - i);
      out.valid[i / 64] = bitmap_ == nullptr ? word_mask(0, bits) : load_bits(bitmap_, first_ + begin + i, bits);
    }
  }

 private:
  const uint8_t* bitmap_;
  int64_t first_;
};

template <typename Reader>
class ReaderSource final : public CellSource {
 public:
  ReaderSource(Reader reader, const ArrowArray& array, int64_t first)
      : reader_(reader), validity_(array, first), first_(first) {}

  void read(int64_t begin, uint32_t count, const CellTarget& target, Slice& out, TextBatch& texts) override {
    validity_.read(begin, count, out);
    const bool to_text = target.is_text();
    for (uint32_t i = 0; i < count; ++i) {
      if (!test_bit(out.valid, i)) continue;
      const int64_t at = first_ + begin + i;
      const Outcome outcome = to_text ? reader_.add_text(texts, i, at) : reader_.convert(target, at, out.values[i]);
      if (outcome != Outcome::kValue) out.reject(i, outcome);
    }
    if (to_text) texts.finish(*target.dictionary(), out);
  }
  std::string describe(int64_t at) const override { return reader_.describe(first_ + at); }

 private:
  Reader reader_;
  Validity validity_;
  int64_t first_;
};

class NothingSource final : public CellSource {
 public:
  void read(int64_t, uint32_t, const CellTarget&, Slice& out, TextBatch&) override { out.valid.fill(0); }
  std::string describe(int64_t) const override { return {}; }
};

/// Dictionary-encoded cells. An entry is converted when it is first met, so a large dictionary costs what is used of
/// it.
template <typename T>
class DictionarySource final : public CellSource {
 public:
  DictionarySource(const ArrowArray& array, int64_t first, std::unique_ptr<CellSource> entries)
      : indices_(static_cast<const char*>(array.buffers[1])),
        validity_(array, first),
        first_(first),
        num_entries_(static_cast<uint64_t>(array.dictionary->length)),
        entries_(std::move(entries)) {}

  void read(int64_t begin, uint32_t count, const CellTarget& target, Slice& out, TextBatch& texts) override {
    validity_.read(begin, count, out);
    for (uint32_t i = 0; i < count; ++i) {
      if (!test_bit(out.valid, i)) continue;
      const auto entry = static_cast<uint64_t>(load<T>(indices_, first_ + begin + i));  // a negative one is too large
      if (entry >= num_entries_) {
        out.reject(i, Outcome::kWrongType);
        continue;
      }
      // Grown by what is used: a stream may claim any number of entries.
      if (entry >= known_.size())
        known_.resize(std::min(num_entries_, std::max(entry + 1, uint64_t{2} * known_.size())));
      Entry& known = known_[entry];
      if (!known.is_read) read_entry(entry, known, target, texts);
      out.values[i] = known.value;
      if (known.outcome != Outcome::kValue) out.reject(i, known.outcome);
    }
  }
  std::string describe(int64_t at) const override {
    const auto entry = static_cast<uint64_t>(load<T>(indices_, first_ + at));
    return entry < num_entries_ ? entries_->describe(static_cast<int64_t>(entry)) : "an index outside its dictionary";
  }

 private:
  struct Entry {
    int64_t value = 0;
    Outcome outcome = Outcome::kValue;
    bool is_read = false;
  };
  void read_entry(uint64_t entry, Entry& known, const CellTarget& target, TextBatch& texts) {
    scratch_.bad.clear();
    entries_->read(static_cast<int64_t>(entry), 1, target, scratch_, texts);
    known.is_read = true;
    known.value = scratch_.values[0];
    if (!test_bit(scratch_.valid, 0))
      known.outcome = scratch_.bad.empty() ? Outcome::kMissing : scratch_.bad[0].outcome;
  }

  const char* indices_;
  Validity validity_;
  int64_t first_;
  uint64_t num_entries_;
  std::unique_ptr<CellSource> entries_;
  std::vector<Entry> known_;
  Slice scratch_;
};

/// Calls `make` with a value of the integer type that `type` describes.
template <typename Make>
std::unique_ptr<CellSource> for_integer(const ArrowType& type, Make make) {
  switch (type.bytes * 2 + (type.is_signed ? 1 : 0)) {
    case 2: return make(uint8_t{});
    case 3: return make(int8_t{});
    case 4: return make(uint16_t{});
    case 5: return make(int16_t{});
    case 8: return make(uint32_t{});
    case 9: return make(int32_t{});
    case 16: return make(uint64_t{});
    default: return make(int64_t{});
  }
}

}  // namespace

std::unique_ptr<CellSource> make_cell_source(const ArrowType& type, const ArrowArray& array, int64_t first) {
  const auto source = [&]<typename Reader>(Reader reader) -> std::unique_ptr<CellSource> {
    return std::make_unique<ReaderSource<Reader>>(reader, array, first);
  };
  if (type.layout == ArrowLayout::kNull || array.length == 0) return std::make_unique<NothingSource>();
  const auto* data = static_cast<const char*>(array.buffers[1]);
  if (type.values) {
    auto entries = make_cell_source(*type.values, *array.dictionary, array.dictionary->offset);
    return for_integer(type, [&]<typename T>(T) -> std::unique_ptr<CellSource> {
      return std::make_unique<DictionarySource<T>>(array, first, std::move(entries));
    });
  }
  switch (type.layout) {
    case ArrowLayout::kBool: return source(BoolReader{reinterpret_cast<const uint8_t*>(data)});
    case ArrowLayout::kInteger: return for_integer(type, [&]<typename T>(T) { return source(IntegerReader<T>{data}); });
    case ArrowLayout::kFloat:
      if (type.bytes == 4) return source(FloatReader<float>{data});
      return source(FloatReader<double>{data});
    case ArrowLayout::kDecimal: return source(DecimalReader{data, type.bytes, type.scale});
    case ArrowLayout::kText: {
      const auto* heap = static_cast<const char*>(array.buffers[2]);
      if (type.bytes == 4) return source(TextReader<int32_t>{data, heap});
      return source(TextReader<int64_t>{data, heap});
    }
    case ArrowLayout::kTextView: return source(TextViewReader{data, array.buffers + 2});
    case ArrowLayout::kDate32: return source(DateReader<int32_t>{data});
    case ArrowLayout::kDate64: return source(DateReader<int64_t>{data});
    case ArrowLayout::kTimestamp: return source(TimestampReader{data, type.unit, type.is_naive});
    case ArrowLayout::kNull:
    case ArrowLayout::kList:
    case ArrowLayout::kMap: break;
  }
  SEGQL_CHECK(false);  // collections have their own source
  return nullptr;
}

CollectionSource::CollectionSource(const ArrowType& type, const ArrowArray& array, int64_t first)
    : bitmap_(static_cast<const uint8_t*>(array.buffers[0])),
      offsets_(static_cast<const char*>(array.buffers[1])),
      offset_bytes_(type.bytes),
      first_(first) {
  const ArrowArray& items = *array.children[0];
  if (type.layout == ArrowLayout::kList) {
    items_ = make_cell_source(type.items[0], items, items.offset);
  } else {
    keys_ = make_cell_source(type.items[0], *items.children[0], items.children[0]->offset + items.offset);
    items_ = make_cell_source(type.items[1], *items.children[1], items.children[1]->offset + items.offset);
  }
}

bool CollectionSource::is_valid(int64_t row) const {
  return bitmap_ == nullptr || load_bits(bitmap_, first_ + row, 1) != 0;
}

int64_t CollectionSource::begin(int64_t row) const {
  return offset_bytes_ == 4 ? load<int32_t>(offsets_, first_ + row) : load<int64_t>(offsets_, first_ + row);
}

}  // namespace segql::runtime
