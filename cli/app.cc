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
#include "cli/shell.h"

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
const std::map<std::string, Format> kPageFormats{{"text", Format::kText}, {"json", Format::kJson}};
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
void add_choice(CLI::App& command, const std::string& name, T& target, const std::map<std::string, T>& choices,
                const std::string& help) {
  std::vector<std::string> words;
  for (const auto& [word, value] : choices) words.push_back(word);
  command
      .add_option_function<std::string>(
          name, [&target, &choices](const std::string& word) { target = choices.at(word); }, help)
      ->check(CLI::IsMember(words))
      ->type_name("");
}

void add_folder(CLI::App& command, Options& options) {
  command.add_option("-p,--project", options.project, "Folder with the segql.toml")
      ->type_name("DIR")
      ->capture_default_str();
}

void add_strict(CLI::App& command, Options& options) {
  command.add_flag("--strict", options.engine.strict,
                   "Treat as errors: negations that match missing values, claims not proved, rows that cannot be kept");
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
  add_choice(command, "--engine", options.engine.engine, kEngines, "Which engine evaluates");
  command.add_option("--threads", options.engine.threads, "Threads to use (0: all)")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
  command.add_flag("!--no-optimise", options.engine.optimise, "Evaluate conditions as written, in the order written");
  command.add_option("--without-rule", options.engine.disabled_rules, "Optimiser rule to leave out (repeatable)")
      ->type_name("RULE");
}

void add_evaluation(CLI::App& command, Options& options) {
  add_project(command, options);
  add_data(command, options);
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
          ->type_name("FILE")
          ->excludes("--format");
  add_choice(command, "--output-format", options.output_kind, kWrittenKinds, "What to write, whatever the name says");
  command.get_option("--output-format")->needs(output);
  command.add_flag("--raw", options.raw, "Leave texts that a spreadsheet would take for formulas as they are")
      ->needs(output);
}

int completions(const Options& options);
int man(const Options& options);

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
       add_project(command, options, kCheckFormats);
       command.add_flag("--fix", options.fix, "Put right in the files what can be without thinking");
       command.add_option("files", options.files, "Files to check instead of the project")->type_name("FILE");
       command.add_flag("--relations", options.relations, "List which segments imply, equal or exclude each other");
     },
     &check},
    {"fmt", "Rewrite definitions in their canonical form", "segql fmt --check -p examples/shop",
     [](CLI::App& command, Options& options) {
       add_folder(command, options);
       command.add_flag("--check", options.check_only, "Change nothing; exit with 1 when a file would change");
       command.add_flag("--diff", options.diff, "The same, and show what would change");
       command.add_option("files", options.files, "Files instead of the project's; `-` reads standard input")
           ->type_name("FILE");
     },
     &format},
    {"run", "Load the data and evaluate every segment",
     "segql run -p examples/shop --data build/demo-data --as-of 2026-03-31",
     [](CLI::App& command, Options& options) {
       add_evaluation(command, options);
       command.add_option("segments", options.segments, "Segments to evaluate (none: all)")->type_name("SEGMENT");
     },
     &run},
    {"count", "Print how many members segments have", "segql count vip_customers 'slipping_away(days: 30)'",
     [](CLI::App& command, Options& options) {
       add_evaluation(command, options);
       command.add_option("segments", options.segments, "Segments, with arguments if they take some")
           ->type_name("SEGMENT")
           ->required();
     },
     &count},
    {"members", "List the members of a segment", "segql members vip_customers --columns id,country,spend --limit 20",
     [](CLI::App& command, Options& options) {
       add_evaluation(command, options);
       command.add_option("segment", options.segments, "A segment")->type_name("SEGMENT")->required()->expected(1);
       command
           .add_option_function<std::string>(
               "--columns", [&options](const std::string& list) { options.columns = split_list(list); },
               "Fields, attributes or expressions; `*`: all fields (none: the key)")
           ->check(names_every_item)
           ->type_name("A,B");
       command.add_option("--limit", options.limit, "Print at most this many members")->check(is_count)->type_name("N");
       add_output(command, options);
     },
     &members},
    {"explain", "Show how a segment is evaluated", "segql explain vip_customers --stage plan",
     [](CLI::App& command, Options& options) {
       add_evaluation(command, options);
       command.add_option("segment", options.segments, "A segment")->type_name("SEGMENT")->required()->expected(1);
       add_choice(command, "--stage", options.stage, kStages, "Which form to show");
     },
     &explain},
    {"why", "Show why somebody or something is in a segment or not, and when time alone changes that",
     "segql why vip_customers C000042 -p examples/shop",
     [](CLI::App& command, Options& options) {
       add_evaluation(command, options);
       command
           .add_option_function<std::string>(
               "segment", [&options](const std::string& name) { options.segments = {name}; }, "A segment")
           ->type_name("SEGMENT")
           ->required();
       command.add_option("key", options.key, "The key of a row of its entity")->type_name("KEY")->required();
     },
     &why},
    {"diff", "Show what a change of definitions does: whose members change, who joins, who leaves and why",
     "segql diff main -p examples/shop",
     [](CLI::App& command, Options& options) {
       add_evaluation(command, options);
       command.add_option("old", options.before, "A folder with a segql.toml, or a git revision of the project")
           ->type_name("OLD")
           ->required();
       command.add_option("new", options.after, "Likewise (none: the project as it is)")->type_name("NEW");
       command.add_option("--samples", options.samples, "Show at most this many of those who join, and who leave")
           ->check(is_count)
           ->type_name("N");
     },
     &diff},
    {"explain-code", "Say what a code of a message means, with examples", "segql explain-code L-NULL",
     [](CLI::App& command, Options& options) {
       add_choice(command, "--format", options.format, kPageFormats, "How to print");
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
       add_evaluation(command, options);
       command.add_flag("--retake", options.retake, "Take those again that were taken before");
       command.add_option("segments", options.segments, "Snapshots without `as of` (none: all that are not taken yet)")
           ->type_name("SNAPSHOT");
     },
     &snapshot},
    {"uses", "Show what a definition uses, and what uses it", "segql uses customer.spend -p examples/shop",
     [](CLI::App& command, Options& options) {
       add_project(command, options);
       command.add_option("name", options.segments, "A segment, attribute or field")
           ->type_name("NAME")
           ->required()
           ->expected(1);
     },
     &uses},
    {"graph", "Draw what definitions use of each other", "segql graph -p examples/shop | dot -Tsvg > shop.svg",
     [](CLI::App& command, Options& options) {
       add_folder(command, options);
       add_choice(command, "--format", options.graph_format, kGraphFormats, "How to print (dot)");
       command.add_flag("--fields", options.with_fields, "Draw the fields that are used, too");
       command.add_option("names", options.segments, "Only these and what they use (none: all)")->type_name("NAME");
     },
     &graph},
    {"docs", "Write a catalogue of the segments as web pages, which ask no server for anything",
     "segql docs --output build/catalogue -p examples/shop",
     [](CLI::App& command, Options& options) {
       add_evaluation(command, options);
       command.add_option("--output", options.output, "Folder for the pages; one that it wrote before is replaced")
           ->type_name("DIR")
           ->required();
       command.add_flag("!--no-data", options.with_data, "Read no rows: the catalogue has no counts");
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
       add_choice(command, "shell", options.shell, kShells, "Which shell");
       command.get_option("shell")->required();
     },
     &completions},
    {"man", "Print the manual page", "segql man | man -l -", [](CLI::App&, Options&) {}, &man},
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

int parse_and_run(int argc, const char* const* argv) {
  Options options;
  const std::unique_ptr<CLI::App> app = make_app(options);
  if (argc > 1 && argv[1][0] != '-' &&
      std::ranges::find(kCommands, std::string_view(argv[1]), &Command::name) == std::end(kCommands)) {
    std::string names;
    for (const Command& command : kCommands) names += std::string(names.empty() ? "" : ", ") + command.name;
    std::cerr << "segql: there is no command `" << argv[1] << "`; the commands are " << names << '\n';
    return kUsage;
  }
  try {
    app->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app->exit(error) == 0 ? kFine : kUsage;
  }
  for (const Command& command : kCommands) {
    if (app->got_subcommand(command.name)) return command.run(options);
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
