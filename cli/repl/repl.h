#pragma once
/// `Repl`, the shell: takes what is typed, line by line until it is whole, and answers it.

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/repl/input.h"
#include "cli/repl/workspace.h"

namespace segql::cli {

/// A question as it was understood.
struct Asked {
  bool is_segment = false;
  std::string entity;  ///< of a condition
  std::string text;    ///< the segment or the condition, which `customer where` may stand before
};

class Repl {
 public:
  /// `cancelled`: set by Ctrl-C; null where that ends the process.
  Repl(Workspace& workspace, std::atomic<bool>* cancelled) : workspace_(workspace), cancelled_(cancelled) {}

  /// Until there is no more input, or `:quit`. The exit code of the first that failed.
  int run(Input& input);
  /// What may follow `line`, after the lines that were begun before.
  Offers complete(std::string_view line);

  // For the commands.

  Workspace& workspace() { return workspace_; }
  const Input& input() const { return *input_; }
  /// What may follow `line` as a question or definition, after the lines before it.
  Offers complete_question(const std::string& before, std::string_view line);
  /// Fields and attributes of the entity that was asked about last.
  std::vector<std::string> fields() const;
  /// What a question means, and says what it assumes; nothing, after saying why. Empty: the last one.
  std::optional<Asked> understand(const std::string& question);
  /// Who it is; nothing, after saying why not. Meanwhile the terminal shows that something goes on.
  std::optional<Members> evaluate(const Asked& asked);
  int count(const std::string& question);
  bool shows_time() const { return shows_time_; }
  void show_time(bool shows) { shows_time_ = shows; }
  /// The first time somebody at a terminal would lose definitions, it says so instead.
  void quit();

 private:
  int take(const std::string& text);
  int define(const std::string& text, const TypedText& typed);
  void begin_work();
  std::string prompt() const;

  Workspace& workspace_;
  std::atomic<bool>* cancelled_;
  Input* input_ = nullptr;
  std::string begun_;  ///< lines of what is not whole yet
  std::string last_question_;
  std::string last_entity_;
  bool shows_time_ = true;
  bool is_over_ = false;
  bool is_warned_ = false;  ///< that definitions are not saved
};

}  // namespace segql::cli
