// ArrowType: formats of the Arrow C data interface, and checks of arrays.

#include "runtime/table/arrow_type.h"

#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/try.h"

namespace segql::runtime {
namespace {

constexpr int kMaxScale = 76;

struct SimpleFormat {
  std::string_view format;
  ArrowLayout layout;
  uint8_t bytes;
  bool is_signed;
};
constexpr SimpleFormat kSimpleFormats[] = {
    {"n", ArrowLayout::kNull, 0, false},       {"b", ArrowLayout::kBool, 0, false},
    {"c", ArrowLayout::kInteger, 1, true},     {"C", ArrowLayout::kInteger, 1, false},
    {"s", ArrowLayout::kInteger, 2, true},     {"S", ArrowLayout::kInteger, 2, false},
    {"i", ArrowLayout::kInteger, 4, true},     {"I", ArrowLayout::kInteger, 4, false},
    {"l", ArrowLayout::kInteger, 8, true},     {"L", ArrowLayout::kInteger, 8, false},
    {"f", ArrowLayout::kFloat, 4, true},       {"g", ArrowLayout::kFloat, 8, true},
    {"u", ArrowLayout::kText, 4, false},       {"U", ArrowLayout::kText, 8, false},
    {"vu", ArrowLayout::kTextView, 16, false}, {"tdD", ArrowLayout::kDate32, 4, true},
    {"tdm", ArrowLayout::kDate64, 8, true},    {"+l", ArrowLayout::kList, 4, false},
    {"+L", ArrowLayout::kList, 8, false},      {"+m", ArrowLayout::kMap, 4, false},
};

/// Types that exist and that no field can be read from, by the first characters of their format.
constexpr std::pair<std::string_view, std::string_view> kOtherFormats[] = {
    {"e", "half-precision float"},
    {"z", "binary"},
    {"Z", "binary"},
    {"vz", "binary"},
    {"w:", "binary"},
    {"tt", "time of day"},
    {"tD", "duration"},
    {"ti", "interval"},
    {"+s", "struct"},
    {"+r", "run-end encoded"},
    {"+u", "union"},
    {"+w", "list of fixed size"},
    {"+v", "list view"},
};

/// Reads `18,2` or `18,2,256`.
bool parse_decimal(std::string_view parameters, ArrowType& type) {
  int numbers[3] = {0, 0, 128};
  size_t count = 0;
  const char* at = parameters.data();
  const char* const end = at + parameters.size();
  while (count < 3) {
    const auto [next, error] = std::from_chars(at, end, numbers[count]);
    if (error != std::errc{}) return false;
    ++count;
    at = next;
    if (at == end) break;
    if (*at++ != ',') return false;
  }
  const auto [precision, scale, bits] = numbers;
  if (at != end || count < 2 || precision < 1 || precision > kMaxScale || scale < -kMaxScale || scale > kMaxScale)
    return false;
  if (bits != 128 && bits != 256) return false;
  type.layout = ArrowLayout::kDecimal;
  type.bytes = static_cast<uint8_t>(bits / 8);
  type.scale = scale;
  return true;
}

/// Reads `ts` + unit + `:` + timezone.
bool parse_timestamp(std::string_view format, ArrowType& type) {
  if (format.size() < 4 || format[3] != ':') return false;
  switch (format[2]) {
    case 's': type.unit = TimeUnit::kSecond; break;
    case 'm': type.unit = TimeUnit::kMilli; break;
    case 'u': type.unit = TimeUnit::kMicro; break;
    case 'n': type.unit = TimeUnit::kNano; break;
    default: return false;
  }
  type.layout = ArrowLayout::kTimestamp;
  type.bytes = 8;
  type.is_naive = format.size() == 4;
  return true;
}

bool parse_scalar(std::string_view format, ArrowType& type) {
  for (const SimpleFormat& simple : kSimpleFormats) {
    if (simple.format != format) continue;
    type.layout = simple.layout, type.bytes = simple.bytes, type.is_signed = simple.is_signed;
    return true;
  }
  if (format.starts_with("d:")) return parse_decimal(format.substr(2), type);
  return format.starts_with("ts") && parse_timestamp(format, type);
}

Error malformed(const std::string& column, const std::string& what) {
  return {ErrorCode::kInvalidData, "column `" + column + "` of the Arrow stream " + what};
}

const ArrowSchema* child_of(const ArrowSchema& schema, int64_t i) {
  return schema.children != nullptr && i < schema.n_children ? schema.children[i] : nullptr;
}

/// `nested`: an item or a dictionary's value, which has to be a scalar. That bounds the depth, whatever a schema
/// claims.
Result<ArrowType> parse_type(const ArrowSchema& schema, const std::string& column, bool nested) {
  if (schema.format == nullptr) return malformed(column, "has no format");
  ArrowType type;
  if (!parse_scalar(schema.format, type) || (nested && type.is_collection()))
    return Error{ErrorCode::kUnsupported, "column `" + column + "` holds " + (nested ? "items" : "values") +
                                              " of the Arrow type " + arrow_type_words(schema.format) +
                                              ", from which no field can be read"};
  if (schema.dictionary != nullptr) {
    if (type.layout != ArrowLayout::kInteger) return malformed(column, "has dictionary indices that are not integers");
    if (schema.dictionary->dictionary != nullptr) return malformed(column, "has a dictionary of dictionaries");
    SEGQL_TRY(ArrowType values, parse_type(*schema.dictionary, column, true));
    type.values = std::make_unique<ArrowType>(std::move(values));
  }
  if (!type.is_collection()) return type;
  const ArrowSchema* items = child_of(schema, 0);
  if (schema.n_children != 1 || items == nullptr) return malformed(column, "is a list without one child");
  if (type.layout == ArrowLayout::kList) {
    SEGQL_TRY(ArrowType item, parse_type(*items, column, true));
    type.items.push_back(std::move(item));
    return type;
  }
  const ArrowSchema* key = child_of(*items, 0);
  const ArrowSchema* value = child_of(*items, 1);
  if (items->format == nullptr || std::strcmp(items->format, "+s") != 0 || items->n_children != 2 || key == nullptr ||
      value == nullptr)
    return malformed(column, "is a map without keys and values");
  for (const ArrowSchema* child : {key, value}) {
    SEGQL_TRY(ArrowType item, parse_type(*child, column, true));
    type.items.push_back(std::move(item));
  }
  return type;
}

/// Offsets of text or lists: from 0 on, never falling. `last` is the greatest.
template <typename Offset>
bool check_offsets(const ArrowArray& array, int64_t& last) {
  const auto* offsets = static_cast<const char*>(array.buffers[1]);
  const auto at = [&](int64_t i) {
    Offset offset;
    std::memcpy(&offset, offsets + (array.offset + i) * static_cast<int64_t>(sizeof offset), sizeof offset);
    return offset;
  };
  Offset before = at(0);
  if (before < 0) return false;
  for (int64_t i = 1; i <= array.length; ++i) {
    const Offset next = at(i);
    if (next < before) return false;
    before = next;
  }
  last = before;
  return true;
}

/// The views of a text-view array: inside themselves or one of its buffers.
bool check_views(const ArrowArray& array) {
  const int64_t num_buffers = array.n_buffers - 3;
  const auto* sizes = static_cast<const char*>(array.buffers[array.n_buffers - 1]);
  if (num_buffers > 0 && sizes == nullptr) return false;
  const auto* views = static_cast<const char*>(array.buffers[1]);
  for (int64_t i = 0; i < array.length; ++i) {
    int32_t view[4];
    std::memcpy(view, views + (array.offset + i) * 16, sizeof view);
    const int64_t length = view[0], buffer = view[2], offset = view[3];
    if (length < 0) return false;
    if (length <= 12) continue;
    // A missing cell's view means nothing, but nothing tells which are missing here: readers look at the bitmap first,
    // so a wild view counts only where the cell has a value.
    const auto* bitmap = static_cast<const uint8_t*>(array.buffers[0]);
    const int64_t bit = array.offset + i;
    if (bitmap != nullptr && ((bitmap[bit / 8] >> (bit % 8)) & 1) == 0) continue;
    if (buffer < 0 || buffer >= num_buffers || offset < 0 || array.buffers[2 + buffer] == nullptr) return false;
    int64_t size = 0;
    std::memcpy(&size, sizes + buffer * 8, sizeof size);
    if (offset > size || length > size - offset) return false;
  }
  return true;
}

int64_t least_buffers(ArrowLayout layout) {
  switch (layout) {
    case ArrowLayout::kNull: return 0;
    case ArrowLayout::kText:
    case ArrowLayout::kTextView: return 3;
    default: return 2;
  }
}

Status check_collection(const ArrowType& type, const ArrowArray& array, int64_t last, const std::string& column) {
  if (array.n_children != 1 || array.children == nullptr || array.children[0] == nullptr)
    return malformed(column, "is a list without one child");
  const ArrowArray& items = *array.children[0];
  if (type.layout == ArrowLayout::kList) return check_arrow_array(type.items[0], items, last, column);
  if (items.length < last || items.offset < 0 || items.offset > INT64_MAX - items.length || items.n_children != 2 ||
      items.children == nullptr)
    return malformed(column, "is a map without keys and values");
  for (int64_t i = 0; i < 2; ++i) {
    if (items.children[i] == nullptr) return malformed(column, "is a map without keys and values");
    SEGQL_TRY_VOID(
        check_arrow_array(type.items[static_cast<size_t>(i)], *items.children[i], items.offset + last, column));
  }
  return {};
}

}  // namespace

SourceKind ArrowType::kind() const {
  if (values) return values->kind();
  switch (layout) {
    case ArrowLayout::kBool: return SourceKind::kBool;
    // Unsigned 64-bit integers need more than 63 bits: they are exact numbers without digits after the point.
    case ArrowLayout::kInteger: return bytes == 8 && !is_signed ? SourceKind::kExact : SourceKind::kInteger;
    case ArrowLayout::kFloat: return SourceKind::kReal;
    case ArrowLayout::kDecimal: return SourceKind::kExact;
    case ArrowLayout::kText:
    case ArrowLayout::kTextView: return SourceKind::kText;
    case ArrowLayout::kDate32:
    case ArrowLayout::kDate64: return SourceKind::kDate;
    case ArrowLayout::kTimestamp: return SourceKind::kInstant;
    case ArrowLayout::kNull:
    case ArrowLayout::kList:
    case ArrowLayout::kMap: break;
  }
  return SourceKind::kNothing;
}

std::string arrow_type_words(const char* format) {
  const std::string_view text = format;
  ArrowType type;
  if (parse_scalar(text, type)) {
    switch (type.layout) {
      case ArrowLayout::kNull: return "null";
      case ArrowLayout::kBool: return "bool";
      case ArrowLayout::kInteger: return (type.is_signed ? "int" : "uint") + std::to_string(type.bytes * 8);
      case ArrowLayout::kFloat: return type.bytes == 4 ? "float" : "double";
      case ArrowLayout::kDecimal: return "decimal";
      case ArrowLayout::kText:
      case ArrowLayout::kTextView: return "text";
      case ArrowLayout::kDate32:
      case ArrowLayout::kDate64: return "date";
      case ArrowLayout::kTimestamp: return "timestamp";
      case ArrowLayout::kList: return "list";
      case ArrowLayout::kMap: return "map";
    }
  }
  for (const auto& [prefix, words] : kOtherFormats)
    if (text.starts_with(prefix)) return std::string(words);
  return "`" + std::string(text.substr(0, 40)) + "`, which is unknown";
}

Result<ArrowType> parse_arrow_type(const ArrowSchema& schema, const std::string& column) {
  return parse_type(schema, column, false);
}

Status check_arrow_array(const ArrowType& type, const ArrowArray& array, int64_t min_length,
                         const std::string& column) {
  if (array.length < min_length || array.offset < 0 || array.offset > INT64_MAX / 32 - array.length)
    return malformed(column, "has a length or offset that cannot be");
  if (array.null_count < -1 || array.null_count > array.length)
    return malformed(column, "has a null count that cannot be");
  if (type.layout == ArrowLayout::kNull) return {};
  if (array.n_buffers < least_buffers(type.layout) || array.buffers == nullptr)
    return malformed(column, "has too few buffers");
  if (array.length == 0) return {};
  if (array.buffers[0] == nullptr && array.null_count > 0)
    return malformed(column, "counts nulls and has no bitmap of them");
  if (array.buffers[1] == nullptr) return malformed(column, "has no data");
  if (type.values) {
    if (array.dictionary == nullptr) return malformed(column, "has no dictionary");
    return check_arrow_array(*type.values, *array.dictionary, 0, column);
  }
  if (type.layout == ArrowLayout::kTextView)
    return check_views(array) ? Status() : malformed(column, "has texts outside its buffers");
  if (type.layout != ArrowLayout::kText && !type.is_collection()) return {};
  int64_t last = 0;
  if (!(type.bytes == 4 ? check_offsets<int32_t>(array, last) : check_offsets<int64_t>(array, last)))
    return malformed(column, "has offsets out of order");
  if (type.is_collection()) return check_collection(type, array, last, column);
  if (last > 0 && array.buffers[2] == nullptr) return malformed(column, "has texts outside its buffers");
  return {};
}

}  // namespace segql::runtime
