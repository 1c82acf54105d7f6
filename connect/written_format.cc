// WrittenFormat: the endings there are.
#include "connect/written_format.h"

#include <map>

namespace segql::connect {

Result<WrittenFormat> written_format_of(const std::string& path) {
  static const std::map<std::string, WrittenKind> kKinds{{".csv", WrittenKind::kCsv},
                                                         {".jsonl", WrittenKind::kJsonLines},
                                                         {".ndjson", WrittenKind::kJsonLines},
                                                         {".parquet", WrittenKind::kParquet},
                                                         {".xlsx", WrittenKind::kExcel}};
  const Suffixes suffixes = suffixes_of(path);
  const auto found = kKinds.find(suffixes.kind);
  if (found == kKinds.end()) {
    return Error{ErrorCode::kInvalidArgument,
                 "the name `" + path +
                     "` does not say what to write: it ends in none of .csv, .jsonl, .ndjson, .parquet and .xlsx" +
                     (suffixes.kind == ".json" ? "; as JSON, rows are written a line each: .jsonl" : "")};
  }
  const bool is_text = found->second == WrittenKind::kCsv || found->second == WrittenKind::kJsonLines;
  if (suffixes.compression != Compression::kNone && !is_text) {
    return Error{ErrorCode::kInvalidArgument,
                 "`" + path + "`: a " + suffixes.kind + " file is compressed already; leave the second ending out"};
  }
  return WrittenFormat{found->second, suffixes.compression};
}

}  // namespace segql::connect
