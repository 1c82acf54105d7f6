#pragma once
/// `Sink`: where phases report what is wrong with the user's text and keep going. Messages about definitions live in
/// the `*.def` tables of this folder and nowhere else; a wrong argument list does not compile.

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "segql/diagnostic.h"
#include "segql/limits.h"

namespace segql::diag {

/// One row of a `.def` table. `text` and `hint` use {0}, {1} ... for the arguments, which become text.
template <typename... Args>
struct Template {
  std::string_view code;
  Severity severity;
  std::string_view text;
  std::string_view hint;
};

/// An argument as text; a very long one by its beginning and end.
std::string to_text(std::string_view value);
std::string to_text(int64_t value);

/// `{0}` and `{1}` replaced by the arguments.
std::string format_template(std::string_view text, const std::vector<std::string>& arguments);

/// What diagnostics are ordered by.
inline std::pair<SourceId, uint32_t> position_of(const Diagnostic& diagnostic) {
  return {diagnostic.source, diagnostic.span.begin};
}

/// Collects diagnostics of several sources. Not thread-safe.
class Sink {
 public:
  explicit Sink(const Limits& limits = {}, bool strict = false) : limit_(limits.diagnostics), strict_(strict) {}

  /// What belongs to no place of any source.
  static constexpr SourceId kNoSource = ~SourceId{0};

  /// Adds a diagnostic and returns it, so that notes and fixes can be attached:
  /// `sink.report(...).fixes.push_back(...)`. The reference is valid until the next call. Past the limit, which holds
  /// for errors and for the rest apart so that warnings never hide an error, a diagnostic is counted and a scratch
  /// object is returned.
  template <typename... Args>
  Diagnostic& report(SourceId source, Span at, const Template<Args...>& t, std::type_identity_t<Args>... args) {
    const bool is_error = t.severity == Severity::kError;
    if (++(is_error ? num_errors_ : num_warnings_) > limit_) return drop();
    return add(source, at, t.code, t.severity, t.text, t.hint, {to_text(args)...});
  }

  /// Adds all of another, as if it had been reported here.
  void add_all(Sink&& more);

  bool has_errors() const { return num_errors_ != 0; }
  /// Counts include what the limit keeps from being shown.
  size_t num_errors() const { return num_errors_; }
  size_t num_warnings() const { return num_warnings_; }
  /// Under `--strict` the lints that say so become errors (law 4).
  bool strict() const { return strict_; }

  /// How many the limit keeps from being shown.
  size_t num_dropped() const { return num_errors_ + num_warnings_ - diagnostics_.size(); }
  /// The others, in order of source and position; reports of one place keep their order. Afterwards it is only good for
  /// its counts of errors and warnings.
  std::vector<Diagnostic> take_kept();
  /// The same; when some were dropped, the last says so.
  std::vector<Diagnostic> take_sorted();
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  Diagnostic& drop();
  Diagnostic& add(SourceId source, Span at, std::string_view code, Severity severity, std::string_view text,
                  std::string_view hint, std::vector<std::string> arguments);

  std::vector<Diagnostic> diagnostics_;
  Diagnostic scratch_;
  size_t limit_;
  size_t num_errors_ = 0;
  size_t num_warnings_ = 0;
  bool strict_;
};

/// That so many were found beside those that are shown.
Diagnostic more_not_shown(size_t count);

}  // namespace segql::diag
