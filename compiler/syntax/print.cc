// What every rule of the printer uses: names, texts, lengths of time, brackets, comments.
#include <string>

#include "compiler/syntax/keywords.h"
#include "compiler/syntax/printer.h"
#include "compiler/syntax/words.h"

namespace segql::syntax {

std::string Printer::name(std::string_view name) {
  return needs_quotes(name) ? "`" + std::string(name) + "`" : std::string(name);
}

std::string Printer::path(const ast::Path& path) {
  std::string result;
  for (const ast::Name& part : path.parts) result += (result.empty() ? "" : ".") + name(part.text);
  return result;
}

std::string Printer::quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    switch (c) {
      case '\n': result += "\\n"; break;
      case '\r': result += "\\r"; break;
      case '\t': result += "\\t"; break;
      case '"':
      case '\\': result += '\\'; [[fallthrough]];
      default: result += c;
    }
  }
  return result + "\"";
}

std::string Printer::amount(int64_t count, ast::Unit unit) {
  return std::to_string(count) + " " + std::string(word(unit)) + (count == 1 ? "" : "s");
}

/// The unit after `count`, which may be a parameter.
std::string Printer::units(const ast::Expr& count, ast::Unit unit) {
  const auto* number = std::get_if<ast::NumberLit>(&count.node);
  const bool one = number && number->value == Decimal{1, 0};
  return std::string(word(unit)) + (one ? "" : "s");
}

Layout::Doc Printer::bracketed(std::string_view open, const Docs& items, std::string_view close) {
  // A space inside the brackets, as in `{ a }`, is only there on one line.
  const bool spaced = open.ends_with(' ');
  if (items.empty()) return text(spaced ? "{}" : "()");
  const auto edge = [&] { return spaced ? layout_.line() : layout_.soft_line(); };
  Docs inner = {edge()};
  for (size_t i = 0; i < items.size(); ++i) {
    const Doc item = i + 1 == items.size() ? items[i] : join({items[i], text(",")});
    inner.push_back(i == 0 ? item : layout_.group(join({layout_.line(), item})));  // as many on a line as fit
  }
  inner.push_back(layout_.if_broken(","));
  return layout_.group(join({text(open.substr(0, 1)), layout_.indent(kIndent, layout_.concat(std::move(inner))), edge(),
                             text(close.substr(close.size() - 1))}));
}

bool Printer::comment_before(uint32_t offset) {
  while (next_ < comments_.size() && comments_[next_].doc) ++next_;
  return next_ < comments_.size() && comments_[next_].span.begin < offset;
}

void Printer::leading(Docs& out, uint32_t offset, bool blank_lines) {
  for (; comment_before(offset); ++next_, blank_lines = true) {
    if (blank_lines && comments_[next_].blank_above) out.push_back(layout_.hard_line());
    out.push_back(text(comments_[next_].text));
    out.push_back(layout_.hard_line());
  }
}

void Printer::trailing(Docs& out, uint32_t limit) {
  while (comment_before(limit) && !comments_[next_].own_line) {
    const std::string_view comment = comments_[next_++].text;
    out.push_back(layout_.at_line_end(comment));
    if (comment.starts_with("//")) break;  // nothing can follow it on its line
  }
}

}  // namespace segql::syntax
