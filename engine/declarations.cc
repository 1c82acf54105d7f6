#include "engine/declarations.h"

#include <optional>

#include "base/overload.h"
#include "compiler/syntax/syntax.h"

namespace segql::engine {
namespace {

using Kind = DeclarationInfo::Kind;

std::string value_of(const ast::Annotation& annotation) {
  if (annotation.value == nullptr) return "";
  if (const auto* text = std::get_if<ast::TextLit>(&annotation.value->node)) return std::string(text->value);
  return syntax::print(*annotation.value);
}

/// From the bracket behind the name to the one that closes it, which no parameter's default hides: brackets match.
std::string parameters_in(std::string_view text, const ast::Name& name, const std::vector<SyntaxToken>& tokens,
                          uint32_t begin) {
  int depth = 0;
  std::optional<uint32_t> from;
  for (const SyntaxToken& token : tokens) {
    const uint32_t at = begin + token.span.begin;
    if (at < name.span.end || token.kind != SyntaxToken::Kind::kSign) continue;
    if (text[at] == '(' && depth++ == 0) from = at;
    if (text[at] == ')' && --depth == 0 && from) return std::string(text.substr(*from, at + 1 - *from));
  }
  return "";
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  /// Nothing for settings and tests.
  std::optional<DeclarationInfo> read(const ast::Decl& decl, SourceId source) {
    info_ = {};
    info_.doc = decl.doc;
    for (const ast::Annotation& annotation : decl.annotations)
      info_.annotations.emplace_back(annotation.name.text, value_of(annotation));
    info_.source = source;
    info_.span = decl.span;
    const bool is_shown = std::visit(
        overload{
            [](const ast::Settings&) { return false; },
            [](const ast::Test&) { return false; },
            [](const ast::Claim&) { return false; },
            [&](const ast::Entity& node) { return add(Kind::kEntity, node.name, node.name.text); },
            [&](const ast::Event& node) { return add(Kind::kEvent, node.name, node.name.text); },
            [&](const ast::Relation& node) { return add(Kind::kRelation, node.name, node.owner.text); },
            [&](const ast::Attribute& node) { return add(Kind::kAttribute, node.name, node.entity.text); },
            [&](const ast::Define& node) {
              return add_parameters(node.has_params, node.name) && add(Kind::kDefine, node.name, node.entity.text);
            },
            [&](const ast::Extern& node) {
              return add_parameters(true, node.name) && add(Kind::kExtern, node.name, "");
            },
            [&](const ast::Segment& node) {
              info_.title = node.title;
              return add_parameters(node.has_params, node.name) &&
                     add(node.snapshot ? Kind::kSnapshot : Kind::kSegment, node.name, node.entity.text);
            },
            [&](const ast::StaticSegment& node) {
              info_.title = node.title;
              return add(Kind::kStatic, node.name, node.entity.text);
            },
            [&](const ast::Split& node) { return add(Kind::kSplit, node.name, ""); },
            [&](const ast::Priority& node) { return add(Kind::kPriority, node.name, node.entity.text); },
        },
        decl.node);
    if (!is_shown) return std::nullopt;
    return std::move(info_);
  }

 private:
  bool add(Kind kind, const ast::Name& name, std::string_view table) {
    info_.kind = kind;
    info_.name = name.text;
    info_.name_span = name.span;
    info_.table = table;
    return true;
  }
  bool add_parameters(bool has_some, const ast::Name& name) {
    const Span span = info_.span;
    if (has_some)
      info_.parameters =
          parameters_in(text_, name, syntax_tokens(text_.substr(span.begin, span.end - span.begin)), span.begin);
    return true;
  }

  std::string_view text_;
  DeclarationInfo info_;
};

}  // namespace

std::vector<DeclarationInfo> declarations_of(const std::vector<check::InputFile>& files, const Sources& sources) {
  std::vector<DeclarationInfo> all;
  for (const check::InputFile& input : files) {
    Reader reader(sources.find(input.file->source)->text());
    for (const ast::Decl& decl : input.file->decls) {
      if (auto info = reader.read(decl, input.file->source)) all.push_back(*std::move(info));
    }
  }
  return all;
}

}  // namespace segql::engine
