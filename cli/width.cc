#include "cli/width.h"

#include <sys/ioctl.h>

#include <utf8proc.h>

namespace segql::cli {
namespace {

struct Character {
  size_t bytes;
  size_t width;
};

/// The character at the start of `text`, which is not empty. A byte that is no UTF-8 is a character by itself.
Character first_of(std::string_view text) {
  utf8proc_int32_t code = -1;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                      static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (bytes <= 0 || code < 0) return {1, 1};
  return {static_cast<size_t>(bytes), static_cast<size_t>(utf8proc_charwidth(code))};
}

}  // namespace

size_t width(std::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const Character first = first_of(text);
    columns += first.width;
    text.remove_prefix(first.bytes);
  }
  return columns;
}

std::string cut(std::string_view text, size_t most) {
  if (width(text) <= most) return std::string(text);
  if (most == 0) return "";
  size_t columns = 0, end = 0;
  while (true) {
    const Character next = first_of(text.substr(end));
    if (columns + next.width > most - 1) break;
    columns += next.width;
    end += next.bytes;
  }
  return std::string(text.substr(0, end)) + "…";
}

size_t terminal_width(int file) {
  winsize size{};
  return ::ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace segql::cli
