/// Project: a folder with a segql.toml as an Engine with its definitions and data.

#include "segql/project.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <tuple>

#include "base/one_line.h"
#include "base/try.h"
#include "connect/duckdb_reader.h"
#include "connect/file_reader.h"
#include "connect/folder.h"
#include "connect/lock_file.h"
#include "connect/project_file.h"
#include "connect/source_list.h"

namespace segql {
namespace {

/// The path a user would type: no "./" in front.
std::string shown_path(const std::string& folder, const std::string& file) {
  return (std::filesystem::path(folder) / file).lexically_normal().generic_string();
}

bool is_same_file(const std::string& path, const std::string& other) {
  const auto whole = [](const std::string& one) { return std::filesystem::absolute(one).lexically_normal(); };
  return whole(path) == whole(other);
}

Status add_read(Engine& engine, const std::vector<std::string>& paths) {
  connect::FileReader reader(paths, engine.options().limits.source_bytes, engine.options().threads != 1);
  for (size_t i = 0; i < paths.size();) {
    SEGQL_TRY(std::vector<std::string> read, reader.next());
    std::vector<DefinitionText> texts;
    for (std::string& text : read) texts.push_back({paths[i++], std::move(text)});
    SEGQL_TRY_VOID(engine.add_sources(std::move(texts)));
  }
  return {};
}

/// Adds `paths`, what is typed and, as long as there are some, the files they import. Imports that cannot be read are
/// left to the checker, which names the place of the import.
Result<std::vector<std::string>> add_files(Engine& engine, std::vector<std::string> paths,
                                           std::span<const DefinitionText> typed = {}) {
  SEGQL_TRY_VOID(add_read(engine, paths));
  for (const DefinitionText& one : typed) {
    if (auto added = engine.add_source(one.name, one.text, true); !added.ok()) return added.error();
  }
  for (;;) {
    std::vector<std::string> imported = engine.missing_imports();
    std::erase_if(imported, [](const std::string& path) { return !connect::check_readable_file(path, path).ok(); });
    if (imported.empty()) return paths;
    SEGQL_TRY_VOID(add_read(engine, imported));
    paths.insert(paths.end(), imported.begin(), imported.end());
  }
}

/// The last `count` reports of tables or static segments: there may be others before these, of rows the host gave the
/// engine itself. REQUIRES: there are as many.
std::vector<SourceReport*> last_reports(LoadReport& report, bool of_static_segments, size_t count) {
  std::vector<SourceReport*> reports;
  for (SourceReport& source : report.sources) {
    if (source.is_static_segment == of_static_segments && !source.is_snapshot) reports.push_back(&source);
  }
  reports.erase(reports.begin(), reports.end() - static_cast<ptrdiff_t>(count));
  return reports;
}

/// Where the keys of a static segment are: a file that stands where the definition says.
connect::SourceSpec source_of(const Engine& engine, const KeyListInfo& list) {
  connect::SourceSpec source;
  source.table = list.segment;
  source.declared_in = engine.source_name(list.source);
  std::tie(source.line, source.column) = engine.locate(list.source, list.span.begin);
  source.file = std::filesystem::absolute(list.file).lexically_normal().string();
  return source;
}

/// Lines that were no rows, as a problem of their source.
void add_rejected(SourceReport& report, const connect::RejectedLines& rejected) {
  if (rejected.count == 0) return;
  Problem problem{ProblemKind::kMalformedLine, "", rejected.count, true, false, {}};
  for (const connect::RejectedLine& line : rejected.examples) {
    problem.examples.push_back({line.line, line.reason + ": " + line.text});
  }
  report.rows_read += rejected.count;
  report.problems.insert(report.problems.begin(), std::move(problem));
}

/// Says of what a lock file has of a snapshot that it is not used.
SourceReport unused_snapshot(const connect::LockEntry& entry, const std::string& path, std::string why,
                             bool informational) {
  SourceReport report;
  report.table = entry.taken.segment;
  report.origin = path;
  report.is_snapshot = true;
  report.rows_read = entry.taken.keys.size();
  report.problems.push_back({ProblemKind::kUnusedSnapshot, "", 1, false, informational, {{0, std::move(why)}}});
  return report;
}

/// An entry that the engine cannot use.
struct UnusedEntry {
  SourceReport report;         ///< says why
  bool is_of_another = false;  ///< it is of another entity than what is defined
};

/// Nothing of an entry that the engine can use.
std::optional<UnusedEntry> why_unused(Engine& engine, SourceId source, const std::string& path, const std::string& name,
                                      const connect::LockEntry& entry) {
  const auto defined = engine.find_snapshot(name);
  if (!defined.ok() || defined->source != source) {
    // Its definition was removed, or is still to be written: the members are kept for it.
    return UnusedEntry{unused_snapshot(entry, path, "no snapshot of that name is defined beside it", true)};
  }
  if (defined->segment != name)
    return UnusedEntry{unused_snapshot(entry, path, "its name is `" + defined->segment + "`", false)};
  if (defined->entity == entry.taken.entity) return std::nullopt;
  std::string why = "it was of " + entry.taken.entity + " and is of " + defined->entity;
  return UnusedEntry{unused_snapshot(entry, path, std::move(why), false), true};
}

/// Gives the engine what one lock file has, and `unused` what it cannot use: the rest of the project is none the worse.
/// What is of another entity goes to `of_another`, by name.
Status add_snapshots(Engine& engine, SourceId source, const std::string& path, std::vector<SourceReport>& unused,
                     std::map<std::string, std::string, std::less<>>& of_another) {
  auto file = connect::read_lock_file(path);
  if (!file.ok()) return file.error();
  for (auto& [name, entry] : *file) {
    if (auto why = why_unused(engine, source, path, name, entry)) {
      if (why->is_of_another) of_another.insert_or_assign(name, entry.taken.entity);
      unused.push_back(std::move(why->report));
      continue;
    }
    const Status added = engine.add_snapshot(std::move(entry.taken), path);
    if (!added.ok()) return Error{added.error().code, entry.place + ": " + added.error().message};
  }
  return {};
}

}  // namespace

struct Project::Impl {
  std::unique_ptr<Engine> engine;
  connect::ProjectFile file;
  ProjectOptions options;
  std::vector<std::string> files;
  size_t num_own_files = 0;
  /// The entities of what lock files have of snapshots that are of another one now, by the names of those.
  std::map<std::string, std::string, std::less<>> of_another;

  /// `loaded`: whose rows these are; null: they are read.
  Result<LoadReport> load(const Engine* loaded);
  void tell(const LoadProgress& progress) const {
    if (options.progress) options.progress(progress);
  }
  /// Of the definition files, by name: what a lock file stands beside.
  std::map<std::string, SourceId> sources_by_name() const;
};

Project::Project(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Project::~Project() = default;

Result<std::unique_ptr<Project>> Project::open(ProjectOptions options) {
  auto impl = std::make_unique<Impl>();
  auto file = connect::read_project_file(options.folder);
  if (!file.ok()) return file.error();
  impl->file = std::move(*file);
  auto definitions = connect::definition_files(impl->file);
  if (!definitions.ok()) return definitions.error();
  auto engine = Engine::create(options.engine);
  if (!engine.ok()) return engine.error();
  impl->engine = std::move(*engine);
  for (std::string& path : *definitions) path = shown_path(impl->file.folder, path);
  std::erase_if(*definitions, [&](const std::string& path) {
    return std::ranges::any_of(options.left_out, [&](const std::string& other) { return is_same_file(path, other); });
  });
  impl->num_own_files = definitions->size();
  auto files = add_files(*impl->engine, std::move(*definitions), options.typed);
  if (!files.ok()) return files.error();
  impl->files = std::move(*files);
  if (options.checks) impl->engine->check();
  impl->options = std::move(options);
  return std::unique_ptr<Project>(new Project(std::move(impl)));
}

Result<std::unique_ptr<Project>> Project::open_files(const std::vector<std::string>& files, EngineOptions options) {
  auto impl = std::make_unique<Impl>();
  auto engine = Engine::create(std::move(options));
  if (!engine.ok()) return engine.error();
  impl->engine = std::move(*engine);
  impl->num_own_files = files.size();
  auto added = add_files(*impl->engine, files);
  if (!added.ok()) return added.error();
  impl->files = std::move(*added);
  impl->engine->check();
  return std::unique_ptr<Project>(new Project(std::move(impl)));
}

const std::string& Project::name() const { return impl_->file.name; }
const std::vector<std::string>& Project::files() const { return impl_->files; }
size_t Project::num_own_files() const { return impl_->num_own_files; }
Engine& Project::engine() { return *impl_->engine; }

std::string SourceFinding::place() const {
  return line == 0 ? file : file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string SourceFinding::text() const {
  return std::string(severity_name(severity)) + "[" + std::string(code) + "]: " + one_line(message) + "\n  --> " +
         one_line(place()) + "\n";
}

std::vector<SourceFinding> Project::check_sources() const {
  if (impl_->file.sources.empty()) return {};  // the rows come from somewhere else
  return connect::check_sources(impl_->file, impl_->engine->tables());
}

Result<LoadReport> Project::load() { return load_from(nullptr); }

Result<LoadReport> Project::load_beside(const Project& loaded) { return load_from(loaded.impl_->engine.get()); }

Result<LoadReport> Project::load_from(const Engine* loaded) {
  auto report = impl_->load(loaded);
  // What was read before the failure would stand twice in the next attempt.
  if (!report.ok()) impl_->engine->discard_rows();
  return report;
}

std::string Project::lock_file(SourceId source) const {
  return connect::lock_file_path(impl_->engine->source_name(source));
}

std::string Project::taken_of_another(std::string_view segment) const {
  const auto found = impl_->of_another.find(segment);
  return found != impl_->of_another.end() ? found->second : "";
}

Result<std::vector<SourceReport>> Project::unused_snapshots() {
  std::vector<SourceReport> unused;
  for (const auto& [name, id] : impl_->sources_by_name()) {
    const std::string path = connect::lock_file_path(name);
    auto file = connect::read_lock_file(path);
    if (!file.ok()) return file.error();
    for (const auto& [segment, entry] : *file) {
      if (auto why = why_unused(*impl_->engine, id, path, segment, entry)) unused.push_back(std::move(why->report));
    }
  }
  return unused;
}

Status Project::keep_snapshots(const std::vector<TakenSnapshot>& taken, bool retake) {
  std::map<std::string, std::vector<TakenSnapshot>> by_file;
  for (const TakenSnapshot& one : taken) {
    const auto defined = impl_->engine->find_snapshot(one.segment);
    if (!defined.ok()) return defined.error();
    by_file[lock_file(defined->source)].push_back(one);
  }
  return connect::add_to_lock_files(by_file, retake);
}

std::map<std::string, SourceId> Project::Impl::sources_by_name() const {
  std::map<std::string, SourceId> sources;
  for (SourceId id = 0; !engine->source_name(id).empty(); ++id) sources.emplace(engine->source_name(id), id);
  return sources;
}

Result<LoadReport> Project::Impl::load(const Engine* loaded) {
  std::vector<TableInfo> tables;  // that are read
  std::vector<const connect::SourceSpec*> sources;
  if (loaded != nullptr) {
    SEGQL_TRY_VOID(engine->share_rows(*loaded));
  } else {
    tables = engine->tables();
    SEGQL_TRY(sources, connect::match_sources(file, tables));
  }
  SEGQL_TRY(const std::string root, connect::data_root(file, options.data));
  SEGQL_TRY(auto connection, connect::Connection::open({root, options.engine.threads, options.engine.cancelled}));

  // Before the rows: a lock file that cannot be read is found without waiting for them.
  std::vector<SourceReport> unused;
  of_another.clear();
  const std::map<std::string, SourceId> ids = sources_by_name();
  for (const std::string& path : files) {
    const auto id = ids.find(path);
    if (id == ids.end()) continue;
    Status added = add_snapshots(*engine, id->second, connect::lock_file_path(path), unused, of_another);
    if (!added.ok()) return std::move(added).take_error();
  }

  const std::vector<KeyListInfo> lists = engine->key_lists();
  const size_t num_sources = tables.size() + lists.size();
  std::vector<connect::RejectedLines> rejected(num_sources);
  const auto read = [&](size_t i, const connect::SourceSpec& source, std::span<const std::string> fields) {
    LoadProgress now{i, num_sources, source.table, 0, std::nullopt};
    tell(now);
    return connection->read(source, &rejected[i], fields, [this, now](uint64_t rows, auto share) mutable {
      now.rows = rows;
      now.share = share;
      tell(now);
    });
  };
  for (size_t i = 0; i < tables.size(); ++i) {
    const connect::SourceSpec& source = *sources[i];
    auto stream = read(i, source, tables[i].fields);
    if (!stream.ok()) return stream.error();
    const Status imported = engine->import_arrow(source.table, &*stream, source.columns, source.origin());
    if (!imported.ok()) return imported.error();
  }
  for (size_t i = 0; i < lists.size(); ++i) {
    auto stream = read(tables.size() + i, source_of(*engine, lists[i]), std::span(&lists[i].column, 1));
    if (!stream.ok()) return stream.error();
    const Status imported = engine->import_keys(lists[i].segment, &*stream, lists[i].file);
    if (!imported.ok()) return imported.error();
  }
  tell({num_sources, num_sources, "", 0, std::nullopt});
  connection.reset();  // and its memory, before columns are made
  auto report = engine->finish_load();
  if (!report.ok()) return report.error();
  const std::vector<SourceReport*> of_tables = last_reports(*report, false, tables.size());
  for (size_t i = 0; i < tables.size(); ++i) add_rejected(*of_tables[i], rejected[i]);
  const std::vector<SourceReport*> of_lists = last_reports(*report, true, lists.size());
  for (size_t i = 0; i < lists.size(); ++i) add_rejected(*of_lists[i], rejected[tables.size() + i]);
  for (SourceReport& source : unused) report->sources.push_back(std::move(source));
  return report;
}

}  // namespace segql
