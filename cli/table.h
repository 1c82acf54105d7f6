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
    size_t width = 0;     ///< at least
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// kText: aligned columns under a line of names, two spaces between them. kCsv: CSV. Ends in a newline.
std::string print(const Table& table, Format format);

/// A row by itself, for one under what `print` makes of a table without rows.
std::string print_line(const Table& table, const std::vector<std::string>& cells, Format format);

/// Code points: close enough to columns of a terminal for names of segments.
size_t width(const std::string& text);

/// 1234567 as "1,234,567".
std::string grouped(uint64_t number);

}  // namespace segql::cli
