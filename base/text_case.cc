/// The tables are those of utf8proc: Unicode's simple mappings, and U+1E9E for the capital of U+00DF.
#include "base/text_case.h"

#include <utf8proc.h>

#include "base/utf8.h"

namespace segql::utf8 {
namespace {

bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80; }

/// ASCII letters between `first` and `last` change case by one bit; the library says what other letters become.
template <typename Map>
std::string mapped(std::string_view text, char first, char last, const Map& map) {
  std::string result;
  result.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    if (is_ascii(text[at])) {
      const char byte = text[at++];
      result.push_back(byte >= first && byte <= last ? static_cast<char>(byte ^ 0x20) : byte);
      continue;
    }
    const Decoded next = decode(text, at);
    append(result, static_cast<char32_t>(map(static_cast<utf8proc_int32_t>(next.code_point))));
    at += next.length;
  }
  return result;
}

/// White_Space is the separators, the controls from tab to carriage return, and next line.
bool is_white_space(char32_t code) {
  if ((code >= 0x9 && code <= 0xD) || code == 0x85) return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return true;
    default: return false;
  }
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::string to_lower(std::string_view text) { return mapped(text, 'A', 'Z', utf8proc_tolower); }

std::string to_upper(std::string_view text) { return mapped(text, 'a', 'z', utf8proc_toupper); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    const Decoded first = decode(text, 0);
    if (!is_white_space(first.code_point)) break;
    text.remove_prefix(first.length);
  }
  while (!text.empty()) {
    size_t last = text.size() - 1;
    while (last > 0 && is_continuation(text[last])) --last;
    if (!is_white_space(decode(text, last).code_point)) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

}  // namespace segql::utf8
