#include "tests/differential/hosts.h"

#include <functional>

namespace segql::testing {
namespace {

/// What `make` makes of one row, as true when there is a value.
HostFunction each_row(std::function<bool(const FunctionBatch&, FunctionValues&, size_t)> make) {
  return [make = std::move(make)](const FunctionBatch& batch, FunctionValues& values) -> Status {
    for (size_t i = 0; i < batch.num_rows; ++i) values.present[i] = make(batch, values, i) ? 1 : 0;
    return {};
  };
}

bool has(const FunctionBatch& batch, size_t argument, size_t row) {
  return batch.arguments[argument].present[row] != 0;
}

/// `times * x + plus` of what has an integer inside; missing stays missing.
HostFunction linear(int64_t times, int64_t plus) {
  return each_row([times, plus](const FunctionBatch& batch, FunctionValues& values, size_t i) {
    if (!has(batch, 0, i)) return false;
    values.integers[i] = batch.arguments[0].integers[i] * times + plus;
    return true;
  });
}

}  // namespace

const char* const kHostDeclarations = R"(
extern host_double(x: int): int?
extern host_tag(t: text, n: int = 1): text?
extern host_fee(m: money(SAR)): money(SAR)?
extern host_rank(c: ref customer): int?
extern host_label(p: ref product): text?
extern host_next(d: date): date?
extern host_later(t: timestamp): timestamp?
extern host_ratio(x: float): float?
extern host_flip(b: bool): bool
extern host_south(p: point): point?
)";

const std::map<std::string, HostFunction>& host_functions() {
  static const std::map<std::string, HostFunction> functions{
      {"host_double", each_row([](const FunctionBatch& batch, FunctionValues& values, size_t i) {
         values.integers[i] = has(batch, 0, i) ? batch.arguments[0].integers[i] * 2 : -1;
         return values.integers[i] % 10 != 0;
       })},
      {"host_tag", each_row([](const FunctionBatch& batch, FunctionValues& values, size_t i) {
         if (!has(batch, 0, i)) return false;
         values.texts[i] = std::string(batch.arguments[0].texts[i]) + ":" +
                           (has(batch, 1, i) ? std::to_string(batch.arguments[1].integers[i]) : "?");
         return true;
       })},
      {"host_fee", linear(1, 100)},
      {"host_rank", linear(3, 1)},
      {"host_label", each_row([](const FunctionBatch& batch, FunctionValues& values, size_t i) {
         if (!has(batch, 0, i)) return false;
         values.texts[i] = std::string(batch.arguments[0].texts[i]) + "!";
         return true;
       })},
      {"host_next", linear(1, 1)},
      {"host_later", linear(1, 3'600'000'000)},
      {"host_south", each_row([](const FunctionBatch& batch, FunctionValues& values, size_t i) {
         if (!has(batch, 0, i)) return false;
         const GeoPoint& point = batch.arguments[0].points[i];
         values.points[i] = {-point.latitude, point.longitude};
         return true;
       })},
      {"host_ratio", each_row([](const FunctionBatch& batch, FunctionValues& values, size_t i) {
         values.reals[i] = has(batch, 0, i) ? batch.arguments[0].reals[i] * 2 : 0.5;
         return true;
       })},
      {"host_flip", each_row([](const FunctionBatch& batch, FunctionValues& values, size_t i) {
         values.integers[i] = has(batch, 0, i) && batch.arguments[0].integers[i] != 0 ? 0 : 1;
         return true;
       })}};
  return functions;
}

}  // namespace segql::testing
