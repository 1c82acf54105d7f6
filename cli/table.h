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

/// The same as text for a terminal of so many columns: none is wider. Long cells are cut with `…`, and the last columns
/// left out when there is no room for them.
struct Fitted {
  std::string text;
  size_t num_columns = 0;  ///< of those there are
};
Fitted fit(Table table, size_t columns);

/// 1234567 as "1,234,567".
std::string grouped(uint64_t number);

}  // namespace segql::cli
