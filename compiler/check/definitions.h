#pragma once
/// Door of this folder: syntax trees to a schema and typed segments.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compiler/check/hir.h"
#include "compiler/check/hir_claims.h"
#include "compiler/check/hir_tests.h"
#include "compiler/check/known_names.h"
#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"
#include "schema/schema.h"
#include "segql/function.h"
#include "segql/limits.h"

namespace segql::check {

/// One parsed file and how other files import it.
struct InputFile {
  const ast::File* file = nullptr;
  std::string path;       ///< normalised, '/'-separated; imports are resolved relative to it
  bool sees_all = false;  ///< what other files define, without importing it
};

/// Everything that the files of a project define, checked. Owns the typed trees; the syntax trees and their sources
/// must outlive it. Reading is thread-safe; `instantiate` is not.
class Definitions {
 public:
  /// Checks all files together: imports bind names across them (every file of the project sees the schema; other names
  /// come from the same file or an import). Returns an object even when errors were reported, so that what is sound can
  /// still be used; a segment with errors is not in `segments()`.
  static std::unique_ptr<Definitions> build(const std::vector<InputFile>& files, diag::Sink& sink,
                                            const Limits& limits);
  /// For a schema that the host made in code; `files` may then declare no schema of their own.
  static std::unique_ptr<Definitions> build(const schema::Schema& schema, const std::vector<InputFile>& files,
                                            diag::Sink& sink, const Limits& limits);
  ~Definitions();

  const schema::Schema& schema() const;

  /// Segments that need no arguments, in source order (parameters with defaults take them).
  const std::vector<hir::SegmentId>& segments() const;
  /// The sound attributes that are declared, in source order; others are made of what a definition or a test asks.
  std::vector<hir::AttributeId> declared_attributes() const;
  /// The sound segments that do, as they are called: `slipping(days: int)`; in source order.
  std::vector<std::string> segments_with_arguments() const;
  /// The sound tests, in source order.
  const std::vector<const hir::Test*>& tests() const;
  /// What is to be proved of segments: the sound claims, in source order.
  const std::vector<const hir::Claim*>& claims() const;
  /// What `extern` declares, by name.
  std::vector<FunctionInfo> host_functions() const;
  /// The segment named by `reference` with its arguments; reports to `sink` and returns nothing when there is no such
  /// one.
  std::optional<hir::SegmentId> instantiate(const ast::SegmentRef& reference, SourceId source, diag::Sink& sink);
  /// A condition over rows of `entity` as a segment without a name: `customer where ...` of the shell, and tests.
  std::optional<hir::SegmentId> add_condition(std::string_view entity, const ast::Expr& condition, SourceId source,
                                              diag::Sink& sink);
  /// A value over rows of `entity`, for `members --columns` and tests; an attribute without a name.
  std::optional<hir::AttributeId> add_value(std::string_view entity, const ast::Expr& value, SourceId source,
                                            diag::Sink& sink);

  /// Whether these declarations would be sound beside those there are, in place of those of the same names. Only
  /// segments, attributes and defines can be: not what the schema is made of. Nothing of them stays.
  bool accepts(const ast::File& file, diag::Sink& sink);
  /// Names there are, and samples of what can be written.
  std::vector<KnownName> known_names() const;
  Samples samples() const;

  const hir::Segment& segment(hir::SegmentId id) const;
  const hir::Attribute& attribute(hir::AttributeId id) const;
  size_t num_attributes() const;
  std::optional<hir::AttributeId> find_attribute(schema::TableId table, std::string_view name) const;

  /// Which of the files `build` was given a file would have to import, did it not see all: their places.
  std::vector<size_t> files_used_by(SourceId source) const;

  /// Bytes of all typed trees.
  size_t memory_bytes() const;
  /// What there is now. Ids at or beyond these numbers are of what `instantiate`, `add_condition` and `add_value` made
  /// later, for themselves or for a segment with other arguments that they use.
  struct Mark {
    uint32_t num_segments = 0;
    uint32_t num_attributes = 0;
    Arena::Mark arena;
  };
  Mark mark() const;
  /// Forgets what was made since: the trees are gone, and the ids are given out again.
  void forget_since(const Mark& mark);

  struct Impl;

 private:
  explicit Definitions(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Segments and attributes that an expression tree uses directly, each once.
struct Uses {
  std::vector<hir::SegmentId> segments;
  std::vector<hir::AttributeId> attributes;
};
Uses uses_of(const hir::Segment& segment);
Uses uses_of(const hir::Attribute& attribute);

/// A field of an entity or event.
struct FieldUse {
  schema::TableId table;
  schema::FieldId field;
  auto operator<=>(const FieldUse&) const = default;
};
/// Fields that are read directly, in order. References on the way are among them, and of row sets the field that refers
/// to the owner and the time of the events.
std::set<FieldUse> fields_of(const schema::Schema& schema, const hir::Segment& segment);
std::set<FieldUse> fields_of(const schema::Schema& schema, const hir::Attribute& attribute);

/// The slots whose rows an expression reads, those of its own row sets among them.
std::set<uint32_t> slots_of(const hir::Expr& expr);

/// Calls `visit(const Expr&)` for each direct child, row sets and windows included. The only edge list of the typed
/// tree.
void for_each_child(const hir::Expr& expr, const std::function<void(const hir::Expr&)>& visit);
/// Calls `visit` for each row that the node itself names; those of its children are theirs.
void for_each_row(const hir::Expr& expr, const std::function<void(const hir::RowRef&)>& visit);

/// What of the segment or expression itself only a journal of members could answer, such as `entered segment vip`;
/// empty: nothing. No plan is made of it.
std::string journal_use(const Definitions& definitions, const hir::Segment& segment);
std::string journal_use(const Definitions& definitions, const hir::Expr* expr);

/// The typed tree as text: `explain --stage typed` and the goldens.
std::string dump(const Definitions& definitions, const hir::Segment& segment);
std::string dump(const Definitions& definitions, const hir::Attribute& attribute);
std::string dump(const Definitions& definitions, const hir::Expr& expr);

}  // namespace segql::check
