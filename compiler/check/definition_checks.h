#pragma once
/// Checking whole definitions. Each is checked when it is first used or when its turn comes, and never again.

#include <optional>
#include <string>

#include "compiler/check/context.h"

namespace segql::check {

/// Leave the definition's state at kSound or kBroken. REQUIRES: state kUnchecked.
void check_attribute(Project& project, Reporter& reporter, DefinitionIndex index);
/// A define by itself, with its defaults, so that its mistakes are reported once and where they are.
void check_define(Project& project, Reporter& reporter, DefinitionIndex index);

/// The segment with these parameters; checked unless `instances` has it.
std::optional<hir::SegmentId> check_segment(Project& project, Reporter& reporter, DefinitionIndex index,
                                            std::span<const Binding> bindings);
/// The declaration itself: as check_segment with the defaults, with placeholders where there are none.
void check_segment_by_itself(Project& project, Reporter& reporter, DefinitionIndex index);

/// `slipping_away(days: 30)`.
std::string canonical_name(const schema::Schema& schema, const Definition& definition,
                           std::span<const Binding> bindings);

/// A split or priority list: each of its parts becomes a segment. Leaves the state at kSound or kBroken. REQUIRES:
/// state kUnchecked.
void check_parts(Project& project, Reporter& reporter, DefinitionIndex index);
/// "its parts are `halves.a` and `halves.b`", for messages about a split or priority list in any state.
std::string part_list(const Definition& definition);

}  // namespace segql::check
