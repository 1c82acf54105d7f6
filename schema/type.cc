/// What a type is made of, and the minor units of currencies.

#include "schema/type.h"

#include <algorithm>

#include "base/try.h"

namespace segql::schema {
namespace {

/// Currencies of ISO 4217 whose minor unit is not two digits.
struct MinorUnit {
  std::string_view code;
  uint8_t digits;
};
constexpr MinorUnit kMinorUnits[] = {
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3}, {"ISK", 0}, {"JOD", 3},
    {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3}, {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3},
    {"UGX", 0}, {"UYI", 0}, {"UYW", 4}, {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
};
constexpr uint8_t kUsualMinorUnit = 2;

}  // namespace

Type Type::element_type() const {
  SEGQL_CHECK(is_collection());
  Type result = *this;
  result.kind = element;
  result.element = Kind::kInt;
  return result;
}

Type Type::of(Kind kind) {
  Type result;
  result.kind = kind;
  return result;
}

Type Type::decimal(uint8_t scale) {
  Type result = of(Kind::kDecimal);
  result.scale = scale;
  return result;
}

Type Type::money(Currency currency, uint8_t scale) {
  Type result = of(Kind::kMoney);
  result.currency = currency;
  result.scale = scale;
  return result;
}

Type Type::ref(TableId table) {
  Type result = of(Kind::kRef);
  result.target = table.index;
  return result;
}

Type Type::enumeration(EnumId id) {
  Type result = of(Kind::kEnum);
  result.target = id.index;
  return result;
}

Type Type::collection(Kind kind, const Type& element) {
  Type result = element;
  result.kind = kind;
  result.element = element.kind;
  SEGQL_CHECK(result.is_collection() && !element.is_collection());
  return result;
}

uint8_t minor_unit_digits(Currency currency) {
  const std::string_view code = currency_text(currency);
  const auto* found = std::ranges::lower_bound(kMinorUnits, code, {}, &MinorUnit::code);
  return found != std::end(kMinorUnits) && found->code == code ? found->digits : kUsualMinorUnit;
}

Currency currency_of(std::string_view code) {
  SEGQL_CHECK(code.size() == Currency{}.size());
  return {code[0], code[1], code[2]};
}

std::string_view currency_text(const Currency& currency) { return {currency.data(), currency.size()}; }

}  // namespace segql::schema
