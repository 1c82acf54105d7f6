#include "cli/catalogue/code.h"

#include "cli/catalogue/template.h"
#include "segql/declaration.h"

namespace segql::cli {
namespace {

using Kind = SyntaxToken::Kind;

/// As style.css calls it; empty: as text.
std::string_view class_of(Kind kind) {
  switch (kind) {
    case Kind::kKeyword: return "k";
    case Kind::kParameter: return "p";
    case Kind::kText: return "s";
    case Kind::kNumber: return "n";
    case Kind::kComment: return "c";
    case Kind::kUnknown: return "u";
    case Kind::kName:
    case Kind::kSign: break;
  }
  return "";
}

}  // namespace

std::string code_html(std::string_view text, const std::map<std::string, std::string, std::less<>>& links) {
  std::string out;
  size_t at = 0;
  for (const SyntaxToken& token : syntax_tokens(text)) {
    out += escaped(text.substr(at, token.span.begin - at));
    at = token.span.end;
    const std::string_view word = text.substr(token.span.begin, at - token.span.begin);
    const auto link = token.kind == Kind::kName ? links.find(word) : links.end();
    const std::string_view style = class_of(token.kind);
    if (link != links.end()) {
      out += "<a href=\"" + escaped(link->second) + "\">" + escaped(word) + "</a>";
    } else if (!style.empty()) {
      out += "<span class=\"" + std::string(style) + "\">" + escaped(word) + "</span>";
    } else {
      out += escaped(word);
    }
  }
  return out + escaped(text.substr(at));
}

std::string prose_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t open = text.find('`'), close = open == std::string_view::npos ? open : text.find('`', open + 1);
    out += escaped(text.substr(0, close == std::string_view::npos ? close : open));
    if (close == std::string_view::npos) break;
    out += "<code>" + escaped(text.substr(open + 1, close - open - 1)) + "</code>";
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace segql::cli
