// The host functions that the README promises to the suite.

#include <algorithm>
#include <cctype>

#include "tests/conformance/run.h"

namespace segql::conformance {
namespace {

Status doubled(const FunctionBatch& batch, FunctionValues& values) {
  const FunctionArgument& x = batch.arguments[0];
  for (uint64_t i = 0; i < batch.num_rows; ++i) {
    values.present[i] = x.present[i];
    if (x.present[i] != 0) values.integers[i] = 2 * x.integers[i];
  }
  return {};
}

Status ratio(const FunctionBatch& batch, FunctionValues& values) {
  const FunctionArgument &x = batch.arguments[0], &y = batch.arguments[1];
  for (uint64_t i = 0; i < batch.num_rows; ++i) {
    values.present[i] = x.present[i] & y.present[i];
    if (values.present[i] != 0) values.reals[i] = x.reals[i] / y.reals[i];
  }
  return {};
}

Status shouted(const FunctionBatch& batch, FunctionValues& values) {
  const FunctionArgument& text = batch.arguments[0];
  for (uint64_t i = 0; i < batch.num_rows; ++i) {
    values.present[i] = text.present[i];
    if (text.present[i] == 0) continue;
    values.texts[i] = text.texts[i];
    std::ranges::transform(values.texts[i], values.texts[i].begin(), [](unsigned char c) { return std::toupper(c); });
  }
  return {};
}

Status known(const FunctionBatch& batch, FunctionValues& values) {
  for (uint64_t i = 0; i < batch.num_rows; ++i) {
    values.present[i] = 1;
    values.integers[i] = batch.arguments[0].present[i];
  }
  return {};
}

Status failing(const FunctionBatch&, FunctionValues&) { return Error{ErrorCode::kIo, "there is nobody"}; }

}  // namespace

std::string give_functions(Engine& engine) {
  std::string complaints;
  for (const FunctionInfo& declared : engine.functions()) {
    const HostFunction function = declared.name == "host_double"      ? HostFunction(doubled)
                                  : declared.name == "host_ratio"     ? HostFunction(ratio)
                                  : declared.name == "host_shout"     ? HostFunction(shouted)
                                  : declared.name == "host_shout_key" ? HostFunction(shouted)
                                  : declared.name == "host_known"     ? HostFunction(known)
                                  : declared.name == "host_fails"     ? HostFunction(failing)
                                                                      : HostFunction();
    if (const Status added = engine.add_function(declared.name, function); !added.ok()) {
      complaints += declared.name + ": " + added.error().message + "\n";
    }
  }
  return complaints;
}

}  // namespace segql::conformance
