#include "compiler/diag/sink.h"

#include <algorithm>
#include <utility>

#include "compiler/diag/diagnostics.h"

namespace segql::diag {

namespace {

/// Texts of the user's that are longer are shown by their beginning and end: a list may hold 300,000 literals.
constexpr size_t kLongestText = 240;
constexpr size_t kShownStart = 160;
constexpr size_t kShownEnd = 40;

bool starts_character(char c) { return (c & 0xC0) != 0x80; }

Diagnostic make(SourceId source, Span at, std::string_view code, Severity severity, std::string_view text,
                std::string_view hint, const std::vector<std::string>& arguments) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.severity = severity;
  diagnostic.source = source;
  diagnostic.span = at;
  diagnostic.message = format_template(text, arguments);
  diagnostic.hint = format_template(hint, arguments);
  return diagnostic;
}

}  // namespace

std::string to_text(std::string_view value) {
  if (value.size() <= kLongestText) return std::string(value);
  size_t head = kShownStart;
  while (!starts_character(value[head])) --head;
  size_t tail = value.size() - kShownEnd;
  while (tail < value.size() && !starts_character(value[tail])) ++tail;
  return std::string(value.substr(0, head)) + " ... " + std::string(value.substr(tail));
}
std::string to_text(int64_t value) { return std::to_string(value); }

std::string format_template(std::string_view text, const std::vector<std::string>& arguments) {
  std::string result;
  result.reserve(text.size() + 16);
  for (size_t i = 0; i < text.size(); ++i) {
    const bool placeholder =
        text[i] == '{' && i + 2 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 2] == '}';
    if (!placeholder) {
      result.push_back(text[i]);
      continue;
    }
    const auto index = static_cast<size_t>(text[i + 1] - '0');
    if (index < arguments.size()) result += arguments[index];
    i += 2;
  }
  return result;
}

// Cheap, because a hostile text can have a mistake in every byte.
Diagnostic& Sink::drop() {
  scratch_ = {};
  return scratch_;
}

Diagnostic& Sink::add(SourceId source, Span at, std::string_view code, Severity severity, std::string_view text,
                      std::string_view hint, std::vector<std::string> arguments) {
  return diagnostics_.emplace_back(make(source, at, code, severity, text, hint, arguments));
}

void Sink::add_all(Sink&& more) {
  size_t num_errors = num_errors_, num_warnings = num_warnings_;
  for (Diagnostic& diagnostic : more.diagnostics_) {
    const bool is_error = diagnostic.severity == Severity::kError;
    if (++(is_error ? num_errors : num_warnings) <= limit_) diagnostics_.push_back(std::move(diagnostic));
  }
  more.diagnostics_.clear();
  num_errors_ += std::exchange(more.num_errors_, 0);
  num_warnings_ += std::exchange(more.num_warnings_, 0);
}

std::vector<Diagnostic> Sink::take_kept() {
  std::vector<Diagnostic> result = std::exchange(diagnostics_, {});
  std::ranges::stable_sort(result, {}, position_of);
  return result;
}

std::vector<Diagnostic> Sink::take_sorted() {
  const size_t dropped = num_dropped();
  std::vector<Diagnostic> result = take_kept();
  if (dropped > 0) result.push_back(more_not_shown(dropped));
  return result;
}

Diagnostic more_not_shown(size_t count) {
  return make(Sink::kNoSource, {}, MoreNotShown.code, MoreNotShown.severity, MoreNotShown.text, MoreNotShown.hint,
              {to_text(static_cast<int64_t>(count))});
}

}  // namespace segql::diag
