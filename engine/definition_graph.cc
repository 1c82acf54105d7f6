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
  Graph(const check::Definitions& definitions, const std::vector<check::InputFile>& files) : definitions_(definitions) {
    for (const check::InputFile& input : files) {
      std::map<uint32_t, Span>& declarations = declarations_[input.file->source];
      for (const ast::Decl& decl : input.file->decls) declarations.emplace(decl.span.begin, decl.span);
    }
  }

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
    if (is_new) {
      add({id, {}}, Kind::kSegment, std::string(segment.name), segment.table, segment.source, segment.span);
      infos_.back().meaning = meaning_of(segment);
    }
    return known->second;
  }
  size_t place_of(hir::AttributeId id) {
    const hir::Attribute& attribute = definitions_.attribute(id);
    const auto [known, is_new] = attributes_.try_emplace(id.index, infos_.size());
    const std::string name = table(attribute.table).name + "." + std::string(attribute.name);
    if (is_new) {
      add({{}, id}, Kind::kAttribute, name, attribute.table, attribute.source, attribute.span);
      infos_.back().meaning = meaning_of(attribute);
    }
    return known->second;
  }
  size_t place_of(const check::FieldUse& use) {
    const schema::Field& field = table(use.table).field(use.field);
    const auto [known, is_new] = fields_.try_emplace(use, infos_.size());
    if (is_new) {
      add({}, Kind::kField, table(use.table).name + "." + field.name, use.table, field.source, field.span);
      const schema::Schema& schema = definitions_.schema();
      infos_.back().meaning = schema.type_text(field.type) + (field.nullable ? "? = " : " = ") +
                              schema::value_text(schema, field.type, field.default_value);
    }
    return known->second;
  }

  void add(Id id, Kind kind, std::string name, schema::TableId of, SourceId source, Span span) {
    found_.push_back(id);
    infos_.push_back({kind, std::move(name), table(of).name, source, span, declaration_at(source, span), {}, {}});
  }

  Span declaration_at(SourceId source, Span name) const {
    const auto of_file = declarations_.find(source);
    if (of_file == declarations_.end()) return name;
    const auto after = of_file->second.upper_bound(name.begin);
    if (after == of_file->second.begin()) return name;
    const Span before = std::prev(after)->second;
    return name.end <= before.end ? before : name;
  }

  /// Typed trees with the parts that have no name, and without the name.
  template <typename Definition>
  std::string meaning_of(const Definition& definition) const {
    std::string text = check::dump(definitions_, definition);
    // A snapshot says its name twice.
    const std::string name(definition.name), head = " " + name + " of ";
    for (size_t at = text.find(head); at != std::string::npos; at = text.find(head, at))
      text.erase(at, name.size() + 1);
    std::set<uint32_t> seen;
    add_unnamed(check::uses_of(definition), seen, text);
    return text;
  }
  void add_unnamed(const check::Uses& uses, std::set<uint32_t>& seen, std::string& text) const {
    for (const hir::AttributeId id : uses.attributes) {
      const hir::Attribute& attribute = definitions_.attribute(id);
      if (!attribute.name.empty() || !seen.insert(id.index).second) continue;
      text += check::dump(definitions_, attribute);
      add_unnamed(check::uses_of(attribute), seen, text);
    }
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
  std::map<SourceId, std::map<uint32_t, Span>> declarations_;  ///< by where they begin
};

}  // namespace

std::vector<DefinitionInfo> definition_graph(const check::Definitions& definitions,
                                             const std::vector<check::InputFile>& files) {
  return Graph(definitions, files).make();
}

}  // namespace engine
}  // namespace segql
