/// tables-to-codes: a test of what a table has for a text is a test of the text. `lower(city) = "riyadh"` asks for the
/// cities whose small letters are those; which they are is known before a row is read.
#include <algorithm>
#include <string>
#include <utility>

#include "compiler/plan/dump.h"
#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"
#include "compiler/plan/text_predicate.h"

namespace segql::plan::rules {
namespace {

/// The look-up whose result `expr` tests; null when it tests something else.
const Lookup* tested_lookup(const Expr& expr) {
  ExprRef value = nullptr;
  if (const auto* n = std::get_if<IsMissing>(&expr.node)) value = n->value;
  if (const auto* n = std::get_if<Range>(&expr.node)) value = n->value;
  if (const auto* n = std::get_if<CodeIn>(&expr.node)) value = n->value;
  if (const auto* n = std::get_if<InList>(&expr.node)) value = n->value;
  return value == nullptr ? nullptr : std::get_if<Lookup>(&value->node);
}

/// The texts for which the table has a value that `admits` accepts; `test`: what it was, for people.
template <typename Admits>
ExprRef codes_where(RuleContext& context, const Lookup& found, const std::string& test, const Admits& admits) {
  Scan& scan = context.scan;
  CodeSet set = empty_code_set(*texts_of(context.catalog, scan.columns[found.value->dictionary]));
  const std::vector<int64_t>& values = scan.tables[found.table].values;
  for (uint32_t code = 0; code < values.size(); ++code) {
    if (admits(values[code])) add_code(set, code);
  }
  set.text = "with " + test;
  return make_code_in(scan, found.value, std::move(set));
}

ExprRef codes_in(RuleContext& context, const Lookup& found, const CodeIn& in) {
  const CodeSet& made = context.scan.code_sets[in.set];
  const std::string test = one_line(context.scan, *in.value) + " " + made.text;
  return codes_where(context, found, test, [&](int64_t value) {
    const auto code = static_cast<uint64_t>(value);
    return ((made.words[code / 64] >> (code % 64)) & 1) != 0;
  });
}

}  // namespace

ExprRef tables_to_codes(const Expr& expr, RuleContext& context) {
  Scan& scan = context.scan;
  const Lookup* found = tested_lookup(expr);
  if (found == nullptr) return nullptr;
  if (const auto* n = std::get_if<CodeIn>(&expr.node)) return codes_in(context, *found, *n);
  if (const auto* n = std::get_if<Range>(&expr.node)) {
    return codes_where(context, *found, one_line(scan, expr),
                       [&](int64_t value) { return n->low <= value && value <= n->high; });
  }
  if (const auto* n = std::get_if<InList>(&expr.node)) {
    const std::vector<int64_t>& items = scan.lists[n->list].integers;
    return codes_where(context, *found, one_line(scan, expr),
                       [&](int64_t value) { return std::binary_search(items.begin(), items.end(), value); });
  }
  return make_condition(scan, IsMissing{found->value});  // every text has a value in the table
}

}  // namespace segql::plan::rules
