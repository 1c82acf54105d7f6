// Names, numbers, texts and lists: every check of a literal that needs no types.
#include <string>

#include "compiler/syntax/tree_builder.h"

namespace segql::syntax {

ast::Name TreeBuilder::name(P::NameContext* ctx) {
  const antlr4::Token* token = ctx->start;
  const Span at = span_of(token);
  const std::string_view text = text_of(at);
  const std::string_view written = token->getType() == P::QUOTED ? text.substr(1, text.size() - 2) : text;
  if (renames_ != nullptr) {
    if (const auto renamed = renames_->names.find(written); renamed != renames_->names.end()) {
      renames_->met.insert(renamed->first);
      return {arena_.copy_text(renamed->second), at};
    }
  }
  return {written, at};
}

ast::Path TreeBuilder::path(P::PathContext* ctx) {
  return {list<P::NameContext>(ctx, [this](auto* part) { return name(part); }), span_of(ctx)};
}

ast::ExprRef TreeBuilder::param(const antlr4::Token* token) {
  return make(span_of(token), ast::Param{text_of(token).substr(1)});
}

Decimal TreeBuilder::number(const antlr4::Token* token) {
  constexpr int kLargestScale = 18;  // of the types that are exact
  Decimal result;
  bool fraction = false;
  for (const char c : text_of(token)) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    if (c == ',') continue;  // of a thousands separator, reported before
    if (fraction) ++result.scale;
    const bool fits = result.scale <= kLargestScale && !__builtin_mul_overflow(result.unscaled, 10, &result.unscaled) &&
                      !__builtin_add_overflow(result.unscaled, c - '0', &result.unscaled);
    if (!fits) {
      report(span_of(token), diag::NumberTooLong);
      return {};
    }
  }
  return result;
}

ast::ExprRef TreeBuilder::number_expr(const antlr4::Token* token) {
  return make(span_of(token), ast::NumberLit{number(token), {}, false});
}

int64_t TreeBuilder::whole(const antlr4::Token* token, std::string_view what, int64_t least) {
  const size_t errors = sink_.num_errors();
  const Decimal value = number(token);
  const bool fits = token->getType() == P::INT && value.unscaled >= least;
  if (!fits && sink_.num_errors() == errors) report(span_of(token), diag::WholeNumber, what, least);
  return value.unscaled;
}

ast::ExprRef TreeBuilder::count(P::CountContext* ctx, std::string_view what) {
  if (ctx->start->getType() == P::PARAM) return param(ctx->start);
  // `at least 0` and `exactly 0` are odd but mean something; a window or a rank of nothing does not.
  return whole_expr(ctx->start, what, what == "a number of rows" ? 0 : 1);
}

ast::ExprRef TreeBuilder::whole_expr(const antlr4::Token* token, std::string_view what, int64_t least) {
  return make(span_of(token), ast::NumberLit{{whole(token, what, least), 0}, {}, false});
}

Decimal TreeBuilder::percent(P::NumberContext* ctx, std::string_view what) {
  const size_t errors = sink_.num_errors();
  const Decimal value = number(ctx->start);
  int128 hundred = 100;
  for (int i = 0; i < value.scale; ++i) hundred *= 10;
  const bool in_range = value.unscaled > 0 && value.unscaled <= hundred;
  if (!in_range && sink_.num_errors() == errors) report(span_of(ctx), diag::PercentRange, what);
  return value;
}

std::string_view TreeBuilder::string(const antlr4::Token* token) {
  const Span at = span_of(token);
  const std::string_view quoted = text_of(at);
  const std::string_view body = quoted.substr(1, quoted.size() - 2);
  if (body.find('\\') == std::string_view::npos) return body;
  std::string decoded;
  for (size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '\\') {
      decoded.push_back(body[i]);
      continue;
    }
    if (++i == body.size()) break;  // only in a text that was not closed
    const char escape = body[i];
    switch (escape) {
      case 'n': decoded.push_back('\n'); break;
      case 'r': decoded.push_back('\r'); break;
      case 't': decoded.push_back('\t'); break;
      case '"':
      case '\\': decoded.push_back(escape); break;
      default: {
        const auto length = static_cast<uint32_t>(utf8::decode(body, i).length);
        const uint32_t begin = at.begin + static_cast<uint32_t>(i);  // of the backslash: the opening quote counts one
        const Span where{begin, begin + 1 + length};
        // Those of a pattern; others may be escapes of another language.
        const bool of_pattern = std::string_view("dDwWsSbB.*+?()[]{}|^$-").find(escape) != std::string_view::npos;
        report(where, diag::UnknownEscape, text_of(where))
            .fixes.push_back(
                {where, "\\\\" + std::string(body.substr(i, length)), "write the backslash twice", of_pattern});
        i += length - 1;
      }
    }
  }
  return arena_.copy_text(decoded);
}

ast::ExprRef TreeBuilder::text_expr(const antlr4::Token* token) {
  return make(span_of(token), ast::TextLit{string(token)});
}

ast::ExprRef TreeBuilder::constant(P::ConstantContext* ctx) {
  const antlr4::Token* first = token_at(ctx, 0);
  if (!first) {
    const antlr4::Token* digits = ctx->start;
    if (ctx->children.size() == 1) return number_expr(digits);
    if (const antlr4::Token* mark = token_at(ctx, 1)) {
      const bool is_percent = mark->getType() == P::PERCENT;
      return make(span_of(ctx),
                  ast::NumberLit{number(digits), is_percent ? std::string_view() : text_of(mark), is_percent});
    }
    const ast::ExprRef amount = whole_expr(digits, "a length of time", 0);
    if (P::FromNowContext* from_now = ctx->fromNow())
      return make(span_of(ctx), ast::InstantLit{relative(ctx, amount, from_now)});
    return make(span_of(ctx),
                ast::DurationLit{std::get<ast::NumberLit>(amount->node).value.unscaled, unit(ctx->unit())});
  }
  const Span at = span_of(first);
  switch (first->getType()) {
    case P::STRING: return text_expr(first);
    case P::KW_TRUE: return make(at, ast::BoolLit{true});
    case P::KW_FALSE: return make(at, ast::BoolLit{false});
    default: return make(at, ast::InstantLit{named_instant(first)});
  }
}

ast::ExprRef TreeBuilder::literal(P::LiteralContext* ctx) {
  if (P::NameContext* word = ctx->name()) {
    const ast::Name only = name(word);
    return make(only.span, ast::PathExpr{{arena_.copy(std::span<const ast::Name>(&only, 1)), only.span}});
  }
  ast::ExprRef result = constant(ctx->constant());
  if (!ctx->MINUS()) return result;
  if (!std::holds_alternative<ast::NumberLit>(result->node)) {
    report(result->span, diag::UnexpectedToken, "`" + std::string(text_of(result->span)) + "`", "a number after `-`");
  }
  return make(span_of(ctx), ast::Negate{result});
}

ast::ExprRef TreeBuilder::literals(P::LiteralsContext* ctx) { return list_literal(ctx); }

ast::ExprRef TreeBuilder::list_literal(Context* ctx) {
  return make(span_of(ctx), ast::ListLit{list<P::LiteralContext>(ctx, [this](auto* item) { return literal(item); })});
}

ast::ExprRef TreeBuilder::value(P::ValueContext* ctx) {
  if (P::LiteralContext* one = ctx->literal()) return literal(one);
  return literals(ctx->literals());
}

}  // namespace segql::syntax
