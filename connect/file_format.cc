// FileFormat: the endings there are.
#include "connect/file_format.h"

#include <map>

namespace segql::connect {

Result<FileFormat> file_format_of(const std::string& path) {
  static const std::map<std::string, FileKind> kKinds{{".csv", FileKind::kCsv},
                                                      {".jsonl", FileKind::kJsonLines},
                                                      {".ndjson", FileKind::kJsonLines},
                                                      {".parquet", FileKind::kParquet},
                                                      {".xlsx", FileKind::kExcel}};
  const Suffixes suffixes = suffixes_of(path);
  const auto found = kKinds.find(suffixes.kind);
  if (found == kKinds.end()) {
    return Error{ErrorCode::kInvalidArgument,
                 "the name `" + path +
                     "` does not say what to write: it ends in none of .csv, .jsonl, .ndjson, .parquet and .xlsx"};
  }
  const bool is_text = found->second == FileKind::kCsv || found->second == FileKind::kJsonLines;
  if (suffixes.compression != Compression::kNone && !is_text) {
    return Error{ErrorCode::kInvalidArgument,
                 "`" + path + "`: a " + suffixes.kind + " file is compressed already; leave the second ending out"};
  }
  return FileFormat{found->second, suffixes.compression};
}

}  // namespace segql::connect
