/// Texts that are not cells: constants, and what functions make of texts. Such a text is a code of a dictionary that is
/// made with the plan. A function of a text is computed once for each distinct text; a row looks its answer up.
#include <algorithm>
#include <utility>

#include "base/cancel.h"
#include "base/text_case.h"
#include "base/utf8.h"
#include "compiler/plan/lower.h"

namespace segql::plan {
namespace {

using hir::Function;
using runtime::Dictionary;

/// What one text of a dictionary costs beside its bytes: where it begins, its place in the index, a number in a table.
constexpr size_t kBytesPerText = 32;

/// Counts a text that is about to be made; false beyond the limit, and when the work is cancelled.
bool afford(Lowering& lowering, std::string_view text) {
  if (is_cancelled()) {
    lowering.fail_unless(cancelled_error());
    return false;
  }
  lowering.made.bytes += text.size() + kBytesPerText;
  if (lowering.made.bytes <= lowering.limits.made_text_bytes) return true;
  lowering.fail(ErrorCode::kLimitExceeded,
                "the texts that functions make of the texts of columns need more memory than the limit allows");
  return false;
}

uint32_t add_dictionary(Lowering& lowering, std::shared_ptr<Dictionary> texts) {
  texts->shrink();
  ColumnUse use{};
  use.type = schema::Type::of(schema::Kind::kText);
  use.texts = std::move(texts);
  lowering.scan.columns.push_back(std::move(use));
  return static_cast<uint32_t>(lowering.scan.columns.size() - 1);
}

uint32_t add_table(Lowering& lowering, std::vector<int64_t> values, std::vector<Function> functions) {
  lowering.scan.tables.push_back({std::move(values), std::move(functions)});
  return static_cast<uint32_t>(lowering.scan.tables.size() - 1);
}

ExprRef make_lookup(Lowering& lowering, ExprRef value, uint32_t table, uint32_t dictionary) {
  return make_value(lowering.scan, Repr::kInt, value->nullable, Lookup{value, table}, dictionary);
}

/// `functions` but for `length`, the innermost first.
std::string made(std::span<const Function> functions, std::string_view text) {
  std::string result(text);
  for (size_t i = functions.size(); i-- > 0;) {
    if (functions[i] == Function::kLower) result = utf8::to_lower(result);
    if (functions[i] == Function::kUpper) result = utf8::to_upper(result);
    if (functions[i] == Function::kTrim) result = std::string(utf8::trimmed(result));
  }
  return result;
}

MadeTexts::Result make_all(Lowering& lowering, const Dictionary& texts, const std::vector<Function>& functions) {
  const bool counts = functions.front() == Function::kLength;
  const auto results = std::make_shared<Dictionary>();
  std::vector<int64_t> values;
  for (uint32_t code = 0; code < texts.size(); ++code) {
    const std::string text = made(functions, texts.text(code));
    if (!afford(lowering, counts ? std::string_view() : text)) break;
    values.push_back(counts ? static_cast<int64_t>(utf8::length(text)) : results->add(text));
  }
  const uint32_t column = counts ? kNone : add_dictionary(lowering, results);
  return {add_table(lowering, std::move(values), functions), column};
}

/// The same value said to be of another dictionary, where it has the same code.
ExprRef renamed(Lowering& lowering, ExprRef value, uint32_t dictionary) {
  Expr result = *value;
  result.dictionary = dictionary;
  return lowering.scan.arena.make<Expr>(result);
}

ExprRef recoded(Lowering& lowering, int64_t code, uint32_t dictionary) {
  return make_value(lowering.scan, Repr::kInt, false, ConstInt{code}, dictionary);
}

bool is_missing(ExprRef value) { return std::holds_alternative<Missing>(value->node); }

/// The first value that is neither constant nor missing; the first of all when there is none.
ExprRef main_value(const std::vector<ExprRef>& values) {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [](ExprRef v) { return int_constant(v) == nullptr && !is_missing(v); });
  return found == values.end() ? values.front() : *found;
}

/// All values by codes of the dictionary of `main`; nothing when it does not have all the texts.
std::vector<ExprRef> within(Lowering& lowering, const std::vector<ExprRef>& values, ExprRef main) {
  const Dictionary& texts = dictionary_of(lowering, main);
  std::vector<ExprRef> result;
  for (const ExprRef value : values) {
    const Dictionary& own = dictionary_of(lowering, value);
    const int64_t* constant = int_constant(value);
    if (&own == &texts || is_missing(value)) {
      result.push_back(renamed(lowering, value, main->dictionary));
      continue;
    }
    if (constant == nullptr) return {};
    const std::string_view text = own.text(static_cast<uint32_t>(*constant));
    const auto code = texts.find(text);
    if (!code) return {};
    lowering.scan.code_ranges[{main->dictionary, *code, *code}] = "= " + quoted(text);
    result.push_back(recoded(lowering, *code, main->dictionary));
  }
  return result;
}

/// The codes in `all` of the texts of `texts`, which are added.
std::vector<int64_t> add_all(Lowering& lowering, Dictionary& all, const Dictionary& texts) {
  std::vector<int64_t> codes;
  for (uint32_t code = 0; code < texts.size(); ++code) {
    if (!afford(lowering, texts.text(code))) break;
    codes.push_back(all.add(texts.text(code)));
  }
  return codes;
}

}  // namespace

const Dictionary& dictionary_of(const Lowering& lowering, ExprRef value) {
  static const Dictionary kEmpty;
  const Dictionary* dictionary =
      value->dictionary == kNone ? nullptr : texts_of(lowering.catalog, lowering.scan.columns[value->dictionary]);
  return dictionary == nullptr ? kEmpty : *dictionary;
}

ExprRef make_text(Lowering& lowering, const Constant& constant) {
  const auto [known, added] = lowering.made.constants.try_emplace(std::string(constant.text));
  if (added) {
    const auto texts = std::make_shared<Dictionary>();
    if (afford(lowering, constant.text)) texts->add(constant.text);
    known->second = add_dictionary(lowering, texts);
  }
  if (constant.missing) return make_value(lowering.scan, Repr::kInt, true, Missing{}, known->second);
  return recoded(lowering, 0, known->second);
}

ExprRef lower_text_function(Lowering& lowering, const hir::Expr& expr) {
  std::vector<Function> functions;
  const hir::Expr* inner = &expr;
  for (const auto* call = std::get_if<hir::Call>(&inner->node); call != nullptr && call->function >= Function::kLength;
       call = std::get_if<hir::Call>(&inner->node)) {
    functions.push_back(call->function);
    inner = call->arguments[0];
  }
  const ExprRef value = lower_value(lowering, *inner);
  const Dictionary& texts = dictionary_of(lowering, value);
  const bool counts = functions.front() == Function::kLength;
  if (texts.size() == 0 || lowering.error) {
    return make_value(lowering.scan, Repr::kInt, true, Missing{}, counts ? kNone : value->dictionary);
  }
  const auto [known, added] = lowering.made.functions.try_emplace({&texts, functions});
  if (added) known->second = make_all(lowering, texts, functions);
  return make_lookup(lowering, value, known->second.table, known->second.column);
}

void unify_texts(Lowering& lowering, std::vector<ExprRef>& values) {
  if (std::vector<ExprRef> same = within(lowering, values, main_value(values)); !same.empty()) {
    values = std::move(same);
    return;
  }
  const auto all = std::make_shared<Dictionary>();
  std::map<const Dictionary*, std::vector<int64_t>> codes;
  for (const ExprRef value : values) {
    const Dictionary& own = dictionary_of(lowering, value);
    if (!codes.contains(&own)) codes[&own] = add_all(lowering, *all, own);
  }
  if (lowering.error) return;
  const uint32_t dictionary = add_dictionary(lowering, all);
  std::map<const Dictionary*, uint32_t> tables;
  for (ExprRef& value : values) {
    const Dictionary* own = &dictionary_of(lowering, value);
    if (is_missing(value) || own->size() == 0) {
      value = make_value(lowering.scan, Repr::kInt, true, Missing{}, dictionary);
    } else if (const int64_t* constant = int_constant(value)) {
      value = recoded(lowering, codes[own][static_cast<size_t>(*constant)], dictionary);
    } else {
      if (!tables.contains(own)) tables[own] = add_table(lowering, codes[own], {});
      value = make_lookup(lowering, value, tables[own], dictionary);
    }
  }
}

}  // namespace segql::plan
