#pragma once
/// Every name of a project with what it is, and samples of what can be written: for whoever tries what may follow a
/// text.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/schema.h"

namespace segql::check {

struct KnownName {
  enum class Kind : uint8_t {
    kParameter,
    kField,
    kAttribute,
    kRelation,
    kEntity,
    kEvent,
    kSegment,
    kDefine,
    kFunction,
    kEnumerator,
    kWord,  ///< of a clause: a day of the week, `enter`
  } kind = Kind::kField;
  std::string text;
  std::string detail;  ///< a type, an entity
  /// What may have to stand directly after it: arguments, or the part of a split. Sound ones, one for each way.
  std::vector<std::string> calls;
};

/// Texts that are sound somewhere, each a sample of its kind: of every type, of every entity.
struct Samples {
  std::vector<std::string> literals;
  std::vector<std::string> lists;     ///< of one literal each
  std::vector<std::string> values;    ///< literals, enumerators, and fields of types without a literal
  std::vector<std::string> paths;     ///< fields and attributes
  std::vector<std::string> rows;      ///< relations
  std::vector<std::string> segments;  ///< with arguments where they need some
  std::vector<std::string> names;     ///< entities, keys, and a name that is none
  std::vector<std::string> currencies;
};

struct Project;
std::vector<KnownName> known_names(const Project& project);
Samples samples_of(const Project& project);

}  // namespace segql::check
