#pragma once
/// Canonical text of typed expressions: two with the same key have the same value for the same row, at the same
/// instant. Unlike `check::dump` it leaves nothing out and has ids for names, because names repeat.

#include <string>
#include <string_view>

#include "compiler/check/definitions.h"

namespace segql::prove {

/// What `timezone` is for is part of the key where it may matter.
class Keys {
 public:
  explicit Keys(const check::Definitions& definitions) : definitions_(definitions) {}

  std::string of(const hir::Expr& expr, std::string_view timezone) const;
  std::string of(const hir::RowRef& row, std::string_view timezone) const;
  std::string of(const hir::Window& window, std::string_view timezone) const;

 private:
  const check::Definitions& definitions_;
};

}  // namespace segql::prove
