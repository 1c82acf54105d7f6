#include "cli/usage.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/command_docs.h"
#include "segql/prompt.h"

namespace segql::cli {
namespace {

/// `-5` is a value.
bool is_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-' && (word[1] < '0' || word[1] > '9');
}

/// `segql diff`, or `segql` alone.
std::string called(const CLI::App& command) {
  return command.get_parent() == nullptr ? command.get_name() : "segql " + command.get_name();
}

std::string unknown_option(const CLI::App& command, const std::string& name) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& one : option->get_lnames()) names.push_back("--" + one);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string meant(nearest_word(name, known));
  std::string hint = "; did you mean `" + meant + "`?";
  if (meant.empty()) hint = "; `" + called(command) + " --help` lists those there are";
  if (meant.empty() && command.get_parent() == nullptr) hint = " before a command; those of a command stand behind it";
  return "there is no option `" + name + "`" + hint;
}

/// What stands behind an option, as a sentence says it.
std::string value_of(const CLI::Option& option) {
  if (const std::vector<std::string> words = words_of(option); !words.empty())
    return "one of " + CLI::detail::join(words, ", ");
  const std::string type = option.get_type_name();
  const std::string_view name = std::string_view(type).substr(0, type.find(':'));
  if (name == "T") return "an instant, such as 2026-03-31";
  if (name == "DIR") return "a folder";
  if (name == "FILE") return "a file";
  if (name == "A,B") return "columns, such as id,country";
  if (name == "RULE") return "the name of a rule";
  return "a number";
}

/// `A folder for the pages; what it replaces` is `a folder for the pages`.
std::string beginning_of(const std::string& description) {
  std::string text = description.substr(0, description.find_first_of(":;"));
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') text.front() = static_cast<char>(text.front() + 32);
  return text;
}

/// What the help shows as an example, in the current folder.
std::string example_of(const CLI::App& command) {
  const std::string footer = command.get_footer();
  const size_t begin = footer.find("segql ");
  return begin == std::string::npos ? called(command) : footer.substr(begin, footer.find(" -p ", begin) - begin);
}

}  // namespace

std::string wrong_option(const CLI::App& command, std::span<const std::string> words) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") break;  // what follows is no option
    if (!is_option(word)) continue;
    const std::string name = word.substr(0, word.starts_with("--") ? word.find('=') : 2);
    const CLI::Option* const option = command.get_option_no_throw(name);
    if (option == nullptr) return unknown_option(command, word.starts_with("--") ? name : word);
    if (option->get_expected_max() == 0 || name.size() != word.size()) continue;
    ++i;
    if (i == words.size() || is_option(words[i])) return "`" + name + "` needs " + value_of(*option);
  }
  return "";
}

std::string usage_message(const CLI::App& command, const CLI::ParseError& error) {
  const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
  if (code == CLI::ExitCodes::RequiredError) {
    const std::vector<const CLI::Option*> missing =
        command.get_options([](const CLI::Option* option) { return option->get_required() && option->count() == 0; });
    const std::string what = missing.empty()                     ? "a command"
                             : missing.front()->get_positional() ? beginning_of(missing.front()->get_description())
                                                                 : "`" + missing.front()->get_name() + "`";
    return "`" + called(command) + "` needs " + what + ", such as `" + example_of(command) + "`" +
           (missing.empty() ? "; `segql --help` lists them" : "");
  }
  if (const std::vector<std::string> more = command.remaining(); code == CLI::ExitCodes::ExtrasError && !more.empty()) {
    const std::string& word = more.front();
    if (command.get_name() == "repl") return "a script is read from standard input: write `segql repl < " + word + "`";
    return "`" + word + "` is more than `" + called(command) + "` takes; `" + called(command) +
           " --help` shows what it does";
  }
  return error.what();
}

}  // namespace segql::cli
