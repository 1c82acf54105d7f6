#pragma once
/// Host functions: what `extern` declares in the definitions and a host provides, such as the score of a model.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segql/result.h"

namespace segql {

/// In degrees: latitude from -90 to 90, longitude from -180 to 180.
struct GeoPoint {
  double latitude = 0;
  double longitude = 0;
};

/// The values of one parameter for the rows of a batch. One of the spans beside `present` holds them, by the type of
/// the parameter; a reference is handed over as the key of the row it leads to. Valid during the call only.
struct FunctionArgument {
  std::span<const uint8_t> present;   ///< 0: the row has no value, and what stands in its place means nothing
  std::span<const int64_t> integers;  ///< bool (0 or 1), int, decimal, money, date, timestamp and enum, as `Value` says
  std::span<const double> reals;      ///< float
  std::span<const std::string_view> texts;  ///< text
  std::span<const GeoPoint> points;         ///< point
};

/// At most 4,096 rows.
struct FunctionBatch {
  uint64_t num_rows = 0;
  int64_t as_of = 0;                            ///< microseconds since 1970-01-01T00:00Z
  std::span<const FunctionArgument> arguments;  ///< in the order of the declaration; defaults are put in
};

/// What the function fills in: the span of its type as in FunctionArgument, and `present`, which is 0 everywhere at
/// first. NaN, an infinity, an enum value there is not, an instant outside of the years 1 to 9999, a point off the
/// globe and text that is not UTF-8 count as missing, and are counted (`Members::num_failed_calls`).
struct FunctionValues {
  std::span<uint8_t> present;
  std::span<int64_t> integers;
  std::span<double> reals;
  std::span<std::string> texts;
  std::span<GeoPoint> points;
};

/// Called for batch after batch, by one thread at a time, before the rows are looked at that need the values: for every
/// row of the entity or event whose fields it is given, in an order that means nothing. The same arguments have to give
/// the same value as of the same instant. An error, and an exception too, makes the values of its batch missing; they
/// are counted, and evaluation goes on (language law 8).
using HostFunction = std::function<Status(const FunctionBatch& batch, FunctionValues& values)>;

/// A parameter of a declared function.
struct FunctionParameter {
  std::string name;
  std::string type;  ///< as in the language: `ref customer`, `decimal(2)`
};

/// A function that the definitions declare with `extern`.
struct FunctionInfo {
  std::string name;
  std::vector<FunctionParameter> parameters;
  std::string result;     ///< type, as in the language
  bool is_given = false;  ///< by `Engine::add_function`
};

}  // namespace segql
