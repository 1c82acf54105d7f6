#pragma once
/// `Project`: everything known about the definitions of all files, by name, and what has been checked so far. State
/// only; the files of this folder act on it.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "base/containers.h"
#include "compiler/check/constants.h"
#include "compiler/check/definitions.h"
#include "compiler/check/hir.h"
#include "compiler/check/hir_claims.h"
#include "compiler/check/hir_tests.h"
#include "compiler/check/reporter.h"
#include "compiler/syntax/ast.h"
#include "schema/schema.h"
#include "segql/limits.h"

namespace segql::check {

using FileIndex = uint32_t;
using DefinitionIndex = uint32_t;
/// Stands for text that is in no file of the project, such as a condition typed into the shell: it sees every name.
inline constexpr FileIndex kNoFile = UINT32_MAX;
inline constexpr DefinitionIndex kNoDefinition = UINT32_MAX;

enum class DefinitionKind : uint8_t { kSegment, kStatic, kSplit, kPriority, kAttribute, kDefine };
/// Not members of its own: it is its parts that are segments.
constexpr bool has_parts(DefinitionKind kind) {
  return kind == DefinitionKind::kSplit || kind == DefinitionKind::kPriority;
}

struct Parameter {
  std::string_view name;
  schema::Type type;
  std::optional<Argument> default_value;
};

/// What `extern` declares.
struct HostFunction {
  std::string_view name;
  std::vector<Parameter> parameters;
  schema::Type result;
  bool may_be_missing = false;  ///< as declared; decides about lints only
};

/// `control` of a split `winback_test`, which is the segment `winback_test.control`.
struct Part {
  std::string_view name;
  hir::SegmentId segment;
};

/// A named declaration that is not part of the schema.
struct Definition {
  DefinitionKind kind = DefinitionKind::kSegment;
  std::string_view name;
  Span name_span;
  const ast::Decl* decl = nullptr;
  FileIndex file = kNoFile;
  SourceId source = 0;
  /// Nothing: the entity is unknown, and the definition broken; or a split that has not been checked.
  std::optional<schema::TableId> table;
  std::vector<Parameter> parameters;

  enum class State : uint8_t { kUnchecked, kInProgress, kSound, kBroken } state = State::kUnchecked;
  bool in_cycle = false;       ///< part of a cycle that was reported
  bool of_library = false;     ///< broken because a library is, which was reported
  uint32_t depth = 1;          ///< definitions on the longest chain of uses that starts here, as far as it was checked
  hir::AttributeId attribute;  ///< of a sound kAttribute
  std::vector<Part> parts;     ///< of a sound kSplit or kPriority, as written

  std::vector<FileIndex> also_in;  ///< files whose declaration of the same was reported and left out
};

struct ImportedFile {
  FileIndex file;
  std::span<const ast::Name> names;  ///< empty: all
  Span span;
};
struct ProjectFile {
  const ast::File* file = nullptr;
  std::string path;
  std::vector<ImportedFile> imports;
  bool sees_all = false;
  std::set<FileIndex> seen;  ///< of one that sees all: where names were found that it does not import
};

/// A call of a host function without parameters around it: file, table of the row it is of, label of that row,
/// timezone, text. Where all are the same, so is what it means.
using HostCallKey = std::tuple<FileIndex, uint32_t, std::string, std::string, std::string>;

struct Project {
  explicit Project(const Limits& the_limits) : limits(the_limits) {}

  Limits limits;
  Arena arena;
  schema::Schema schema;
  std::vector<ProjectFile> files;
  std::vector<Definition> definitions;
  std::unordered_map<std::string_view, small_vector<DefinitionIndex, 2>> names;  ///< of all files
  std::unordered_map<std::string_view, HostFunction> externs;  ///< part of the schema: visible everywhere

  std::map<HostCallKey, hir::AttributeId> host_calls;  ///< so far: equal ones are one

  /// `may_be_missing`: as the schema says; decides about lints only.
  hir::AttributeId add_attribute(const hir::Attribute& attribute, bool may_be_missing) {
    attribute_may_be_missing.push_back(may_be_missing);
    attributes.push_back(arena.make<hir::Attribute>(attribute));
    return {static_cast<uint32_t>(attributes.size() - 1)};
  }

  hir::SegmentId add_segment(const hir::Segment& segment) {
    segments.push_back(arena.make<hir::Segment>(segment));
    return {static_cast<uint32_t>(segments.size() - 1)};
  }

  std::vector<const hir::Attribute*> attributes;
  std::vector<bool> attribute_may_be_missing;  ///< beside `attributes`
  std::vector<const hir::Segment*> segments;
  std::unordered_map<std::string_view, std::optional<hir::SegmentId>>
      instances;                                  ///< by canonical name; nothing: broken
  std::vector<hir::SegmentId> default_instances;  ///< Definitions::segments()
  std::vector<const hir::Test*> tests;            ///< the sound ones, in source order
  std::vector<const hir::Claim*> claims;          ///< likewise

  std::vector<DefinitionIndex> in_progress;  ///< outermost first
  uint32_t depth = 0;                        ///< of the syntax tree walk, over all definitions in progress

  const ProjectFile* file(FileIndex index) const { return index == kNoFile ? nullptr : &files[index]; }
  Definition& definition(DefinitionIndex index) { return definitions[index]; }
};

/// Where a name was looked for and found.
struct FoundDefinition {
  DefinitionIndex index = kNoDefinition;
  bool visible = false;  ///< false: it exists in a file that is not imported
};
/// The segment, static segment, split or priority list of that name.
FoundDefinition find_segment(Project& project, FileIndex from, std::string_view name);
FoundDefinition find_attribute(Project& project, FileIndex from, schema::TableId table, std::string_view name);
FoundDefinition find_define(Project& project, FileIndex from, std::string_view name,
                            std::optional<schema::TableId> table);

/// "segment", "attribute" and so on, for messages.
std::string_view kind_name(DefinitionKind kind);

}  // namespace segql::check
