#pragma once
/// `Value`: one cell, as hosts hand it in and get it back.

#include <cstdint>
#include <string>
#include <variant>

namespace segql {

struct Missing {
  bool operator==(const Missing&) const = default;
};

/// bool: bool fields. int64_t: int; decimal and money as value * 10^scale; date as days since 1970-01-01; timestamp as
/// microseconds since 1970-01-01T00:00Z; enum as the position of the enumerator. double: float. string: text, points
/// (`24.7136,46.6753`); on the way in also dates, timestamps, decimals, money, enum names and the keys of references.
using Value = std::variant<Missing, bool, int64_t, double, std::string>;

}  // namespace segql
