#pragma once
/// The shell as somebody at a terminal has it: a real pseudo-terminal, keys in and the screen's bytes out.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pty.h>

#include "tests/cli/program.h"

namespace segql::testing {

inline constexpr char kCtrlC = '\003';
inline constexpr char kCtrlD = '\004';

class Terminal {
 public:
  /// Starts `segql repl` with these arguments in `folder`, where its history is kept too.
  Terminal(const TempFolder& folder, std::vector<std::string> arguments, unsigned short columns = 100) {
    arguments.insert(arguments.begin(), {SEGQL_PROGRAM, "repl"});
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    winsize size{40, columns, 0, 0};
    const std::string state = (folder.path() / "state").string();
    child_ = forkpty(&terminal_, nullptr, nullptr, &size);
    if (child_ != 0) return;
    signal(SIGINT, SIG_DFL);
    if (chdir(folder.path().c_str()) != 0) _exit(99);
    setenv("TERM", "xterm", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("NO_COLOR", "1", 1);
    setenv("HOME", folder.path().c_str(), 1);
    setenv("XDG_STATE_HOME", state.c_str(), 1);
    setenv("SEGQL_CODE_CACHE", "off", 1);
    unsetenv("SEGQL_DATA");
    execv(SEGQL_PROGRAM, words.data());
    _exit(98);
  }
  ~Terminal() {
    if (child_ > 0) kill(child_, SIGKILL);
    if (child_ > 0) waitpid(child_, nullptr, 0);
    close(terminal_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void type(const std::string& keys) const {
    ASSERT_EQ(write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  /// Types a line and waits for the next prompt. What was shown in between.
  std::string answer(const std::string& line, const std::string& prompt = "> ") {
    type(line + "\r");
    const std::string shown = wait_for("\n");  // the end of what is typed
    return wait_for("\n" + prompt_name + prompt);
  }
  /// What is shown, without colours and movements of the cursor, until `text` is there. Fails when it never is.
  std::string wait_for(const std::string& text) {
    std::string seen;
    while (true) {
      const std::string shown = plain(waiting_);
      const size_t found = shown.find(text);
      if (found != std::string::npos) {
        waiting_ = shown.substr(found + text.size());
        return shown.substr(0, found + text.size());
      }
      if (!read_more()) {
        ADD_FAILURE() << "waited for `" << text << "` and saw:\n" << shown;
        return shown;
      }
    }
  }
  void resize(unsigned short columns) const {
    winsize size{40, columns, 0, 0};
    ioctl(terminal_, TIOCSWINSZ, &size);
  }
  /// Ends the shell, and its exit code.
  int leave() {
    type(std::string(1, kCtrlD));
    return end();
  }
  /// The same where definitions are not saved.
  int leave_unsaved() {
    type(std::string(1, kCtrlD));
    wait_for("leave again\n" + prompt_name + "> ");
    return leave();
  }
  /// Its exit code, once it has been told to end.
  int end() {
    while (read_more()) {
    }
    return exit_code();
  }
  int exit_code() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  std::string prompt_name = "shop";

  static std::string plain(const std::string& bytes) {
    static const std::regex kControl("\033\\[[0-9;?]*[A-Za-z]|\033[()][A-Za-z0-9]|\033[=>]|\r|\007");
    return std::regex_replace(bytes, kControl, "");
  }

 private:
  bool read_more() {
    constexpr int kPatience = 120'000;  // milliseconds: a machine may be slow, but not for ever
    pollfd ready{terminal_, POLLIN, 0};
    char buffer[4096];
    if (poll(&ready, 1, kPatience) <= 0) return false;
    const ssize_t count = read(terminal_, buffer, sizeof buffer);
    if (count <= 0) return false;
    waiting_.append(buffer, static_cast<size_t>(count));
    return true;
  }

  int terminal_ = -1;
  pid_t child_ = -1;
  std::string waiting_;
};

}  // namespace segql::testing
