#pragma once
/// `Reporter`: the sink of one run of the checker. A body that is checked again for other arguments finds the same
/// mistakes again; each is reported once.

#include <set>
#include <string_view>
#include <tuple>

#include "compiler/diag/diagnostics.h"

namespace segql::check {

class Reporter {
 public:
  explicit Reporter(diag::Sink& sink) : sink_(sink) {}

  /// As Sink::report; a repetition of the same code at the same place goes to a scratch object.
  template <typename... Args>
  Diagnostic& report(SourceId source, Span at, const diag::Template<Args...>& t, std::type_identity_t<Args>... args) {
    if (!seen_.emplace(source, at.begin, at.end, t.code).second) {
      repeated_ = {};
      return repeated_;
    }
    return sink_.report(source, at, t, args...);
  }

  /// One more segment with arguments; false beyond the limit.
  bool count_instance(uint32_t limit) { return ++num_instances_ <= limit; }

  bool strict() const { return sink_.strict(); }

 private:
  diag::Sink& sink_;
  std::set<std::tuple<SourceId, uint32_t, uint32_t, std::string_view>> seen_;
  Diagnostic repeated_;
  uint32_t num_instances_ = 0;
};

/// Attaches the one fix that can be applied without thinking: it is what was meant, and of a lint it changes nobody.
inline void add_fix(Diagnostic& diagnostic, Span span, std::string replacement, std::string title) {
  diagnostic.fixes.push_back({span, std::move(replacement), std::move(title), true});
}
/// Attaches a fix that may be what was meant.
inline void add_guess(Diagnostic& diagnostic, Span span, std::string replacement, std::string title) {
  diagnostic.fixes.push_back({span, std::move(replacement), std::move(title), false});
}
inline void add_note(Diagnostic& diagnostic, SourceId source, Span span, std::string text) {
  diagnostic.notes.push_back({source, span, std::move(text)});
}

}  // namespace segql::check
