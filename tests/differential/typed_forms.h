#pragma once
/// `TypedForms`: which nodes stand over which types in checked definitions: `compare date`, `most common text`, `take
/// by money`, ...

#include <set>
#include <string>

#include "compiler/check/definitions.h"

namespace segql::testing {

class TypedForms {
 public:
  explicit TypedForms(const check::Definitions& definitions) : definitions_(definitions) {}

  /// A segment, and everything it uses.
  void add(hir::SegmentId id);

  const std::set<std::string>& seen() const { return seen_; }
  /// All that the language allows.
  static std::set<std::string> all();

 private:
  void look(const hir::Expr* expr);
  void look_into(hir::AttributeId id);

  const check::Definitions& definitions_;
  std::set<std::string> seen_;
  std::set<uint32_t> segments_, attributes_;
};

}  // namespace segql::testing
