#include "bench/micro/table_reporter.h"

#include <algorithm>

#include <fmt/format.h>

namespace segql::bench {
namespace {

void add_new(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

}  // namespace

void TableReporter::ReportRuns(const std::vector<Run>& runs) {
  ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    const std::string& name = run.run_name.function_name;
    const size_t size = name.rfind('/'), engine = name.rfind('/', size - 1);
    const auto rate = run.counters.find("items_per_second");
    if (run.error_occurred || rate == run.counters.end() || engine == std::string::npos) continue;
    const std::string row = name.substr(0, engine), column = name.substr(engine + 1);
    add_new(rows_, row);
    add_new(columns_, column);
    cells_[{row, column}] = 1e9 / rate->second;
  }
}

std::string TableReporter::table() const {
  std::string text = "| |", rule = "|---|";
  for (const std::string& column : columns_) {
    text += fmt::format(" {} |", column);
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const std::string& row : rows_) {
    text += fmt::format("| {} |", row);
    for (const std::string& column : columns_) {
      const auto cell = cells_.find({row, column});
      text += cell == cells_.end() ? " |" : fmt::format(" {:.3g} |", cell->second);
    }
    text += "\n";
  }
  return text;
}

}  // namespace segql::bench
