#include "bench/peers/worker.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

namespace segql::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kQuit = "quit\n";

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double peak_of_this_process() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;  // kilobytes
}

double resident_of_this_process() {
  std::ifstream statm("/proc/self/statm");
  double total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576;
}

std::string failed(const Error& error) {
  std::cerr << error.message << '\n';
  return "failed";
}

/// "system answer 3", "by_hand keys 0", "system compile".
std::string reply(System& system, const Setup& setup, const std::string& request) {
  std::istringstream words(request);
  std::string who, what;
  size_t question = 0;
  words >> who >> what >> question;
  if (what == "compile") return fmt::format("{}", system.compile_ms());
  if (what == "peak") return fmt::format("{}", peak_of_this_process());
  Answers* const asked = who == "system" ? &system : system.by_hand();
  const Class& about = setup.workload.classes[question];
  if (what == "can") return asked != nullptr && asked->can_answer(about) ? "1" : "0";
  if (what == "keys") {
    const auto sum = asked->keys(about);
    return sum.ok() ? std::to_string(*sum) : failed(sum.error());
  }
  const auto start = Clock::now();
  const auto answer = asked->answer(about);
  const double ms = 1e3 * seconds_since(start);
  return answer.ok() ? fmt::format("{} {}", *answer, ms) : failed(answer.error());
}

/// What the process does until nobody asks any more.
void serve(const Worker::Make& make, const Setup& setup, std::FILE* requests, std::FILE* replies) {
  const auto say = [&](const std::string& line) {
    std::fprintf(replies, "%s\n", line.c_str());
    std::fflush(replies);
  };
  const auto system = make();
  if (system == nullptr) return;
  const auto start = Clock::now();
  if (const Status loaded = system->load(); !loaded.ok()) {
    std::cerr << system->name() << ": " << loaded.error().message << '\n';
    return;
  }
  const double seconds = seconds_since(start);
  say(fmt::format("{} {} {} {}", seconds, resident_of_this_process(), peak_of_this_process(), system->name()));
  char line[64];
  while (std::fgets(line, sizeof line, requests) != nullptr && line != std::string_view(kQuit)) {
    say(reply(*system, setup, line));
  }
}

}  // namespace

uint64_t in_process(const std::function<uint64_t()>& work) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const int process = fork();
  uint64_t value = 0;
  if (process == 0) {
    value = work();
    _Exit(write(ends[1], &value, sizeof value) == sizeof value ? 0 : 1);
  }
  close(ends[1]);
  if (process < 0 || read(ends[0], &value, sizeof value) != sizeof value) value = 0;
  close(ends[0]);
  waitpid(process, nullptr, 0);
  return value;
}

std::unique_ptr<Worker> Worker::start(const Make& make, const Setup& setup) {
  int requests[2], replies[2];
  if (pipe(requests) != 0 || pipe(replies) != 0) return nullptr;
  std::cout.flush();
  const int process = fork();
  if (process < 0) return nullptr;
  if (process == 0) {
    close(requests[1]);
    close(replies[0]);
    serve(make, setup, fdopen(requests[0], "r"), fdopen(replies[1], "w"));
    _Exit(0);  // no destructor of a library that threads still use
  }
  close(requests[0]);
  close(replies[1]);
  std::unique_ptr<Worker> worker(new Worker);
  worker->process_ = process;
  worker->to_ = fdopen(requests[1], "w");
  worker->from_ = fdopen(replies[0], "r");
  std::istringstream said(worker->ask(""));
  Loaded& loaded = worker->loaded_;
  if (!(said >> loaded.seconds >> loaded.resident_mb >> loaded.peak_mb)) return nullptr;
  std::getline(said >> std::ws, loaded.name);
  return worker;
}

Worker::~Worker() {
  // The end of the pipe alone would not do: workers made later have it open, too.
  std::fputs(kQuit, to_);
  std::fclose(to_);
  std::fclose(from_);
  waitpid(process_, nullptr, 0);
}

std::string Worker::ask(const std::string& request) {
  if (!request.empty()) {
    std::fprintf(to_, "%s\n", request.c_str());
    std::fflush(to_);
  }
  char line[256];
  return std::fgets(line, sizeof line, from_) != nullptr ? line : "failed";
}

std::string Worker::ask_about(size_t question, const char* what, By by) {
  return ask(fmt::format("{} {} {}", by == By::kSystem ? "system" : "by_hand", what, question));
}

bool Worker::can_answer(size_t question, By by) { return ask_about(question, "can", by) == "1\n"; }

std::optional<Timed> Worker::answer(size_t question, By by) {
  std::istringstream said(ask_about(question, "answer", by));
  Timed timed;
  return said >> timed.answer >> timed.ms ? std::optional(timed) : std::nullopt;
}

std::optional<int64_t> Worker::keys(size_t question, By by) {
  std::istringstream said(ask_about(question, "keys", by));
  int64_t sum = 0;
  return said >> sum ? std::optional(sum) : std::nullopt;
}

double Worker::compile_ms() { return std::atof(ask_about(0, "compile", By::kSystem).c_str()); }
double Worker::peak_mb() { return std::atof(ask_about(0, "peak", By::kSystem).c_str()); }

}  // namespace segql::bench
