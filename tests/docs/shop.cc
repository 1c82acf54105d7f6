#include "tests/docs/shop.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>

#include "tests/table/arrow_data.h"

namespace segql::docs {
namespace {

using Texts = std::vector<std::optional<std::string>>;

/// The cells of a line: a comma in quotes is part of its cell.
std::vector<std::string> cells_of_line(const std::string& line) {
  std::vector<std::string> cells;
  std::string open;
  for (const std::string& piece : split(line, ',')) {
    if (!open.empty()) {
      open += "," + piece;
    } else if (piece.starts_with('"') && (piece.size() == 1 || !piece.ends_with('"'))) {
      open = piece;
    } else {
      cells.push_back(piece);
    }
    if (open.empty() || !open.ends_with('"')) continue;
    cells.push_back(open);
    open.clear();
  }
  return cells;
}

/// The cells of one column: nothing is missing, `""` is the empty text.
Texts cells_of(const std::vector<std::vector<std::string>>& lines, size_t column) {
  Texts cells;
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::string& text = lines[i].at(column);
    if (text.empty()) {
      cells.emplace_back();
    } else {
      cells.emplace_back(text.front() == '"' ? text.substr(1, text.size() - 2) : text);
    }
  }
  return cells;
}

/// `[a; b]` is a set, `{a: b; c: d}` a map; a column has one kind of cells.
test::ArrowColumn column_of(const Texts& cells) {
  Texts items, keys;
  std::vector<std::optional<int64_t>> sizes;
  bool is_map = false;
  if (std::none_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.has_value(); })) {
    return test::nulls(static_cast<int64_t>(cells.size()));
  }
  for (const auto& cell : cells) {
    const char open = cell && !cell->empty() ? cell->front() : ' ';
    if (open != '[' && open != '{') return test::texts(cells);
    is_map = is_map || open == '{';
    const std::string inside = trimmed(cell->substr(1, cell->size() - 2));
    int64_t size = 0;
    for (const std::string& item : inside.empty() ? std::vector<std::string>{} : split(inside, ';')) {
      const std::vector<std::string> pair = split(item, ':');
      keys.emplace_back(pair.front());
      items.emplace_back(pair.back());
      ++size;
    }
    sizes.emplace_back(size);
  }
  return is_map ? test::maps(sizes, test::texts(keys), test::texts(items)) : test::lists(sizes, test::texts(items));
}

std::vector<std::vector<std::string>> csv(const std::string& text) {
  std::vector<std::vector<std::string>> lines;
  for (const std::string& line : split(text, '\n')) {
    if (!line.empty()) lines.push_back(cells_of_line(line));
  }
  return lines;
}

std::string load_table(Engine& engine, const std::string& table, const std::string& text) {
  const auto lines = csv(text);
  std::vector<test::ArrowColumn> columns;
  for (size_t i = 0; i < lines.at(0).size(); ++i) {
    columns.push_back(column_of(cells_of(lines, i)).named(lines[0][i]));
  }
  ArrowArrayStream stream;
  test::make_stream({test::batch(std::move(columns))}, &stream);
  const Status added = engine.import_arrow(table, &stream);
  return added.ok() ? "" : table + ": " + added.error().message + "\n";
}

std::string load_keys(Engine& engine, const KeyListInfo& list, const std::string& text) {
  std::vector<std::string> keys;
  const auto lines = csv(text);
  for (size_t i = 1; i < lines.size(); ++i) keys.push_back(lines[i][0]);
  const Status added = engine.add_keys(list.segment, keys);
  return added.ok() ? "" : list.file + ": " + added.error().message + "\n";
}

std::string problems_of(const LoadReport& report) {
  std::string text;
  for (const SourceReport& source : report.sources) {
    for (const Problem& problem : source.problems) {
      if (problem.informational) continue;
      text += source.table + "." + problem.column + ": " + problem_kind_name(problem.kind) + "\n";
    }
  }
  return text;
}

/// `propensity` of the examples: 0.9 to amal, 0.4 to badr, and nothing is known of others.
Status propensity(const FunctionBatch& batch, FunctionValues& values) {
  for (uint64_t i = 0; i < batch.num_rows; ++i) {
    const std::string_view key = batch.arguments[0].texts[i];
    values.present[i] = key == "amal" || key == "badr" ? 1 : 0;
    values.reals[i] = key == "amal" ? 0.9 : 0.4;
  }
  return {};
}

/// All there are, at the as-of of the document.
std::string take_snapshots(const Document& document, Engine& engine) {
  std::string wrong;
  for (const SnapshotInfo& info : engine.snapshots()) {
    const auto evaluation = engine.evaluate_at(engine.parse_instant(document.as_of).value());
    if (!evaluation.ok()) return evaluation.error().message;
    auto taken = (*evaluation)->take_snapshot(info.segment);
    if (!taken.ok()) return taken.error().message;
    if (const Status added = engine.add_snapshot(std::move(*taken)); !added.ok()) wrong += added.error().message + "\n";
  }
  return wrong;
}

}  // namespace

std::unique_ptr<Engine> check_definitions(const Document& document, const std::string& definitions, EngineKind kind) {
  EngineOptions options;
  options.engine = kind;
  options.threads = 1;
  auto engine = std::move(Engine::create(std::move(options)).value());
  (void)engine->add_source("shop.segql", document.schema);
  (void)engine->add_source("example.segql", definitions);
  for (auto files = engine->missing_imports(); !files.empty(); files = engine->missing_imports()) {
    const auto file = document.files.find(files.front());
    if (file == document.files.end()) break;
    (void)engine->add_source(file->first, file->second);
  }
  engine->check();
  if (!engine->prove().ok()) std::abort();
  if (!engine->functions().empty()) (void)engine->add_function("propensity", propensity);
  return engine;
}

std::string load(const Document& document, Engine& engine) {
  std::string wrong;
  for (const TableInfo& table : engine.tables()) {
    const auto rows = document.tables.find(table.name);
    if (rows != document.tables.end()) wrong += load_table(engine, table.name, rows->second);
  }
  for (const KeyListInfo& list : engine.key_lists()) {
    const auto keys = document.tables.find(list.file);
    if (keys != document.tables.end()) wrong += load_keys(engine, list, keys->second);
  }
  const auto report = engine.finish_load();
  if (!report.ok()) return wrong + report.error().message;
  return wrong + problems_of(*report) + take_snapshots(document, engine);
}

std::string codes(const Engine& engine, Severity severity) {
  std::set<std::string> found;
  for (const Diagnostic& diagnostic : engine.diagnostics()) {
    if (diagnostic.severity == severity) found.emplace(diagnostic.code);
  }
  return in_order({found.begin(), found.end()});
}

std::string members(Engine& engine, const std::string& segment, const std::string& as_of) {
  const auto evaluation = engine.evaluate_at(engine.parse_instant(as_of).value());
  if (!evaluation.ok()) return evaluation.error().message;
  const auto found = (*evaluation)->members(segment);
  if (!found.ok()) return found.error().message;
  const auto listing = (*evaluation)->list(*found, {});
  if (!listing.ok()) return listing.error().message;
  std::vector<std::string> keys;
  for (const auto& row : listing->text) keys.push_back(row[0]);
  return keys.empty() ? "nobody" : in_order(keys);
}

}  // namespace segql::docs
