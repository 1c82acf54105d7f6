#include "compiler/syntax/deceptive_text.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "SegQLLexer.h"
#include "base/utf8.h"
#include "compiler/diag/diagnostics.h"

namespace segql::syntax {
namespace {

struct Script {
  char32_t first, last;
  std::string_view name;
};

// Scripts with letters that pass for those of another. Others never deceive and are left out.
constexpr Script kScripts[] = {
    {'A', 'Z', "Latin"},
    {'a', 'z', "Latin"},
    {0x00C0, 0x024F, "Latin"},
    {0x0370, 0x03FF, "Greek"},
    {0x0400, 0x052F, "Cyrillic"},
    {0x0530, 0x058F, "Armenian"},
    {0x10A0, 0x10FF, "Georgian"},
    {0x13A0, 0x13FF, "Cherokee"},
    {0x1E00, 0x1EFF, "Latin"},
    {0x1F00, 0x1FFF, "Greek"},
    {0x2C80, 0x2CFF, "Coptic"},
    {0xA640, 0xA69F, "Cyrillic"},
    {0xFF21, 0xFF5A, "full-width Latin"},
};

std::string_view script_of(char32_t c) {
  for (const Script& script : kScripts) {
    if (c >= script.first && c <= script.last) return script.name;
  }
  return {};
}

}  // namespace

void warn_of_deceptive_text(const TokenList& list, const Source& source, diag::Sink& sink) {
  const std::string_view text = source.text();
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  for (auto it = std::find_if_not(text.begin(), text.end(), is_ascii); it != text.end();) {
    const auto at = static_cast<uint32_t>(it - text.begin());
    const utf8::Decoded c = utf8::decode(text, at);
    if (utf8::is_bidi_control(c.code_point)) {
      char code[16];
      std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(c.code_point));
      const Span span{at, at + c.length};
      sink.report(source.id(), span, diag::BidiControl, code).fixes.push_back({span, "", "remove it", false});
    }
    it = std::find_if_not(it + c.length, text.end(), is_ascii);
  }
  for (const Token& token : list.tokens) {
    if (token.type != generated::SegQLLexer::QUOTED) continue;
    std::string_view first;
    for (uint32_t at = token.begin; at < token.end;) {
      const utf8::Decoded c = utf8::decode(text, at);
      const std::string_view script = script_of(c.code_point);
      if (first.empty()) first = script;
      if (!script.empty() && script != first) {
        sink.report(source.id(), token.span(), diag::MixedScript, first, script);
        break;
      }
      at += c.length;
    }
  }
}

}  // namespace segql::syntax
