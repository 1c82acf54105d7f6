#pragma once
/// What the windows of a condition stand for at an instant.

#include <set>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/plan/build.h"
#include "segql/test.h"

namespace segql::engine {

class WindowList {
 public:
  WindowList(const check::Definitions& definitions, const plan::Moment& moment)
      : definitions_(definitions), moment_(moment) {}

  /// Those in `expr`, and in the definitions of attributes of the row it is about.
  void add(const hir::Expr& expr);
  /// Those in the definition of one, unless it was added.
  void add(hir::AttributeId attribute);
  std::vector<TestWindow> take() { return std::move(windows_); }

 private:
  void add_window(const hir::Window* window);

  const check::Definitions& definitions_;
  const plan::Moment moment_;
  std::vector<TestWindow> windows_;
  std::set<uint32_t> looked_into_;
};

}  // namespace segql::engine
