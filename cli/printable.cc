// Control characters in UTF-8 are the bytes below 0x20, 0x7F, and C2 followed by 80 to 9F.
#include "cli/printable.h"

#include <algorithm>

#include <fmt/format.h>

namespace segql::cli {
namespace {

bool may_be_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || byte == 0xC2;
}

std::string spell(std::string_view text, bool keeps_lines) {
  if (std::ranges::none_of(text, may_be_control)) return std::string(text);
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    const bool is_two_bytes = byte == 0xC2 && next >= 0x80 && next < 0xA0;
    if (is_two_bytes) ++at;
    if ((byte < 0x20 && !(keeps_lines && byte == '\n')) || byte == 0x7F || is_two_bytes) {
      result += fmt::format("<U+{:04X}>", is_two_bytes ? next : byte);
    } else {
      result += static_cast<char>(byte);
    }
  }
  return result;
}

}  // namespace

std::string printable(std::string_view text) { return spell(text, false); }
std::string printable_lines(std::string_view text) { return spell(text, true); }

}  // namespace segql::cli
