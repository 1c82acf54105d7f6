#pragma once
/// `Env`: what checking any piece of one text needs: the project, where to report, and which text it is.

#include <algorithm>
#include <span>
#include <string>

#include "compiler/check/project.h"
#include "compiler/check/reporter.h"

namespace segql::check {

/// A parameter in scope and what it stands for.
struct Binding {
  std::string_view name;
  Argument value;
};

struct Env {
  Project& project;
  Reporter& reporter;
  FileIndex file = kNoFile;
  SourceId source = 0;
  std::span<const Binding> bindings;  ///< `$name`
  bool failed = false;                ///< an error was reported through this object

  template <typename... Args>
  Diagnostic& report(Span at, const diag::Template<Args...>& t, std::type_identity_t<Args>... args) {
    failed |= t.severity == Severity::kError;
    return reporter.report(source, at, t, args...);
  }

  /// Some parameter has no value yet: nothing is said about ranges of constants.
  bool has_placeholders() const {
    return std::ranges::any_of(bindings, [](const Binding& binding) { return binding.value.placeholder; });
  }

  Arena& arena() { return project.arena; }
  const schema::Schema& schema() const { return project.schema; }
  std::string text_of(const schema::Type& type) const { return schema().type_text(type); }
  const std::string& table_name(schema::TableId id) const { return schema().table(id).name; }
};

}  // namespace segql::check
