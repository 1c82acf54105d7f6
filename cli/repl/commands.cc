#include "cli/repl/commands.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <vector>

#include <fmt/format.h>

#include "cli/definition_uses.h"
#include "cli/printable.h"
#include "cli/repl/members_wanted.h"
#include "cli/repl/repl.h"
#include "cli/repl/words.h"
#include "cli/session.h"
#include "cli/table.h"
#include "cli/why.h"
#include "cli/width.h"
#include "connect/replace_file.h"

namespace segql::cli {
namespace {

int usage(const std::string& message) {
  std::cerr << "segql: " << printable(message) << '\n';
  return kUsage;
}

/// On a terminal as wide as that; else as wide as it is. How many columns of the table there was room for.
size_t print_fitting(const Table& table) {
  const size_t columns = isatty(STDOUT_FILENO) != 0 ? terminal_width(STDOUT_FILENO) : 0;
  if (columns == 0) {
    std::cout << print(table, Format::kText);
    return table.columns.size();
  }
  const Fitted fitted = fit(table, columns);
  std::cout << fitted.text;
  return fitted.num_columns;
}

// ---------- questions ----------

int count(Repl& repl, const std::string& question) { return repl.count(question); }

int members(Repl& repl, const std::string& argument) {
  const auto wanted = read_members_wanted(argument);
  if (!wanted.ok()) return usage(wanted.error().message);
  const auto asked = repl.understand(wanted->question);
  if (!asked) return kFindings;
  const auto found = repl.evaluate(*asked);
  if (!found) return kFindings;
  std::vector<std::string> columns = wanted->columns;
  if (columns.empty()) {
    for (const TableInfo& table : repl.workspace().engine().tables()) {
      if (table.name == found->entity()) columns = table.fields;
    }
  }
  const auto listing = repl.workspace().evaluation().list(*found, columns, wanted->limit);
  if (!listing.ok()) {
    show_failure(listing.error());
    return kFindings;
  }
  Table table;
  for (size_t c = 0; c < listing->columns.size(); ++c) {
    const bool is_number = std::ranges::any_of(listing->rows, [&](const std::vector<Value>& row) {
      return std::holds_alternative<int64_t>(row[c]) || std::holds_alternative<double>(row[c]);
    });
    table.columns.push_back({listing->columns[c], is_number});
  }
  table.rows = listing->text;
  const size_t num_shown = print_fitting(table);
  std::string note;
  if (listing->rows.size() < found->count())
    note = grouped(listing->rows.size()) + " of " + grouped(found->count()) + " members; `limit N` shows more";
  if (num_shown < columns.size())
    note += (note.empty() ? "" : ". ") + std::to_string(num_shown) + " of " + std::to_string(columns.size()) +
            " columns; `columns A, B` says which";
  std::cout.flush();
  if (!note.empty()) std::cerr << note << '\n';
  return kFine;
}

int explain(Repl& repl, const std::string& argument) {
  ExplainStage stage = ExplainStage::kPlan;
  std::string question = argument;
  const auto [word, rest] = first_word(argument);
  for (const auto& [name, one] : kStages) {
    if (name != word) continue;
    stage = one;
    question = rest;
  }
  const auto asked = repl.understand(question);
  if (!asked) return kFindings;
  Evaluation& evaluation = repl.workspace().evaluation();
  const auto text = asked->is_segment ? evaluation.explain(asked->text, stage)
                                      : evaluation.explain_where(asked->entity, asked->text, stage);
  if (!text.ok()) {
    show_failure(text.error());
    return kFindings;
  }
  std::cout << printable_lines(*text);
  return kFine;
}

int uses(Repl& repl, const std::string& name) {
  if (name.empty()) return usage("`:uses` takes the name of a segment, attribute or field");
  return show_uses(repl.workspace().engine(), name, Format::kText);
}

/// `SEGMENT KEY`: the key is the last word, or a text in quotes.
int why(Repl& repl, const std::string& argument) {
  const bool is_quoted = argument.size() > 1 && argument.back() == '"';
  const size_t begin = is_quoted ? argument.rfind('"', argument.size() - 2) : argument.find_last_of(" \t") + 1;
  const std::string segment = begin == std::string::npos ? "" : trimmed(argument.substr(0, begin));
  if (segment.empty()) return usage("`:why` takes a segment and the key of a row: `:why vip_customers C000042`");
  const std::string key = is_quoted ? argument.substr(begin + 1, argument.size() - begin - 2) : argument.substr(begin);
  Evaluation& evaluation = repl.workspace().evaluation();
  const auto answer = evaluation.why(segment, key);
  if (!answer.ok()) {
    show_failure(answer.error());
    return answer.error().code == ErrorCode::kNotFound ? kUsage : kFindings;
  }
  std::cout << printable_lines(why_text(repl.workspace().engine(), evaluation.as_of(), *answer));
  return kFine;
}

// ---------- what there is ----------

int tables(Repl& repl, const std::string&) {
  Table table{{{"name"}, {"kind"}, {"rows", true}, {"fields"}}, {}};
  for (const TableInfo& info : repl.workspace().engine().tables()) {
    std::string fields;
    for (const std::string& field : info.fields) fields += (fields.empty() ? "" : ", ") + field;
    table.rows.push_back({info.name, info.is_event ? "event" : "entity", grouped(info.num_rows), fields});
  }
  print_fitting(table);
  return kFine;
}

int segments(Repl& repl, const std::string&) {
  const Engine& engine = repl.workspace().engine();
  Table table{{{"segment"}, {"of"}, {"where"}, {"title"}}, {}};
  for (const SegmentInfo& info : engine.segments()) {
    table.rows.push_back({info.name, info.entity, place_of(engine, info.source, info.span), info.title});
  }
  for (const std::string& name : engine.segments_with_arguments()) table.rows.push_back({name, "", "", ""});
  if (table.rows.empty()) std::cerr << "there are none\n";
  if (!table.rows.empty()) print_fitting(table);
  return kFine;
}

int typed(Repl& repl, const std::string&) {
  const std::string text = repl.workspace().typed();
  if (text.empty()) std::cerr << "nothing was defined in this session\n";
  if (!text.empty()) std::cout << printable_lines(text) << '\n';
  return kFine;
}

// ---------- the session ----------

int as_of(Repl& repl, const std::string& instant) {
  Workspace& workspace = repl.workspace();
  if (!instant.empty()) {
    if (const int failed = workspace.set_as_of(instant); failed != kFine) return failed;
  }
  std::cout << "as of " << workspace.engine().format_instant(workspace.evaluation().as_of()) << '\n';
  return kFine;
}

void show_load(const Workspace& workspace) {
  uint64_t rows = 0;
  for (const TableInfo& info : workspace.engine().tables()) rows += info.num_rows;
  std::cout << grouped(rows) << " rows" << fmt::format(" loaded in {:.2f} s", workspace.report().seconds) << '\n';
}

int load(Repl& repl, const std::string& folder) {
  const int exit_code = repl.workspace().load(folder);
  if (exit_code == kFine) show_load(repl.workspace());
  return exit_code;
}

int reload(Repl& repl, const std::string&) {
  const int exit_code = repl.workspace().reload();
  const size_t segments = repl.workspace().engine().segments().size();
  const size_t files = repl.workspace().project().files().size();
  if (exit_code != kUsage)
    std::cout << segments << (segments == 1 ? " segment in " : " segments in ") << files
              << (files == 1 ? " file\n" : " files\n");
  return exit_code;
}

int write_typed(Repl& repl, const std::string& file, bool replaces) {
  if (file.empty()) return usage("say which file: `:save vip.segql`");
  const std::string text = repl.workspace().typed();
  if (text.empty()) return usage("nothing was defined in this session");
  std::error_code ignored;
  if (!replaces && std::filesystem::exists(file, ignored))
    return usage("`" + file + "` exists already; `:save! " + file + "` writes over it");
  std::string header = "language 1\n\n";
  for (const std::string& used : repl.workspace().files_used()) {
    const auto from = std::filesystem::absolute(file).lexically_normal().parent_path();
    const std::string path =
        std::filesystem::absolute(used).lexically_normal().lexically_relative(from).generic_string();
    header += "import \"" + path + "\"\n";
  }
  const auto canonical = format_source(file, header + "\n" + text + "\n");
  if (!canonical.ok()) {
    complain(canonical.error());
    return kFindings;
  }
  if (const Status written = connect::replace_file(file, *canonical); !written.ok()) {
    complain(written.error());
    return kUsage;
  }
  repl.workspace().mark_saved(file);
  std::cout << "wrote " << printable(file) << '\n';
  return kFine;
}

int save(Repl& repl, const std::string& file) { return write_typed(repl, file, false); }
int save_over(Repl& repl, const std::string& file) { return write_typed(repl, file, true); }

int time(Repl& repl, const std::string& word) {
  if (!word.empty() && word != "on" && word != "off") return usage("`:time` takes `on` or `off`");
  if (!word.empty()) repl.show_time(word == "on");
  if (word.empty()) std::cout << "time is " << (repl.shows_time() ? "on" : "off") << '\n';
  return kFine;
}

int history(Repl& repl, const std::string&) {
  for (const std::string& entry : repl.input().remembered()) std::cout << printable_lines(entry) << '\n';
  return kFine;
}

int quit(Repl& repl, const std::string&) {
  repl.quit();
  return kFine;
}

int help(Repl& repl, const std::string& name);

constexpr Command kCommands[] = {
    {"as-of", "[T]", Takes::kInstant, "Show or set the instant that is asked about",
     "T is now, 2026-03-31 (the start of that day) or 2026-03-31T12:00[Z|+03:00]. The clock of a session stands still\n"
     "until it is set again.",
     &as_of},
    {"count", "QUESTION", Takes::kQuestion, "Count, as the question alone does",
     "Example: :count customer where any purchases", &count},
    {"explain", "[STAGE] [QUESTION]", Takes::kStageAndQuestion, "Show how a question is evaluated",
     "STAGE is source, ast, typed, plan (else), ir or asm. Without a question: the last one.", &explain},
    {"help", "[COMMAND]", Takes::kCommand, "Say what there is", "", &help},
    {"history", "", Takes::kNothing, "Show what was typed, in this session and those before", "", &history},
    {"load", "[DIR]", Takes::kPath, "Read the data again, or that of another folder", "", &load},
    {"members", "[QUESTION] [columns A, B] [limit N]", Takes::kMembers, "List members, in order of their key",
     "Without a question: those of the last one. Without columns: all fields; columns may be expressions. The limit\n"
     "is 20 unless it is given.\n"
     "Example: :members customer where any purchases columns id, country, count of purchases limit 5",
     &members},
    {"quit", "", Takes::kNothing, "Leave; so does Ctrl-D", "", &quit},
    {"reload", "", Takes::kNothing, "Read the definition files again",
     "The rows stay as they are, unless entities, events, relations or the timezone changed.", &reload},
    {"save", "FILE", Takes::kPath, "Write what was defined in this session to a new file",
     "In canonical form, with the imports it needs. A file that there is stays; `:save!` writes over it.", &save},
    {"save!", "FILE", Takes::kPath, "The same, over a file that there is", "", &save_over},
    {"segments", "", Takes::kNothing, "List the segments", "", &segments},
    {"tables", "", Takes::kNothing, "List entities and events, their rows and fields", "", &tables},
    {"time", "on|off", Takes::kSwitch, "Say how long each question took, or not", "", &time},
    {"typed", "", Takes::kNothing, "Show what was defined in this session", "", &typed},
    {"uses", "NAME", Takes::kName, "Show what a segment, attribute or field uses, and what uses it",
     "Example: :uses customer.country", &uses},
    {"why", "SEGMENT KEY", Takes::kQuestion, "Show why a row is a member or not, and when time changes it",
     "Example: :why vip_customers C000042. A key with blanks is written in double quotes.", &why},
};

int unknown(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  const std::string meant(nearest_word(name, names));
  return usage("there is no command `:" + name + "`" +
               (meant.empty() ? "; `:help` lists them" : "; did you mean `:" + meant + "`?"));
}

std::string called(const Command& command) {
  return ":" + std::string(command.name) + (command.arguments.empty() ? "" : " ") + std::string(command.arguments);
}

int help(Repl&, const std::string& name) {
  if (!name.empty()) {
    const std::string bare = name.starts_with(':') ? name.substr(1) : name;
    const Command* const command = find_command(bare);
    if (command == nullptr) return unknown(bare);
    std::cout << called(*command) << "\n" << command->about << ".\n";
    if (!command->more.empty()) std::cout << command->more << '\n';
    return kFine;
  }
  std::cout << "Type a question to count:\n"
               "  customer where country = \"SA\"\n"
               "  customer\n"
               "  vip_customers\n"
               "or a definition to use:\n"
               "  segment big of customer { where age > 30 }\n"
               "A text goes on over lines until it is whole; an empty\n"
               "line ends it. Tab shows what may follow.\n\n";
  size_t widest = 0, longest = 0;
  for (const Command& command : kCommands) {
    widest = std::max(widest, called(command).size());
    longest = std::max(longest, command.about.size());
  }
  const size_t columns = isatty(STDOUT_FILENO) != 0 ? terminal_width(STDOUT_FILENO) : 0;
  const bool is_narrow = columns != 0 && widest + 2 + longest > columns;
  for (const Command& command : kCommands) {
    const std::string name_and_arguments = called(command);
    const size_t gap = widest + 2 - name_and_arguments.size();
    std::cout << name_and_arguments << (is_narrow ? "\n    " : std::string(gap, ' ')) << command.about << '\n';
  }
  return kFine;
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(kCommands, name, &Command::name);
  return found == std::end(kCommands) ? nullptr : &*found;
}

int run_command(Repl& repl, const std::string& line) {
  const auto [name, argument] = first_word(line.substr(1));
  const Command* const command = find_command(name);
  if (command == nullptr) return unknown(name);
  if (command->takes == Takes::kNothing && !argument.empty()) return usage("`:" + name + "` takes nothing after it");
  return command->run(repl, argument);
}

}  // namespace segql::cli
