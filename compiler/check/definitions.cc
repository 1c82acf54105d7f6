/// The door: builds a project, and answers questions about it.

#include "compiler/check/definitions.h"

#include <algorithm>

#include "base/overload.h"
#include "base/try.h"
#include "compiler/check/claims.h"
#include "compiler/check/collect.h"
#include "compiler/check/definition_checks.h"
#include "compiler/check/lint.h"
#include "compiler/check/project.h"
#include "compiler/check/rules.h"
#include "compiler/check/schema_builder.h"
#include "compiler/check/test_blocks.h"
#include "compiler/check/unused.h"

namespace segql::check {
namespace {

constexpr int64_t kLanguage = 1;

void check_languages(Project& project, Reporter& reporter) {
  for (const ProjectFile& file : project.files) {
    if (!file.file->has_language || file.file->language == kLanguage) continue;
    reporter.report(file.file->source, file.file->language_span, diag::UnknownLanguage, file.file->language);
  }
}

/// The parts of a split or priority list, which may have been checked because a definition before it uses one.
void list_parts(Project& project, Reporter& reporter, DefinitionIndex index) {
  if (project.definition(index).state == Definition::State::kUnchecked) check_parts(project, reporter, index);
  for (const Part& part : project.definition(index).parts) project.default_instances.push_back(part.segment);
}

/// Everything from `first` on that is sound on its own, in source order; what is used first is checked first.
void check_definitions(Project& project, Reporter& reporter, DefinitionIndex first) {
  for (DefinitionIndex i = first; i < project.definitions.size(); ++i) {
    const DefinitionKind kind = project.definition(i).kind;
    if (has_parts(kind)) list_parts(project, reporter, i);
    if (project.definition(i).state != Definition::State::kUnchecked) continue;
    switch (kind) {
      case DefinitionKind::kAttribute: check_attribute(project, reporter, i); break;
      case DefinitionKind::kDefine: check_define(project, reporter, i); break;
      case DefinitionKind::kSegment:
      case DefinitionKind::kStatic: check_segment_by_itself(project, reporter, i); break;
      case DefinitionKind::kSplit:
      case DefinitionKind::kPriority: break;
    }
  }
}

void check_all(Project& project, Reporter& reporter) {
  check_definitions(project, reporter, 0);
  for (FileIndex i = 0; i < project.files.size(); ++i) {
    for (const ast::Decl& decl : project.files[i].file->decls) {
      Env env{project, reporter, i, project.files[i].file->source, {}, false};
      if (const auto* test = std::get_if<ast::Test>(&decl.node)) check_test(env, *test, decl.span);
      if (const auto* claim = std::get_if<ast::Claim>(&decl.node)) check_claim(env, *claim, decl.span);
    }
  }
}

/// Forgets failures, so that whoever asks next hears the reasons again.
void forget_failures(Project& project) {
  std::erase_if(project.instances, [](const auto& instance) { return !instance.second; });
}

}  // namespace

struct Definitions::Impl {
  explicit Impl(const Limits& limits) : project(limits) {}
  Project project;
};

Definitions::Definitions(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Definitions::~Definitions() = default;

namespace {

void add_files(Project& project, const std::vector<InputFile>& files) {
  for (const InputFile& input : files) {
    ProjectFile file;
    file.file = input.file;
    file.path = input.path;
    file.sees_all = input.sees_all;
    project.files.push_back(std::move(file));
  }
}

void check_project(Project& project, Reporter& reporter, bool schema_is_sound) {
  check_languages(project, reporter);
  resolve_imports(project, reporter);
  if (!schema_is_sound) return;  // every name in a segment depends on it
  collect_definitions(project, reporter);
  check_all(project, reporter);
  report_unused(project, reporter);
  forget_failures(project);
}

}  // namespace

std::unique_ptr<Definitions> Definitions::build(const std::vector<InputFile>& files, diag::Sink& sink,
                                                const Limits& limits) {
  auto impl = std::make_unique<Impl>(limits);
  Reporter reporter(sink);
  add_files(impl->project, files);
  const bool sound = build_schema(impl->project, reporter);
  check_project(impl->project, reporter, sound);
  return std::unique_ptr<Definitions>(new Definitions(std::move(impl)));
}

std::unique_ptr<Definitions> Definitions::build(const schema::Schema& schema, const std::vector<InputFile>& files,
                                                diag::Sink& sink, const Limits& limits) {
  auto impl = std::make_unique<Impl>(limits);
  Reporter reporter(sink);
  impl->project.schema = schema;
  add_files(impl->project, files);
  const bool sound = reject_schema_declarations(impl->project, reporter);
  check_project(impl->project, reporter, sound);
  return std::unique_ptr<Definitions>(new Definitions(std::move(impl)));
}

const schema::Schema& Definitions::schema() const { return impl_->project.schema; }
const std::vector<hir::SegmentId>& Definitions::segments() const { return impl_->project.default_instances; }
const std::vector<const hir::Test*>& Definitions::tests() const { return impl_->project.tests; }

const std::vector<const hir::Claim*>& Definitions::claims() const { return impl_->project.claims; }

std::vector<hir::AttributeId> Definitions::declared_attributes() const {
  std::vector<hir::AttributeId> result;
  for (const Definition& definition : impl_->project.definitions) {
    if (definition.kind != DefinitionKind::kAttribute || definition.state != Definition::State::kSound) continue;
    result.push_back(definition.attribute);
  }
  return result;
}

std::vector<FunctionInfo> Definitions::host_functions() const {
  const schema::Schema& schema = impl_->project.schema;
  std::vector<FunctionInfo> result;
  for (const auto& [name, function] : impl_->project.externs) {
    FunctionInfo& info = result.emplace_back();
    info.name = name;
    for (const Parameter& parameter : function.parameters) {
      info.parameters.push_back({std::string(parameter.name), schema.type_text(parameter.type)});
    }
    info.result = schema.type_text(function.result);
  }
  std::ranges::sort(result, {}, &FunctionInfo::name);
  return result;
}

std::vector<std::string> Definitions::segments_with_arguments() const {
  const Project& project = impl_->project;
  std::vector<std::string> result;
  for (const Definition& definition : project.definitions) {
    const auto needs_one = [](const Parameter& parameter) { return !parameter.default_value; };
    if (definition.kind != DefinitionKind::kSegment || definition.state == Definition::State::kBroken) continue;
    if (std::ranges::none_of(definition.parameters, needs_one)) continue;
    std::string parameters;
    for (const Parameter& parameter : definition.parameters) {
      parameters += (parameters.empty() ? "" : ", ") + std::string(parameter.name) + ": " +
                    project.schema.type_text(parameter.type);
    }
    result.push_back(std::string(definition.name) + "(" + parameters + ")");
  }
  return result;
}

std::optional<hir::SegmentId> Definitions::instantiate(const ast::SegmentRef& reference, SourceId source,
                                                       diag::Sink& sink) {
  Project& project = impl_->project;
  Reporter reporter(sink);
  Env env{project, reporter, kNoFile, source, {}, false};
  const auto segment = use_segment(env, reference);
  forget_failures(project);
  return segment ? std::optional(segment->id) : std::nullopt;
}

namespace {

/// An expression over rows of `entity` that is in no file. Nothing when the entity is unknown.
struct Loose {
  Loose(Project& project, diag::Sink& sink, std::string_view entity, const ast::Expr& expr, SourceId source)
      : reporter(sink), ctx(project, reporter) {
    ctx.source = source;
    const auto table = project.schema.find_table(entity);
    if (!table) {
      report_unknown_table(ctx, {entity, expr.span}, "entity", false);
      return;
    }
    ctx.rows.push_back({0, *table, {}});
    known = true;
  }

  Reporter reporter;
  Context ctx;
  bool known = false;
};

}  // namespace

std::optional<hir::SegmentId> Definitions::add_condition(std::string_view entity, const ast::Expr& condition,
                                                         SourceId source, diag::Sink& sink) {
  Project& project = impl_->project;
  Loose loose(project, sink, entity, condition, source);
  const hir::ExprRef where = loose.known ? check_condition(loose.ctx, condition) : nullptr;
  forget_failures(project);
  if (where == nullptr || loose.ctx.failed) return std::nullopt;
  report_notes(loose.ctx);
  if (loose.ctx.failed) return std::nullopt;
  hir::Segment segment{};
  segment.table = loose.ctx.rows[0].table;
  segment.where = where;
  segment.timezone = project.schema.settings.timezone;
  segment.num_slots = loose.ctx.num_slots;
  segment.source = source;
  segment.span = condition.span;
  return project.add_segment(segment);
}

std::optional<hir::AttributeId> Definitions::add_value(std::string_view entity, const ast::Expr& value, SourceId source,
                                                       diag::Sink& sink) {
  Project& project = impl_->project;
  Loose loose(project, sink, entity, value, source);
  const hir::ExprRef checked = loose.known ? check_expr(loose.ctx, value) : nullptr;
  forget_failures(project);
  if (checked == nullptr || loose.ctx.failed) return std::nullopt;
  report_notes(loose.ctx);
  if (loose.ctx.failed) return std::nullopt;
  return project.add_attribute({{}, loose.ctx.rows[0].table, checked, loose.ctx.num_slots, source, value.span},
                               may_be_missing_as_declared(loose.ctx, *checked));
}

namespace {

/// The name of a definition; null: it is part of the schema, or a test.
const ast::Name* name_of(const ast::Decl& decl) {
  return std::visit(
      overload{[](const ast::Attribute& node) { return &node.name; },
               [](const ast::Define& node) { return &node.name; }, [](const ast::Segment& node) { return &node.name; },
               [](const ast::StaticSegment& node) { return &node.name; },
               [](const ast::Split& node) { return &node.name; }, [](const ast::Priority& node) { return &node.name; },
               [](const auto&) -> const ast::Name* { return nullptr; }},
      decl.node);
}

/// Definitions of the names of some declarations are out of sight as long as this lives; of these declarations
/// themselves nothing is left by name afterwards.
class Hidden {
 public:
  Hidden(Project& project, std::span<const ast::Decl> decls) : project_(project), decls_(decls) {
    for (const ast::Decl& decl : decls) {
      const std::string_view name = name_of(decl)->text;
      auto node = project.names.extract(name);
      if (node.empty()) continue;
      names_.push_back(std::move(node));
      for (auto one = project.instances.begin(); one != project.instances.end();) {
        const std::string_view own = one->first.substr(0, one->first.find_first_of("(."));
        const auto next = std::next(one);
        if (own == name) instances_.push_back(project.instances.extract(one));
        one = next;
      }
    }
  }
  ~Hidden() {
    for (const ast::Decl& decl : decls_) project_.names.erase(name_of(decl)->text);
    for (auto& node : names_) project_.names.insert(std::move(node));
    for (auto& node : instances_) project_.instances.insert(std::move(node));
  }
  Hidden(const Hidden&) = delete;
  Hidden& operator=(const Hidden&) = delete;

 private:
  Project& project_;
  std::span<const ast::Decl> decls_;
  std::vector<decltype(Project::names)::node_type> names_;
  std::vector<decltype(Project::instances)::node_type> instances_;
};

}  // namespace

bool Definitions::accepts(const ast::File& file, diag::Sink& sink) {
  if (!file.imports.empty() || std::ranges::any_of(file.decls, [](const auto& decl) { return !name_of(decl); }))
    return false;
  Project& project = impl_->project;
  const Mark before = mark();
  const size_t num_definitions = project.definitions.size(), num_listed = project.default_instances.size();
  const Hidden hidden(project, file.decls);
  Reporter reporter(sink);
  Env env{project, reporter, kNoFile, file.source, {}, false};
  for (const ast::Decl& decl : file.decls) collect_definition(env, decl);
  check_definitions(project, reporter, static_cast<DefinitionIndex>(num_definitions));
  project.definitions.erase(project.definitions.begin() + static_cast<std::ptrdiff_t>(num_definitions),
                            project.definitions.end());
  project.default_instances.resize(num_listed);
  forget_failures(project);
  forget_since(before);
  return !sink.has_errors();
}

std::vector<KnownName> Definitions::known_names() const { return check::known_names(impl_->project); }
Samples Definitions::samples() const { return samples_of(impl_->project); }

const hir::Segment& Definitions::segment(hir::SegmentId id) const {
  SEGQL_CHECK(id.index < impl_->project.segments.size());
  return *impl_->project.segments[id.index];
}

const hir::Attribute& Definitions::attribute(hir::AttributeId id) const {
  SEGQL_CHECK(id.index < impl_->project.attributes.size());
  return *impl_->project.attributes[id.index];
}

std::vector<size_t> Definitions::files_used_by(SourceId source) const {
  const auto& files = impl_->project.files;
  const auto file = std::ranges::find(files, source, [](const ProjectFile& one) { return one.file->source; });
  return file == files.end() ? std::vector<size_t>() : std::vector<size_t>(file->seen.begin(), file->seen.end());
}

size_t Definitions::memory_bytes() const { return impl_->project.arena.bytes_used(); }

Definitions::Mark Definitions::mark() const {
  const Project& project = impl_->project;
  return {static_cast<uint32_t>(project.segments.size()), static_cast<uint32_t>(project.attributes.size()),
          project.arena.mark()};
}

void Definitions::forget_since(const Mark& mark) {
  Project& project = impl_->project;
  std::erase_if(project.instances,
                [&](const auto& instance) { return !instance.second || instance.second->index >= mark.num_segments; });
  project.segments.resize(mark.num_segments);
  project.attributes.resize(mark.num_attributes);
  project.attribute_may_be_missing.resize(mark.num_attributes);
  std::erase_if(project.host_calls, [&](const auto& call) { return call.second.index >= mark.num_attributes; });
  project.arena.rewind(mark.arena);
}

size_t Definitions::num_attributes() const { return impl_->project.attributes.size(); }

std::optional<hir::AttributeId> Definitions::find_attribute(schema::TableId table, std::string_view name) const {
  const FoundDefinition found = check::find_attribute(impl_->project, kNoFile, table, name);
  if (found.index == kNoDefinition) return std::nullopt;
  const Definition& definition = impl_->project.definitions[found.index];
  return definition.state == Definition::State::kSound ? std::optional(definition.attribute) : std::nullopt;
}

}  // namespace segql::check
