#include "compiler/syntax/brackets.h"

#include <algorithm>
#include <string>

#include "SegQLLexer.h"
#include "compiler/diag/diagnostics.h"

namespace segql::syntax {
namespace {

using L = generated::SegQLLexer;

std::string_view spelling(size_t type) {
  switch (type) {
    case L::LPAREN: return "(";
    case L::RPAREN: return ")";
    case L::LBRACE: return "{";
    default: return "}";
  }
}

size_t closer_of(size_t opener) { return opener == L::LPAREN ? L::RPAREN : L::RBRACE; }

}  // namespace

void Brackets::restart() {
  stack_.clear();
  depth_ = prefixes_ = words_ = 0;
  sound_ = true;
  too_deep_ = too_long_ = too_large_ = false;
}

bool Brackets::opens_list(size_t index) const {
  if (tokens_[index].type != L::LPAREN || index == 0) return false;
  const size_t before = tokens_[index - 1].type;
  if (before == L::KW_IN || before == L::EQ || before == L::COLON) return true;
  const size_t mode = index > 1 ? tokens_[index - 2].type : 0;
  return before == L::KW_OF && (mode == L::KW_ANY || mode == L::KW_ALL || mode == L::KW_NONE);
}

void Brackets::take(size_t index) {
  const size_t type = tokens_[index].type;
  const bool in_list = !stack_.empty() && stack_.back().list;
  if (!in_list && ++words_ > limits_.declaration_words && !too_large_) {
    too_large_ = true;
    sound_ = false;
    sink_.report(source_.id(), tokens_[index].span(), diag::DeclarationTooLarge, limits_.declaration_words);
  }
  switch (type) {
    case L::LPAREN:
    case L::LBRACE:
      depth_ += 1 + prefixes_;
      check_depth(index);
      stack_.push_back({index, prefixes_, 0, opens_list(index)});
      break;
    case L::RPAREN:
    case L::RBRACE: close(index); break;
    case L::KW_NOT:
    case L::MINUS:
      ++prefixes_;
      check_depth(index);
      return;
    case L::COMMA:
      if (!stack_.empty() && ++stack_.back().commas >= limits_.list_items && !too_long_) {
        too_long_ = true;
        sound_ = false;
        sink_.report(source_.id(), tokens_[stack_.back().index].span(), diag::TooManyItems, limits_.list_items);
      }
      break;
    default: break;
  }
  prefixes_ = 0;
}

void Brackets::check_depth(size_t index) {
  if (depth_ + prefixes_ <= limits_.nesting || too_deep_) return;
  too_deep_ = true;
  sound_ = false;
  sink_.report(source_.id(), tokens_[index].span(), diag::NestingTooDeep, limits_.nesting);
}

void Brackets::close(size_t index) {
  const size_t type = tokens_[index].type;
  const auto matches = [&](const Open& open) { return closer_of(tokens_[open.index].type) == type; };
  const auto pop = [&] {
    depth_ -= 1 + stack_.back().prefixes;
    stack_.pop_back();
  };
  if (!stack_.empty() && !matches(stack_.back())) {
    // Close the nearest bracket that this one can close; without one it closes nothing. A brace may close over
    // parentheses; a parenthesis never over a brace, whose end is the better landmark.
    size_t found = stack_.size();
    while (found > 0 && !matches(stack_[found - 1]) && type == L::RBRACE) --found;
    const bool closes = found > 0 && matches(stack_[found - 1]);
    if (closes) {
      unclosed(stack_.back(), index);
      while (stack_.size() > found) pop();
    } else {
      sound_ = false;
      sink_
          .report(source_.id(), tokens_[index].span(), diag::MismatchedBracket, spelling(type),
                  spelling(closer_of(tokens_[stack_.back().index].type)))
          .notes.push_back({source_.id(), tokens_[stack_.back().index].span(), "opened here"});
      return;
    }
  }
  if (!stack_.empty()) {
    pop();
    return;
  }
  sound_ = false;
  sink_.report(source_.id(), tokens_[index].span(), diag::ExtraBracket, spelling(type));
}

void Brackets::unclosed(const Open& open, size_t noticed) {
  sound_ = false;
  const size_t type = tokens_[open.index].type;
  const uint32_t begin = tokens_[open.index].begin;
  const uint32_t end = noticed < tokens_.size() ? tokens_[noticed].begin : UINT32_MAX;
  for (const Diagnostic& before : sink_.diagnostics()) {
    // A text that is not closed swallows the rest of its line, brackets and all.
    const bool swallows = before.code == diag::UnclosedText.code || before.code == diag::UnclosedName.code;
    if (swallows && before.source == source_.id() && before.span.begin > begin && before.span.begin < end) return;
  }
  Diagnostic& diagnostic =
      sink_.report(source_.id(), tokens_[open.index].span(), diag::UnclosedBracket, spelling(type));
  if (noticed >= tokens_.size()) return;
  diagnostic.notes.push_back({source_.id(), tokens_[noticed].span(),
                              "`" + std::string(spelling(closer_of(type))) + "` is missing before this"});
}

bool Brackets::finish(size_t end) {
  if (!stack_.empty() && !too_deep_) unclosed(stack_.back(), end);
  return sound_;
}

}  // namespace segql::syntax
