#pragma once
/// `Constructs`: which kinds of nodes, with which operators, units, flags and optional parts, stand in syntax trees.
/// The list of all there are is read off the types of the syntax tree, so that what is added to the language is on it.

#include <set>
#include <string>

#include "compiler/syntax/ast.h"

namespace segql::testing {

class Constructs {
 public:
  void add(const ast::File& file);
  void add(const ast::Expr& expr);

  /// `aggregate`, `aggregate.kind=median`, `rows.where written`, `segment.snapshot=true`, ...
  const std::set<std::string>& seen() const { return seen_; }
  /// All that the syntax tree has a place for.
  static std::set<std::string> all();

 private:
  std::set<std::string> seen_;
};

}  // namespace segql::testing
