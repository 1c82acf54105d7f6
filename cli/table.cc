#include "cli/table.h"

#include <algorithm>

namespace segql::cli {
namespace {

/// Code points: close enough to columns of a terminal for names of segments.
size_t width(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string print_text(const Table& table) {
  std::vector<size_t> widths;
  for (const Table::Column& column : table.columns) widths.push_back(width(column.name));
  for (const auto& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text;
  const auto line = [&](const auto& cell_of) {
    std::string out;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const std::string& cell = cell_of(i);
      const std::string gap(widths[i] - width(cell), ' ');
      if (i != 0) out += "  ";
      out += table.columns[i].number ? gap + cell : cell + gap;
    }
    out.erase(out.find_last_not_of(' ') + 1);
    text += out + "\n";
  };
  line([&](size_t i) -> const std::string& { return table.columns[i].name; });
  for (const auto& row : table.rows) line([&](size_t i) -> const std::string& { return row[i]; });
  return text;
}

std::string csv_cell(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string print_csv(const Table& table) {
  std::string text;
  for (size_t i = 0; i < table.columns.size(); ++i) text += (i != 0 ? "," : "") + csv_cell(table.columns[i].name);
  text += "\n";
  for (const auto& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) text += (i != 0 ? "," : "") + csv_cell(row[i]);
    text += "\n";
  }
  return text;
}

}  // namespace

std::string print(const Table& table, Format format) {
  return format == Format::kCsv ? print_csv(table) : print_text(table);
}

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<size_t>(at), 1, ',');
  return digits;
}

}  // namespace segql::cli
