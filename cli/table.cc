#include "cli/table.h"

#include <algorithm>

#include "cli/printable.h"
#include "cli/width.h"

namespace segql::cli {
namespace {

using Row = std::vector<std::string>;

std::vector<size_t> widths_of(const Table& table) {
  std::vector<size_t> widths;
  for (const Table::Column& column : table.columns) widths.push_back(std::max(width(column.name), column.width));
  return widths;
}

Row names_of(const Table& table) {
  Row names;
  for (const Table::Column& column : table.columns) names.push_back(column.name);
  return names;
}

Row printable_cells(const Row& cells) {
  Row result;
  for (const std::string& cell : cells) result.push_back(printable(cell));
  return result;
}

std::string aligned(const Table& table, const std::vector<size_t>& widths, const Row& cells) {
  std::string out;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string gap(widths[i] - std::min(widths[i], width(cells[i])), ' ');
    if (i != 0) out += "  ";
    out += table.columns[i].number ? gap + cells[i] : cells[i] + gap;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

std::string print_text(const Table& table) {
  std::vector<Row> rows{printable_cells(names_of(table))};
  for (const Row& row : table.rows) rows.push_back(printable_cells(row));
  std::vector<size_t> widths = widths_of(table);
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text;
  for (const Row& row : rows) text += aligned(table, widths, row);
  return text;
}

std::string csv_cell(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_line(const Row& cells) {
  std::string text;
  for (size_t i = 0; i < cells.size(); ++i) text += (i != 0 ? "," : "") + csv_cell(cells[i]);
  return text + "\n";
}

std::string print_csv(const Table& table) {
  std::string text = csv_line(names_of(table));
  for (const Row& row : table.rows) text += csv_line(row);
  return text;
}

}  // namespace

Fitted fit(Table table, size_t columns) {
  constexpr size_t kGap = 2, kLeast = 8;  // of a column that is cut: less of it says nothing
  std::vector<size_t> widths = widths_of(table);
  for (Row& row : table.rows) {
    row = printable_cells(row);
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  // As many columns as fit when each is cut as far as can be, then the widest are cut until all fit.
  size_t count = 0, total = 0;
  for (; count < widths.size(); ++count) {
    const size_t needed = std::min(widths[count], kLeast) + (count == 0 ? 0 : kGap);
    if (count != 0 && total + needed > columns) break;
    total += needed;
  }
  widths.resize(count);
  table.columns.resize(count);
  const size_t room = columns - std::min(columns, kGap * (count - std::min<size_t>(count, 1)));
  const auto sum_at_most = [&](size_t most) {
    size_t sum = 0;
    for (const size_t one : widths) sum += std::min(one, most);
    return sum;
  };
  size_t most = widths.empty() ? 0 : *std::ranges::max_element(widths);
  while (most > 1 && sum_at_most(most) > room) --most;
  size_t spare = room - std::min(room, sum_at_most(most));  // a column wider than the rest takes what is left
  for (size_t i = 0; i < count; ++i) {
    const size_t more = std::min(spare, widths[i] - std::min(widths[i], most));
    spare -= more;
    widths[i] = std::min(widths[i], most) + more;
    table.columns[i].width = widths[i];
    table.columns[i].name = cut(printable(table.columns[i].name), widths[i]);
  }
  std::string text = aligned(table, widths, names_of(table));
  for (Row& row : table.rows) {
    row.resize(count);
    for (size_t i = 0; i < count; ++i) row[i] = cut(row[i], widths[i]);
    text += aligned(table, widths, row);
  }
  return {std::move(text), count};
}

std::string print(const Table& table, Format format) {
  return format == Format::kCsv ? print_csv(table) : print_text(table);
}

std::string print_line(const Table& table, const Row& cells, Format format) {
  return format == Format::kCsv ? csv_line(cells) : aligned(table, widths_of(table), printable_cells(cells));
}

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<size_t>(at), 1, ',');
  return digits;
}

}  // namespace segql::cli
