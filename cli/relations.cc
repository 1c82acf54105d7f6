#include "cli/relations.h"

#include <nlohmann/json.hpp>

#include "cli/printable.h"

namespace segql::cli {

std::string print_relations(const Engine& engine, Format format) {
  constexpr const char* kWords[] = {"implies", "equals", "excludes"};
  std::string text;
  auto list = nlohmann::ordered_json::array();
  for (const SegmentRelation& relation : engine.relations()) {
    const char* word = kWords[static_cast<size_t>(relation.kind)];
    if (format == Format::kText) text += printable(relation.a + " " + word + " " + relation.b) + "\n";
    if (format == Format::kJson) list.push_back({{"a", relation.a}, {"relation", word}, {"b", relation.b}});
  }
  return format == Format::kJson ? list.dump(2) + "\n" : text;
}

}  // namespace segql::cli
