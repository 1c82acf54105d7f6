#include "tests/conformance/run.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "tests/table/arrow_data.h"

namespace segql::conformance {
namespace {

const char* const kBase = "base.segql";

std::string base_text(const Suite& suite) { return "language 1\n" + suite.schema + "\n" + suite.definitions; }

/// The segment that stands for a case whose text is clauses.
std::string segment_text(const Case& a_case, const std::string& name) {
  return "segment " + name + " of " + a_case.entity + " {\n" + a_case.text + "\n}\n";
}

std::string case_name(size_t index) { return "case_" + std::to_string(index); }

using Texts = std::vector<std::optional<std::string>>;

test::ArrowColumn column_of(const Rows& rows, size_t column) {
  Texts texts, keys;
  std::vector<std::optional<int64_t>> sizes;
  bool is_list = false, is_map = false;
  for (const auto& row : rows.rows) {
    const Cell& cell = row[column];
    const bool missing = cell.kind == Cell::Kind::kMissing;
    is_list = is_list || cell.kind == Cell::Kind::kList;
    is_map = is_map || cell.kind == Cell::Kind::kMap;
    if (cell.kind == Cell::Kind::kText || (missing && !is_list && !is_map)) {
      texts.push_back(missing ? std::nullopt : std::optional(cell.text));
      sizes.emplace_back();
      continue;
    }
    if (sizes.size() == texts.size()) std::erase(texts, std::nullopt);  // rows before the first list were missing
    const size_t step = cell.kind == Cell::Kind::kMap ? 2 : 1;
    sizes.push_back(missing ? std::nullopt : std::optional(static_cast<int64_t>(cell.items.size() / step)));
    for (size_t i = 0; i < cell.items.size(); i += step) {
      if (step == 2) keys.emplace_back(cell.items[i]);
      texts.emplace_back(cell.items[i + step - 1]);
    }
  }
  if (is_map) return test::maps(sizes, test::texts(keys), test::texts(texts));
  if (is_list) return test::lists(sizes, test::texts(texts).named("item"));
  return test::texts(texts);
}

ArrowArrayStream stream_of(const Rows& rows) {
  std::vector<test::ArrowColumn> columns;
  for (size_t i = 0; i < rows.columns.size(); ++i) columns.push_back(column_of(rows, i).named(rows.columns[i]));
  ArrowArrayStream stream;
  test::make_stream({test::batch(std::move(columns))}, &stream);
  return stream;
}

std::string sql_cell(const Cell& cell) {
  using segql::testing::sql_text;
  if (cell.kind == Cell::Kind::kMissing) return "null";
  if (cell.kind == Cell::Kind::kText) return sql_text(cell.text);
  std::string keys, values;
  const size_t step = cell.kind == Cell::Kind::kMap ? 2 : 1;
  for (size_t i = 0; i < cell.items.size(); i += step) {
    keys += (keys.empty() ? "" : ", ") + sql_text(cell.items[i]);
    values += (values.empty() ? "" : ", ") + sql_text(cell.items[i + step - 1]);
  }
  return step == 2 ? "map([" + keys + "], [" + values + "])" : "[" + values + "]";
}

/// Everything a case without rows is checked with; nothing when a file was refused as a whole.
std::optional<SourceId> add_sources(Engine& engine, const Suite& suite, const Case& a_case) {
  std::string text;
  switch (a_case.form) {
    case Form::kWhere: text = "segment the_case of " + a_case.entity + " { where " + a_case.text + "\n}\n"; break;
    case Form::kSegment: text = segment_text(a_case, "the_case"); break;
    case Form::kMembers:
      text = "segment the_case of " + a_case.entity + " { where in segment " + a_case.text + " }\n";
      break;
    case Form::kDeclare: text = a_case.text + "\n"; break;
    case Form::kFile: break;
  }
  if (a_case.form != Form::kFile) text = "language 1\nimport \"base.segql\"\n" + text;
  if (a_case.form == Form::kFile) text = a_case.text;
  for (const auto& [name, file] : suite.files) {
    if (!engine.add_source(name, file).ok()) return std::nullopt;
  }
  if (text.find("\"base.segql\"") != std::string::npos && !engine.add_source(kBase, base_text(suite)).ok())
    return std::nullopt;
  auto id = engine.add_source("case.segql", text);
  return id.ok() ? std::optional(*id) : std::nullopt;
}

/// What section 7 asks of every diagnostic, whatever it is about; empty when all of it is there.
std::string malformed(const Engine& engine, const Diagnostic& diagnostic) {
  const size_t size = engine.source_text(diagnostic.source).size();
  if (diagnostic.code.empty()) return "no code";
  if (diagnostic.span.begin > diagnostic.span.end || diagnostic.span.end > size) return "a span outside the text";
  if (diagnostic.message.empty() || std::isupper(static_cast<unsigned char>(diagnostic.message[0])) != 0)
    return "a message that does not start in lower case";
  const auto is_safe = [](const DiagnosticFix& fix) { return fix.machine_applicable; };
  if (std::ranges::count_if(diagnostic.fixes, is_safe) > 1) return "two fixes to apply";
  return "";
}

std::set<std::string> test_endings(Engine& engine) {
  std::set<std::string> endings;
  for (size_t i = 0; i < engine.tests().size(); ++i) {
    const auto result = engine.run_test(i);
    endings.insert(!result.ok() ? result.error().message : result->passed() ? "passed" : "failed");
  }
  return endings;
}

}  // namespace

std::vector<std::pair<std::string, EngineKind>> engine_kinds() {
  std::vector<std::pair<std::string, EngineKind>> kinds{{"interp", EngineKind::kInterpreter}};
#if SEGQL_JIT
  kinds.emplace_back("jit", EngineKind::kJit);
#endif
  return kinds;
}

Players::Players(const Suite& suite, EngineKind kind) : suite_(suite) {
  EngineOptions options;
  options.engine = kind;
  options.threads = 1;
  engine_ = std::move(Engine::create(options).value());
  std::string text = base_text(suite) + "\n";
  for (size_t i = 0; i < suite.cases.size(); ++i) {
    const Case& a_case = suite.cases[i];
    if (a_case.outcome == Outcome::kKeys && a_case.form == Form::kSegment) text += segment_text(a_case, case_name(i));
  }
  for (const auto& [name, file] : suite.files) {
    if (const auto added = engine_->add_source(name, file); !added.ok()) complaints_ += added.error().message + "\n";
  }
  if (const auto added = engine_->add_source(kBase, text); !added.ok()) complaints_ += added.error().message + "\n";
  engine_->check();
  for (const Diagnostic& diagnostic : engine_->diagnostics()) {
    if (diagnostic.severity == Severity::kError) complaints_ += engine_->render(diagnostic);
  }
  complaints_ += give_functions(*engine_);
  load();
}

void Players::load() {
  for (const Rows& rows : suite_.rows) {
    ArrowArrayStream stream = stream_of(rows);
    const Status added = engine_->import_arrow(rows.table, &stream);
    if (!added.ok()) complaints_ += added.error().message + "\n";
  }
  for (const auto& [segment, keys] : suite_.keys) {
    if (const Status added = engine_->add_keys(segment, keys); !added.ok()) complaints_ += added.error().message + "\n";
  }
  const auto report = engine_->finish_load();
  if (!report.ok()) {
    complaints_ += report.error().message + "\n";
    return;
  }
  for (const SourceReport& source : report->sources) {
    for (const Problem& problem : source.problems) {
      if (problem.informational || suite_.problems || problem.kind == ProblemKind::kMissingColumn) continue;
      complaints_ += source.table + "." + problem.column + ": " + std::to_string(problem.count) + " problems\n";
    }
  }
  take_snapshots();
}

void Players::take_snapshots() {
  for (const SnapshotInfo& info : engine_->snapshots()) {
    const auto when = suite_.snapshots.find(info.segment);
    if (when == suite_.snapshots.end()) continue;
    const auto instant = engine_->parse_instant(when->second);
    if (!instant.ok()) {
      complaints_ += instant.error().message + "\n";
      continue;
    }
    const auto evaluation = engine_->evaluate_at(*instant);
    Result<TakenSnapshot> taken =
        evaluation.ok() ? (*evaluation)->take_snapshot(info.segment) : Result<TakenSnapshot>(evaluation.error());
    const Status added = taken.ok() ? engine_->add_snapshot(std::move(*taken)) : Status(taken.error());
    if (!added.ok()) complaints_ += added.error().message + "\n";
  }
}

std::vector<std::string> Players::keys(size_t index) { return keys_of(suite_.cases[index], index); }

std::vector<std::string> Players::keys_of(const Case& a_case, size_t index) {
  std::unique_ptr<Evaluation>& evaluation = evaluations_[a_case.as_of];
  if (!evaluation) {
    const auto instant = engine_->parse_instant(a_case.as_of);
    if (!instant.ok()) return {instant.error().message};
    auto made = engine_->evaluate_at(*instant);
    if (!made.ok()) return {made.error().message};
    evaluation = std::move(*made);
  }
  const auto members = a_case.form == Form::kWhere     ? evaluation->members_where(a_case.entity, a_case.text)
                       : a_case.form == Form::kMembers ? evaluation->members(a_case.text)
                                                       : evaluation->members(case_name(index));
  if (!members.ok()) return {members.error().message};
  const auto listing = evaluation->list(*members, {});
  if (!listing.ok()) return {listing.error().message};
  std::vector<std::string> keys;
  for (const auto& row : listing->text) keys.push_back(row[0]);
  std::sort(keys.begin(), keys.end());
  return keys;
}

SqlPlayers::SqlPlayers(const Suite& suite) {
  if (suite.sql_schema.empty()) return;
  sql_.run(suite.sql_schema);
  for (const Rows& rows : suite.rows) {
    key_columns_[rows.table] = rows.columns.at(0);
    std::string values;
    for (const auto& row : rows.rows) {
      std::string cells;
      for (const Cell& cell : row) cells += (cells.empty() ? "" : ", ") + sql_cell(cell);
      values += (values.empty() ? "(" : ", (") + cells + ")";
    }
    std::string columns;
    for (const std::string& column : rows.columns) columns += (columns.empty() ? "\"" : ", \"") + column + "\"";
    if (!values.empty()) sql_.run("insert into \"" + rows.table + "\"(" + columns + ") values " + values);
  }
}

std::vector<std::string> SqlPlayers::keys(const Case& a_case) {
  const bool whole = a_case.sql.starts_with("select ") || a_case.sql.starts_with("with ");
  const std::string query =
      whole ? a_case.sql
            : "select \"" + key_columns_[a_case.entity] + "\" from \"" + a_case.entity + "\" where " + a_case.sql;
  std::vector<std::string> keys = sql_.column(query);
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<std::string> verdict(const Suite& suite, const Case& a_case) {
  EngineOptions options;
  options.threads = 1;
  options.strict = a_case.strict;
  const auto engine = std::move(Engine::create(options).value());
  const std::optional<SourceId> id = add_sources(*engine, suite, a_case);
  if (!id) return {"a file was refused"};
  engine->check();
  if (a_case.outcome == Outcome::kPasses && engine->num_errors() == 0) {
    const std::set<std::string> endings = test_endings(*engine);
    return {endings.begin(), endings.end()};
  }
  std::set<std::string> codes;
  const bool wants_errors = a_case.outcome == Outcome::kError;
  for (const Diagnostic& diagnostic : engine->diagnostics()) {
    const bool is_error = diagnostic.severity == Severity::kError;
    if (const std::string wrong = malformed(*engine, diagnostic); !wrong.empty()) codes.insert(wrong);
    if (is_error && !wants_errors) codes.insert("error " + engine->render(diagnostic));
    const bool elsewhere = diagnostic.source != *id && !is_error;
    if (elsewhere || is_error != wants_errors || diagnostic.severity == Severity::kInfo) continue;
    codes.insert(std::string(diagnostic.code));
  }
  return {codes.begin(), codes.end()};
}

}  // namespace segql::conformance
