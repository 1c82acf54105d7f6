#pragma once
/// `Catalogue`: everything the pages of `segql docs` say about a project.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"
#include "segql/engine.h"

namespace segql::cli {

/// How many are in a segment, or in a part of one.
struct CatalogueCount {
  std::string name;
  uint64_t members = 0;
  uint64_t rows = 0;  ///< of the entity
  std::string error;  ///< empty: it was counted
};

/// A segment, attribute, condition or function, as one declaration says it.
struct CatalogueEntry {
  DeclarationInfo info;
  std::string text;   ///< of the declaration
  std::string path;   ///< of its page, seen from the folder of the catalogue
  std::string place;  ///< `vip.segql:12`
  std::string table;
  bool is_sound = true;
  bool is_called = true;              ///< false: it takes arguments, and nothing gives it any
  std::vector<size_t> definitions;    ///< places in `Engine::definitions`: itself, its parts, itself with arguments
  std::vector<size_t> uses, used_by;  ///< entries, ascending
  std::vector<size_t> fields;         ///< that it uses: places in `Engine::definitions`, ascending
  std::vector<TestWindow> windows;    ///< each once
  std::vector<std::string> tests;
  std::vector<CatalogueCount> counts;
};

struct CatalogueField {
  std::string name, type;
  std::vector<size_t> used_by;  ///< entries
};

struct CatalogueTable {
  DeclarationInfo info;
  std::string path, place;  ///< as of entries
  std::string key_or_time;  ///< which field
  uint64_t num_rows = 0;
  std::vector<CatalogueField> fields;
  std::vector<std::string> relations;  ///< as declared
};

struct Catalogue {
  std::string project, as_of, timezone;
  bool has_counts = false;
  std::vector<CatalogueEntry> entries;  ///< in source order
  std::vector<CatalogueTable> tables;
  std::vector<DefinitionInfo> definitions;
  std::map<std::string, std::string> table_paths;  ///< by name
};

/// REQUIRES: the definitions of `session` are open; members are counted when its data is loaded, too. Places are named
/// as seen from `folder`.
Catalogue make_catalogue(Session& session, Instant as_of, const std::string& folder);

/// What an entry is called: `segment`, `attribute`, `condition`.
std::string_view form_of(DeclarationInfo::Kind kind);
/// The name of a section of the catalogue, and of the folder of its pages.
std::string_view folder_of(DeclarationInfo::Kind kind);

}  // namespace segql::cli
