#pragma once
/// Diagnostics: what is wrong with, or worth knowing about, the user's definitions. Plain data, safe to copy and keep.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "segql/export.h"

namespace segql {

/// Byte range [begin, end) inside one source text.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

/// Index of a source text in the order it was added; the engine's `source_name` names it. A diagnostic about no place
/// has an index that none has.
using SourceId = uint32_t;

enum class Severity : uint8_t { kError, kWarning, kInfo };

/// "error", "warning" or "info".
SEGQL_EXPORT std::string_view severity_name(Severity severity);

/// A second place that matters ("declared here").
struct DiagnosticNote {
  SourceId source = 0;
  Span span;
  std::string text;
};

/// Replace `span` of the diagnostic's source by `replacement`.
struct DiagnosticFix {
  Span span;
  std::string replacement;
  std::string title;
  bool machine_applicable = false;  ///< at most one fix of a diagnostic is
};

struct Diagnostic {
  std::string_view code;  ///< "E0102", "L-NULL"; stable, points to static storage
  Severity severity = Severity::kError;
  SourceId source = 0;
  Span span;
  std::string message;  ///< lower case, code in back-quotes, no full stop
  std::string hint;     ///< shown under the caret; may be empty
  std::vector<DiagnosticNote> notes;
  std::vector<DiagnosticFix> fixes;
};

}  // namespace segql
