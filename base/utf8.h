#pragma once
/// UTF-8: validation, decoding one character at a time, and how wide a character is on a terminal.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace segql::utf8 {

inline constexpr char32_t kReplacement = 0xFFFD;

struct Decoded {
  char32_t code_point = kReplacement;
  uint32_t length = 1;  ///< bytes; 1 when invalid
  bool valid = false;
};

/// The character that starts at `offset`. Overlong forms, surrogates and values above U+10FFFF are invalid.
/// REQUIRES: offset < text.size().
Decoded decode(std::string_view text, size_t offset);

/// Offset of the first byte that is not part of valid UTF-8, or npos.
size_t find_invalid(std::string_view text);

void append(std::string& out, char32_t code_point);

/// Code points in valid UTF-8.
size_t length(std::string_view text);

/// Cells on a terminal: 0 for combining and formatting characters, 2 for East Asian wide ones and emoji, else 1.
int display_width(char32_t code_point);

/// True for the characters that change the direction of the text around them (the "Trojan Source" set).
bool is_bidi_control(char32_t code_point);

}  // namespace segql::utf8
