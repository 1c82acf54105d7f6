/// The same condition twice in one `and`, `or` or block.

#include <functional>
#include <unordered_map>

#include "compiler/check/lint.h"
#include "compiler/check/written.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// The condition without layout. Equal ones that are written with other parentheses are told apart: nobody is misled.
std::string key_of(const Env& env, const ast::Expr& condition) {
  const std::string_view text = written(env, condition.span);
  if (text.empty()) return syntax::print(condition);
  std::string key;
  for (const char c : text) {
    if (kSpace.find(c) == std::string_view::npos) key += c;
  }
  return key;
}

/// A condition with the parentheses around it. REQUIRES: it is one of several, so that they are its own.
Span with_parentheses(std::string_view text, Span at) {
  for (;;) {
    const size_t before = text.substr(0, at.begin).find_last_not_of(kSpace);
    const size_t behind = text.find_first_not_of(kSpace, at.end);
    if (before == std::string_view::npos || behind == std::string_view::npos) return at;
    if (text[before] != '(' || text[behind] != ')') return at;
    at = {static_cast<uint32_t>(before), static_cast<uint32_t>(behind + 1)};
  }
}

/// Takes the second of two equal conditions away, with what joins it to the one before it.
void add_removal(const Context& ctx, Diagnostic& d, Span previous, Span second) {
  const ProjectFile* file = ctx.project.file(ctx.file);
  if (file == nullptr) return;
  const std::string_view text = file->file->text;
  const Span removed{with_parentheses(text, previous).end, with_parentheses(text, second).end};
  std::string joint(written(ctx, {removed.begin, with_parentheses(text, second).begin}));
  std::erase_if(joint, [](char c) { return kSpace.find(c) != std::string_view::npos; });
  const bool is_plain = joint == "and" || joint == "or" || joint == ",";
  if (is_plain && !has_comment(ctx, removed)) add_fix(d, removed, "", "remove it");
}

}  // namespace

void lint_duplicates(Context& ctx, ast::ExprList terms) {
  std::unordered_map<std::string, size_t> first;
  for (size_t i = 0; i < terms.size(); ++i) {
    const auto [known, is_new] = first.try_emplace(key_of(ctx, *terms[i]), i);
    if (is_new) continue;
    const ast::Expr& before = *terms[known->second];
    if (!syntax::equal(before, *terms[i])) continue;
    Diagnostic& d = ctx.report(terms[i]->span, diag::SaidTwice, syntax::print(before));
    add_note(d, ctx.source, before.span, "here, too");
    add_removal(ctx, d, terms[i - 1]->span, terms[i]->span);
  }
}

}  // namespace segql::check
