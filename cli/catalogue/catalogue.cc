// Declarations are what people read, definitions what the engine knows: a definition belongs to the declaration that
// its name stands in.
#include "cli/catalogue/catalogue.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/outcome.h"

namespace segql::cli {
namespace {

using Kind = DeclarationInfo::Kind;

bool is_table(Kind kind) { return kind == Kind::kEntity || kind == Kind::kEvent; }
bool is_segment(Kind kind) { return folder_of(kind) == "segments"; }

/// `id` of `entity customer key id { ... }`, `bought_at` of `event purchase at bought_at { ... }`.
std::string key_or_time_in(const std::string& declaration) {
  std::string_view last;
  for (const SyntaxToken& token : syntax_tokens(declaration)) {
    const auto word = std::string_view(declaration).substr(token.span.begin, token.span.end - token.span.begin);
    if (last == "key" || last == "at") return std::string(word);
    last = word;
  }
  return "";
}

/// A name as a file may be called on any system, each once whatever the case of letters.
class FileNames {
 public:
  std::string make(const std::string& folder, const std::string& name) {
    constexpr size_t kLongest = 100;
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string file;
    for (const char c : name) {
      const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (c == '.' && !file.empty());
      if (is_plain) {
        file += c;
      } else {
        const auto byte = static_cast<unsigned char>(c);
        file += {'-', kHex[byte >> 4], kHex[byte & 15]};
      }
      if (file.size() > kLongest) break;
    }
    std::string path = folder + "/" + file + ".html";
    for (int more = 2; !taken_.insert(path).second; ++more)
      path = folder + "/" + file + "-" + std::to_string(more) + ".html";
    return path;
  }

 private:
  std::set<std::string> taken_;
};

class Maker {
 public:
  Maker(Session& session, Instant as_of, const std::string& folder)
      : session_(session), engine_(session.engine()), as_of_(as_of), folder_(folder) {}

  Catalogue make() {
    made_.project = session_.project->name();
    made_.as_of = engine_.format_instant(as_of_);
    made_.timezone = engine_.timezone();
    made_.definitions = engine_.definitions();
    add_declarations();
    place_definitions();
    add_uses();
    add_conditions();
    add_users();
    add_tests();
    if (session_.evaluation != nullptr) count();
    return std::move(made_);
  }

 private:
  std::string text_of(const DeclarationInfo& info) const {
    return std::string(engine_.source_text(info.source).substr(info.span.begin, info.span.end - info.span.begin));
  }

  std::string place_of(const DeclarationInfo& info) const {
    const std::filesystem::path file(std::string(engine_.source_name(info.source)));
    const std::filesystem::path near = file.lexically_proximate(folder_);
    return (near.empty() || *near.begin() == ".." ? file : near).string() + ":" +
           std::to_string(engine_.locate(info.source, info.name_span.begin).first);
  }

  void add_declarations() {
    FileNames names;
    std::map<std::string, TableInfo> tables;
    for (TableInfo& table : engine_.tables()) tables.emplace(table.name, std::move(table));
    std::vector<DeclarationInfo> relations;
    for (DeclarationInfo& info : engine_.declarations()) {
      if (info.kind == Kind::kRelation) {
        relations.push_back(std::move(info));
      } else if (is_table(info.kind)) {
        CatalogueTable& table = made_.tables.emplace_back();
        table.path = names.make("tables", info.name);
        table.place = place_of(info);
        table.key_or_time = key_or_time_in(text_of(info));
        table.info = std::move(info);
        table_places_.emplace(table.info.name, made_.tables.size() - 1);
        made_.table_paths.emplace(table.info.name, table.path);
        const TableInfo& known = tables[table.info.name];
        table.num_rows = known.num_rows;
        for (size_t i = 0; i < known.fields.size(); ++i) table.fields.push_back({known.fields[i], known.types[i], {}});
      } else {
        CatalogueEntry& entry = made_.entries.emplace_back();
        const bool needs_table = folder_of(info.kind) != "segments" && !info.table.empty();
        entry.path = names.make(std::string(folder_of(info.kind)), (needs_table ? info.table + "." : "") + info.name);
        entry.place = place_of(info);
        entry.text = text_of(info);
        entry.table = info.table;
        entry.info = std::move(info);
      }
    }
    for (const DeclarationInfo& relation : relations) {
      const auto owner = table_places_.find(relation.table);
      if (owner != table_places_.end()) made_.tables[owner->second].relations.push_back(text_of(relation));
    }
  }

  void place_definitions() {
    std::map<std::pair<SourceId, uint32_t>, size_t> by_begin;
    for (size_t i = 0; i < made_.entries.size(); ++i)
      by_begin.emplace(std::pair(made_.entries[i].info.source, made_.entries[i].info.span.begin), i);
    owners_.resize(made_.definitions.size());
    for (size_t i = 0; i < made_.definitions.size(); ++i) {
      const DefinitionInfo& definition = made_.definitions[i];
      if (definition.kind == DefinitionInfo::Kind::kField) continue;
      auto after = by_begin.upper_bound({definition.source, definition.span.begin});
      if (after == by_begin.begin()) continue;
      const size_t at = std::prev(after)->second;
      CatalogueEntry& entry = made_.entries[at];
      if (entry.info.source != definition.source || definition.span.end > entry.info.span.end) continue;
      owners_[i] = at;
      entry.definitions.push_back(i);
      entry.table = definition.table;
    }
    for (CatalogueEntry& entry : made_.entries) {
      const bool is_known = entry.info.kind == Kind::kDefine || entry.info.kind == Kind::kExtern;
      const bool has_none = entry.definitions.empty() && !is_known;
      entry.is_called = !has_none || entry.info.parameters.empty();
      entry.is_sound = !has_none || !entry.info.parameters.empty();
    }
  }

  void add_uses() {
    for (size_t at = 0; at < made_.entries.size(); ++at) {
      CatalogueEntry& entry = made_.entries[at];
      std::set<size_t> uses, fields;
      for (const size_t definition : entry.definitions) {
        for (const size_t used : made_.definitions[definition].uses) {
          if (made_.definitions[used].kind == DefinitionInfo::Kind::kField) fields.insert(used);
          if (owners_[used] && *owners_[used] != at) uses.insert(*owners_[used]);
        }
        add_windows(entry, made_.definitions[definition]);
      }
      entry.uses.assign(uses.begin(), uses.end());
      entry.fields.assign(fields.begin(), fields.end());
      for (const size_t field : fields) add_user(made_.definitions[field], at);
    }
  }

  /// A condition is a part of what names it, so the engine does not know it: it is found in the words of the
  /// definitions, and so is what it names itself.
  void add_conditions() {
    std::map<std::string_view, std::vector<size_t>> conditions, segments, attributes;
    for (size_t at = 0; at < made_.entries.size(); ++at) {
      const DeclarationInfo& info = made_.entries[at].info;
      auto& same = folder_of(info.kind) == "conditions" ? conditions : is_segment(info.kind) ? segments : attributes;
      same[info.name].push_back(at);
    }
    for (size_t at = 0; at < made_.entries.size(); ++at) {
      CatalogueEntry& entry = made_.entries[at];
      const bool is_condition = entry.info.kind == Kind::kDefine;
      std::set<size_t> uses(entry.uses.begin(), entry.uses.end());
      const auto add = [&](const auto& named, std::string_view word, bool only_own) {
        const auto found = named.find(word);
        if (found == named.end()) return;
        for (const size_t used : found->second) {
          if (used != at && (!only_own || made_.entries[used].table == entry.table)) uses.insert(used);
        }
      };
      const std::vector<SyntaxToken> tokens = syntax_tokens(entry.text);
      for (size_t i = 0; i < tokens.size(); ++i) {
        const auto word_at = [&](size_t place) {
          if (place >= tokens.size()) return std::string_view();
          const Span span = tokens[place].span;
          return std::string_view(entry.text).substr(span.begin, span.end - span.begin);
        };
        const std::string_view word = word_at(i), last = i == 0 ? "" : word_at(i - 1);
        const bool is_other = last == "." || last == "@" || word_at(i + 1) == ":";  // a field, an annotation, a label
        if (tokens[i].kind != SyntaxToken::Kind::kName || is_other) continue;
        add(conditions, word, false);
        if (is_condition && last == "segment") add(segments, word, false);
        if (is_condition && last != "segment") add(attributes, word, true);
      }
      entry.uses.assign(uses.begin(), uses.end());
    }
  }

  void add_users() {
    for (size_t at = 0; at < made_.entries.size(); ++at) {
      for (const size_t used : made_.entries[at].uses) made_.entries[used].used_by.push_back(at);
    }
  }

  void add_user(const DefinitionInfo& field, size_t user) {
    const auto table = table_places_.find(field.table);
    if (table == table_places_.end()) return;
    for (CatalogueField& one : made_.tables[table->second].fields) {
      if (field.table + "." + one.name == field.name) one.used_by.push_back(user);
    }
  }

  void add_windows(CatalogueEntry& entry, const DefinitionInfo& definition) {
    const auto windows = engine_.windows(definition, as_of_);
    if (!windows.ok()) return;  // of a definition whose parts fail there are none to show
    for (const TestWindow& window : *windows) {
      const bool is_there = std::ranges::any_of(entry.windows, [&](const TestWindow& known) {
        return known.text == window.text && known.from == window.from && known.to == window.to;
      });
      if (!is_there) entry.windows.push_back(window);
    }
  }

  void add_tests() {
    std::map<std::string, size_t> by_name;
    for (size_t i = 0; i < made_.definitions.size(); ++i) {
      if (owners_[i]) by_name.emplace(made_.definitions[i].name, *owners_[i]);
    }
    for (const TestInfo& test : engine_.tests()) {
      // A test may give arguments that nothing else does: then its segment is known by what stands before them.
      auto found = by_name.find(test.segment);
      if (found == by_name.end()) {
        const std::string called = test.segment.substr(0, test.segment.find('('));
        for (size_t i = 0; i < made_.entries.size(); ++i) {
          if (is_segment(made_.entries[i].info.kind) && made_.entries[i].info.name == called)
            made_.entries[i].tests.push_back(test.name);
        }
        continue;
      }
      made_.entries[found->second].tests.push_back(test.name);
    }
  }

  void count() {
    made_.has_counts = true;
    std::vector<std::string> names;
    std::vector<size_t> counted;  // the entries they are of
    for (size_t at = 0; at < made_.entries.size(); ++at) {
      for (const size_t i : made_.entries[at].definitions) {
        if (made_.definitions[i].kind != DefinitionInfo::Kind::kSegment) continue;
        names.push_back(made_.definitions[i].name);
        counted.push_back(at);
      }
    }
    if (names.empty()) return;  // which would ask for all
    std::vector<Outcome> outcomes = wanted_outcomes(engine_, names);
    evaluate(session_, outcomes, [](const Outcome&) {});
    for (size_t i = 0; i < outcomes.size(); ++i)
      made_.entries[counted[i]].counts.push_back(
          {names[i], outcomes[i].count, outcomes[i].num_rows, outcomes[i].error});
  }

  Session& session_;
  Engine& engine_;
  const Instant as_of_;
  const std::string folder_;
  Catalogue made_;
  std::map<std::string, size_t> table_places_;
  std::vector<std::optional<size_t>> owners_;  ///< the entries of definitions
};

}  // namespace

std::string_view form_of(Kind kind) {
  switch (kind) {
    case Kind::kEntity: return "entity";
    case Kind::kEvent: return "event";
    case Kind::kRelation: return "relation";
    case Kind::kAttribute: return "attribute";
    case Kind::kDefine: return "condition";
    case Kind::kExtern: return "function of the host";
    case Kind::kSegment: return "segment";
    case Kind::kSnapshot: return "snapshot";
    case Kind::kStatic: return "static segment";
    case Kind::kSplit: return "split";
    case Kind::kPriority: return "priority list";
  }
  return "";
}

std::string_view folder_of(Kind kind) {
  switch (kind) {
    case Kind::kEntity:
    case Kind::kEvent:
    case Kind::kRelation: return "tables";
    case Kind::kAttribute: return "attributes";
    case Kind::kDefine:
    case Kind::kExtern: return "conditions";
    case Kind::kSegment:
    case Kind::kSnapshot:
    case Kind::kStatic:
    case Kind::kSplit:
    case Kind::kPriority: break;
  }
  return "segments";
}

Catalogue make_catalogue(Session& session, Instant as_of, const std::string& folder) {
  return Maker(session, as_of, folder).make();
}

}  // namespace segql::cli
