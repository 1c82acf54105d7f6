#include "engine/definition_graph.h"

#include <algorithm>
#include <map>
#include <set>

namespace segql {

std::string_view kind_name(DefinitionInfo::Kind kind) {
  switch (kind) {
    case DefinitionInfo::Kind::kSegment: return "segment";
    case DefinitionInfo::Kind::kAttribute: return "attribute";
    case DefinitionInfo::Kind::kField: return "field";
  }
  return "";
}

namespace engine {
namespace {

using Kind = DefinitionInfo::Kind;

class Graph {
 public:
  explicit Graph(const check::Definitions& definitions) : definitions_(definitions) {}

  std::vector<DefinitionInfo> make() {
    for (const hir::SegmentId id : definitions_.segments()) place_of(id);
    for (const hir::AttributeId id : definitions_.declared_attributes()) place_of(id);
    // What they use is found while they are looked at, and looked at then; chains may be of any length.
    for (size_t i = 0; i < found_.size(); ++i) {
      std::set<size_t> uses;
      add_uses(found_[i], uses);
      infos_[i].uses.assign(uses.begin(), uses.end());
    }
    add_fields();
    return std::move(infos_);
  }

 private:
  /// Of a definition; both invalid: it is a field.
  struct Id {
    hir::SegmentId segment;
    hir::AttributeId attribute;
  };

  size_t place_of(hir::SegmentId id) {
    const hir::Segment& segment = definitions_.segment(id);
    const auto [known, is_new] = segments_.try_emplace(id.index, infos_.size());
    if (is_new) add({id, {}}, Kind::kSegment, std::string(segment.name), segment.table, segment.source, segment.span);
    return known->second;
  }
  size_t place_of(hir::AttributeId id) {
    const hir::Attribute& attribute = definitions_.attribute(id);
    const auto [known, is_new] = attributes_.try_emplace(id.index, infos_.size());
    const std::string name = table(attribute.table).name + "." + std::string(attribute.name);
    if (is_new) add({{}, id}, Kind::kAttribute, name, attribute.table, attribute.source, attribute.span);
    return known->second;
  }
  size_t place_of(const check::FieldUse& use) {
    const schema::Field& field = table(use.table).field(use.field);
    const auto [known, is_new] = fields_.try_emplace(use, infos_.size());
    if (is_new) add({}, Kind::kField, table(use.table).name + "." + field.name, use.table, field.source, field.span);
    return known->second;
  }

  void add(Id id, Kind kind, std::string name, schema::TableId of, SourceId source, Span span) {
    found_.push_back(id);
    infos_.push_back({kind, std::move(name), table(of).name, source, span, {}});
  }

  void add_uses(Id id, std::set<size_t>& uses) {
    if (id.segment.valid()) {
      const hir::Segment& segment = definitions_.segment(id.segment);
      if (segment.past != nullptr) uses.insert(place_of(segment.past->segment));
      if (segment.frozen != nullptr) add_uses({segment.frozen->live, {}}, uses);  // the same definition
      add(segment, uses);
    }
    if (id.attribute.valid()) add(definitions_.attribute(id.attribute), uses);
  }

  template <typename Definition>
  void add(const Definition& definition, std::set<size_t>& uses) {
    const check::Uses used = check::uses_of(definition);
    for (const hir::SegmentId id : used.segments) uses.insert(place_of(id));
    for (const hir::AttributeId id : used.attributes) {
      // One without a name is a part of the definition.
      if (definitions_.attribute(id).name.empty()) {
        add(definitions_.attribute(id), uses);
      } else {
        uses.insert(place_of(id));
      }
    }
    for (const check::FieldUse& use : check::fields_of(definitions_.schema(), definition)) uses.insert(place_of(use));
  }

  /// Those that nothing uses.
  void add_fields() {
    const std::vector<schema::Table>& tables = definitions_.schema().tables;
    for (uint32_t t = 0; t < tables.size(); ++t) {
      for (uint32_t f = 0; f < tables[t].fields.size(); ++f)
        place_of(check::FieldUse{schema::TableId{t}, schema::FieldId{f}});
    }
  }

  const schema::Table& table(schema::TableId id) const { return definitions_.schema().table(id); }

  const check::Definitions& definitions_;
  std::vector<DefinitionInfo> infos_;
  std::vector<Id> found_;  ///< beside infos_
  std::map<uint32_t, size_t> segments_, attributes_;
  std::map<check::FieldUse, size_t> fields_;
};

}  // namespace

std::vector<DefinitionInfo> definition_graph(const check::Definitions& definitions) {
  return Graph(definitions).make();
}

}  // namespace engine
}  // namespace segql
