#pragma once
/// What changed between two sets of definitions: by their meaning, without looking at a row.

#include <optional>
#include <string>
#include <vector>

#include "segql/engine.h"

namespace segql::cli {

/// Definitions with their texts, in the order of `Engine::definitions`.
struct DefinitionSet {
  std::vector<DefinitionInfo> all;
  std::vector<std::string> texts;  ///< what is written of each
  std::vector<bool> is_given;      ///< its members come with the data: a list of keys, a snapshot that was taken
};

DefinitionSet definition_set(const Engine& engine);

enum class Change : uint8_t {
  kNone,
  kText,      ///< written otherwise, and means the same
  kAffected,  ///< what it uses changed
  kMeaning,   ///< says something else
  kAdded,
  kRemoved,
};

struct DefinitionChange {
  Change change = Change::kNone;
  std::optional<size_t> before, after;  ///< places in the two sets; one is missing of what was added or removed
  bool is_renamed = false;
  std::vector<size_t> through;  ///< of kAffected: what it uses itself that changed or is affected, places in `after`
};

/// Every segment and attribute of the two, and the fields that changed, in the order of `after`; what was removed comes
/// last. What has another name, the same meaning and no counterpart is renamed.
std::vector<DefinitionChange> changes_between(const DefinitionSet& before, const DefinitionSet& after);

}  // namespace segql::cli
