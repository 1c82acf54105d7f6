// What the templates of cli/catalogue/assets are filled with.
#include "cli/catalogue/pages.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "cli/catalogue/assets.h"
#include "cli/catalogue/code.h"
#include "cli/catalogue/neighbourhood.h"
#include "cli/catalogue/template.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

using Json = nlohmann::json;
using Kind = DeclarationInfo::Kind;
using Links = std::map<std::string, std::string, std::less<>>;

std::string counted(size_t number, const std::string& one, const std::string& many) {
  return grouped(number) + " " + (number == 1 ? one : many);
}

std::string share_text(const CatalogueCount& count) {
  const double share = count.rows == 0 ? 0 : static_cast<double>(count.members) / static_cast<double>(count.rows);
  return fmt::format("{:.{}f}%", 100 * share, share > 0 && share < 0.001 ? 2 : 1);
}

/// A line of which the members are a part.
std::string bar(const CatalogueCount& count) {
  const double share = count.rows == 0 ? 0 : static_cast<double>(count.members) / static_cast<double>(count.rows);
  return fmt::format(
      "<svg class=\"bar\" viewBox=\"0 0 100 3\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"all\" "
      "width=\"100\" height=\"3\"/><rect class=\"part\" width=\"{:.2f}\" height=\"3\"/></svg>",
      100 * share);
}

/// Paragraphs, between which stand empty lines.
Json paragraphs(const std::string& doc) {
  Json all = Json::array();
  std::string paragraph;
  const auto finish = [&] {
    if (!paragraph.empty()) all.push_back(prose_html(paragraph));
    paragraph.clear();
  };
  for (size_t at = 0; at < doc.size();) {
    const size_t end = std::min(doc.find('\n', at), doc.size());
    const std::string line = doc.substr(at, end - at);
    at = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string::npos) {
      finish();
    } else {
      paragraph += (paragraph.empty() ? "" : " ") + line;
    }
  }
  finish();
  return all;
}

/// What a description says first.
std::string first_sentence(const std::string& doc) {
  std::string text;
  for (const char c : doc.substr(0, doc.find("\n\n"))) text += c == '\n' ? ' ' : c;
  const size_t end = text.find(". ");
  return end == std::string::npos ? text : text.substr(0, end + 1);
}

/// Those of one name together.
Json annotations(const DeclarationInfo& info) {
  Json all = Json::array();
  for (const auto& [name, value] : info.annotations) {
    const auto known = std::ranges::find_if(all, [&](const Json& one) { return one["name"] == name; });
    Json& one = known == all.end() ? all.emplace_back(Json{{"name", name}, {"values", Json::array()}}) : *known;
    one["values"].push_back(value.empty() ? "yes" : value);
  }
  return all;
}

/// `2026-03-31T12:00:00+03:00` as people read it: `2026-03-31 12:00 +03:00`.
std::string instant_text(const std::string& text) {
  constexpr size_t kDate = 10, kMinutes = 16, kSeconds = 19;
  if (text.size() < kSeconds) return text;
  const bool is_whole = text.compare(kMinutes, 3, ":00") == 0 && (text.size() == kSeconds || text[kSeconds] != '.');
  size_t zone = text.find_first_of("+-Z", kSeconds);
  if (zone == std::string::npos) zone = text.size();
  return text.substr(0, kDate) + " " + text.substr(kDate + 1, (is_whole ? kMinutes : zone) - kDate - 1) + " " +
         text.substr(zone);
}

class Pages {
 public:
  explicit Pages(const Catalogue& catalogue) : catalogue_(catalogue) {}

  std::string index() const {
    Json sections = Json::array();
    std::vector<std::string> entities;
    for (const CatalogueTable& table : catalogue_.tables) {
      if (table.info.kind == Kind::kEntity) entities.push_back(table.info.name);
    }
    for (const std::string& entity : entities) add_section(sections, "segments", entity, "Segments of " + entity);
    add_section(sections, "segments", "", "Segments");
    add_section(sections, "attributes", std::nullopt, "Attributes");
    add_section(sections, "conditions", std::nullopt, "Conditions and functions");
    add_tables(sections);
    const size_t num_segments = std::ranges::count_if(
        catalogue_.entries, [](const CatalogueEntry& entry) { return folder_of(entry.info.kind) == "segments"; });
    const size_t num_events = catalogue_.tables.size() - entities.size();
    const Json values{{"summary", counted(num_segments, "segment", "segments") + " of " +
                                      counted(entities.size(), "entity", "entities") + ", over " +
                                      counted(num_events, "kind of event", "kinds of events") + "."},
                      {"as_of", instant_text(catalogue_.as_of)},
                      {"timezone", catalogue_.timezone},
                      {"has_counts", catalogue_.has_counts},
                      {"project", catalogue_.project},
                      {"sections", sections}};
    return page(catalogue_.project, "", "", render(asset("index.html"), values), true);
  }

  std::string entry(size_t at) const {
    const CatalogueEntry& entry = catalogue_.entries[at];
    Json values{{"name", name_of(entry)},
                {"parameters", entry.info.parameters},
                {"title", entry.info.title},
                {"form", form_of(entry.info.kind)},
                {"table", entry.table},
                {"table_path", table_path(entry.table)},
                {"doc", paragraphs(entry.info.doc)},
                {"has_doc", !entry.info.doc.empty()},
                {"annotations", annotations(entry.info)},
                {"place", entry.place},
                {"code", code_html(entry.text, links_of(entry))},
                {"as_of", instant_text(catalogue_.as_of)},
                {"graph", neighbourhood_svg(catalogue_, at)},
                {"uses", links_to(entry.uses)},
                {"users", links_to(entry.used_by)},
                {"has_users", !entry.used_by.empty()},
                {"tests", entry.tests},
                {"has_tests", !entry.tests.empty()},
                {"has_windows", !entry.windows.empty()},
                {"has_fields", !entry.fields.empty()},
                {"has_uses", !entry.uses.empty() || !entry.fields.empty()}};
    values["nothing"] = entry.is_called ? "Nothing else that is defined here."
                                        : "It takes arguments, and nothing in the project gives it any.";
    if (!entry.is_sound) values["broken"] = "This definition has errors; segql check says which.";
    for (const CatalogueCount& count : entry.counts) values["counts"].push_back(count_of(entry, count));
    for (const TestWindow& window : entry.windows)
      values["windows"].push_back({{"text", window.text},
                                   {"from", window.from.empty() ? "depends on the row" : instant_text(window.from)},
                                   {"to", window.to.empty() ? "depends on the row" : instant_text(window.to)}});
    for (const size_t field : entry.fields)
      values["fields"].push_back(
          {{"name", catalogue_.definitions[field].name}, {"path", field_path(catalogue_.definitions[field])}});
    return page(name_of(entry), folder_of(entry.info.kind), section_of(entry), render(asset("entry.html"), values),
                false);
  }

  std::string table(const CatalogueTable& table) const {
    Json fields = Json::array(), groups = Json::array();
    for (const CatalogueField& field : table.fields) {
      fields.push_back({{"id", field_id(field.name)},
                        {"name", field.name},
                        {"type", code_html(field.type, {})},
                        {"is_used", !field.used_by.empty()},
                        {"num_users", counted(field.used_by.size(), "definition", "definitions")},
                        {"users", links_to(field.used_by)}});
    }
    for (const auto& [folder, name] : {std::pair{"segments", "Segments"}, std::pair{"attributes", "Attributes"},
                                       std::pair{"conditions", "Conditions"}}) {
      Json entries = Json::array();
      for (const CatalogueEntry& entry : catalogue_.entries) {
        if (entry.table != table.info.name || folder_of(entry.info.kind) != folder) continue;
        entries.push_back({{"path", "../" + entry.path}, {"name", entry.info.name}, {"about", about(entry)}});
      }
      if (!entries.empty()) groups.push_back({{"name", name}, {"entries", entries}});
    }
    std::string relations;
    Links links;
    for (const auto& [name, path] : catalogue_.table_paths) links.emplace(name, "../" + path);
    for (const std::string& relation : table.relations) relations += code_html(relation, links) + "\n";
    const Json values{
        {"name", table.info.name},
        {"form", form_of(table.info.kind)},
        {"order", table.info.kind == Kind::kEntity ? "with the key" : "at"},
        {"order_field", table.key_or_time},
        {"rows", catalogue_.has_counts ? counted(table.num_rows, "row", "rows") : std::string()},
        {"doc", paragraphs(table.info.doc)},
        {"has_doc", !table.info.doc.empty()},
        {"annotations", annotations(table.info)},
        {"place", table.place},
        {"fields", fields},
        {"relations", relations},
        {"has_relations", !table.relations.empty()},
        {"groups", groups},
    };
    return page(table.info.name, "tables", "Tables", render(asset("table.html"), values), false);
  }

 private:
  std::string page(const std::string& title, std::string_view folder, const std::string& section, std::string body,
                   bool is_index) const {
    Json values{{"title", is_index ? title : title + " · " + catalogue_.project},
                {"project", catalogue_.project},
                {"is_index", is_index},
                {"section", folder},
                {"section_name", section},
                {"style", asset("style.css")},
                {"style_hash", asset_hash("style.css")},
                {"body", std::move(body)}};
    if (folder == "segments") values["section"] = section_id(section);
    if (is_index) {
      values["script"] = asset("search.js");
      values["script_hash"] = asset_hash("search.js");
    }
    return render(asset("page.html"), values);
  }

  static std::string name_of(const CatalogueEntry& entry) {
    return entry.info.kind == Kind::kAttribute ? entry.info.table + "." + entry.info.name : entry.info.name;
  }
  static std::string about(const CatalogueEntry& entry) {
    return entry.info.doc.empty() ? entry.info.title : first_sentence(entry.info.doc);
  }
  static std::string section_of(const CatalogueEntry& entry) {
    const std::string_view folder = folder_of(entry.info.kind);
    if (folder == "attributes") return "Attributes";
    if (folder == "conditions") return "Conditions and functions";
    return entry.table.empty() ? "Segments" : "Segments of " + entry.table;
  }
  /// An id has no spaces.
  static std::string section_id(const std::string& section) {
    std::string id;
    for (const char c : section) id += c == ' ' ? '-' : c;
    return id;
  }
  static std::string field_id(const std::string& field) { return "field-" + section_id(field); }

  std::string table_path(const std::string& table) const {
    const auto found = catalogue_.table_paths.find(table);
    return found == catalogue_.table_paths.end() ? "" : "../" + found->second;
  }
  std::string field_path(const DefinitionInfo& field) const {
    return table_path(field.table) + "#" + field_id(field.name.substr(field.table.size() + 1));
  }

  /// What the names in a definition lead to.
  Links links_of(const CatalogueEntry& entry) const {
    Links links;
    for (const size_t used : entry.uses)
      links.insert_or_assign(catalogue_.entries[used].info.name, "../" + catalogue_.entries[used].path);
    for (const auto& [name, path] : catalogue_.table_paths) links.insert_or_assign(name, "../" + path);
    links.erase(entry.info.name);
    return links;
  }
  Json links_to(const std::vector<size_t>& entries) const {
    Json all = Json::array();
    for (const size_t at : entries) {
      const CatalogueEntry& entry = catalogue_.entries[at];
      all.push_back({{"path", "../" + entry.path}, {"name", name_of(entry)}, {"form", form_of(entry.info.kind)}});
    }
    return all;
  }

  /// Of the entry itself, of a part of it, or of it with arguments.
  Json count_of(const CatalogueEntry& entry, const CatalogueCount& count) const {
    const std::string& of = entry.table;
    Json json{{"label", count.name == entry.info.name ? "members" : count.name}};
    if (!count.error.empty()) {
      json["error"] = first_line(count.error);
      return json;
    }
    json.update({{"members", grouped(count.members)},
                 {"rows", counted(count.rows, of, of + "s")},
                 {"share", share_text(count)},
                 {"bar", bar(count)}});
    return json;
  }
  static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

  /// `table`: of segments, whose they are; nothing: whoever's.
  void add_section(Json& sections, std::string_view folder, const std::optional<std::string>& table,
                   const std::string& name) const {
    Json entries = Json::array();
    for (const CatalogueEntry& entry : catalogue_.entries) {
      if (folder_of(entry.info.kind) != folder || (table && entry.table != *table)) continue;
      Json json{{"path", entry.path},
                {"name", name_of(entry)},
                {"parameters", entry.info.parameters},
                {"title", entry.info.title},
                {"about", entry.info.doc.empty() ? "" : first_sentence(entry.info.doc)}};
      if (entry.info.kind != Kind::kSegment && entry.info.kind != Kind::kAttribute && entry.info.kind != Kind::kDefine)
        json["form"] = form_of(entry.info.kind);
      std::string words;
      for (const auto& [annotation, value] : entry.info.annotations) {
        words += annotation + " " + value + " ";
        if (annotation == "tag" || annotation == "owner") json["tags"].push_back(value);
      }
      json["words"] = words + entry.info.doc;
      add_counts(json, entry);
      entries.push_back(std::move(json));
    }
    if (entries.empty()) return;
    sections.push_back({{"id", folder == "segments" ? section_id(name) : std::string(folder)},
                        {"name", name},
                        {"size", entries.size()},
                        {"about", ""},
                        {"entries", entries}});
  }
  static void add_counts(Json& json, const CatalogueEntry& entry) {
    if (entry.counts.size() != 1) return;  // of several none speaks for all
    const CatalogueCount& count = entry.counts.front();
    if (!count.error.empty()) {
      json["failed"] = "not counted";
      return;
    }
    json["count"] = {{"members", grouped(count.members)}, {"share", share_text(count)}, {"bar", bar(count)}};
  }

  void add_tables(Json& sections) const {
    Json entries = Json::array();
    for (const CatalogueTable& table : catalogue_.tables) {
      Json json{{"path", table.path},
                {"name", table.info.name},
                {"form", form_of(table.info.kind)},
                {"about", first_sentence(table.info.doc)}};
      std::string fields;
      for (const CatalogueField& field : table.fields) fields += (fields.empty() ? "" : ", ") + field.name;
      if (table.info.doc.empty()) json["about"] = fields;
      json["words"] = fields;
      if (catalogue_.has_counts) json["count"] = {{"members", grouped(table.num_rows)}, {"share", "rows"}, {"bar", ""}};
      entries.push_back(std::move(json));
    }
    if (entries.empty()) return;
    sections.push_back(
        {{"id", "tables"}, {"name", "Tables"}, {"size", entries.size()}, {"about", ""}, {"entries", entries}});
  }

  const Catalogue& catalogue_;
};

}  // namespace

Status make_pages(const Catalogue& catalogue,
                  const std::function<Status(const std::string& path, const std::string& html)>& write) {
  const Pages pages(catalogue);
  if (Status written = write("index.html", pages.index()); !written.ok()) return written;
  for (size_t at = 0; at < catalogue.entries.size(); ++at) {
    if (Status written = write(catalogue.entries[at].path, pages.entry(at)); !written.ok()) return written;
  }
  for (const CatalogueTable& table : catalogue.tables) {
    if (Status written = write(table.path, pages.table(table)); !written.ok()) return written;
  }
  return {};
}

}  // namespace segql::cli
