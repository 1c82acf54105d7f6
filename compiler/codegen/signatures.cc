// The table of support functions: names as the linker of compiled code knows them, addresses, and types.
#include "compiler/codegen/signatures.h"

#include "base/try.h"
#include "runtime/abi/support.h"

namespace segql::codegen {

namespace {

template <auto Fn>
constexpr SupportFunction support(const char* name) {
  return {name, reinterpret_cast<void*>(Fn), [](llvm::LLVMContext& context) { return signature_of(context, Fn); }};
}

}  // namespace

std::span<const SupportFunction> support_functions() {
  using namespace segql::runtime;
  static const SupportFunction kTable[] = {
      support<&segql_text_compare>("segql_text_compare"),
      support<&segql_in_list>("segql_in_list"),
      support<&segql_in_list_float>("segql_in_list_float"),
      support<&segql_has_any>("segql_has_any"),
      support<&segql_has_all>("segql_has_all"),
      support<&segql_has_any_float>("segql_has_any_float"),
      support<&segql_has_all_float>("segql_has_all_float"),
      support<&segql_has_value>("segql_has_value"),
      support<&segql_has_value_float>("segql_has_value_float"),
      support<&segql_has_value_text>("segql_has_value_text"),
      support<&segql_map_value>("segql_map_value"),
      support<&segql_map_value_float>("segql_map_value_float"),
      support<&segql_local_day>("segql_local_day"),
      support<&segql_start_of_day>("segql_start_of_day"),
      support<&segql_elapsed>("segql_elapsed"),
      support<&segql_anniversary>("segql_anniversary"),
      support<&segql_calendar_part>("segql_calendar_part"),
      support<&segql_count_overflow>("segql_count_overflow"),
      support<&segql_wide_multiply>("segql_wide_multiply"),
      support<&segql_wide_rescale>("segql_wide_rescale"),
      support<&segql_wide_divide>("segql_wide_divide"),
      support<&segql_wide_to_float>("segql_wide_to_float"),
      support<&segql_wide_round>("segql_wide_round"),
      support<&segql_float_round>("segql_float_round"),
      support<&segql_add_counts>("segql_add_counts"),
      support<&segql_add_sums_u8>("segql_add_sums_u8"),
      support<&segql_add_sums_u16>("segql_add_sums_u16"),
      support<&segql_add_sums_u32>("segql_add_sums_u32"),
      support<&segql_collect_reset>("segql_collect_reset"),
      support<&segql_collect_add>("segql_collect_add"),
      support<&segql_collect_add_wide>("segql_collect_add_wide"),
      support<&segql_collect_add_float>("segql_collect_add_float"),
      support<&segql_collect_count_distinct>("segql_collect_count_distinct"),
      support<&segql_collect_median_int>("segql_collect_median_int"),
      support<&segql_collect_median_wide>("segql_collect_median_wide"),
      support<&segql_collect_median_float>("segql_collect_median_float"),
      support<&segql_collect_most_common_int>("segql_collect_most_common_int"),
      support<&segql_collect_most_common_float>("segql_collect_most_common_float"),
      support<&segql_collect_most_common_text>("segql_collect_most_common_text"),
  };
  return kTable;
}

const SupportFunction& support_function_at(const void* address) {
  for (const SupportFunction& function : support_functions()) {
    if (function.address == address) return function;
  }
  SEGQL_CHECK(!"a support function that is not in the table");
  std::abort();
}

}  // namespace segql::codegen
