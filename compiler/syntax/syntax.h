#pragma once
/// Door of this folder: text to syntax tree and back. No ANTLR type and no exception leaves it. Several threads may
/// parse at once, each with an arena and a sink of its own.

#include <map>
#include <set>
#include <string>

#include "base/arena.h"
#include "compiler/diag/sink.h"
#include "compiler/source/source.h"
#include "compiler/syntax/ast.h"
#include "segql/limits.h"

namespace segql::syntax {

/// Names to be read as others. What a project calls otherwise, a library that is put in it says otherwise too.
struct Renames {
  std::map<std::string, std::string, std::less<>> names;
  std::set<std::string, std::less<>> met;  ///< which of them were read
};

/// Parses one file. Returns null exactly when errors were reported to `sink`, or when it had as many before as anybody
/// reads; several mistakes are reported in one run.
/// The tree lives in `arena` and refers to `source`'s text. Stack depth and time are bounded by `limits`.
const ast::File* parse(const Source& source, Arena& arena, diag::Sink& sink, const Limits& limits,
                       Renames* renames = nullptr);

/// Whether a text that does not parse may be part of the schema: some keyword of entities, events, relations, settings
/// or externs stands in it.
bool may_declare_schema(const Source& source);

/// Parses one condition or value (what the shell takes); same contract. `customer where` may stand before it, where the
/// rows are called `rows`.
ast::ExprRef parse_expression(const Source& source, Arena& arena, diag::Sink& sink, const Limits& limits,
                              std::string_view rows = {});

/// Parses one segment reference such as `slipping_away(days: 30)`; same contract.
const ast::SegmentRef* parse_segment_reference(const Source& source, Arena& arena, diag::Sink& sink,
                                               const Limits& limits);

/// Canonical text, comments kept. parse(print(f)) equals f, and print(parse(print(f))) is the same text.
std::string print(const ast::File& file);
std::string print(const ast::Expr& expr);
std::string print(const ast::Window& window);
std::string print(const ast::Clause& clause);
/// Only what says who is in it: without title, annotations, comments, `refresh` and `deliver`.
std::string print_members(const ast::Segment& segment);

/// True when two trees differ at most in spans, comments and blank lines.
bool equal(const ast::File& lhs, const ast::File& rhs);
bool equal(const ast::Expr& lhs, const ast::Expr& rhs);

/// The tree as indented s-expressions: `explain --stage ast` and the goldens.
std::string dump(const ast::File& file);
std::string dump(const ast::Decl& decl);
std::string dump(const ast::Expr& expr);

}  // namespace segql::syntax
