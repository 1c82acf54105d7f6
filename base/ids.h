#pragma once
/// Typed ids: an index that cannot be mixed up with another kind of index.

#include <compare>
#include <cstdint>
#include <functional>

namespace segql {

template <typename Tag>
struct Id {
  uint32_t index = UINT32_MAX;
  constexpr bool valid() const { return index != UINT32_MAX; }
  constexpr auto operator<=>(const Id&) const = default;
};

}  // namespace segql

template <typename Tag>
struct std::hash<segql::Id<Tag>> {
  size_t operator()(segql::Id<Tag> id) const noexcept { return std::hash<uint32_t>{}(id.index); }
};
