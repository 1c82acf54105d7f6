#pragma once
/// What the name of a file says is in it. DuckDB takes `.GZ` for no suffix, and a `?` for the end of the name: whoever
/// calls its readers says how a file is compressed.

#include <string>

namespace segql::connect {

enum class Compression { kNone, kGzip, kZstd };

struct Suffixes {
  std::string kind;  ///< ".csv", in lower case
  Compression compression = Compression::kNone;
};

/// Of `path`, in whatever case they are written.
Suffixes suffixes_of(const std::string& path);

/// True for .json, .jsonl and .ndjson.
bool is_json_suffix(const std::string& kind);

/// As DuckDB's readers name it.
const char* compression_name(Compression compression);

/// `text` with A to Z in lower case.
std::string lower_case(std::string text);

}  // namespace segql::connect
