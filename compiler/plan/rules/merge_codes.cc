/// merge-codes: code sets (and ranges of codes) of one text value. `country in ("SA", "AE") and country starts with
/// "A"` is one set, and so are alternatives; the row is asked once.
#include <algorithm>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/groups.h"
#include "compiler/plan/rules/rules.h"
#include "compiler/plan/text_predicate.h"

namespace segql::plan::rules {
namespace {

const Expr* text_value(const Expr& term) {
  const Expr* value = nullptr;
  if (const auto* in = std::get_if<CodeIn>(&term.node)) value = in->value;
  if (const auto* range = std::get_if<Range>(&term.node)) value = range->value;
  return value != nullptr && value->dictionary != kNone ? value : nullptr;
}

std::vector<uint64_t> words_of(const Scan& scan, ExprRef term, size_t num_words) {
  if (const auto* in = std::get_if<CodeIn>(&term->node)) return scan.code_sets[in->set].words;
  const auto& range = std::get<Range>(term->node);
  std::vector<uint64_t> words(num_words);
  const auto end = static_cast<int64_t>(num_words * 64);
  for (int64_t code = std::max<int64_t>(range.low, 0); code <= range.high && code < end; ++code) {
    words[static_cast<size_t>(code / 64)] |= uint64_t{1} << (code % 64);
  }
  return words;
}

std::string text_of(const Scan& scan, ExprRef term) {
  if (const auto* in = std::get_if<CodeIn>(&term->node)) return scan.code_sets[in->set].text;
  const auto& range = std::get<Range>(term->node);
  const auto known = scan.code_ranges.find({range.value->dictionary, range.low, range.high});
  return known == scan.code_ranges.end() ? "in a range of texts" : known->second;
}

std::vector<ExprRef> merged(RuleContext& context, const std::vector<ExprRef>& group, bool is_and) {
  Scan& scan = context.scan;
  const Expr* value = text_value(*group.front());
  CodeSet result = empty_code_set(*texts_of(context.catalog, scan.columns[value->dictionary]));
  const size_t num_words = result.words.size();
  result.words = words_of(scan, group.front(), num_words);
  result.text = text_of(scan, group.front());
  for (size_t i = 1; i < group.size(); ++i) {
    const std::vector<uint64_t> words = words_of(scan, group[i], num_words);
    for (size_t w = 0; w < num_words; ++w) {
      result.words[w] = is_and ? result.words[w] & words[w] : result.words[w] | words[w];
    }
    result.text += (is_and ? " and " : " or ") + text_of(scan, group[i]);
  }
  return {make_code_in(scan, value, std::move(result))};
}

std::vector<ExprRef> intersected(RuleContext& context, const std::vector<ExprRef>& group) {
  return merged(context, group, true);
}
std::vector<ExprRef> united(RuleContext& context, const std::vector<ExprRef>& group) {
  return merged(context, group, false);
}

}  // namespace

ExprRef merge_codes(const Expr& expr, RuleContext& context) {
  if (const auto* node = std::get_if<And>(&expr.node)) return merge_groups(context, *node, &text_value, &intersected);
  if (const auto* node = std::get_if<Or>(&expr.node)) return merge_groups(context, *node, &text_value, &united);
  return nullptr;
}

}  // namespace segql::plan::rules
