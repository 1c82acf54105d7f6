#pragma once
/// `HostFunctions`: what the host gave for the `extern` declarations, and calls of it in batches.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/hir.h"
#include "engine/scan_runner.h"
#include "runtime/table/column.h"
#include "schema/schema.h"
#include "segql/function.h"

namespace segql::engine {

/// The values of one parameter for every row.
struct HostArgument {
  const schema::Type& type;
  const ScanOutput* values;
  /// Of a text; of a reference, of the key of its rows. Null: none.
  const runtime::Dictionary* texts;
  /// Of a reference: the keys, by row. Otherwise null.
  const runtime::Column* keys;
};

/// What a function gave, for every row.
struct HostAnswer {
  ScanOutput values;
  std::shared_ptr<const runtime::Dictionary> texts;  ///< of a function that gives text
  uint64_t num_failures = 0;                         ///< rows for which it gave an error, or nothing that fits its type
};

class HostFunctions {
 public:
  void set(std::string_view name, HostFunction function) { functions_[std::string(name)] = std::move(function); }
  bool contains(std::string_view name) const { return functions_.find(name) != functions_.end(); }

  /// kInvalidArgument when the host gave no such function.
  Result<HostAnswer> call(const hir::HostCall& call, const std::vector<HostArgument>& arguments, uint64_t num_rows,
                          int64_t as_of, const schema::Schema& schema) const;

 private:
  std::map<std::string, HostFunction, std::less<>> functions_;
};

}  // namespace segql::engine
