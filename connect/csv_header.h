#pragma once
/// The first record of a CSV file: its delimiter and the names of its columns. DuckDB finds them out from a sample of
/// the rows, and gives up on the whole file when one of those is damaged.

#include <optional>
#include <string>
#include <vector>

#include "connect/project_file.h"
#include "connect/suffixes.h"
#include "segql/result.h"

namespace segql::connect {

struct CsvHeader {
  std::string delimiter;
  std::vector<std::string> names;  ///< column0, column1 ... where the file has none

  bool operator==(const CsvHeader&) const = default;
};

/// The delimiter the format or the suffix of the file says, if they do.
std::optional<std::string> stated_delimiter(const std::string& path, const FileFormat& format);

/// The delimiter is the stated one, or whichever of comma, semicolon, bar and tab stands most often in the first
/// record outside quotes, the first of equals. A column without a name is named after its number. kInvalidData for an
/// empty file, a first record that does not end within a megabyte or is not in UTF-8, and a name that stands twice.
Result<CsvHeader> read_csv_header(const std::string& path, const std::string& shown, Compression compression,
                                  const FileFormat& format);

}  // namespace segql::connect
