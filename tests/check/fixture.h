#pragma once
/// A checked project in memory: texts in, diagnostics and typed trees out.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/syntax/syntax.h"

namespace segql::check {

using Texts = std::vector<std::pair<std::string, std::string>>;  ///< path and text

class Checked {
 public:
  explicit Checked(const Texts& texts, bool strict = false, const Limits& limits = {});

  const Definitions& definitions() const { return *definitions_; }
  Definitions& definitions() { return *definitions_; }
  const diag::Sink& sink() const { return sink_; }
  const std::vector<Diagnostic>& diagnostics() const { return sink_.diagnostics(); }

  /// One line per diagnostic: `E0102 "contry": unknown field ...; hint [-> fix]`. The quoted text is what the span
  /// covers.
  std::string report() const { return report_of(sink_.diagnostics()); }
  /// The diagnostics as the program prints them, in order of source and position.
  std::string rendered() const;
  /// The typed tree of a segment, by its canonical name; empty when there is no such segment.
  std::string segment(std::string_view name) const;
  std::string attribute(std::string_view entity, std::string_view name) const;

  /// The typed tree of a condition or value over rows of `entity`, or the report when it has errors (or lints).
  std::string condition(std::string_view entity, std::string_view text);
  std::string value(std::string_view entity, std::string_view text);
  /// The lints and errors of a condition alone; empty when there is nothing to say.
  std::string complaints(std::string_view entity, std::string_view text);
  /// Instantiates a segment reference such as `s(n: 3)`; its canonical name, or the report.
  std::string instantiate(std::string_view reference);

 private:
  const Source& add(std::string name, std::string text);
  std::string report_of(const std::vector<Diagnostic>& diagnostics) const;
  std::string_view covered(SourceId source, Span span) const;

  Limits limits_;
  bool strict_;
  std::vector<std::unique_ptr<Source>> sources_;
  Arena arena_;
  diag::Sink sink_;
  std::unique_ptr<Definitions> definitions_;
};

/// A shop with customers, products, purchases and views: every type, nullable and not.
extern const char kShop[];
/// A project of the shop and one more file that imports it.
Checked with_shop(std::string_view text, bool strict = false);
/// The shop alone, for conditions.
Checked shop(bool strict = false);

}  // namespace segql::check
