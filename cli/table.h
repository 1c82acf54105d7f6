#pragma once
/// `Table`: rows of text for a terminal (aligned) or a spreadsheet (CSV, RFC 4180).

#include <string>
#include <vector>

#include "cli/options.h"

namespace segql::cli {

struct Table {
  struct Column {
    std::string name;
    bool number = false;  ///< aligned to the right
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// kText: aligned columns under a line of names, two spaces between them. kCsv: CSV. Ends in a newline.
std::string print(const Table& table, Format format);

/// 1234567 as "1,234,567".
std::string grouped(uint64_t number);

}  // namespace segql::cli
