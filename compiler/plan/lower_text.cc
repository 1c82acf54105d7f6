/// Text conditions. Against constants they are sets of codes of the value's dictionary, so no text is looked at per
/// row; text is compared as text only where two dictionaries meet or two values are ordered.
#include <algorithm>
#include <utility>

#include "compiler/plan/lower.h"
#include "compiler/plan/text_predicate.h"

namespace segql::plan {
namespace {

using hir::CompareOp;

std::string_view op_text(CompareOp op) {
  switch (op) {
    case CompareOp::kEqual: return "=";
    case CompareOp::kNotEqual: return "!=";
    case CompareOp::kLess: return "<";
    case CompareOp::kLessEqual: return "<=";
    case CompareOp::kGreater: return ">";
    case CompareOp::kGreaterEqual: return ">=";
  }
  return "";
}

std::string_view op_text(hir::TextOp op) {
  switch (op) {
    case hir::TextOp::kContains: return "contains";
    case hir::TextOp::kStartsWith: return "starts with";
    case hir::TextOp::kEndsWith: return "ends with";
    case hir::TextOp::kMatches: return "matches";
  }
  return "";
}

ExprRef compare_with_text(Lowering& lowering, CompareOp op, const hir::Expr& lhs, const Constant& rhs) {
  if (op == CompareOp::kNotEqual)
    return make_not(lowering.scan, compare_with_text(lowering, CompareOp::kEqual, lhs, rhs));
  if (rhs.missing) return make_literal(lowering.scan, false);
  const ExprRef value = lower_value(lowering, lhs);
  const runtime::Dictionary& dictionary = dictionary_of(lowering, value);
  CodeSet set = empty_code_set(dictionary);
  if (op == CompareOp::kEqual) {
    if (const auto code = dictionary.find(rhs.text)) add_code(set, *code);
  } else {
    lowering.fail_unless(select_ordered(dictionary, op, rhs.text, lowering.catalog.num_threads(), set));
  }
  set.text = std::string(op_text(op)) + " " + quoted(rhs.text);
  return make_code_in(lowering.scan, value, std::move(set));
}

bool compare_constants(CompareOp op, const Constant& lhs, const Constant& rhs) {
  if (lhs.missing || rhs.missing) return op == CompareOp::kNotEqual;
  return holds(op, lhs.text, rhs.text);
}

/// A dictionary of one text, for tests of constants.
bool test_constant(Lowering& lowering, const hir::TextTest& test, std::string_view text) {
  runtime::Dictionary dictionary;
  dictionary.add(text);
  CodeSet set = empty_code_set(dictionary);
  lowering.fail_unless(
      select_texts(dictionary, test.op, test.pattern, test.ignore_case, lowering.limits.regex_memory, 1, set));
  return set.count == 1;
}

}  // namespace

std::string quoted(std::string_view text) {
  constexpr size_t kShown = 40;
  if (text.size() <= kShown) return "\"" + std::string(text) + "\"";
  size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return "\"" + std::string(text.substr(0, end)) + "…\"";
}

ExprRef lower_text_compare(Lowering& lowering, CompareOp op, const hir::Expr& lhs, const hir::Expr& rhs) {
  const std::optional<Constant> left = constant_of(lowering, lhs), right = constant_of(lowering, rhs);
  if (left && right) return make_literal(lowering.scan, compare_constants(op, *left, *right));
  if (right) return compare_with_text(lowering, op, lhs, *right);
  if (left) return compare_with_text(lowering, mirrored(op), rhs, *left);
  if (op == CompareOp::kNotEqual)
    return make_not(lowering.scan, lower_text_compare(lowering, CompareOp::kEqual, lhs, rhs));
  const ExprRef a = lower_value(lowering, lhs), b = lower_value(lowering, rhs);
  if (op == CompareOp::kEqual && &dictionary_of(lowering, a) == &dictionary_of(lowering, b)) {
    return make_compare(lowering.scan, op, a, b);
  }
  return make_condition(lowering.scan, TextCompare{op, a, b});
}

ExprRef lower_text_list(Lowering& lowering, const hir::InList& list) {
  constexpr size_t kShown = 3;
  const auto is_text = [](const hir::Literal& item) { return item.form == hir::Literal::Form::kText; };
  if (const std::optional<Constant> constant = constant_of(lowering, *list.value)) {
    const bool found = !constant->missing && std::any_of(list.items.begin(), list.items.end(), [&](const auto& item) {
      return is_text(item) && item.text == constant->text;
    });
    return make_literal(lowering.scan, found);
  }
  const ExprRef value = lower_value(lowering, *list.value);
  const runtime::Dictionary& dictionary = dictionary_of(lowering, value);
  CodeSet set = empty_code_set(dictionary);
  set.text = "in (";
  size_t shown = 0;
  for (const hir::Literal& item : list.items) {
    if (!is_text(item)) continue;
    if (const auto code = dictionary.find(item.text)) add_code(set, *code);
    if (shown < kShown) set.text += (shown == 0 ? "" : ", ") + quoted(item.text);
    ++shown;
  }
  set.text += shown > kShown ? ", … " + std::to_string(shown) + " items)" : ")";
  return make_code_in(lowering.scan, value, std::move(set));
}

ExprRef lower_text_test(Lowering& lowering, const hir::TextTest& test) {
  if (const std::optional<Constant> constant = constant_of(lowering, *test.value)) {
    return make_literal(lowering.scan, !constant->missing && test_constant(lowering, test, constant->text));
  }
  const ExprRef value = lower_value(lowering, *test.value);
  const runtime::Dictionary& dictionary = dictionary_of(lowering, value);
  CodeSet set = empty_code_set(dictionary);
  lowering.fail_unless(select_texts(dictionary, test.op, test.pattern, test.ignore_case, lowering.limits.regex_memory,
                                    lowering.catalog.num_threads(), set));
  set.text = std::string(op_text(test.op)) + " " + quoted(test.pattern) + (test.ignore_case ? " ignoring case" : "");
  return make_code_in(lowering.scan, value, std::move(set));
}

}  // namespace segql::plan
