// Readers of the cells of Arrow arrays: one small struct per physical layout, and one loop for all of them.

#include "runtime/table/arrow_cells.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/int128.h"
#include "base/try.h"
#include "schema/schema.h"
#include "schema/value.h"

namespace segql::runtime {
namespace {

using schema::Kind;
using schema::Type;

template <typename T>
T load(const char* data, int64_t at) {
  T value;
  std::memcpy(&value, data + at * static_cast<int64_t>(sizeof value), sizeof value);
  return value;
}

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

std::string text_of(const Type& type, const schema::Value& value) {
  return schema::value_text(schema::Schema(), type, value);
}

// ---- one reader per layout: `convert` for all targets but text, `add_text` for those that can be text ----

template <typename T>
struct IntegerReader {
  const char* data;
  Outcome convert(const CellTarget& target, int64_t at, int64_t& out) const {
    if constexpr (std::is_same_v<T, uint64_t>) return target.from_exact(load<T>(data, at), 0, out);
    return target.from_integer(static_cast<int64_t>(load<T>(data, at)), out);
  }
  Outcome add_text(TextBatch& texts, uint32_t index, int64_t at) const {
    texts.add(index, int128{load<T>(data, at)});
    return Outcome::kValue;
  }
  std::string describe(int64_t at) const { return std::to_string(load<T>(data, at)); }
};

template <typename T>
struct FloatReader {
  const char* data;
  Outcome convert(const CellTarget& target, int64_t at, int64_t& out) const {
    return target.from_real(static_cast<double>(load<T>(data, at)), out);
  }
  Outcome add_text(TextBatch&, uint32_t, int64_t) const { return Outcome::kWrongType; }
  std::string describe(int64_t at) const {
    return text_of(Type::of(Kind::kFloat), static_cast<double>(load<T>(data, at)));
  }
};

struct BoolReader {
  const uint8_t* bits;
  bool at(int64_t i) const { return ((bits[i / 8] >> (i % 8)) & 1) != 0; }
  Outcome convert(const CellTarget& target, int64_t i, int64_t& out) const { return target.from_bool(at(i), out); }
  Outcome add_text(TextBatch&, uint32_t, int64_t) const { return Outcome::kWrongType; }
  std::string describe(int64_t i) const { return at(i) ? "true" : "false"; }
};

struct DecimalReader {
  const char* data;
  uint8_t bytes;
  int scale;

  struct Number {
    int128 unscaled = 0;
    int scale = 0;
    bool fits = true;  ///< 128 bits, after dropping zeros behind the point
  };

  Number at(int64_t i) const {
    if (bytes == 16) return {load<int128>(data, i), scale, true};
    uint64_t limbs[4];
    std::memcpy(limbs, data + i * 32, sizeof limbs);
    const bool negative = (limbs[3] >> 63) != 0;
    if (negative) negate(limbs);
    int left = scale;
    while (!fits(limbs) && left > 0) {
      uint64_t quotient[4];
      if (divide_by_ten(limbs, quotient) != 0) break;
      std::copy_n(quotient, 4, limbs);
      --left;
    }
    const auto magnitude = static_cast<int128>(static_cast<uint128>(limbs[1]) << 64 | limbs[0]);
    return {negative ? -magnitude : magnitude, left, fits(limbs)};
  }
  Outcome convert(const CellTarget& target, int64_t i, int64_t& out) const {
    const Number number = at(i);
    return number.fits ? target.from_exact(number.unscaled, number.scale, out) : Outcome::kOutOfRange;
  }
  Outcome add_text(TextBatch& texts, uint32_t index, int64_t i) const {
    const Number number = at(i);
    if (!number.fits) return Outcome::kOutOfRange;
    texts.add(index, number.unscaled);
    return Outcome::kValue;
  }
  std::string describe(int64_t i) const {
    const Number number = at(i);
    if (!number.fits) return "a number of more than 38 digits";
    return number.scale >= 0 ? decimal_text(number.unscaled, number.scale)
                             : decimal_text(number.unscaled, 0) + "e" + std::to_string(-number.scale);
  }

 private:
  static bool fits(const uint64_t (&limbs)[4]) { return limbs[3] == 0 && limbs[2] == 0 && (limbs[1] >> 63) == 0; }
  static void negate(uint64_t (&limbs)[4]) {
    bool carry = true;
    for (uint64_t& limb : limbs) {
      limb = ~limb + (carry ? 1 : 0);
      carry = carry && limb == 0;
    }
  }
  static uint64_t divide_by_ten(const uint64_t (&limbs)[4], uint64_t (&quotient)[4]) {
    uint64_t rest = 0;
    for (int i = 3; i >= 0; --i) {
      const uint128 part = static_cast<uint128>(rest) << 64 | limbs[i];
      quotient[i] = static_cast<uint64_t>(part / 10);
      rest = static_cast<uint64_t>(part % 10);
    }
    return rest;
  }
};

/// Days, or milliseconds that have to be whole days.
template <typename T>
struct DateReader {
  static constexpr int64_t kMillisPerDay = 86'400'000;
  const char* data;
  Outcome convert(const CellTarget& target, int64_t at, int64_t& out) const {
    const int64_t value = load<T>(data, at);
    if constexpr (sizeof(T) == 4) return target.from_date(value, out);
    return value % kMillisPerDay == 0 ? target.from_date(value / kMillisPerDay, out) : Outcome::kOutOfRange;
  }
  Outcome add_text(TextBatch&, uint32_t, int64_t) const { return Outcome::kWrongType; }
  std::string describe(int64_t at) const {
    return std::to_string(load<T>(data, at)) + (sizeof(T) == 4 ? " days since 1970" : " ms since 1970");
  }
};

struct TimestampReader {
  const char* data;
  TimeUnit unit;
  bool is_naive;

  Outcome convert(const CellTarget& target, int64_t at, int64_t& out) const {
    int64_t micros = load<int64_t>(data, at);
    bool overflow = false;
    switch (unit) {
      case TimeUnit::kSecond:
        overflow = __builtin_mul_overflow(micros, int64_t{1'000'000}, &micros);
        break;
      case TimeUnit::kMilli:
        overflow = __builtin_mul_overflow(micros, int64_t{1'000}, &micros);
        break;
      case TimeUnit::kMicro:
        break;
      case TimeUnit::kNano:
        micros = micros / 1000 - (micros % 1000 < 0 ? 1 : 0);
        break;
    }
    return overflow ? Outcome::kOutOfRange : target.from_instant(micros, is_naive, out);
  }
  Outcome add_text(TextBatch&, uint32_t, int64_t) const { return Outcome::kWrongType; }
  std::string describe(int64_t at) const {
    constexpr const char* kUnits[] = {" s", " ms", " us", " ns"};
    return std::to_string(load<int64_t>(data, at)) + kUnits[static_cast<size_t>(unit)] + " since 1970";
  }
};

template <typename Offset>
struct TextReader {
  const char* offsets;
  const char* data;
  std::string_view at(int64_t i) const {
    const Offset begin = load<Offset>(offsets, i), end = load<Offset>(offsets, i + 1);
    return {data + begin, static_cast<size_t>(end - begin)};
  }
  Outcome convert(const CellTarget& target, int64_t i, int64_t& out) const { return target.from_text(at(i), out); }
  Outcome add_text(TextBatch& texts, uint32_t index, int64_t i) const {
    texts.add(index, at(i));
    return Outcome::kValue;
  }
  std::string describe(int64_t i) const { return std::string(at(i)); }
};

struct TextViewReader {
  const char* views;
  const void** buffers;  ///< of variable size, as the views count them
  std::string_view at(int64_t i) const {
    const char* view = views + i * 16;
    const auto length = static_cast<size_t>(load<int32_t>(view, 0));
    if (length <= 12) return {view + 4, length};
    return {static_cast<const char*>(buffers[load<int32_t>(view, 2)]) + load<int32_t>(view, 3), length};
  }
  Outcome convert(const CellTarget& target, int64_t i, int64_t& out) const { return target.from_text(at(i), out); }
  Outcome add_text(TextBatch& texts, uint32_t index, int64_t i) const {
    texts.add(index, at(i));
    return Outcome::kValue;
  }
  std::string describe(int64_t i) const { return std::string(at(i)); }
};

// ---- sources ----

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
    if (known_.empty()) known_.resize(num_entries_);
    for (uint32_t i = 0; i < count; ++i) {
      if (!test_bit(out.valid, i)) continue;
      const auto entry = static_cast<uint64_t>(load<T>(indices_, first_ + begin + i));  // a negative one is too large
      if (entry >= num_entries_) {
        out.reject(i, Outcome::kWrongType);
        continue;
      }
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
    case 2:
      return make(uint8_t{});
    case 3:
      return make(int8_t{});
    case 4:
      return make(uint16_t{});
    case 5:
      return make(int16_t{});
    case 8:
      return make(uint32_t{});
    case 9:
      return make(int32_t{});
    case 16:
      return make(uint64_t{});
    default:
      return make(int64_t{});
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
    case ArrowLayout::kBool:
      return source(BoolReader{reinterpret_cast<const uint8_t*>(data)});
    case ArrowLayout::kInteger:
      return for_integer(type, [&]<typename T>(T) { return source(IntegerReader<T>{data}); });
    case ArrowLayout::kFloat:
      if (type.bytes == 4) return source(FloatReader<float>{data});
      return source(FloatReader<double>{data});
    case ArrowLayout::kDecimal:
      return source(DecimalReader{data, type.bytes, type.scale});
    case ArrowLayout::kText: {
      const auto* heap = static_cast<const char*>(array.buffers[2]);
      if (type.bytes == 4) return source(TextReader<int32_t>{data, heap});
      return source(TextReader<int64_t>{data, heap});
    }
    case ArrowLayout::kTextView:
      return source(TextViewReader{data, array.buffers + 2});
    case ArrowLayout::kDate32:
      return source(DateReader<int32_t>{data});
    case ArrowLayout::kDate64:
      return source(DateReader<int64_t>{data});
    case ArrowLayout::kTimestamp:
      return source(TimestampReader{data, type.unit, type.is_naive});
    case ArrowLayout::kNull:
    case ArrowLayout::kList:
    case ArrowLayout::kMap:
      break;
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
