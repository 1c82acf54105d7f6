/// What may follow in a line that is a command of the shell.

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/repl/commands.h"
#include "cli/repl/repl.h"
#include "cli/repl/words.h"

namespace segql::cli {
namespace {

void offer(Offers& offers, std::string_view begun, std::string_view word, std::string kind, std::string_view detail) {
  if (word.starts_with(begun)) offers.all.push_back({std::string(word), std::move(kind), std::string(detail), true});
}

/// Files and folders that the path that is begun may mean.
Offers complete_path(size_t begin, const std::string& begun) {
  Offers offers{begin, {}};
  const size_t slash = begun.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "" : begun.substr(0, slash + 1);
  const std::string name = begun.substr(folder.size());
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(folder.empty() ? "." : folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string own = entry->path().filename().string();
    if (!own.starts_with(name) || (name.empty() && own.starts_with('.'))) continue;
    const bool is_folder = entry->is_directory(failed);
    offers.all.push_back({folder + own + (is_folder ? "/" : ""), is_folder ? "folder" : "file", "", !is_folder});
  }
  std::ranges::sort(offers.all, {}, &Offers::Offer::text);
  return offers;
}

/// What may follow in `line`, from `begin` on a question.
Offers complete_from(Repl& repl, std::string_view line, size_t begin) {
  Offers offers = repl.complete_question("", line.substr(begin));
  offers.begin += begin;
  return offers;
}

}  // namespace

Offers complete_command(Repl& repl, std::string_view line) {
  const size_t space = line.find_first_of(" \t");
  if (space == std::string_view::npos) {
    Offers offers{1, {}};
    for (const Command& command : commands()) {
      offer(offers, line.substr(1), command.name, "command", "");
      if (!offers.all.empty() && offers.all.back().text == command.name)
        offers.all.back().is_whole = !command.arguments.empty();
    }
    return offers;
  }
  const Command* const command = find_command(line.substr(1, space - 1));
  if (command == nullptr) return {};
  const size_t begin = std::min(line.find_first_not_of(" \t", space), line.size());
  const std::string_view argument = line.substr(begin);
  const bool is_first_word = argument.find_first_of(" \t") == std::string_view::npos;
  const size_t last_space = line.find_last_of(" \t");
  const std::string_view last = line.substr(last_space + 1);
  Offers offers{last_space + 1, {}};
  switch (command->takes) {
    case Takes::kNothing: break;
    case Takes::kQuestion: return complete_from(repl, line, begin);
    case Takes::kStageAndQuestion: {
      const bool has_stage = std::ranges::any_of(
          kStages, [&](const auto& stage) { return argument.starts_with(std::string(stage.first) + " "); });
      const size_t question = has_stage ? begin + std::min(argument.find_first_of(' ') + 1, argument.size()) : begin;
      offers = complete_from(repl, line, question);
      if (!is_first_word) return offers;
      for (const auto& [name, stage] : kStages) offer(offers, argument, name, "stage", "");
      break;
    }
    case Takes::kMembers: {
      if (const size_t columns = find_word(argument, "columns"); columns != std::string_view::npos) {
        for (const std::string& field : repl.fields()) offer(offers, last, field, "field", "");
        offer(offers, last, "limit", "keyword", "");
        return offers;
      }
      offers = complete_from(repl, line, begin);
      if (line.substr(offers.begin).find_first_of(" \t\"(.") != std::string_view::npos) return offers;
      offer(offers, line.substr(offers.begin), "columns", "keyword", "");
      offer(offers, line.substr(offers.begin), "limit", "keyword", "");
      break;
    }
    case Takes::kName:
      for (const DefinitionInfo& one : repl.workspace().engine().definitions())
        offer(offers, last, one.name, std::string(kind_name(one.kind)), one.table);
      break;
    case Takes::kInstant: offer(offers, last, "now", "instant", ""); break;
    case Takes::kPath: return complete_path(begin, std::string(argument));
    case Takes::kSwitch:
      for (const std::string_view word : {"off", "on"}) offer(offers, last, word, "switch", "");
      break;
    case Takes::kCommand:
      for (const Command& one : commands()) offer(offers, last, one.name, "command", "");
      break;
  }
  return offers;
}

}  // namespace segql::cli
