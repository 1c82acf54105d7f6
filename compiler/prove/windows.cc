#include "compiler/prove/windows.h"

#include "base/overload.h"

namespace segql::prove {
namespace {

/// `a` is never after `b`. False: not known.
bool is_never_after(const hir::Instant& a, const hir::Instant& b) {
  if (a.index() != b.index()) return false;
  return std::visit(overload{[](hir::Now) { return true; },
                             [&](hir::StartOfDay day) { return day.days <= std::get<hir::StartOfDay>(b).days; },
                             [&](const hir::Relative& relative) {
                               const auto& other = std::get<hir::Relative>(b);
                               return relative.unit == other.unit && relative.count <= other.count;
                             },
                             [&](hir::LocalDate date) { return date.days <= std::get<hir::LocalDate>(b).days; },
                             // Local times may change places where clocks are set back.
                             [&](hir::LocalTime time) { return time.micros == std::get<hir::LocalTime>(b).micros; },
                             [&](hir::Absolute at) { return at.micros <= std::get<hir::Absolute>(b).micros; },
                             [](const hir::Computed&) { return false; }},
                    a);
}

bool bounded_in(const hir::Bounded& inner, const hir::Bounded& outer) {
  if (inner.bound != outer.bound) return false;
  switch (inner.bound) {
    case hir::Bound::kBefore: return is_never_after(inner.instant, outer.instant);
    case hir::Bound::kAfter:
    case hir::Bound::kSince: return is_never_after(outer.instant, inner.instant);
    case hir::Bound::kOn: return false;
  }
  return false;
}

/// Ends at as_of, or before.
bool is_past(const hir::Window& window) {
  const auto* within = std::get_if<hir::WithinCount>(&window.node);
  return (within != nullptr && !within->next) || std::holds_alternative<hir::Ever>(window.node);
}

}  // namespace

bool lies_in(const hir::Window* inner, const hir::Window* outer) {
  if (outer == nullptr || std::holds_alternative<hir::Ever>(outer->node)) return inner == nullptr || is_past(*inner);
  if (inner == nullptr || inner->node.index() != outer->node.index()) return false;
  if (const auto* a = std::get_if<hir::WithinCount>(&inner->node)) {
    const auto& b = std::get<hir::WithinCount>(outer->node);
    return a->next == b.next && a->complete == b.complete && a->rolling == b.rolling && a->unit == b.unit &&
           a->count <= b.count;
  }
  if (const auto* a = std::get_if<hir::Bounded>(&inner->node)) {
    return bounded_in(*a, std::get<hir::Bounded>(outer->node));
  }
  if (const auto* a = std::get_if<hir::FromTo>(&inner->node)) {
    const auto& b = std::get<hir::FromTo>(outer->node);
    return is_never_after(b.from, a->from) && is_never_after(a->to, b.to);
  }
  if (const auto* a = std::get_if<hir::During>(&inner->node)) {
    const auto& b = std::get<hir::During>(outer->node);
    return b.first_day <= a->first_day && a->end_day <= b.end_day;
  }
  return false;
}

}  // namespace segql::prove
