// Are two trees the same text, but for layout?
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "compiler/syntax/ast_fields.h"
#include "compiler/syntax/syntax.h"

namespace segql::syntax {
namespace {

template <NodeWithFields Node>
bool same(const Node& lhs, const Node& rhs);

template <typename T>
requires(std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string_view> ||
         std::is_same_v<T, Decimal> || std::is_same_v<T, ast::CivilDate> ||
         std::is_same_v<T, ast::CivilTime>) bool same(const T& lhs, const T& rhs) {
  return lhs == rhs;
}
bool same(const ast::Name& lhs, const ast::Name& rhs) { return lhs.text == rhs.text; }
bool same(const ast::Path& lhs, const ast::Path& rhs);

template <typename T>
bool same(const std::span<T>& lhs, const std::span<T>& rhs);
template <typename... Ts>
bool same(const std::variant<Ts...>& lhs, const std::variant<Ts...>& rhs);

template <typename T>
bool same(const T* const& lhs, const T* const& rhs) {
  return lhs == rhs || (lhs && rhs && same(*lhs, *rhs));
}

template <typename T>
bool same(const std::span<T>& lhs, const std::span<T>& rhs) {
  if (lhs.size() != rhs.size()) return false;
  for (size_t i = 0; i < lhs.size(); ++i) {
    if (!same(lhs[i], rhs[i])) return false;
  }
  return true;
}

bool same(const ast::Path& lhs, const ast::Path& rhs) { return same(lhs.parts, rhs.parts); }

template <typename... Ts>
bool same(const std::variant<Ts...>& lhs, const std::variant<Ts...>& rhs) {
  if (lhs.index() != rhs.index()) return false;
  return std::visit([&](const auto& node) { return same(node, std::get<std::decay_t<decltype(node)>>(rhs)); }, lhs);
}

template <NodeWithFields Node>
bool same(const Node& lhs, const Node& rhs) {
  bool result = true;
  each_field(std::type_identity<Node>(),
             [&](std::string_view, auto member) { result = result && same(lhs.*member, rhs.*member); });
  return result;
}

}  // namespace

bool equal(const ast::File& lhs, const ast::File& rhs) { return same(lhs, rhs); }
bool equal(const ast::Expr& lhs, const ast::Expr& rhs) { return same(lhs, rhs); }

}  // namespace segql::syntax
