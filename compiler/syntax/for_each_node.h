#pragma once
/// Visits every node of one kind in a syntax tree: the parameters that a definition reads, the paths of a condition.

#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "compiler/syntax/ast_fields.h"

namespace segql::syntax {

template <typename Wanted, typename Visit>
class NodeVisitor {
 public:
  explicit NodeVisitor(Visit visit) : visit_(std::move(visit)) {}

  template <typename T>
  void operator()(const T& value) {  // no node: a name, a number
    if constexpr (std::is_same_v<T, Wanted>) visit_(value);
  }
  void operator()(const ast::Path& path) { (*this)(path.parts); }
  template <NodeWithFields Node>
  void operator()(const Node& node) {
    if constexpr (std::is_same_v<Node, Wanted>) visit_(node);
    each_field(std::type_identity<Node>(), [&](std::string_view, auto member) { (*this)(node.*member); });
  }
  template <typename T>
  void operator()(const T* const& node) {
    if (node != nullptr) (*this)(*node);
  }
  template <typename T>
  void operator()(const std::span<T>& nodes) {
    for (const auto& node : nodes) (*this)(node);
  }
  template <typename... Ts>
  void operator()(const std::variant<Ts...>& node) {
    std::visit([&](const auto& alternative) { (*this)(alternative); }, node);
  }

 private:
  Visit visit_;
};

/// Calls `visit` with each `Wanted`, a node or an `ast::Name`, in `tree`, itself included.
template <typename Wanted, typename Tree, typename Visit>
void for_each_node(const Tree& tree, Visit visit) {
  NodeVisitor<Wanted, Visit>{std::move(visit)}(tree);
}

}  // namespace segql::syntax
