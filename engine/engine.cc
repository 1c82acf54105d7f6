/// Engine: definitions and data. What is evaluated over them stands in evaluation.cc.

#include "segql/engine.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_set>

#include "base/cancel.h"
#include "base/try.h"
#include "compiler/diag/render.h"
#include "compiler/prove/relations.h"
#include "compiler/source/path.h"
#include "compiler/syntax/syntax.h"
#include "engine/completion.h"
#include "engine/declarations.h"
#include "engine/definition_graph.h"
#include "engine/engine_impl.h"
#include "engine/explain.h"
#include "engine/instant.h"
#include "engine/key_rows.h"
#include "engine/libraries.h"
#include "engine/proofs.h"
#include "engine/windows.h"
#include "engine/written_conditions.h"
#include "runtime/table/parallel.h"
#include "segql/version.h"

namespace segql {

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::create(EngineOptions options) {
  const std::vector<std::string_view> rules = plan::rule_names();
  for (const std::string& rule : options.disabled_rules) {
    if (std::find(rules.begin(), rules.end(), rule) != rules.end()) continue;
    std::string known;
    for (const std::string_view name : rules) known += (known.empty() ? "" : ", ") + std::string(name);
    return Error{ErrorCode::kInvalidArgument, "there is no optimiser rule `" + rule + "`; there are: " + known};
  }
  auto impl = std::make_unique<Impl>(std::move(options));
  SEGQL_TRY(impl->zone, TimeZone::find("UTC"));
  SEGQL_TRY(impl->runner, engine::ScanRunner::create(impl->options));
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

Result<SourceId> Engine::add_source(std::string name, std::string text, bool sees_all) {
  std::vector<DefinitionText> texts(1);
  texts[0] = {std::move(name), std::move(text)};
  return impl_->add_sources(std::move(texts), sees_all);
}

Status Engine::add_sources(std::vector<DefinitionText> texts) {
  const auto added = impl_->add_sources(std::move(texts), false);
  return added.ok() ? Status() : added.error();
}

std::vector<std::string> Engine::missing_imports() const {
  std::vector<std::string> missing;
  std::unordered_set<std::string> known(impl_->file_names.begin(), impl_->file_names.end());
  for (const check::InputFile& input : impl_->files) {
    for (const ast::Import& import : input.file->imports) {
      if (is_library_path(import.path)) continue;
      std::string path = import_path(input.path, import.path);
      if (known.insert(path).second) missing.push_back(std::move(path));
    }
  }
  return missing;
}

std::vector<std::string> Engine::sources_used_by(SourceId source) const {
  std::vector<std::string> names;
  if (impl_->definitions == nullptr) return names;
  for (const size_t file : impl_->definitions->files_used_by(source)) names.push_back(impl_->files[file].path);
  return names;
}

bool Engine::check() {
  Impl& impl = *impl_;
  if (impl.definitions != nullptr) return impl.num_errors == 0;
  engine::add_libraries(impl.files, impl.sources, impl.file_sink, impl.options.limits);
  const std::vector<check::InputFile> importers = impl.files;  // a library may be left whose importer is not checked
  impl.files = engine::checkable_files(std::move(impl.files), impl.broken_files);
  impl.definitions = check::Definitions::build(impl.files, impl.file_sink, impl.options.limits);
  if (auto zone = TimeZone::find(impl.definitions->schema().settings.timezone); zone.ok()) impl.zone = *zone;
  impl.questions =
      std::make_unique<engine::Questions>(impl.sources, *impl.definitions, impl.options.limits, impl.options.strict);
  impl.key_lists = std::make_unique<engine::KeyLists>(*impl.definitions, impl.options.limits, impl.options.threads);
  impl.snapshots =
      std::make_unique<engine::Snapshots>(*impl.definitions, impl.files, impl.options.limits, impl.options.threads);
  impl.num_errors = impl.file_sink.num_errors();
  impl.num_warnings = impl.file_sink.num_warnings();
  impl.num_not_shown = impl.file_sink.num_dropped();
  impl.diagnostics = impl.file_sink.take_kept();
  impl.num_errors -= engine::explain_library_names(impl.diagnostics, importers, impl.sources);
  if (impl.num_not_shown > 0) impl.diagnostics.push_back(diag::more_not_shown(impl.num_not_shown));
  return impl.num_errors == 0;
}

Status Engine::prove() {
  Impl& impl = *impl_;
  if (impl.definitions == nullptr) return Error{ErrorCode::kInvalidArgument, "definitions are proved after `check`"};
  if (std::exchange(impl.is_proved, true)) return {};
  auto found = cancellable({impl.options.cancelled}, [&] {
    return engine::prove_all(*impl.definitions, impl.files, impl.diagnostics,
                             runtime::num_threads(impl.options.threads), {impl.options.limits, impl.options.strict});
  });
  if (!found.ok()) {
    impl.is_proved = false;
    return std::move(found).take_error();
  }
  impl.num_errors += found->num_errors();
  impl.num_warnings += found->num_warnings();
  if (impl.num_not_shown > 0) impl.diagnostics.pop_back();
  impl.num_not_shown += found->num_dropped();
  const auto middle = static_cast<ptrdiff_t>(impl.diagnostics.size());
  std::ranges::move(found->take_kept(), std::back_inserter(impl.diagnostics));
  std::ranges::inplace_merge(impl.diagnostics, impl.diagnostics.begin() + middle, {}, diag::position_of);
  if (impl.num_not_shown > 0) impl.diagnostics.push_back(diag::more_not_shown(impl.num_not_shown));
  return {};
}

Result<std::vector<ClaimAnswer>> Engine::answer_claims(SourceId source) const {
  if (impl_->definitions == nullptr) return Error{ErrorCode::kInvalidArgument, "claims are answered after `check`"};
  return cancellable({impl_->options.cancelled}, [&] {
    return engine::answer_claims(*impl_->definitions, source, {impl_->options.limits, impl_->options.strict});
  });
}

const std::vector<Diagnostic>& Engine::diagnostics() const { return impl_->diagnostics; }
uint64_t Engine::num_errors() const { return impl_->num_errors; }
uint64_t Engine::num_warnings() const { return impl_->num_warnings; }

std::string Engine::render(const Diagnostic& diagnostic, bool colour) const {
  const auto find = [this](SourceId id) { return impl_->sources.find(id); };
  return diag::render(diagnostic, find, {.color = colour});
}

std::string_view Engine::source_name(SourceId id) const {
  const Source* source = impl_->sources.find(id);
  return source != nullptr ? std::string_view(source->name()) : std::string_view();
}

std::string_view Engine::source_text(SourceId id) const {
  const Source* source = impl_->sources.find(id);
  return source != nullptr ? source->text() : std::string_view();
}

std::pair<uint32_t, uint32_t> Engine::locate(SourceId id, uint32_t offset) const {
  const Source* source = impl_->sources.find(id);
  if (source == nullptr) return {1, 1};
  const LineColumn at = source->locate(offset);
  return {at.line, at.column};
}

std::vector<SegmentInfo> Engine::segments() const {
  std::vector<SegmentInfo> infos;
  if (impl_->definitions == nullptr) return infos;
  for (const hir::SegmentId id : impl_->definitions->segments()) infos.push_back(impl_->info_of(id));
  return infos;
}

std::vector<DefinitionInfo> Engine::definitions() const {
  return impl_->definitions == nullptr ? std::vector<DefinitionInfo>()
                                       : engine::definition_graph(*impl_->definitions, impl_->files);
}

std::vector<DeclarationInfo> Engine::declarations() const {
  return engine::declarations_of(impl_->files, impl_->sources);
}

Result<std::vector<TestWindow>> Engine::windows(const DefinitionInfo& definition, Instant as_of) {
  Impl& impl = *impl_;
  if (impl.definitions == nullptr) return Error{ErrorCode::kInvalidArgument, "windows are known after `check`"};
  if (definition.kind == DefinitionInfo::Kind::kField) return std::vector<TestWindow>();
  if (definition.kind == DefinitionInfo::Kind::kAttribute) {
    SEGQL_TRY(const schema::TableId table, impl.find_table(definition.table));
    const auto attribute = impl.definitions->find_attribute(table, definition.name.substr(definition.table.size() + 1));
    if (!attribute) return Error{ErrorCode::kNotFound, "there is no attribute `" + definition.name + "`"};
    engine::WindowList windows(*impl.definitions, {as_of, impl.zone.get()});
    windows.add(*attribute);
    return windows.take();
  }
  impl.questions->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl.questions->segment(definition.name));
  const hir::Segment* segment = &impl.definitions->segment(id);
  if (segment->frozen != nullptr) segment = &impl.definitions->segment(segment->frozen->live);
  SEGQL_TRY(const auto zone, TimeZone::find(segment->timezone));
  engine::WindowList windows(*impl.definitions, {as_of, zone.get()});
  if (segment->where != nullptr) windows.add(*segment->where);
  for (const hir::ExprRef excluded : segment->excludes) windows.add(*excluded);
  return windows.take();
}

std::vector<SegmentRelation> Engine::relations() const {
  std::vector<SegmentRelation> infos;
  if (impl_->definitions == nullptr) return infos;
  const check::Definitions& definitions = *impl_->definitions;
  prove::Prover prover(definitions, 50'000);  // of each of many searches
  for (const prove::Relation& relation : prove::find_relations(prover, definitions.segments())) {
    infos.push_back({static_cast<SegmentRelation::Kind>(relation.kind),
                     std::string(definitions.segment(relation.a).name),
                     std::string(definitions.segment(relation.b).name)});
  }
  return infos;
}

SegmentInfo Engine::Impl::info_of(hir::SegmentId id) const {
  const hir::Segment& segment = definitions->segment(id);
  return {std::string(segment.name),
          std::string(segment.title),
          std::string(segment.doc),
          definitions->schema().table(segment.table).name,
          segment.source,
          segment.span};
}

Result<SegmentInfo> Engine::find_segment(std::string_view segment) {
  if (impl_->questions == nullptr) return Error{ErrorCode::kInvalidArgument, "segments are known after `check`"};
  impl_->questions->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->questions->segment(segment));
  return impl_->info_of(id);
}

Completions Engine::complete(std::string_view text, std::string_view entity) {
  Impl& impl = *impl_;
  if (impl.definitions == nullptr) return {text.size(), {}};
  return engine::complete(impl.sources, *impl.definitions, impl.options.limits, text, entity);
}

std::vector<std::string> Engine::segments_with_arguments() const {
  return impl_->definitions == nullptr ? std::vector<std::string>() : impl_->definitions->segments_with_arguments();
}

std::vector<KeyListInfo> Engine::key_lists() const {
  std::vector<KeyListInfo> infos;
  if (impl_->key_lists == nullptr) return infos;
  for (const hir::SegmentId id : impl_->key_lists->segments()) {
    const hir::Segment& segment = impl_->definitions->segment(id);
    const schema::Table& table = impl_->definitions->schema().table(segment.table);
    infos.push_back({std::string(segment.name), import_path(source_name(segment.source), segment.keys->file),
                     table.field(segment.keys->key).name, segment.source, segment.keys->file_span});
  }
  return infos;
}

std::vector<SnapshotInfo> Engine::snapshots() const {
  std::vector<SnapshotInfo> infos;
  if (impl_->snapshots == nullptr) return infos;
  for (const hir::SegmentId id : impl_->snapshots->segments()) infos.push_back(impl_->snapshots->info(id));
  return infos;
}

Result<SnapshotInfo> Engine::find_snapshot(std::string_view segment) {
  if (impl_->questions != nullptr) impl_->questions->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->find_snapshot(segment));
  return impl_->snapshots->info(id);
}

std::vector<SnapshotInfo> Engine::find_snapshots(const std::vector<std::string>& segments) {
  // Once: what is used was checked first, so it has the smaller id as long as no id is given out again.
  if (impl_->questions != nullptr) impl_->questions->make_room();
  std::map<uint32_t, SnapshotInfo> infos;
  for (const std::string& segment : segments) {
    if (const auto id = impl_->find_snapshot(segment); id.ok()) infos.emplace(id->index, impl_->snapshots->info(*id));
  }
  std::vector<SnapshotInfo> result;
  for (auto& [id, info] : infos) result.push_back(std::move(info));
  return result;
}

std::vector<TableInfo> Engine::tables() const {
  std::vector<TableInfo> infos;
  if (impl_->definitions == nullptr) return infos;
  const schema::Schema& schema = impl_->definitions->schema();
  for (uint32_t i = 0; i < schema.tables.size(); ++i) {
    const schema::Table& table = schema.tables[i];
    TableInfo info{table.name, table.is_event, {}, {}, 0};
    for (const schema::Field& field : table.fields) {
      info.fields.push_back(field.name);
      info.types.push_back(schema.type_text(field.type) + (field.nullable ? "?" : ""));
    }
    if (impl_->data != nullptr) info.num_rows = impl_->data->table(schema::TableId{i}).num_rows();
    infos.push_back(std::move(info));
  }
  return infos;
}

const std::string& Engine::timezone() const { return impl_->zone->name(); }
const EngineOptions& Engine::options() const { return impl_->options; }

Result<schema::TableId> Engine::Impl::find_table(std::string_view name) const {
  if (definitions == nullptr) return Error{ErrorCode::kInvalidArgument, "rows are added after `check`"};
  if (const auto found = definitions->schema().find_table(name)) return *found;
  std::string known;
  for (const schema::Table& table : definitions->schema().tables) known += (known.empty() ? "" : ", ") + table.name;
  return Error{ErrorCode::kNotFound, "there is no entity or event `" + std::string(name) + "`; there are: " + known};
}

Result<schema::TableId> Engine::Impl::find_key_list(std::string_view segment) const {
  if (key_lists == nullptr) return Error{ErrorCode::kInvalidArgument, "keys are added after `check`"};
  if (data != nullptr) return Error{ErrorCode::kInvalidArgument, "keys are added before `finish_load`"};
  return key_lists->find(segment);
}

Result<hir::SegmentId> Engine::Impl::find_snapshot(std::string_view segment) {
  if (questions == nullptr) return Error{ErrorCode::kInvalidArgument, "snapshots are known after `check`"};
  if (const auto id = snapshots->find(segment)) return *id;
  SEGQL_TRY(const hir::SegmentId id, questions->segment(segment));
  if (definitions->segment(id).frozen != nullptr) return id;
  return Error{ErrorCode::kNotFound,
               "`" + std::string(segment) + "` is no snapshot without `as of`: there is nothing to be taken"};
}

namespace {

/// The builder rows go to: made when the first row comes.
Result<runtime::DatabaseBuilder*> builder_of(Engine::Impl& impl) {
  if (impl.definitions == nullptr) return Error{ErrorCode::kInvalidArgument, "rows are added after `check`"};
  if (impl.data != nullptr) return Error{ErrorCode::kInvalidArgument, "rows are added before `finish_load`"};
  if (impl.shared_rows != nullptr) {
    return Error{ErrorCode::kInvalidArgument, "the rows are those of another engine; none are added"};
  }
  if (impl.builder == nullptr) {
    SEGQL_TRY(impl.builder,
              runtime::DatabaseBuilder::create(impl.definitions->schema(), impl.options.limits, impl.options.threads));
  }
  return impl.builder.get();
}

}  // namespace

Status Engine::import_arrow(std::string_view table, ArrowArrayStream* stream, const std::vector<ColumnName>& mapping,
                            std::string origin) {
  if (stream == nullptr) return Error{ErrorCode::kInvalidArgument, "there is no stream to read"};
  const auto release = [&](Error error) {
    if (stream->release != nullptr) stream->release(stream);
    return error;
  };
  auto id = impl_->find_table(table);
  if (!id.ok()) return release(std::move(id).take_error());
  auto builder = builder_of(*impl_);
  if (!builder.ok()) return release(std::move(builder).take_error());
  std::vector<runtime::ColumnMapping> columns;
  for (const ColumnName& name : mapping) columns.push_back({name.field, name.column});
  const CancelScope scope({impl_->options.cancelled});
  return (*builder)->import(*id, stream, columns, std::move(origin));
}

Status Engine::append(std::string_view table, const std::vector<std::pair<std::string, Value>>& cells) {
  SEGQL_TRY(const schema::TableId id, impl_->find_table(table));
  SEGQL_TRY(runtime::DatabaseBuilder * builder, builder_of(*impl_));
  const schema::Table& declared = impl_->definitions->schema().table(id);
  std::vector<std::pair<schema::FieldId, runtime::Cell>> row;
  for (const auto& [name, value] : cells) {
    const auto field = declared.find_field(name);
    if (!field) return Error{ErrorCode::kNotFound, "there is no field `" + name + "` on " + declared.name};
    if (declared.field(*field).type.kind == schema::Kind::kPoint && std::holds_alternative<int64_t>(value)) {
      return Error{ErrorCode::kInvalidArgument, "`" + name + "` is a point: it is given as text, \"24.7136,46.6753\""};
    }
    row.emplace_back(*field, value);
  }
  return builder->append(id, row);
}

Status Engine::import_keys(std::string_view segment, ArrowArrayStream* stream, std::string origin) {
  if (stream == nullptr) return Error{ErrorCode::kInvalidArgument, "there is no stream to read"};
  auto list = impl_->find_key_list(segment);
  const CancelScope scope({impl_->options.cancelled});
  if (list.ok()) return impl_->key_lists->import(*list, stream, std::move(origin));
  if (stream->release != nullptr) stream->release(stream);
  return std::move(list).take_error();
}

Status Engine::add_keys(std::string_view segment, const std::vector<std::string>& keys) {
  SEGQL_TRY(const schema::TableId list, impl_->find_key_list(segment));
  return impl_->key_lists->add(list, keys);
}

std::vector<FunctionInfo> Engine::functions() const {
  if (impl_->definitions == nullptr) return {};
  std::vector<FunctionInfo> infos = impl_->definitions->host_functions();
  for (FunctionInfo& info : infos) info.is_given = impl_->functions.contains(info.name);
  return infos;
}

Status Engine::add_function(std::string_view name, HostFunction function) {
  if (impl_->definitions == nullptr) return Error{ErrorCode::kInvalidArgument, "functions are added after `check`"};
  if (function == nullptr) return Error{ErrorCode::kInvalidArgument, "there is no function to call"};
  std::string known;
  for (const FunctionInfo& info : functions()) {
    if (info.name == name) {
      impl_->functions.set(name, std::move(function));
      return {};
    }
    known += (known.empty() ? "" : ", ") + info.name;
  }
  return Error{ErrorCode::kNotFound, "no `extern` declares the function `" + std::string(name) + "`" +
                                         (known.empty() ? "" : "; there are: " + known)};
}

Status Engine::add_snapshot(TakenSnapshot taken, std::string origin) {
  if (impl_->questions != nullptr) impl_->questions->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl_->find_snapshot(taken.segment));
  SEGQL_TRY_VOID(impl_->snapshots->add(id, std::move(taken), std::move(origin)));
  if (impl_->data == nullptr) return {};
  LoadReport report;  // the load is over
  Status found = cancellable({impl_->options.cancelled},
                             [&] { return impl_->snapshots->finish(*impl_->data, impl_->written.snapshots, report); });
  if (!found.ok()) impl_->snapshots->discard();
  return found;
}

bool Engine::can_share_rows(const Engine& loaded) const {
  return impl_->definitions != nullptr && loaded.impl_->definitions != nullptr &&
         impl_->definitions->schema().has_rows_of(loaded.impl_->definitions->schema());
}

Status Engine::share_rows(const Engine& loaded) {
  Impl& impl = *impl_;
  if (impl.definitions == nullptr) return Error{ErrorCode::kInvalidArgument, "rows are shared after `check`"};
  if (impl.data != nullptr || impl.builder != nullptr) {
    return Error{ErrorCode::kInvalidArgument, "rows are shared in place of rows that are added"};
  }
  if (loaded.impl_->data == nullptr) return Error{ErrorCode::kInvalidArgument, "the other engine has no rows yet"};
  if (!can_share_rows(loaded)) {
    return Error{ErrorCode::kInvalidArgument,
                 "rows are shared by definitions with the same entities, events and relations in the same order"};
  }
  impl.shared_rows = loaded.impl_->data;
  impl.runner = loaded.impl_->runner;
  return {};
}

void Engine::discard_rows() {
  impl_->builder.reset();
  impl_->shared_rows.reset();
  if (impl_->key_lists != nullptr) impl_->key_lists->discard();
  if (impl_->snapshots != nullptr) impl_->snapshots->discard();
}

Result<LoadReport> Engine::Impl::finish_load() {
  LoadReport report;
  std::shared_ptr<const runtime::Database> loaded = shared_rows;
  if (loaded == nullptr) {
    SEGQL_TRY(runtime::DatabaseBuilder * rows, builder_of(*this));
    SEGQL_TRY(loaded, rows->finish(report));
  }
  SEGQL_TRY(engine::KeyMembers lists, key_lists->finish(*loaded, report));
  // The last that may fail: after an error there is no data, and no list of members.
  SEGQL_TRY_VOID(snapshots->finish(*loaded, written.snapshots, report));
  written.lists = std::move(lists);
  data = std::move(loaded);
  shared_rows.reset();
  builder.reset();
  return report;
}

Result<LoadReport> Engine::finish_load() {
  return cancellable({impl_->options.cancelled}, [&] { return impl_->finish_load(); });
}

Result<std::string> Engine::key_of(std::string_view entity, uint64_t row) const {
  SEGQL_TRY(const schema::TableId id, impl_->find_table(entity));
  const schema::Table& table = impl_->definitions->schema().table(id);
  if (table.is_event) return Error{ErrorCode::kInvalidArgument, "rows of the event `" + table.name + "` have no key"};
  if (impl_->data == nullptr || row >= impl_->data->table(id).num_rows()) {
    return Error{ErrorCode::kNotFound, "there is no row " + std::to_string(row) + " of " + table.name};
  }
  return engine::key_text(impl_->definitions->schema(), impl_->data->table(id).column(table.key_or_time), row);
}

Instant Engine::now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count() * kMicrosPerSecond;
}

Result<Instant> Engine::parse_instant(std::string_view text) const {
  return engine::parse_instant(text, *impl_->zone, now());
}

std::string Engine::format_instant(Instant instant) const { return engine::format_instant(instant, *impl_->zone); }

Result<std::string> Engine::explain(std::string_view segment, ExplainStage stage) {
  Impl& impl = *impl_;
  if (impl.questions == nullptr) return Error{ErrorCode::kInvalidArgument, "segments are explained after `check`"};
  if (stage != ExplainStage::kSource && stage != ExplainStage::kAst && stage != ExplainStage::kTyped) {
    return Error{ErrorCode::kInvalidArgument, "a plan is made for rows and an instant: ask an evaluation"};
  }
  impl.questions->make_room();
  SEGQL_TRY(const hir::SegmentId id, impl.questions->segment(segment));
  return engine::explain_definition(*impl.definitions, impl.files, impl.sources, id, stage);
}

std::vector<TestInfo> Engine::tests() const {
  std::vector<TestInfo> infos;
  if (impl_->definitions == nullptr) return infos;
  for (const hir::Test* test : impl_->definitions->tests()) {
    infos.push_back({std::string(test->title), std::string(impl_->definitions->segment(test->segment).name),
                     test->source, test->span});
  }
  return infos;
}

std::vector<WrittenSegment> Engine::written_segments() const {
  return impl_->definitions == nullptr ? std::vector<WrittenSegment>() : engine::written_segments(impl_->files);
}

Result<TestResult> Engine::run_test(size_t index, bool covers) {
  Impl& impl = *impl_;
  if (impl.definitions == nullptr) return Error{ErrorCode::kInvalidArgument, "tests are run after `check`"};
  if (index >= impl.definitions->tests().size()) {
    return Error{ErrorCode::kNotFound, "there are " + std::to_string(impl.definitions->tests().size()) + " tests"};
  }
  if (impl.tests == nullptr) {
    SEGQL_TRY(impl.tests,
              engine::TestRunner::create(*impl.definitions, impl.files, impl.sources, impl.functions, impl.options));
  }
  return cancellable({impl.options.cancelled},
                     [&] { return impl.tests->run(*impl.definitions->tests()[index], covers); });
}

Result<std::string> Engine::canonical(SourceId id) const {
  const Impl& impl = *impl_;
  if (impl.definitions != nullptr) return Error{ErrorCode::kInvalidArgument, "files are formatted before `check`"};
  const auto file =
      std::ranges::lower_bound(impl.files, id, {}, [](const check::InputFile& one) { return one.file->source; });
  if (file != impl.files.end() && file->file->source == id) return syntax::print(*file->file);
  const Source* source = impl.sources.find(id);
  if (source == nullptr) return Error{ErrorCode::kNotFound, "there is no such source"};
  // By itself, which says what is wrong.
  return format_source(source->name(), std::string(source->text()), impl.options.limits);
}

Result<std::string> format_source(std::string name, std::string text, const Limits& limits) {
  engine::Sources sources;
  SEGQL_TRY(const Source* source, sources.add(std::move(name), std::move(text), limits));
  diag::Sink sink(limits);
  const ast::File* file = syntax::parse(*source, sources.arena(), sink, limits);
  if (file == nullptr) return Error{ErrorCode::kInvalidSource, engine::render_all(sink.take_sorted(), sources)};
  return syntax::print(*file);
}

const char* version() { return SEGQL_VERSION; }

}  // namespace segql
