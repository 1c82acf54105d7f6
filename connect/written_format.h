#pragma once
/// `WrittenFormat`: as what rows are written to a file, and how its name says so.

#include <cstdint>
#include <string>

#include "connect/suffixes.h"
#include "segql/result.h"

namespace segql::connect {

enum class WrittenKind : uint8_t { kCsv, kJsonLines, kParquet, kExcel };

struct WrittenFormat {
  WrittenKind kind = WrittenKind::kCsv;
  Compression compression = Compression::kNone;  ///< kCsv and kJsonLines
};

/// By the ending of a name: .csv, .jsonl, .ndjson, .parquet or .xlsx; CSV and JSON lines also with .gz or .zst behind
/// it. kInvalidArgument for any other.
Result<WrittenFormat> written_format_of(const std::string& path);

}  // namespace segql::connect
