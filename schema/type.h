#pragma once
/// `Type`: what a value is. Small, copied freely. Whether a value may be missing is not part of its type.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace segql::schema {

using TableId = Id<struct TableTag>;  ///< an entity or an event
using RelationId = Id<struct RelationTag>;
using EnumId = Id<struct EnumTag>;
/// Position of a field in its table, in declaration order.
using FieldId = Id<struct FieldTag>;

enum class Kind : uint8_t {
  kText,
  kInt,
  kDecimal,
  kFloat,
  kBool,
  kDate,
  kTimestamp,
  kPoint,
  kMoney,
  kEnum,
  kRef,
  kSet,
  kList,
  kMap
};

/// Three letters, such as "SAR"; zeros when the type is not money.
using Currency = std::array<char, 3>;

/// Physical meaning of the scalars: int: 64-bit; decimal and money: 64-bit integer / 10^scale; date: days since
/// 1970-01-01; timestamp: microseconds since 1970-01-01T00:00Z; enum: position of the enumerator; ref: row of the
/// target table.
struct Type {
  Kind kind = Kind::kInt;
  Kind element =
      Kind::kInt;  ///< of kSet, kList, kMap (its values; keys are text): a scalar kind, described by the members below
  uint8_t scale = 0;             ///< kDecimal and kMoney: digits after the point
  Currency currency{};           ///< kMoney
  uint32_t target = UINT32_MAX;  ///< kRef: TableId.index; kEnum: EnumId.index

  bool operator==(const Type&) const = default;

  bool is_collection() const { return kind == Kind::kSet || kind == Kind::kList || kind == Kind::kMap; }
  bool is_exact_number() const { return kind == Kind::kInt || kind == Kind::kDecimal || kind == Kind::kMoney; }
  bool is_number() const { return is_exact_number() || kind == Kind::kFloat; }
  TableId table() const { return TableId{target}; }
  EnumId enumeration() const { return EnumId{target}; }
  /// The type of one element. REQUIRES: is_collection().
  Type element_type() const;

  static Type of(Kind kind);
  static Type decimal(uint8_t scale);
  static Type money(Currency currency, uint8_t scale);
  static Type ref(TableId table);
  static Type enumeration(EnumId id);
  static Type collection(Kind kind, const Type& element);
};

/// Digits of a currency's minor unit (ISO 4217): SAR 2, JPY 0, KWD 3; 2 for codes the table does not know.
uint8_t minor_unit_digits(Currency currency);
Currency currency_of(std::string_view code);
std::string_view currency_text(const Currency& currency);

}  // namespace segql::schema
