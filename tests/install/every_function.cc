/// Uses the address of every public function, so that one the library does not show fails to link.

#include <cstdio>

#include <segql/engine.h>
#include <segql/project.h>
#include <segql/schema_builder.h>
#include <segql/version.h>

namespace {

using segql::Engine, segql::Evaluation, segql::Members, segql::Project, segql::SchemaBuilder;

/// What has an address; the value keeps the optimiser from leaving it out.
template <typename... Functions>
int count(Functions... functions) {
  return (0 + ... + (functions != nullptr ? 1 : 0));
}

using Fields = std::span<const SchemaBuilder::Field>;
template <typename Kind>
using KindName = std::string_view (*)(Kind);
using Declare = SchemaBuilder& (SchemaBuilder::*)(std::string_view, std::string_view, Fields);

}  // namespace

int main() {
  int functions = 0;
  functions += count(&segql::version, &segql::format_source, &segql::error_code_name, &segql::detail::misused_result,
                     &segql::severity_name, &segql::problem_kind_name, &segql::LoadReport::has_problems,
                     &segql::syntax_tokens, &segql::read_typed, &segql::nearest_word,
                     static_cast<KindName<segql::DefinitionInfo::Kind>>(&segql::kind_name),
                     static_cast<KindName<segql::CompletionKind>>(&segql::kind_name));
  functions += count(
      &Engine::create, &Engine::add_source, &Engine::add_sources, &Engine::missing_imports, &Engine::sources_used_by,
      &Engine::check, &Engine::prove, &Engine::answer_claims, &Engine::diagnostics, &Engine::num_errors,
      &Engine::num_warnings, &Engine::render, &Engine::source_name, &Engine::source_text, &Engine::canonical,
      &Engine::locate, &Engine::segments, &Engine::find_segment, &Engine::segments_with_arguments, &Engine::tables,
      &Engine::relations, &Engine::definitions, &Engine::declarations, &Engine::windows, &Engine::written_segments,
      &Engine::tests, &Engine::run_test, &Engine::complete, &Engine::explain, &Engine::timezone, &Engine::import_arrow,
      &Engine::append, &Engine::key_lists, &Engine::add_keys, &Engine::import_keys, &Engine::key_of, &Engine::functions,
      &Engine::add_function, &Engine::snapshots, &Engine::find_snapshot, &Engine::find_snapshots, &Engine::add_snapshot,
      &Engine::share_rows, &Engine::can_share_rows, &Engine::discard_rows, &Engine::finish_load, &Engine::now,
      &Engine::parse_instant, &Engine::format_instant, &Engine::evaluate_at, &Engine::options);
  functions += count(&Evaluation::as_of, &Evaluation::members, &Evaluation::members_of_all, &Evaluation::counts_of_all,
                     &Evaluation::members_where, &Evaluation::list, &Evaluation::export_arrow, &Evaluation::explain,
                     &Evaluation::explain_where, &Evaluation::why, &Evaluation::take_snapshot);
  functions +=
      count(&Members::count, &Members::num_rows, &Members::contains, &Members::without, &Members::words, &Members::rows,
            &Members::roaring, &Members::entity, &Members::timing, &Members::num_overflows, &Members::num_failed_calls);
  functions += count(&SchemaBuilder::timezone, static_cast<Declare>(&SchemaBuilder::entity),
                     static_cast<Declare>(&SchemaBuilder::event), &SchemaBuilder::relation, &SchemaBuilder::text);
#if SEGQL_CONNECT
  functions += count(static_cast<segql::Result<std::unique_ptr<Project>> (*)(segql::ProjectOptions)>(&Project::open),
                     &Project::open_files, &Project::check_sources, &segql::SourceFinding::place,
                     &segql::SourceFinding::text, &Project::name, &Project::files, &Project::num_own_files,
                     &Project::engine, &Project::load, &Project::load_beside, &Project::lock_file,
                     &Project::taken_of_another, &Project::unused_snapshots, &Project::keep_snapshots);
#endif
  std::printf("%d functions\n", functions);
  return functions == 0 ? 1 : 0;
}
