#include "cli/command_docs.h"

#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace segql::cli {
namespace {

/// An option or positional as it is written about.
struct Described {
  std::vector<std::string> names;  ///< `-p`, `--project`; of a positional its name alone
  std::string about;
  std::string takes;               ///< what a value is called: `DIR`; empty: it takes none
  std::vector<std::string> words;  ///< the values there are; empty: any
  bool is_positional = false;
};

std::vector<Described> options_of(const CLI::App& command) {
  std::vector<Described> all;
  for (const CLI::Option* option : command.get_options()) {
    Described one;
    for (const std::string& name : option->get_snames()) one.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) one.names.push_back("--" + name);
    one.is_positional = one.names.empty();
    if (one.is_positional) one.names.push_back(option->get_name(true));
    one.about = option->get_description();
    const std::string type = option->get_type_name();
    one.words = words_of(*option);
    if (option->get_expected_max() != 0) one.takes = one.words.empty() ? type.substr(0, type.find(':')) : "WORD";
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string joined(const std::vector<std::string>& words, const char* between = " ") {
  return fmt::format("{}", fmt::join(words, between));
}

// ---------- bash ----------

std::string print_bash(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
  std::string out =
      "# bash completion for segql\n"
      "_segql() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $word in -*) ;; *) command=$word; break ;; esac\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  case $command in\n";
  out += fmt::format("    '') COMPREPLY=($(compgen -W '{} --help --version' -- \"$current\")); return ;;\n",
                     joined(names));
  for (const CLI::App* command : commands_of(app)) {
    std::vector<std::string> options, positional;
    out += fmt::format("    {})\n      case $before in\n", command->get_name());
    for (const Described& one : options_of(*command)) {
      if (one.is_positional) {
        positional.insert(positional.end(), one.words.begin(), one.words.end());
        continue;
      }
      options.insert(options.end(), one.names.begin(), one.names.end());
      const std::string pattern = joined(one.names, "|");
      if (!one.words.empty()) {
        out += fmt::format("        {}) COMPREPLY=($(compgen -W '{}' -- \"$current\")); return ;;\n", pattern,
                           joined(one.words));
      } else if (one.takes == "DIR") {
        out += fmt::format("        {}) COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n", pattern);
      } else if (!one.takes.empty()) {
        out += fmt::format("        {}) return ;;\n", pattern);
      }
    }
    out += fmt::format(
        "      esac\n      [[ $current == -* || -n '{0}' ]] && COMPREPLY=($(compgen -W '{1} {0}' -- \"$current\")) "
        ";;\n",
        joined(positional), joined(options));
  }
  return out +
         "  esac\n"
         "}\n"
         "complete -o default -F _segql segql\n";
}

// ---------- fish ----------

/// In single quotes.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string print_fish(const CLI::App& app) {
  std::string out = "# fish completion for segql\ncomplete -c segql -n __fish_use_subcommand -l version\n";
  for (const CLI::App* command : commands_of(app)) {
    const std::string& name = command->get_name();
    out += fmt::format("complete -c segql -n __fish_use_subcommand -f -a {} -d {}\n", name,
                       fish_quoted(command->get_description()));
    for (const Described& one : options_of(*command)) {
      std::string line = fmt::format("complete -c segql -n '__fish_seen_subcommand_from {}'", name);
      if (one.is_positional && one.words.empty()) continue;
      for (const std::string& option : one.names) {
        if (one.is_positional) break;
        line += option.rfind("--", 0) == 0 ? " -l " + option.substr(2) : " -s " + option.substr(1);
      }
      if (!one.words.empty()) line += fmt::format(" -x -a {}", fish_quoted(joined(one.words)));
      if (one.words.empty() && !one.takes.empty()) line += one.takes == "DIR" ? " -r" : " -x";
      out += line + " -d " + fish_quoted(one.about) + "\n";
    }
  }
  return out;
}

// ---------- zsh ----------

/// In the description of a specification, in single quotes.
std::string zsh_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string zsh_argument(const Described& one) {
  if (one.takes.empty()) return "";
  const char* const any = one.takes == "DIR" ? "_files -/" : one.takes == "FILE" ? "_files" : " ";
  return fmt::format(":{}:{}", one.takes, one.words.empty() ? any : "(" + joined(one.words) + ")");
}

std::string print_zsh(const CLI::App& app) {
  std::string out = "#compdef segql\n_segql() {\n  local -a commands=(\n";
  for (const CLI::App* command : commands_of(app))
    out += fmt::format("    '{}:{}'\n", command->get_name(), zsh_escaped(command->get_description()));
  out +=
      "  )\n"
      "  if (( CURRENT == 2 )); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words; (( CURRENT-- ))\n"
      "  case $command in\n";
  for (const CLI::App* command : commands_of(app)) {
    out += fmt::format("    {}) _arguments", command->get_name());
    for (const Described& one : options_of(*command)) {
      if (one.is_positional) {
        out += fmt::format(" \\\n      '*{}'", zsh_argument(one));
        continue;
      }
      for (const std::string& name : one.names)
        out += fmt::format(" \\\n      '{}[{}]{}'", name, zsh_escaped(one.about), zsh_argument(one));
    }
    out += " ;;\n";
  }
  return out + "  esac\n}\n_segql \"$@\"\n";
}

// ---------- man ----------

/// Text of a line: backslashes are spelt out, and a point or quote at its beginning is no request.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return (out.rfind('.', 0) == 0 || out.rfind('\'', 0) == 0 ? "\\&" : "") + out;
}

std::string roff_option(const Described& one) {
  std::string names;
  for (const std::string& name : one.names) names += (names.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
  if (one.takes.empty() || one.is_positional) return names;
  const std::string value = one.words.empty() ? one.takes : joined(one.words, "|");
  return names + " \\fI" + roff(value) + "\\fR";
}

}  // namespace

std::vector<std::string> words_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();  // `:{a,b}`
  const size_t open = type.find('{'), close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

std::string completion_script(const CLI::App& app, Shell shell) {
  switch (shell) {
    case Shell::kBash: return print_bash(app);
    case Shell::kFish: return print_fish(app);
    case Shell::kZsh: return print_zsh(app);
  }
  return "";
}

std::string man_page(const CLI::App& app, const std::string& version) {
  std::string out = fmt::format(".TH SEGQL 1 \"\" \"segql {}\" \"User Commands\"\n", roff(version));
  out += ".SH NAME\nsegql \\- who is in this segment?\n.SH SYNOPSIS\n.B segql\n.I COMMAND\n[options]\n";
  out +=
      ".SH DESCRIPTION\nSegments of customers and products are defined in text files; segql checks them, evaluates "
      "them over data, and "
      "tests them.\n.SH COMMANDS\n";
  for (const CLI::App* command : commands_of(app)) {
    out += fmt::format(".SS \"segql {}\"\n{}.\n", roff(command->get_name()), roff(command->get_description()));
    for (const Described& one : options_of(*command))
      out += fmt::format(".TP\n{}\n{}\n", roff_option(one), roff(one.about));
    out += fmt::format(".PP\n{}\n", roff(command->get_footer()));
  }
  return out +
         ".SH EXIT STATUS\n.TP\n0\nfine\n.TP\n1\nfindings or failures\n.TP\n2\nusage\n.TP\n130\ninterrupted\n"
         ".SH ENVIRONMENT\n.TP\n.B SEGQL_DATA\nwhere relative paths of sources start\n.TP\n.B SEGQL_CODE_CACHE\n"
         "where compiled code is kept, or \\fIoff\\fR\n";
}

}  // namespace segql::cli
