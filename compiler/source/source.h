#pragma once
/// `Source`: one text of definitions: valid UTF-8, within the size limit, with a line table. Immutable.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "segql/diagnostic.h"
#include "segql/limits.h"
#include "segql/result.h"

namespace segql {

/// 1-based; columns count code points.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

class Source {
 public:
  /// Fails with kLimitExceeded above `limits.source_bytes` and with kInvalidSource, naming line and byte, on invalid
  /// UTF-8 or a NUL byte. A byte order mark at the start is skipped.
  static Result<Source> create(SourceId id, std::string name, std::string text, const Limits& limits);

  SourceId id() const { return id_; }
  const std::string& name() const { return name_; }  ///< as shown in diagnostics: the path the user would type
  std::string_view text() const { return text_; }
  LineColumn locate(uint32_t offset) const;
  /// The line (1-based) without its line break. REQUIRES: 1 <= line <= num_lines().
  std::string_view line(uint32_t line) const;
  /// Byte offset at which the line (1-based) starts. REQUIRES: 1 <= line <= num_lines().
  uint32_t line_start(uint32_t line) const;
  uint32_t num_lines() const { return static_cast<uint32_t>(line_starts_.size()); }

 private:
  SourceId id_ = 0;
  std::string name_;
  std::string text_;
  std::vector<uint32_t> line_starts_;
};

}  // namespace segql
