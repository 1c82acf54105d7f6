#include "cli/repl/workspace.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "cli/printable.h"
#include "cli/progress_line.h"
#include "cli/session.h"

namespace segql::cli {
namespace {

/// The kind of `expect`: an answer, and nothing to keep.
constexpr std::string_view kClaim = "expect";

bool is_same(const TypedDefinition& lhs, const TypedDefinition& rhs) {
  return lhs.kind == rhs.kind && lhs.name == rhs.name && lhs.entity == rhs.entity;
}

/// From the end of the one before to the end of this one: with the comments above it.
std::string text_of(const std::string& text, const std::vector<TypedDefinition>& definitions, size_t index) {
  const size_t begin = index == 0 ? 0 : definitions[index - 1].span.end;
  const size_t end = index + 1 == definitions.size() ? text.size() : definitions[index].span.end;
  std::string own = text.substr(begin, end - begin);
  own.erase(0, own.find_first_not_of(" \t\r\n"));
  own.erase(own.find_last_not_of(" \t\r\n") + 1);
  return own;
}

void show(Engine& engine, const Diagnostic& diagnostic) {
  std::cerr << engine.render(diagnostic, colour_wanted(STDERR_FILENO)) << '\n';
}

/// Says what is known of the claims in a source.
int answer(Engine& engine, const std::string& source, size_t num_claims) {
  SourceId id = 0;
  while (engine.source_name(id) != source) ++id;
  const auto answers = engine.answer_claims(id);
  if (!answers.ok()) {
    show_failure(answers.error());
    return kUsage;
  }
  if (answers->size() < num_claims) {  // without a mistake of their own
    std::cerr << "segql: not answered: the files of the project have errors; `:reload` shows them\n";
    return kFindings;
  }
  bool is_proved = true, has_error = false;
  for (const ClaimAnswer& one : *answers) {
    is_proved = is_proved && one.verdict == ClaimAnswer::Verdict::kProved;
    for (const Diagnostic& finding : one.findings) {
      has_error = has_error || finding.severity == Severity::kError;
      show(engine, finding);
    }
  }
  if (is_proved) std::cout << "proved\n";
  return has_error ? kFindings : kFine;
}

}  // namespace

Workspace::Workspace(const Options& options, const std::atomic<bool>* cancelled) : options_(options) {
  options_.engine.cancelled = cancelled;
}

Result<std::unique_ptr<Project>> Workspace::open_with(const Options& options, const std::vector<Typed>& typed) {
  ProjectOptions wanted = project_options(options);
  for (const Typed& one : typed) wanted.typed.push_back({one.source, one.text});
  wanted.left_out = saved_files_;
  wanted.progress = [this](const LoadProgress& progress) {
    if (progress_ && progress_->is_seen()) progress_->show(cli::text_of(progress));
  };
  return Project::open(std::move(wanted));
}

int Workspace::take(std::unique_ptr<Project> project, bool shares_rows) {
  progress_.emplace();
  auto report = shares_rows ? project->load_beside(*project_) : project->load();
  progress_.reset();
  if (!report.ok()) {
    complain(report.error());
    return kUsage;
  }
  Result<Instant> as_of = as_of_ ? *as_of_ : project->engine().parse_instant(options_.as_of);
  if (!as_of.ok()) {
    complain(as_of.error());
    return kUsage;
  }
  auto evaluation = project->engine().evaluate_at(*as_of);
  if (!evaluation.ok()) {
    complain(evaluation.error());
    return kUsage;
  }
  as_of_ = *as_of;
  evaluation_ = std::move(*evaluation);  // before its engine goes
  project_ = std::move(project);
  if (!shares_rows) report_ = std::move(*report);
  return kFine;
}

void show_failure(const Error& error) {
  std::cerr << (error.code == ErrorCode::kCancelled ? "interrupted" : printable_lines(error.message)) << '\n';
}

int Workspace::open() { return reload(); }

/// What was saved to a file of the project is the file's from now on.
void Workspace::hand_over() {
  ProjectOptions wanted = project_options(options_);
  wanted.checks = false;
  const auto project = Project::open(wanted);
  const auto is_of_project = [&](const std::string& saved) {
    const auto is_same = [&](const std::string& file) {
      std::error_code ignored;
      return std::filesystem::equivalent(file, saved, ignored);
    };
    return project.ok() && std::ranges::any_of((*project)->files(), is_same);
  };
  if (std::ranges::any_of(saved_files_, is_of_project)) {
    std::erase_if(typed_, [](const Typed& one) { return one.is_saved; });
  }
  saved_files_.clear();
}

int Workspace::reload() {
  if (!saved_files_.empty()) hand_over();
  auto project = open_with(options_, typed_);
  if (!project.ok()) {
    complain(project.error());
    return kUsage;
  }
  Engine& engine = (*project)->engine();
  show_diagnostics(engine);
  const int exit_code = engine.num_errors() != 0 ? kFindings : kFine;
  if (exit_code != kFine && engine.tables().empty()) return exit_code;
  const bool shares_rows = project_ != nullptr && engine.can_share_rows(project_->engine());
  const int taken = take(std::move(*project), shares_rows);
  if (taken == kFine && !shares_rows) show_problems(report_);
  return taken != kFine ? taken : exit_code;
}

int Workspace::load(const std::string& data) {
  Options options = options_;
  if (!data.empty()) options.data = data;
  auto project = open_with(options, typed_);
  if (!project.ok()) {
    complain(project.error());
    return kUsage;
  }
  const int taken = take(std::move(*project), false);
  if (taken != kFine) return taken;
  options_.data = options.data;
  show_problems(report_);
  return kFine;
}

int Workspace::define(const std::string& text, const std::vector<TypedDefinition>& definitions) {
  for (const TypedDefinition& one : definitions) {
    if (one.kind == "segment" || one.kind == "attribute" || one.kind == "define" || one.kind == kClaim) continue;
    std::cerr
        << "segql: `" << printable(one.kind)
        << "` belongs in a file of the project; what can be typed is segments, attributes, defines and `expect`\n";
    return kUsage;
  }
  std::vector<Typed> typed = typed_;
  std::erase_if(typed, [&](const Typed& old) {
    return std::ranges::any_of(definitions, [&](const TypedDefinition& one) { return is_same(old.what, one); });
  });
  // Checked as one text, so that messages show it as it was typed; kept one by one.
  std::vector<Typed> checked = typed;
  const std::string source = "typed-" + std::to_string(num_typed_ + 1);
  checked.push_back({{}, text, source});
  auto project = open_with(options_, checked);
  if (!project.ok()) {
    complain(project.error());
    return kUsage;
  }
  Engine& engine = (*project)->engine();
  bool is_sound = true;
  for (const Diagnostic& diagnostic : engine.diagnostics()) {
    const std::string_view name = engine.source_name(diagnostic.source);
    const bool is_error = diagnostic.severity == Severity::kError;
    const bool is_typed = std::ranges::find(checked, name, &Typed::source) != checked.end();
    if (name == source || (is_typed && is_error)) show(engine, diagnostic);
    is_sound = is_sound && !(is_typed && is_error);
  }
  if (!is_sound) return kFindings;
  const auto is_claim = [](const TypedDefinition& one) { return one.kind == kClaim; };
  if (const auto num_claims = std::ranges::count_if(definitions, is_claim); num_claims != 0) {
    const int answered = answer(engine, source, static_cast<size_t>(num_claims));
    if (answered != kFine) return answered;
  }
  if (std::ranges::all_of(definitions, is_claim)) return kFine;
  if (!engine.can_share_rows(project_->engine())) {
    std::cerr << "segql: the files of the project have changed; `:reload` reads them again\n";
    return kUsage;
  }
  if (const int taken = take(std::move(*project), true); taken != kFine) return taken;
  ++num_typed_;
  for (size_t i = 0; i < definitions.size(); ++i) {
    if (is_claim(definitions[i])) continue;
    const std::string own = definitions.size() == 1 ? source : source + "." + std::to_string(i + 1);
    typed.push_back({definitions[i], text_of(text, definitions, i), own});
  }
  typed_ = std::move(typed);
  return kFine;
}

int Workspace::set_as_of(const std::string& text) {
  const auto as_of = engine().parse_instant(text);
  if (!as_of.ok()) {
    complain(as_of.error());
    return kUsage;
  }
  auto evaluation = engine().evaluate_at(*as_of);
  if (!evaluation.ok()) {
    complain(evaluation.error());
    return kUsage;
  }
  as_of_ = *as_of;
  evaluation_ = std::move(*evaluation);
  return kFine;
}

std::string Workspace::typed() const {
  std::string text;
  for (const Typed& one : typed_) text += (text.empty() ? "" : "\n\n") + one.text;
  return text;
}

size_t Workspace::num_unsaved() const {
  return static_cast<size_t>(std::ranges::count(typed_, false, &Typed::is_saved));
}

void Workspace::mark_saved(const std::string& file) {
  for (Typed& one : typed_) one.is_saved = true;
  saved_files_.push_back(file);
}

std::vector<std::string> Workspace::files_used() const {
  std::vector<std::string> files;
  const std::vector<std::string>& all = project_->files();
  for (SourceId id = 0; !engine().source_name(id).empty(); ++id) {
    if (!engine().source_name(id).starts_with("typed-")) continue;
    for (std::string& file : engine().sources_used_by(id)) {
      if (std::ranges::find(all, file) != all.end() && std::ranges::find(files, file) == files.end())
        files.push_back(std::move(file));
    }
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace segql::cli
