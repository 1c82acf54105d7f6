#include "compiler/prove/text_order.h"

#include <algorithm>

#include "base/try.h"

namespace segql::prove {
namespace {

void add_texts(const hir::Expr* expr, std::vector<std::string_view>& texts) {
  if (expr == nullptr) return;
  const auto add = [&](const hir::Literal& literal) {
    if (literal.form == hir::Literal::Form::kText) texts.push_back(literal.text);
  };
  if (const auto* constant = std::get_if<hir::Constant>(&expr->node)) add(constant->value);
  if (const auto* list = std::get_if<hir::InList>(&expr->node)) {
    for (const hir::Literal& item : list->items) add(item);
  }
  check::for_each_child(*expr, [&](const hir::Expr& child) { add_texts(&child, texts); });
}

}  // namespace

TextOrder::TextOrder(std::vector<std::string_view> texts) : texts_(std::move(texts)) {
  std::ranges::sort(texts_);
  const auto repeated = std::ranges::unique(texts_);
  texts_.erase(repeated.begin(), repeated.end());
  // Nothing comes before the empty text. Every other gap is taken to have texts in it: that can only hide a proof.
  const int128 first = !texts_.empty() && texts_.front().empty() ? 1 : 0;
  domain_ = Values::range(first, static_cast<int128>(2 * texts_.size()));
}

int128 TextOrder::ordinal(std::string_view text) const {
  const auto found = std::ranges::lower_bound(texts_, text);
  SEGQL_CHECK(found != texts_.end() && *found == text);
  return 2 * static_cast<int128>(found - texts_.begin()) + 1;
}

std::optional<std::string> TextOrder::text_of(int128 ordinal) const {
  if (!domain_.contains(ordinal)) return std::nullopt;
  const auto place = static_cast<size_t>(ordinal / 2);
  if (ordinal % 2 != 0) return std::string(texts_[place]);
  if (place == 0) return "";  // the first text is not empty
  const std::string below(texts_[place - 1]);
  for (const char* ending : {"x", "a", "0", "!", " ", "\x01"}) {
    const std::string candidate = below + ending;
    if (place == texts_.size() || candidate < texts_[place]) return candidate;
  }
  return std::nullopt;
}

TextOrder order_of_texts(const check::Definitions& definitions) {
  std::vector<std::string_view> texts;
  for (uint32_t i = 0; i < definitions.mark().num_segments; ++i) {
    const hir::Segment& segment = definitions.segment(hir::SegmentId{i});
    add_texts(segment.where, texts);
    for (const hir::ExprRef exclude : segment.excludes) add_texts(exclude, texts);
  }
  for (uint32_t i = 0; i < definitions.mark().num_attributes; ++i) {
    add_texts(definitions.attribute(hir::AttributeId{i}).scanned(), texts);
  }
  return TextOrder(std::move(texts));
}

}  // namespace segql::prove
