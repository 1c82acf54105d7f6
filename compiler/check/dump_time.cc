/// Windows, and how long members are kept, as text.

#include <fmt/format.h>

#include "base/overload.h"
#include "compiler/check/dump.h"
#include "compiler/check/instants.h"
#include "schema/schema.h"

namespace segql::check {
namespace {

std::string bound_text(const hir::Instant& instant, const ComputedText& computed) {
  if (const auto* of = std::get_if<hir::Computed>(&instant)) return computed(*of->value);
  return instant_text(instant);
}

std::string count_text(const hir::WithinCount& within) {
  std::string text = within.next ? "within next " : "within last ";
  text += std::to_string(within.count) + (within.complete ? " complete " : " ");
  text += unit_text(within.unit, within.count != 1);
  return within.rolling ? text + " rolling" : text;
}

std::string day_text(int32_t day) {
  return schema::value_text(schema::Schema{}, schema::Type::of(schema::Kind::kDate), int64_t{day});
}

}  // namespace

std::string dump_window(const hir::Window& window, const ComputedText& computed) {
  constexpr std::string_view kWhich[] = {"within this ", "within previous ", "within following "};
  constexpr std::string_view kBounds[] = {"before ", "after ", "since ", "on "};
  return std::visit(
      overload{
          [](const hir::WithinCount& within) { return count_text(within); },
          [&](const hir::WithinUnit& within) {
            return std::string(kWhich[static_cast<size_t>(within.which)]) + std::string(unit_text(within.unit, false));
          },
          [&](const hir::FromTo& range) {
            return "from " + bound_text(range.from, computed) + " to " + bound_text(range.to, computed);
          },
          [&](const hir::Bounded& bounded) {
            return std::string(kBounds[static_cast<size_t>(bounded.bound)]) + bound_text(bounded.instant, computed);
          },
          [](const hir::During& during) {
            return "during [" + day_text(during.first_day) + ", " + day_text(during.end_day) + ")";
          },
          [](const hir::Ever&) -> std::string { return "ever"; },
      },
      window.node);
}

std::string dump_keep(const hir::Keep& keep) {
  if (keep.kind == hir::Keep::Kind::kForever) return "keep members forever";
  return fmt::format("keep members for {} {} after {}", keep.count, unit_text(keep.unit, keep.count != 1),
                     keep.kind == hir::Keep::Kind::kAfterEntry ? "entry" : "last match");
}

}  // namespace segql::check
