#include "cli/app.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <iostream>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command_docs.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/printable.h"
#include "cli/shell.h"
#include "cli/usage.h"
#include "segql/prompt.h"

namespace segql::cli {
namespace {

const std::map<std::string, EngineKind> kEngines{
    {"auto", EngineKind::kAuto}, {"interp", EngineKind::kInterpreter}, {"jit", EngineKind::kJit}};
const std::map<std::string, Format> kFormats{{"text", Format::kText}, {"json", Format::kJson}, {"csv", Format::kCsv}};
const std::map<std::string, Format> kCheckFormats{{"text", Format::kText},     {"json", Format::kJson},
                                                  {"csv", Format::kCsv},       {"sarif", Format::kSarif},
                                                  {"github", Format::kGithub}, {"junit", Format::kJunit}};
const std::map<std::string, Format> kTestFormats{
    {"text", Format::kText}, {"json", Format::kJson}, {"junit", Format::kJunit}};
const std::map<std::string, Format> kTextOrJson{{"text", Format::kText}, {"json", Format::kJson}};
const std::map<std::string, Shell> kShells{{"bash", Shell::kBash}, {"fish", Shell::kFish}, {"zsh", Shell::kZsh}};
const std::map<std::string, GraphFormat> kGraphFormats{
    {"dot", GraphFormat::kDot}, {"mermaid", GraphFormat::kMermaid}, {"json", GraphFormat::kJson}};
const std::map<std::string, std::optional<connect::WrittenKind>> kWrittenKinds{
    {"csv", connect::WrittenKind::kCsv},
    {"jsonl", connect::WrittenKind::kJsonLines},
    {"parquet", connect::WrittenKind::kParquet},
    {"xlsx", connect::WrittenKind::kExcel}};
const std::map<std::string, ExplainStage> kStages{{"source", ExplainStage::kSource}, {"ast", ExplainStage::kAst},
                                                  {"typed", ExplainStage::kTyped},   {"plan", ExplainStage::kPlan},
                                                  {"ir", ExplainStage::kIr},         {"asm", ExplainStage::kAsm}};

/// An option that takes one word of a table; the help lists the words.
template <typename T>
CLI::Option* add_choice(CLI::App& command, const std::string& name, T& target, const std::map<std::string, T>& choices,
                        const std::string& help) {
  std::vector<std::string> words;
  for (const auto& [word, value] : choices) words.push_back(word);
  const auto is_choice = [words](const std::string& word) {
    return std::ranges::find(words, word) != words.end()
               ? std::string()
               : "`" + word + "` is none of " + CLI::detail::join(words, ", ");
  };
  return command
      .add_option_function<std::string>(
          name, [&target, &choices](const std::string& word) { target = choices.at(word); }, help)
      ->check(CLI::Validator(is_choice, "{" + CLI::detail::join(words) + "}"))
      ->type_name("");
}

void add_folder(CLI::App& command, Options& options) {
  command.add_option("-p,--project", options.project, "Folder with the segql.toml")
      ->type_name("DIR")
      ->capture_default_str();
}

void add_strict(CLI::App& command, Options& options) {
  command.add_flag(
      "--strict", options.engine.strict,
      "Treat as errors: negations that match missing values, rows that cannot be kept; check, repl: claims not "
      "proved");
}

void add_project(CLI::App& command, Options& options, const std::map<std::string, Format>& formats = kFormats) {
  add_folder(command, options);
  add_strict(command, options);
  add_choice(command, "--format", options.format, formats, "How to print");
}

/// What is evaluated, and how.
void add_data(CLI::App& command, Options& options) {
  command.add_option("--data", options.data, "Folder the data is in (else SEGQL_DATA, else what segql.toml says)")
      ->type_name("DIR");
  command
      .add_option("--as-of", options.as_of, "The instant to evaluate for: now, 2026-03-31, 2026-03-31T12:00[Z|+03:00]")
      ->type_name("T")
      ->capture_default_str();
  constexpr const char* kEngine = "Options of the engine";
  add_choice(command, "--engine", options.engine.engine, kEngines, "Which engine evaluates")->group(kEngine);
  command.add_option("--threads", options.engine.threads, "Threads to use (0: all)")
      ->type_name("N")
      ->check(CLI::Range(0, 1024))
      ->group(kEngine);
  command.add_flag("!--no-optimise", options.engine.optimise, "Evaluate conditions as written, in the order written")
      ->group(kEngine);
  command.add_option("--without-rule", options.engine.disabled_rules, "Optimiser rule to leave out (repeatable)")
      ->type_name("RULE")
      ->allow_extra_args(false)
      ->group(kEngine);
}

void add_evaluation(CLI::App& command, Options& options, const std::map<std::string, Format>& formats = kFormats) {
  add_project(command, options, formats);
  add_data(command, options);
}

/// The one segment that a command is about.
void add_segment(CLI::App& command, Options& options) {
  command
      .add_option_function<std::string>(
          "segment", [&options](const std::string& name) { options.segments = {name}; }, "A segment")
      ->type_name("SEGMENT")
      ->required();
}

/// Checks of the command line's library: empty when the word is good, else what is wrong with it.
std::string is_count(const std::string& word) {
  uint64_t count = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
  const bool good = error == std::errc() && end == word.data() + word.size();
  return good ? "" : "`" + word + "` is not a whole number from 0 to 18446744073709551615";
}

std::string names_every_item(const std::string& list) {
  const std::vector<std::string> items = split_list(list);
  const bool good = std::ranges::none_of(items, [](const std::string& item) { return item.empty(); });
  return good ? "" : "an item of `" + list + "` is empty";
}

void add_output(CLI::App& command, Options& options) {
  CLI::Option* const output =
      command
          .add_option("--output", options.output,
                      "Write a file: .csv, .jsonl, .ndjson (each also with .gz or .zst), .parquet or .xlsx")
          ->type_name("FILE");
  add_choice(command, "--output-format", options.output_kind, kWrittenKinds, "What to write, whatever the name says")
      ->needs(output);
  command.add_flag("--raw", options.raw, "Leave texts that a spreadsheet would take for formulas as they are")
      ->needs(output);
}

int completions(const Options& options);
int man(const Options& options);
int help(const Options& options);

/// One row of the command table: what the command line says about a command, and what runs it.
struct Command {
  const char* name;
  const char* about;
  const char* example;
  void (*add_options)(CLI::App&, Options&);
  int (*run)(const Options&);
};

const Command kCommands[] = {
    {"check", "Check the definitions of a project, or single files", "segql check -p examples/shop",
     [](CLI::App& command, Options& options) {
       command.add_flag("--fix", options.fix, "Put right in the files what can be without thinking");
       command.add_option("files", options.files, "Files to check instead of the project")->type_name("FILE");
       command.add_flag("--relations", options.relations, "List which segments imply, equal or exclude each other");
       add_project(command, options, kCheckFormats);
     },
     &check},
    {"fmt", "Rewrite definitions in their canonical form", "segql fmt --check -p examples/shop",
     [](CLI::App& command, Options& options) {
       command.add_flag("--check", options.check_only, "Change nothing; exit with 1 when a file would change");
       command.add_flag("--diff", options.diff, "The same, and show what would change");
       command.add_option("files", options.files, "Files instead of the project's; `-` reads standard input")
           ->type_name("FILE");
       add_folder(command, options);
     },
     &format},
    {"run", "Load the data and evaluate every segment",
     "segql run -p examples/shop --data build/demo-data --as-of 2026-03-31",
     [](CLI::App& command, Options& options) {
       command.add_option("segments", options.segments, "Segments to evaluate (none: all)")->type_name("SEGMENT");
       add_evaluation(command, options);
     },
     &run},
    {"count", "Print how many members segments have", "segql count vip_customers 'slipping_away(days: 30)'",
     [](CLI::App& command, Options& options) {
       command.add_option("segments", options.segments, "Segments, with arguments if they take some")
           ->type_name("SEGMENT")
           ->required();
       add_evaluation(command, options);
     },
     &count},
    {"members", "List the members of a segment", "segql members vip_customers --columns id,country,spend --limit 20",
     [](CLI::App& command, Options& options) {
       add_segment(command, options);
       command
           .add_option_function<std::string>(
               "--columns", [&options](const std::string& list) { options.columns = split_list(list); },
               "Fields, attributes or expressions; `*`: all fields (none: the key)")
           ->check(names_every_item)
           ->type_name("A,B");
       command.add_option("--limit", options.limit, "Print at most this many members")->check(is_count)->type_name("N");
       add_output(command, options);
       add_evaluation(command, options);
       command.get_option("--output")->excludes("--format");
     },
     &members},
    {"explain", "Show how a segment is evaluated", "segql explain vip_customers --stage plan",
     [](CLI::App& command, Options& options) {
       add_segment(command, options);
       add_choice(command, "--stage", options.stage, kStages, "Which form to show");
       add_evaluation(command, options, kTextOrJson);
     },
     &explain},
    {"why", "Show why somebody or something is in a segment or not, and when time alone changes that",
     "segql why vip_customers C000042 -p examples/shop",
     [](CLI::App& command, Options& options) {
       add_segment(command, options);
       command.add_option("key", options.key, "The key of a row of its entity")->type_name("KEY")->required();
       add_evaluation(command, options, kTextOrJson);
     },
     &why},
    {"diff", "Show what a change of definitions does: whose members change, who joins, who leaves and why",
     "segql diff main -p examples/shop",
     [](CLI::App& command, Options& options) {
       command
           .add_option(
               "old", options.before,
               "What to compare with: a folder with a segql.toml, or a git revision; `main...HEAD`: both sides, "
               "from where HEAD left main")
           ->type_name("OLD")
           ->required();
       command.add_option("new", options.after, "Likewise (none: the project as it is)")->type_name("NEW");
       command.add_option("--samples", options.samples, "Show at most this many of those who join, and who leave")
           ->check(is_count)
           ->type_name("N");
       add_evaluation(command, options, kTextOrJson);
     },
     &diff},
    {"explain-code", "Say what a code of a message means, with examples", "segql explain-code L-NULL",
     [](CLI::App& command, Options& options) {
       add_choice(command, "--format", options.format, kTextOrJson, "How to print");
       command.add_option("code", options.code, "A code, as in E0102 or L-NULL (none: list all)")->type_name("CODE");
     },
     &explain_code},
    {"test", "Run the tests of the definitions, over the rows they give", "segql test -p examples/shop 'slips away'",
     [](CLI::App& command, Options& options) {
       add_folder(command, options);
       add_choice(command, "--format", options.format, kTestFormats, "How to print");
       add_choice(command, "--engine", options.engine.engine, kEngines, "Which engine evaluates (auto: both)");
       command.add_flag("--coverage", options.coverage, "Show which conditions tests saw both true and false");
       command.add_option("--min", options.min_coverage, "Fail when fewer percent of the conditions are covered")
           ->check(CLI::Range(0, 100))
           ->type_name("PERCENT");
       command.add_flag("--watch", options.watch, "Run them again whenever a definition is saved");
       command.add_option("names", options.tests, "Run only tests with one of these in their name or segment")
           ->type_name("NAME");
     },
     &test},
    {"snapshot", "Take snapshots and write their members to lock files, which are to be committed",
     "segql snapshot spring_buyers -p examples/shop",
     [](CLI::App& command, Options& options) {
       command.add_flag("--retake", options.retake, "Take those again that were taken before");
       command.add_option("segments", options.segments, "Snapshots without `as of` (none: all that are not taken yet)")
           ->type_name("SNAPSHOT");
       add_evaluation(command, options);
     },
     &snapshot},
    {"uses", "Show what a definition uses, and what uses it", "segql uses customer.spend -p examples/shop",
     [](CLI::App& command, Options& options) {
       command
           .add_option_function<std::string>(
               "name", [&options](const std::string& name) { options.segments = {name}; },
               "A segment, attribute or field")
           ->type_name("NAME")
           ->required();
       add_project(command, options);
     },
     &uses},
    {"graph", "Draw what definitions use of each other", "segql graph -p examples/shop | dot -Tsvg > shop.svg",
     [](CLI::App& command, Options& options) {
       add_choice(command, "--format", options.graph_format, kGraphFormats, "How to print (dot)");
       command.add_flag("--fields", options.with_fields, "Draw the fields that are used, too");
       command.add_option("names", options.segments, "Only these and what they use (none: all)")->type_name("NAME");
       add_folder(command, options);
     },
     &graph},
    {"docs", "Write a catalogue of the segments as web pages, which ask no server for anything",
     "segql docs --output build/catalogue -p examples/shop",
     [](CLI::App& command, Options& options) {
       command.add_option("--output", options.output, "Folder for the pages; one that it wrote before is replaced")
           ->type_name("DIR")
           ->required();
       command.add_flag("!--no-data", options.with_data, "Read no rows: the catalogue has no counts");
       add_folder(command, options);
       add_strict(command, options);
       add_data(command, options);
     },
     &docs},
    {"repl", "Ask and define at a prompt, or in a script on standard input",
     "echo 'customer where country = \"SA\"' | segql repl -p examples/shop",
     [](CLI::App& command, Options& options) {
       add_folder(command, options);
       add_strict(command, options);
       add_data(command, options);
     },
     &repl},
    {"completions", "Print the completions of this command line for a shell",
     "segql completions bash > ~/.local/share/bash-completion/completions/segql",
     [](CLI::App& command, Options& options) {
       add_choice(command, "shell", options.shell, kShells, "A shell");
       command.get_option("shell")->required();
     },
     &completions},
    {"man", "Print the manual page", "segql man | man -l -", [](CLI::App&, Options&) {}, &man},
    {"help", "Show what a command does and takes, as its `--help`", "segql help members",
     [](CLI::App& command, Options& options) {
       command.add_option("command", options.command, "A command (none: list all)")->type_name("COMMAND");
     },
     &help},
};

/// The whole command line; what is given on it goes to `options`.
std::unique_ptr<CLI::App> make_app(Options& options) {
  auto app = std::make_unique<CLI::App>("SegQL: who is in this segment?", "segql");
  app->set_version_flag("--version", std::string("segql ") + version());
  app->require_subcommand(1);
  app->footer(
      "Exit codes: 0 fine, 1 findings or failures, 2 usage, 130 interrupted.\nExample: segql run -p examples/shop");
  for (const Command& command : kCommands) {
    CLI::App* sub = app->add_subcommand(command.name, command.about);
    sub->footer(std::string("Example: ") + command.example);
    command.add_options(*sub, options);
  }
  return app;
}

int completions(const Options& options) {
  Options nowhere;
  std::cout << completion_script(*make_app(nowhere), options.shell);
  return kFine;
}

int man(const Options&) {
  Options nowhere;
  std::cout << man_page(*make_app(nowhere), version());
  return kFine;
}

/// Null: there is no such command.
const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  const auto found = app.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

int complain_of_usage(const std::string& message) {
  std::cerr << "segql: " << printable_lines(message) << '\n';
  return kUsage;
}

int complain_of_command(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  const std::string meant(nearest_word(name, names));
  return complain_of_usage(
      "there is no command `" + name + "`" +
      (meant.empty() ? "; the commands are " + CLI::detail::join(names, ", ") : "; did you mean `" + meant + "`?"));
}

int help(const Options& options) {
  Options nowhere;
  const std::unique_ptr<CLI::App> app = make_app(nowhere);
  const CLI::App* const command = find_command(*app, options.command);
  if (command == nullptr && !options.command.empty()) return complain_of_command(options.command);
  std::cout << (command != nullptr ? command->help("segql") : app->help());
  return kFine;
}

int parse_and_run(int argc, const char* const* argv) {
  Options options;
  const std::unique_ptr<CLI::App> app = make_app(options);
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const CLI::App* command = app.get();
  if (!words.empty() && !words.front().starts_with('-')) {
    command = find_command(*app, words.front());
    if (command == nullptr) return complain_of_command(words.front());
  }
  const bool wants_help = std::ranges::any_of(words, [](const auto& word) { return word == "-h" || word == "--help"; });
  const std::string wrong = wants_help ? "" : wrong_option(*command, words);
  if (!wrong.empty()) return complain_of_usage(wrong);
  try {
    app->parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app->exit(wanted) == 0 ? kFine : kUsage;
  } catch (const CLI::ParseError& error) {
    return complain_of_usage(usage_message(*command, error));
  }
  for (const Command& one : kCommands) {
    if (app->got_subcommand(one.name)) return one.run(options);
  }
  return kUsage;
}

/// A standard stream that was closed is not taken by the first file that is opened: writing to it goes on failing.
void hold_standard_streams() {
  while (true) {
    const int file = ::open("/dev/null", O_RDONLY);
    if (file > STDERR_FILENO) ::close(file);
    if (file < 0 || file > STDERR_FILENO) return;
  }
}

}  // namespace

int run_program(int argc, const char* const* argv) {
  hold_standard_streams();
  listen_for_interrupts();
  try {
    const int exit_code = parse_and_run(argc, argv);
    if (std::cout.flush()) return exit_code;
    std::cerr << "segql: cannot write to standard output\n";
  } catch (const std::exception& error) {
    std::cerr << "segql: " << error.what() << '\n';
  }
  return kUsage;
}

}  // namespace segql::cli
