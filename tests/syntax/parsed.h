#pragma once
/// A text, parsed, with everything that has to outlive the tree.

#include <memory>
#include <string>
#include <utility>

#include "base/arena.h"
#include "base/try.h"
#include "compiler/diag/render.h"
#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/syntax.h"

namespace segql::syntax {

struct Parsed {
  explicit Parsed(std::string text, std::string name = "test.segql", const Limits& limits = {})
      : source(make_source(std::move(text), std::move(name), limits)), sink(limits) {
    file = parse(*source, arena, sink, limits);
  }

  static std::unique_ptr<Source> make_source(std::string text, std::string name, const Limits& limits) {
    auto result = Source::create(0, std::move(name), std::move(text), limits);
    SEGQL_CHECK(result.ok());
    return std::make_unique<Source>(std::move(result).value());
  }
  std::string rendered() {
    return diag::render(sink.take_sorted(), [this](SourceId id) { return id == 0 ? source.get() : nullptr; });
  }
  /// Codes of the diagnostics so far, joined by spaces.
  std::string codes() const {
    std::string result;
    for (const Diagnostic& diagnostic : sink.diagnostics())
      result += (result.empty() ? "" : " ") + std::string(diagnostic.code);
    return result;
  }

  std::unique_ptr<Source> source;
  Arena arena;
  diag::Sink sink;
  const ast::File* file = nullptr;
};

/// The one expression of `text`.
struct ParsedExpr {
  explicit ParsedExpr(std::string text, const Limits& limits = {})
      : source(Parsed::make_source(std::move(text), "test", limits)), sink(limits) {
    expr = parse_expression(*source, arena, sink, limits);
  }
  std::unique_ptr<Source> source;
  Arena arena;
  diag::Sink sink;
  ast::ExprRef expr = nullptr;
};

}  // namespace segql::syntax
