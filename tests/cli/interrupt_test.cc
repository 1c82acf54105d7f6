/// Ctrl-C: wherever it comes, the program ends as an interrupted one does, and leaves files and the terminal in order.

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <pty.h>

#include "tests/cli/program.h"

namespace segql::testing {
namespace {

constexpr int kInterrupted = 128 + SIGINT;

class Interrupt : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder.path() / "tmp"); }

  /// A project whose customers and purchases DuckDB counts out; the latter are all of one customer.
  void project(const std::string& customers, const std::string& purchases) const {
    folder.write("segql.toml", "[sources.customer]\nquery = \"select range as id from range(" + customers +
                                   ")\"\n[sources.purchase]\nquery = \"select 0 as buyer, timestamp '2026-01-01' + "
                                   "interval (range) second as bought_at, range as n from range(" +
                                   purchases + ")\"\n");
    // `endless` compares every pair of purchases.
    folder.write("shop.segql",
                 "entity customer key id { id: int }\n"
                 "event purchase at bought_at { buyer: ref customer  bought_at: timestamp  n: int }\n"
                 "relation customer has many purchases = purchase by buyer\n"
                 "segment endless of customer { where did ( a: purchases then purchases where (n + 1 = a.n) ) }\n"
                 "snapshot segment kept of customer { where id < 2 }\n"
                 "snapshot segment never of customer { where in segment endless }\n");
  }

  /// Starts the program as a shell does for somebody at a terminal: signals are not ignored.
  pid_t start(std::vector<std::string> arguments, int in = -1, int err = -1, sighandler_t at_first = SIG_DFL) const {
    arguments.insert(arguments.begin(), SEGQL_PROGRAM);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    const std::string out = (folder.path() / ".out").string(), errors = (folder.path() / ".err").string();
    const std::string temporary = (folder.path() / "tmp").string();
    const pid_t child = fork();
    if (child != 0) return child;
    signal(SIGINT, at_first);
    signal(SIGTERM, at_first);
    if (chdir(folder.path().c_str()) != 0) _exit(99);
    setenv("TMPDIR", temporary.c_str(), 1);
    setenv("SEGQL_CODE_CACHE", "off", 1);
    setenv("TERM", "xterm", 1);
    unsetenv("SEGQL_DATA");
    if (in >= 0) dup2(in, STDIN_FILENO);
    dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    dup2(err >= 0 ? err : open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    execv(SEGQL_PROGRAM, words.data());
    _exit(98);
  }

  /// Waits until it is so, as long as the program lives.
  static bool wait_until(pid_t child, const std::function<bool()>& holds) {
    while (!holds()) {
      if (waitid(P_PID, static_cast<id_t>(child), nullptr, WEXITED | WNOHANG | WNOWAIT) != 0) return false;
      siginfo_t state{};
      waitid(P_PID, static_cast<id_t>(child), &state, WEXITED | WNOHANG | WNOWAIT);
      if (state.si_pid != 0) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
  static int exit_code(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  /// DuckDB has its folder from the first source to the last.
  bool is_loading() const { return !std::filesystem::is_empty(folder.path() / "tmp"); }
  bool left_nothing() const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
      if (entry.path().extension() == ".segql-new") return false;
    }
    return !is_loading();
  }

  TempFolder folder;
};

TEST_F(Interrupt, EndsALoad) {
  project("1000000000000", "1");
  for (const int signal : {SIGINT, SIGTERM}) {
    const pid_t child = start({"run"});
    ASSERT_TRUE(wait_until(child, [&] { return is_loading(); })) << folder.read(".err");
    kill(child, signal);
    EXPECT_EQ(exit_code(child), 128 + signal);
    EXPECT_EQ(folder.read(".err"), "segql: interrupted\n");
    EXPECT_TRUE(left_nothing());
  }
}

TEST_F(Interrupt, EndsAnEvaluation) {
  project("10", "300000");
  const pid_t child = start({"run", "--as-of", "2027-01-01", "endless"});
  ASSERT_TRUE(wait_until(child, [&] { return folder.read(".out").find("loaded in") != std::string::npos; }))
      << folder.read(".err");
  kill(child, SIGINT);
  EXPECT_EQ(exit_code(child), kInterrupted);
  EXPECT_EQ(folder.read(".err"), "segql: interrupted\n");
}

/// Definitions on standard input that never end.
class InterruptInput : public Interrupt {
 protected:
  void SetUp() override {
    Interrupt::SetUp();
    ASSERT_EQ(pipe2(pipe_, O_CLOEXEC), 0);
  }
  void TearDown() override {
    close(pipe_[0]);
    if (pipe_[1] >= 0) close(pipe_[1]);
  }
  /// Starts and waits until what was written is taken, by who then waits for more.
  pid_t start_reading(sighandler_t at_first) {
    EXPECT_EQ(write(pipe_[1], "language 1\n", 11), 11);
    const pid_t child = start({"fmt", "-"}, pipe_[0], -1, at_first);
    EXPECT_TRUE(wait_until(child, [&] {
      int waiting = 0;
      return ioctl(pipe_[0], FIONREAD, &waiting) == 0 && waiting == 0;
    }));
    return child;
  }
  int pipe_[2] = {-1, -1};
};

TEST_F(InterruptInput, EndsTheWait) {
  const pid_t child = start_reading(SIG_DFL);
  kill(child, SIGINT);
  EXPECT_EQ(exit_code(child), kInterrupted);
}

TEST_F(InterruptInput, StaysIgnoredWhereItIsIgnored) {
  const pid_t child = start_reading(SIG_IGN);
  kill(child, SIGINT);
  kill(child, SIGTERM);
  close(std::exchange(pipe_[1], -1));
  EXPECT_EQ(exit_code(child), 0);
  EXPECT_EQ(folder.read(".out"), "language 1\n");
}

TEST_F(Interrupt, LeavesLockFilesAsTheyWere) {
  project("10", "300000");
  EXPECT_EQ(segql(folder, "snapshot kept --as-of 2027-01-01").code, 0);
  const std::string before = folder.read("shop.lock.toml");
  ASSERT_NE(before, "");
  const pid_t child = start({"snapshot", "--retake", "--as-of", "2027-01-02"});
  ASSERT_TRUE(wait_until(child, [&] { return is_loading(); }));
  ASSERT_TRUE(wait_until(child, [&] { return !is_loading(); }));
  kill(child, SIGINT);
  EXPECT_EQ(exit_code(child), kInterrupted);
  EXPECT_EQ(folder.read("shop.lock.toml"), before);
  EXPECT_TRUE(left_nothing());
}

// Whenever it comes: the file is the one there was or the one to be, and nothing lies beside it.
TEST_F(Interrupt, WritesFilesAsAWhole) {
  project("100000", "1");
  EXPECT_EQ(segql(folder, "snapshot kept --as-of 2027-01-01").code, 0);
  const std::string before = folder.read("shop.lock.toml");
  EXPECT_EQ(segql(folder, "snapshot kept --retake --as-of 2027-01-02").code, 0);
  const std::string after = folder.read("shop.lock.toml");
  for (int milliseconds = 0; milliseconds < 200; milliseconds += 8) {
    folder.write("shop.lock.toml", before);
    const pid_t child = start({"snapshot", "kept", "--retake", "--as-of", "2027-01-02"});
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    kill(child, SIGINT);
    const int code = exit_code(child);
    EXPECT_TRUE(code == 0 || code == kInterrupted || code == -SIGINT) << code;  // the last: before there is a handler
    const std::string now = folder.read("shop.lock.toml");
    EXPECT_TRUE(now == after || (code != 0 && now == before)) << now;
    EXPECT_TRUE(left_nothing());
  }
}

// The same of what takes longer to write.
TEST_F(Interrupt, WritesExportsAsAWhole) {
  folder.write("shop.segql", "entity customer key id { id: int }\nsegment kept of customer { }\n");
  folder.write("segql.toml", "[sources.customer]\nquery = \"select range as id from range(300000)\"\n");
  for (const std::string name : {"x.jsonl", "x.xlsx"}) {
    folder.write(name, "before");
    const pid_t child = start({"members", "kept", "--output", name});
    const auto is_writing = [&] {
      for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        if (entry.path().extension() == ".segql-new") return true;
      }
      return false;
    };
    wait_until(child, is_writing);  // unless it is that fast
    kill(child, SIGINT);
    const int code = exit_code(child);
    EXPECT_TRUE(code == 0 || code == kInterrupted) << code;
    EXPECT_EQ(folder.read(name) == "before", code != 0) << name;
    EXPECT_TRUE(left_nothing());
  }
}

/// What a terminal is told.
std::string read_until(int terminal, const std::string& text) {
  std::string all;
  char buffer[4096];
  while (text.empty() || all.find(text) == std::string::npos) {
    const ssize_t count = read(terminal, buffer, sizeof buffer);
    if (count <= 0) break;
    all.append(buffer, static_cast<size_t>(count));
  }
  return all;
}

TEST_F(Interrupt, ErasesTheProgressLine) {
  project("1000000000000", "1");
  int terminal = -1, its_end = -1;
  ASSERT_EQ(openpty(&terminal, &its_end, nullptr, nullptr, nullptr), 0);
  const pid_t child = start({"count", "kept"}, -1, its_end);
  close(its_end);
  const std::string shown = read_until(terminal, " rows), 1 of 2");
  EXPECT_NE(shown.find("\r\033[Kloading customer"), std::string::npos) << shown;
  kill(child, SIGINT);
  const std::string rest = read_until(terminal, "");
  EXPECT_EQ(exit_code(child), kInterrupted);
  const std::string end = "\r\033[Ksegql: interrupted\r\n";
  EXPECT_EQ(rest.substr(rest.size() - std::min(rest.size(), end.size())), end) << rest;
  close(terminal);
}

}  // namespace
}  // namespace segql::testing
