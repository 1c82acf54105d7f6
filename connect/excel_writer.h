#pragma once
/// Rows of an Arrow stream as a workbook of Excel with one sheet.

#include <string>

#include "connect/write_rows.h"

namespace segql::connect {

/// What a sheet holds.
inline constexpr uint64_t kExcelRows = 1'048'576;  ///< the names of the columns are one of them
inline constexpr uint64_t kExcelColumns = 16'384;
inline constexpr uint64_t kExcelText = 32'767;  ///< UTF-16 code units in a cell

/// Writes all rows to the file at `path`. kLimitExceeded for more than a sheet holds.
Status write_excel(ArrowArrayStream* rows, const WriteOptions& options, const std::string& path);

}  // namespace segql::connect
