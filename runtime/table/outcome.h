#pragma once
/// `Outcome`: what became of one cell on its way into a field.

#include <cstdint>

namespace segql::runtime {

enum class Outcome : uint8_t { kValue, kMissing, kWrongType, kOutOfRange, kNotANumber, kUnknownEnumValue };

}  // namespace segql::runtime
