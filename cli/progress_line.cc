// ProgressLine: a thread paints, so that the line appears also while the program waits for something else.
#include "cli/progress_line.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "cli/width.h"

namespace segql::cli {
namespace {

constexpr std::chrono::milliseconds kMoment(300);  // what is done by then shows no line
constexpr std::chrono::milliseconds kBetweenPaints(100);

/// The terminal, which belongs to one thread at a time.
struct Terminal {
  std::mutex mutex;
  std::string painted;  ///< what stands there
};

Terminal& terminal() {
  static auto* const only = new Terminal;  // threads may outlive static objects
  return *only;
}

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(STDERR_FILENO, text.data(), text.size());
    if (count <= 0) return;
    text.remove_prefix(static_cast<size_t>(count));
  }
}

/// REQUIRES: the terminal's mutex is held.
void paint_over(Terminal& own, std::string text) {
  if (own.painted == text) return;
  write_all("\r\033[K" + text);
  own.painted = std::move(text);
}

bool is_wanted() {
  const char* const kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && kind != nullptr && std::string_view(kind) != "dumb";
}

/// What fits on a line: one that wraps is not erased as a whole.
std::string cut_to_width(const std::string& text) {
  const size_t columns = terminal_width(STDERR_FILENO);
  return cut(text, columns > 1 ? columns - 1 : 79);
}

}  // namespace

ProgressLine::ProgressLine() {
  if (!is_wanted()) return;
  try {
    painter_ = std::thread([this] { paint(); });
  } catch (const std::system_error&) {
    // Without a thread there is no line.
  }
}

ProgressLine::~ProgressLine() {
  if (!painter_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  over_changed_.notify_one();
  painter_.join();
  const std::lock_guard lock(terminal().mutex);
  paint_over(terminal(), "");
}

void ProgressLine::show(const std::string& text) {
  if (!is_seen()) return;
  const std::lock_guard lock(mutex_);
  text_ = cut_to_width(text);
  if (!text_.empty()) return;  // it appears with the next look of the painter
  const std::lock_guard terminal_lock(terminal().mutex);
  paint_over(terminal(), "");
}

void ProgressLine::paint() {
  std::unique_lock lock(mutex_);
  auto wait = kMoment;
  while (!over_changed_.wait_for(lock, wait, [this] { return over_; })) {
    const std::lock_guard terminal_lock(terminal().mutex);
    paint_over(terminal(), text_);
    wait = kBetweenPaints;
  }
}

void close_progress() {
  Terminal& own = terminal();
  own.mutex.lock();  // for good
  paint_over(own, "");
}

}  // namespace segql::cli
