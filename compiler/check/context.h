#pragma once
/// `Context`: the state while one expression is checked: rows in scope, node budget, lints that a neighbour may still
/// answer. State only; the rules are the other files of this folder.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/env.h"

namespace segql::check {

/// A row that names refer to.
struct Row {
  uint32_t slot = 0;
  schema::TableId table;
  std::string_view label;      ///< empty: none
  bool by_label_only = false;  ///< of an earlier step of a sequence: only `label.name` reaches it
};

/// A lint that waits until the definition is known to be sound; another term of the same conjunction or disjunction may
/// answer it before (law 4, law 7), but for kJournal.
struct PendingLint {
  enum class Kind : uint8_t { kNullable, kVacuous, kJournal } kind = Kind::kNullable;
  SourceId source = 0;
  Span span;
  std::string text;     ///< the condition as written
  std::string about;    ///< the field, or the rows
  std::string key;      ///< what has to be shown present, see lint.h
  size_t num_rows = 0;  ///< rows in scope where it was found
  std::string fix{};    ///< of kNullable: what to write instead; empty: nothing is sure
};

struct Context : Env {
  Context(Project& the_project, Reporter& the_reporter) : Env{the_project, the_reporter, kNoFile, 0, {}, false} {}

  std::string_view timezone;  ///< of the segment; empty: the project's
  std::string_view name;      ///< of the definition, for messages
  std::vector<Row> rows;      ///< innermost last
  size_t first_row = 0;       ///< rows before it cannot be seen: a `define` is being put in
  uint32_t num_slots = 1;     ///< slots given out at once, at most
  uint32_t num_nodes = 0;
  std::vector<PendingLint> pending;

  const Row& subject() const { return rows[first_row]; }
  /// The row that names mean first.
  const Row& innermost() const {
    return *std::find_if(rows.rbegin(), rows.rend(), [](const Row& row) { return !row.by_label_only; });
  }

  bool has_label(std::string_view label) const {
    return std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(first_row), rows.end(),
                       [&](const Row& row) { return row.label == label; });
  }

  /// A slot for one more row: the first that no row in scope has; the same for equal row sets side by side, so that
  /// equal means equal.
  uint32_t take_slot() {
    uint32_t slot = 0;
    for (const Row& row : rows) slot = std::max(slot, row.slot + 1);
    num_slots = std::max(num_slots, slot + 1);
    return slot;
  }

  /// A typed node. Returns null, having reported it once, when the definition becomes too large.
  template <typename Node>
  hir::ExprRef make(Span span, schema::Type type, bool nullable, Node node) {
    if (!count_node(span)) return nullptr;
    return arena().make<hir::Expr>(span, type, nullable, node);
  }
  hir::ExprRef make_condition(Span span, auto node) {
    return make(span, schema::Type::of(schema::Kind::kBool), false, node);
  }
  hir::ExprRef make_literal(Span span, const TypedLiteral& literal) {
    if (literal.type.kind == schema::Kind::kTimestamp) {
      return make(span, literal.type, false, hir::InstantValue{literal.instant});
    }
    return make(span, literal.type, false, hir::Constant{literal.value});
  }

 private:
  bool count_node(Span span);
};

/// One level of the walk over a syntax tree; false, having reported it, when that is too deep.
class Nesting {
 public:
  Nesting(Context& ctx, Span at);
  ~Nesting() { --ctx_.project.depth; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  explicit operator bool() const { return fits_; }

 private:
  Context& ctx_;
  bool fits_;
};

}  // namespace segql::check
