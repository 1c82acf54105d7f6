#include "cli/repl/repl.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "cli/printable.h"
#include "cli/repl/commands.h"
#include "cli/repl/words.h"
#include "cli/session.h"
#include "cli/table.h"
#include "cli/width.h"

namespace segql::cli {
namespace {

/// `customers`, `categories`, `boxes`; one `customer`.
std::string counted_name(const std::string& name, uint64_t count) {
  if (count == 1 || name.empty()) return name;
  const char last = name.back(), before = name.size() > 1 ? name[name.size() - 2] : 'a';
  if (last == 'y' && std::string_view("aeiou").find(before) == std::string_view::npos)
    return name.substr(0, name.size() - 1) + "ies";
  const bool hisses = last == 's' || last == 'x' || last == 'z' || (last == 'h' && (before == 'c' || before == 's'));
  return name + (hisses ? "es" : "s");
}

std::string share_text(uint64_t count, uint64_t all) {
  if (all == 0) return "";
  const double share = 100.0 * static_cast<double>(count) / static_cast<double>(all);
  if (count != 0 && share < 0.1) return " (<0.1%)";
  return count != all && share > 99.9 ? " (>99.9%)" : fmt::format(" ({:.1f}%)", share);
}

std::string time_text(double seconds) {
  return seconds < 1 ? fmt::format("{:.1f} ms", 1e3 * seconds) : fmt::format("{:.2f} s", seconds);
}

/// A name, or one with parts: what may be a segment, and what no condition is by itself.
bool is_bare_name(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '`';
  });
}

std::vector<std::string> entities_of(const Engine& engine) {
  std::vector<std::string> entities;
  for (const TableInfo& table : engine.tables()) {
    if (!table.is_event) entities.push_back(table.name);
  }
  return entities;
}

/// Some segment is called so, whatever its arguments.
bool is_segment_name(const Engine& engine, std::string_view name) {
  const auto begins = [&](const std::string& segment) {
    return segment.starts_with(name) &&
           (segment.size() == name.size() || segment[name.size()] == '(' || segment[name.size()] == '.');
  };
  return std::ranges::any_of(engine.segments(), [&](const SegmentInfo& info) { return begins(info.name); }) ||
         std::ranges::any_of(engine.segments_with_arguments(), begins);
}

/// The command that somebody means who types a word of other shells; empty: none, or something is called so.
std::string command_meant(const Engine& engine, const std::string& text) {
  const bool wants_help = text == "help" || text == "?", wants_out = text == "exit" || text == "quit";
  if (!wants_help && !wants_out) return "";
  const auto is_called = [&](const DefinitionInfo& one) { return one.name == text || one.name.ends_with("." + text); };
  const std::vector<std::string> entities = entities_of(engine);
  const bool is_entity = std::ranges::find(entities, text) != entities.end();
  if (is_entity || is_segment_name(engine, text) || std::ranges::any_of(engine.definitions(), is_called)) return "";
  return wants_help ? ":help" : ":quit";
}

/// A text that is not whole, or the description of a definition that is still to come.
bool goes_on(const std::string& text) {
  const TypedText typed = read_typed(text);
  return typed.is_open || (typed.kind == TypedText::Kind::kNothing && trimmed(text).starts_with("///"));
}

}  // namespace

std::optional<Asked> Repl::understand(const std::string& question) {
  if (question.empty() && last_question_.empty()) {
    std::cerr << "segql: nothing was asked yet; ask for example `customer where ...`, or name a segment\n";
    return std::nullopt;
  }
  const std::string& text = question.empty() ? last_question_ : question;
  Engine& engine = workspace_.engine();
  const TypedText typed = read_typed(text);
  const std::vector<std::string> entities = entities_of(engine);
  const bool names_rows = !typed.rows.empty() && std::ranges::find(entities, typed.rows) != entities.end();
  if (typed.has_where || names_rows) return Asked{false, typed.rows, typed.has_where ? text : "true"};
  const std::string_view name = std::string_view(text).substr(0, text.find_first_of("(. \t\n"));
  if (is_segment_name(engine, name) && (engine.find_segment(text).ok() || is_bare_name(text) ||
                                        trimmed(std::string_view(text).substr(name.size())).starts_with('(')))
    return Asked{true, "", text};
  const std::string entity = !last_entity_.empty() && std::ranges::find(entities, last_entity_) != entities.end()
                                 ? last_entity_
                                 : (entities.size() == 1 ? entities.front() : "");
  if (entity.empty() && is_bare_name(text)) return Asked{true, "", text};  // says what is near
  if (entity.empty()) {
    std::string known;
    for (const std::string& one : entities) known += (known.empty() ? "`" : " or `") + one + " where ...`";
    std::cerr << "segql: say whose rows these are: " << printable(known) << '\n';
    return std::nullopt;
  }
  if (!question.empty()) std::cerr << "taken as: " << printable(entity + " where " + text) << '\n';
  return Asked{false, entity, entity + " where " + text};
}

void Repl::begin_work() {
  std::cout.flush();
  if (cancelled_ != nullptr) *cancelled_ = false;
}

std::optional<Members> Repl::evaluate(const Asked& asked) {
  begin_work();
  Evaluation& evaluation = workspace_.evaluation();
  ProgressLine progress;
  progress.show("evaluating " + printable(asked.text == "true" ? asked.entity : asked.text));
  auto found = asked.is_segment ? evaluation.members(asked.text) : evaluation.members_where(asked.entity, asked.text);
  progress.erase();
  if (found.ok()) return *found;
  show_failure(found.error());
  return std::nullopt;
}

int Repl::count(const std::string& question) {
  const auto asked = understand(question);
  if (!asked) return kFindings;
  const auto begin = std::chrono::steady_clock::now();
  const auto members = evaluate(*asked);
  if (!members) return kFindings;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  // Written out, so that another entity that is used later does not change what it means.
  last_question_ =
      asked->is_segment || asked->text == "true" ? (asked->is_segment ? asked->text : asked->entity) : asked->text;
  last_entity_ = members->entity();
  const std::string all = grouped(members->num_rows());
  std::cout << grouped(members->count()) << " of " << all << ' '
            << printable(counted_name(members->entity(), members->num_rows()))
            << share_text(members->count(), members->num_rows())
            << (shows_time_ ? ", " + time_text(took.count()) : std::string()) << std::endl;
  show_overflows(last_question_, members->num_overflows());
  return kFine;
}

int Repl::define(const std::string& text, const TypedText& typed) {
  begin_work();
  const int exit_code = workspace_.define(text, typed.definitions);
  if (exit_code != kFine) return exit_code;
  is_warned_ = false;
  if (typed.definitions.size() == 1 && typed.definitions.front().kind == "segment") {
    // One that takes arguments has no members by itself.
    const std::string& name = typed.definitions.front().name;
    if (workspace_.engine().find_segment(name).ok()) return count(name);
  }
  if (!input_->is_terminal()) return kFine;
  for (const TypedDefinition& one : typed.definitions) {
    if (!one.name.empty()) std::cout << "defined " << printable(one.kind) << ' ' << printable(one.name) << '\n';
  }
  return kFine;
}

void Repl::quit() {
  const size_t num_unsaved = input_->is_terminal() ? workspace_.num_unsaved() : 0;
  is_over_ = num_unsaved == 0 || is_warned_;
  if (is_over_) return;
  is_warned_ = true;
  std::cerr << num_unsaved << (num_unsaved == 1 ? " definition is" : " definitions are")
            << " not saved; `:save FILE`, or leave again\n";
}

int Repl::take(const std::string& text) {
  if (text.starts_with(':')) {
    begin_work();
    return run_command(*this, text);
  }
  if (const std::string command = command_meant(workspace_.engine(), text); !command.empty()) {
    std::cerr << "segql: did you mean `" << command << "`?\n";
    return kUsage;
  }
  const TypedText typed = read_typed(text);
  switch (typed.kind) {
    case TypedText::Kind::kNothing: return kFine;
    case TypedText::Kind::kDefinitions: return define(text, typed);
    case TypedText::Kind::kQuestion: return count(text);
  }
  return kFine;
}

Offers Repl::complete(std::string_view line) {
  if (begun_.empty() && line.starts_with(':')) return complete_command(*this, line);
  return complete_question(begun_.empty() ? "" : begun_ + "\n", line);
}

Offers Repl::complete_question(const std::string& before, std::string_view line) {
  begin_work();
  Engine& engine = workspace_.engine();
  const std::vector<std::string> entities = entities_of(engine);
  const bool is_known = std::ranges::find(entities, last_entity_) != entities.end();
  const std::string entity = is_known ? last_entity_ : (entities.size() == 1 ? entities.front() : "");
  const Completions found = engine.complete(before + std::string(line), entity);
  if (found.begin < before.size()) return {};
  Offers offers{found.begin - before.size(), {}};
  for (const Completion& one : found.all) {
    const bool is_whole = one.kind != CompletionKind::kFunction;
    offers.all.push_back({one.text, std::string(kind_name(one.kind)), one.detail, is_whole});
  }
  return offers;
}

std::vector<std::string> Repl::fields() const {
  std::vector<std::string> names;
  for (const DefinitionInfo& one : workspace_.engine().definitions()) {
    if (one.kind != DefinitionInfo::Kind::kSegment && one.table == last_entity_)
      names.push_back(one.name.substr(one.table.size() + 1));
  }
  return names;
}

std::string Repl::prompt() const {
  const std::string name = cut(printable(workspace_.project().name()), 24);
  if (begun_.empty()) return name + "> ";
  return std::string(width(name) > 2 ? width(name) - 2 : 0, ' ') + "...> ";
}

int Repl::run(Input& input) {
  input_ = &input;
  int exit_code = kFine;
  size_t num_lines = 0, first_line = 0;
  const auto take_whole = [&] {
    const std::string text = trimmed(begun_);
    begun_.clear();
    if (text.empty()) return;
    input.remember(text);
    const int code = take(text);
    if (code == kFine) return;
    if (!input.is_terminal()) std::cerr << "segql: line " << first_line << " of the script failed\n";
    if (exit_code == kFine) exit_code = code;
  };
  std::string line;
  while (!is_over_) {
    const Input::End end = input.read(prompt(), line);
    if (end == Input::End::kOver) {
      quit();
      continue;
    }
    if (end == Input::End::kCleared) {
      begun_.clear();
      continue;
    }
    ++num_lines;
    const bool begins = begun_.empty();
    const bool is_blank = trimmed(line).empty();
    if (begins && is_blank) continue;
    if (begins) first_line = num_lines;
    begun_ += (begins ? "" : "\n") + line;
    const bool is_command = trimmed(begun_).starts_with(':');
    if (is_blank || is_command || !goes_on(begun_)) take_whole();
  }
  if (!input.is_terminal()) take_whole();  // the end of a script ends what is open
  std::cout.flush();
  return input.is_terminal() ? kFine : exit_code;
}

}  // namespace segql::cli
