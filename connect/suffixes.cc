// What the name of a file says is in it.
#include "connect/suffixes.h"

#include <algorithm>
#include <filesystem>

namespace segql::connect {

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

Suffixes suffixes_of(const std::string& path) {
  std::filesystem::path name = std::filesystem::path(lower_case(path)).filename();
  Suffixes result;
  if (name.extension() == ".gz") result.compression = Compression::kGzip;
  if (name.extension() == ".zst") result.compression = Compression::kZstd;
  if (result.compression != Compression::kNone) name = name.stem();
  result.kind = name.extension().string();
  return result;
}

bool is_json_suffix(const std::string& kind) { return kind == ".json" || kind == ".jsonl" || kind == ".ndjson"; }

const char* compression_name(Compression compression) {
  switch (compression) {
    case Compression::kNone: break;
    case Compression::kGzip: return "gzip";
    case Compression::kZstd: return "zstd";
  }
  return "uncompressed";
}

}  // namespace segql::connect
