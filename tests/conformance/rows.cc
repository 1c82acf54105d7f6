// Tables of rows as people write them.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "tests/conformance/suite.h"
#include "tests/golden/cells.h"

namespace segql::conformance {
namespace {

using golden::split;
using golden::trimmed;

/// A text in quotes is what is between them, so that spaces, `-` and the empty text can be written.
std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

Cell read_cell(const std::string& text, const std::string& where) {
  Cell cell;
  if (text == "-") return cell;
  const char open = text.empty() ? '\0' : text.front();
  if (open != '[' && open != '{') {
    if (text.empty()) bad_data(where, "an empty cell: `-` is missing, `\"\"` is the empty text");
    cell.kind = Cell::Kind::kText;
    cell.text = unquoted(text);
    return cell;
  }
  cell.kind = open == '[' ? Cell::Kind::kList : Cell::Kind::kMap;
  const std::string inner = trimmed(text.substr(1, text.size() - 2));
  if (inner.empty()) return cell;
  for (const std::string& item : split(inner, ',')) {
    if (cell.kind == Cell::Kind::kList) {
      cell.items.push_back(unquoted(item));
      continue;
    }
    const size_t colon = item.find(':');
    if (colon == std::string::npos) bad_data(where, "an entry of a map without `:`");
    cell.items.push_back(unquoted(trimmed(item.substr(0, colon))));
    cell.items.push_back(unquoted(trimmed(item.substr(colon + 1))));
  }
  return cell;
}

}  // namespace

void bad_data(const std::string& where, const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", where.c_str(), what.c_str());
  std::exit(2);
}

std::vector<std::string> sorted_words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  std::sort(words.begin(), words.end());
  return words;
}

Rows read_rows(const std::string& table, const std::string& text, const std::string& where) {
  Rows rows;
  rows.table = table;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (trimmed(line).empty()) continue;
    const std::vector<std::string> cells = split(line, '|');
    if (rows.columns.empty()) {
      rows.columns = cells;
      continue;
    }
    if (cells.size() != rows.columns.size()) bad_data(where, "another number of cells in `" + line + "`");
    rows.rows.emplace_back();
    for (const std::string& cell : cells) rows.rows.back().push_back(read_cell(cell, where));
  }
  return rows;
}

}  // namespace segql::conformance
