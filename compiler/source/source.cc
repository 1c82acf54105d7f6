#include "compiler/source/source.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace segql {
namespace {

Error not_text(std::string_view name, std::string_view text, size_t at, const char* what) {
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(at), '\n');
  const size_t line_break = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const size_t line_start = line_break == std::string_view::npos ? 0 : line_break + 1;
  std::string message(name);
  message += ":" + std::to_string(line) + ": " + what + " at byte " + std::to_string(at - line_start + 1) +
             " of the line; definitions are UTF-8 text";
  return {ErrorCode::kInvalidSource, std::move(message)};
}

}  // namespace

Result<Source> Source::create(SourceId id, std::string name, std::string text, const Limits& limits) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const size_t largest = std::min<size_t>(limits.source_bytes, UINT32_MAX - 1);  // spans are 32 bits wide
  if (text.size() > largest) {
    return Error{ErrorCode::kLimitExceeded, name + ": " + std::to_string(text.size()) +
                                                " bytes; a file of definitions has at most " + std::to_string(largest)};
  }
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  if (const size_t at = utf8::find_invalid(text); at != std::string::npos)
    return not_text(name, text, at, "invalid UTF-8");
  if (const size_t at = text.find('\0'); at != std::string::npos) return not_text(name, text, at, "a NUL byte");

  Source source;
  source.id_ = id;
  source.name_ = std::move(name);
  source.text_ = std::move(text);
  source.line_starts_.push_back(0);
  for (size_t at = source.text_.find('\n'); at != std::string::npos; at = source.text_.find('\n', at + 1)) {
    source.line_starts_.push_back(static_cast<uint32_t>(at + 1));
  }
  return source;
}

LineColumn Source::locate(uint32_t offset) const {
  offset = std::min(offset, static_cast<uint32_t>(text_.size()));
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<uint32_t>(next - line_starts_.begin());
  const uint32_t start = line_starts_[line - 1];
  const auto column = static_cast<uint32_t>(utf8::length(text().substr(start, offset - start)));
  return {line, column + 1};
}

uint32_t Source::line_start(uint32_t line) const { return line_starts_[line - 1]; }

std::string_view Source::line(uint32_t line) const {
  const size_t begin = line_starts_[line - 1];
  const size_t end = line < line_starts_.size() ? line_starts_[line] - 1 : text_.size();
  std::string_view result = text().substr(begin, end - begin);
  if (result.ends_with('\r')) result.remove_suffix(1);
  return result;
}

}  // namespace segql
