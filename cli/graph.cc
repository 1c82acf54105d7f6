/// The commands over what definitions use of each other: uses and graph.

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/definition_uses.h"
#include "cli/printable.h"
#include "cli/session.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;
using Kind = DefinitionInfo::Kind;
using Edges = std::vector<std::vector<size_t>>;

Edges uses_of(const std::vector<DefinitionInfo>& all) {
  Edges edges;
  for (const DefinitionInfo& one : all) edges.push_back(one.uses);
  return edges;
}

Edges turned(const Edges& edges) {
  Edges back(edges.size());
  for (size_t from = 0; from < edges.size(); ++from) {
    for (const size_t to : edges[from]) back[to].push_back(from);
  }
  return back;
}

/// A definition that is reached, and the one before it on a shortest way.
struct Reached {
  size_t place;
  size_t by;
};

/// All that is reached from `start`, the nearest first.
std::vector<Reached> reached_from(size_t start, const Edges& edges) {
  std::vector<bool> met(edges.size());
  met[start] = true;
  std::vector<Reached> reached{{start, start}};
  for (size_t next = 0; next < reached.size(); ++next) {
    for (const size_t to : edges[reached[next].place]) {
      if (met[to]) continue;
      met[to] = true;
      reached.push_back({to, reached[next].place});
    }
  }
  reached.erase(reached.begin());
  return reached;
}

/// The definitions a word names: a name as it is listed, or what follows the point of one: `spend`.
std::vector<size_t> named(const std::vector<DefinitionInfo>& all, const std::string& word) {
  std::vector<size_t> whole, parts;
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == word) whole.push_back(i);
    const bool is_part = all[i].kind != Kind::kSegment && all[i].name == all[i].table + "." + word;
    if (is_part) parts.push_back(i);
  }
  return whole.empty() ? parts : whole;
}

/// What was probably meant by a name that is of nothing.
std::string hint(const std::vector<DefinitionInfo>& all, const std::string& word) {
  std::vector<std::string> names;
  for (const DefinitionInfo& one : all) {
    if (one.kind == Kind::kField && one.table == word)
      return "; of `" + word + "` name a field, such as `" + one.name + "`";
    if (one.name.starts_with(word + "(")) return "; did you mean `" + one.name + "`?";
    names.push_back(one.name);
    if (one.kind != Kind::kSegment) names.push_back(one.name.substr(one.table.size() + 1));
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string meant(nearest_word(word, known));
  return meant.empty() ? "" : "; did you mean `" + meant + "`?";
}

/// What a name means; nothing, after saying why.
std::optional<size_t> find(const std::vector<DefinitionInfo>& all, const std::string& word) {
  const std::vector<size_t> found = named(all, word);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    std::cerr << "segql: no segment, attribute or field is called `" << printable(word) << '`'
              << printable(hint(all, word)) << '\n';
    return std::nullopt;
  }
  std::set<std::string> sorted;
  for (const size_t i : found) sorted.insert(all[i].name);
  std::string names;
  for (const std::string& name : sorted) names += (names.empty() ? "" : ", ") + name;
  std::cerr << "segql: `" << printable(word) << "` may be each of " << printable(names) << '\n';
  return std::nullopt;
}

std::string place_of(const Engine& engine, const DefinitionInfo& one) {
  return cli::place_of(engine, one.source, one.span);
}

Json json_of(const Engine& engine, const DefinitionInfo& one) {
  const auto [line, column] = engine.locate(one.source, one.span.begin);
  return {{"kind", kind_name(one.kind)},
          {"name", one.name},
          {"of", one.table},
          {"file", engine.source_name(one.source)},
          {"line", line},
          {"column", column}};
}

Json json_of(const Engine& engine, const std::vector<DefinitionInfo>& all, const std::vector<Reached>& reached,
             size_t start) {
  Json list = Json::array();
  for (const auto& [place, by] : reached) {
    list.push_back(json_of(engine, all[place]));
    list.back()["through"] = by == start ? Json() : Json(all[by].name);
  }
  return list;
}

void add_rows(Table& table, const char* how, const Engine& engine, const std::vector<DefinitionInfo>& all,
              const std::vector<Reached>& reached, size_t start) {
  for (const auto& [place, by] : reached) {
    table.rows.push_back({how, std::string(kind_name(all[place].kind)), all[place].name,
                          by == start ? std::string() : all[by].name, place_of(engine, all[place])});
  }
}

// ---------- graph ----------

/// A double-quoted text of DOT, or a label of Mermaid, in which quotes are entities.
std::string quoted(const std::string& text, bool is_dot) {
  std::string out = "\"";
  for (const char c : printable(text)) {
    if (c == '"') {
      out += is_dot ? "\\\"" : "#quot;";
    } else if (c == '\\' && is_dot) {
      out += "\\\\";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

struct Drawn {
  const std::vector<DefinitionInfo>& all;
  std::vector<size_t> nodes;
  std::vector<std::pair<size_t, size_t>> edges;
};

std::string print_dot(const Drawn& drawn) {
  std::string out = "digraph segql {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
  for (const size_t i : drawn.nodes) {
    const Kind kind = drawn.all[i].kind;
    const char* const style = kind == Kind::kSegment     ? ""
                              : kind == Kind::kAttribute ? ", style=rounded"
                                                         : ", shape=plain";
    out += fmt::format("  n{} [label={}{}];\n", i, quoted(drawn.all[i].name, true), style);
  }
  for (const auto& [from, to] : drawn.edges) out += fmt::format("  n{} -> n{};\n", from, to);
  return out + "}\n";
}

std::string print_mermaid(const Drawn& drawn) {
  std::string out = "flowchart LR\n";
  for (const size_t i : drawn.nodes) {
    const std::string label = quoted(drawn.all[i].name, false);
    switch (drawn.all[i].kind) {
      case Kind::kSegment: out += fmt::format("  n{}[{}]\n", i, label); break;
      case Kind::kAttribute: out += fmt::format("  n{}({})\n", i, label); break;
      case Kind::kField: out += fmt::format("  n{}>{}]\n", i, label); break;
    }
  }
  for (const auto& [from, to] : drawn.edges) out += fmt::format("  n{} --> n{}\n", from, to);
  return out;
}

std::string print_json(const Engine& engine, const Drawn& drawn) {
  Json nodes = Json::array(), edges = Json::array();
  for (const size_t i : drawn.nodes) nodes.push_back(json_of(engine, drawn.all[i]));
  for (const auto& [from, to] : drawn.edges)
    edges.push_back({{"from", drawn.all[from].name}, {"to", drawn.all[to].name}});
  return Json{{"nodes", nodes}, {"edges", edges}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Of those named and all they use, or of all; without fields, or with those that are used.
Drawn draw(const std::vector<DefinitionInfo>& all, const std::vector<size_t>& roots, bool has_fields) {
  std::vector<bool> wanted(all.size(), roots.empty());
  const Edges edges = uses_of(all);
  for (const size_t root : roots) {
    wanted[root] = true;
    for (const Reached& reached : reached_from(root, edges)) wanted[reached.place] = true;
  }
  const Edges users = turned(edges);
  Drawn drawn{all, {}, {}};
  for (size_t i = 0; i < all.size(); ++i) {
    const bool is_drawn = all[i].kind != Kind::kField || (has_fields && !users[i].empty());
    wanted[i] = wanted[i] && is_drawn;
    if (wanted[i]) drawn.nodes.push_back(i);
  }
  for (const size_t from : drawn.nodes) {
    for (const size_t to : edges[from]) {
      if (wanted[to]) drawn.edges.emplace_back(from, to);
    }
  }
  return drawn;
}

}  // namespace

int show_uses(const Engine& engine, const std::string& name, Format format) {
  const std::vector<DefinitionInfo> all = engine.definitions();
  const std::optional<size_t> start = find(all, name);
  if (!start) return kUsage;
  const Edges edges = uses_of(all);
  const std::vector<Reached> used = reached_from(*start, edges), users = reached_from(*start, turned(edges));
  if (format == Format::kJson) {
    Json json = json_of(engine, all[*start]);
    json["uses"] = json_of(engine, all, used, *start);
    json["used_by"] = json_of(engine, all, users, *start);
    std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return kFine;
  }
  Table table{{{""}, {"kind"}, {"name"}, {"through"}, {"where"}}, {}};
  add_rows(table, "uses", engine, all, used, *start);
  add_rows(table, "used by", engine, all, users, *start);
  if (format == Format::kCsv) {
    table.columns.front().name = "how";
    std::cout << print(table, Format::kCsv);
    return kFine;
  }
  std::cout << printable(all[*start].name) << ", " << kind_name(all[*start].kind) << " of "
            << printable(all[*start].table) << ", " << printable(place_of(engine, all[*start])) << '\n';
  if (!table.rows.empty()) std::cout << print(table, Format::kText);
  if (users.empty()) std::cout << "nothing uses it\n";
  return kFine;
}

int uses(const Options& options) {
  int exit_code = kFine;
  const auto session = open_definitions(options, exit_code);
  if (session == nullptr) return exit_code;
  const int shown = show_uses(session->engine(), options.segments.front(), options.format);
  return shown != kFine ? shown : session->exit_code;
}

int graph(const Options& options) {
  int exit_code = kFine;
  const auto session = open_definitions(options, exit_code);
  if (session == nullptr) return exit_code;
  const Engine& engine = session->engine();
  const std::vector<DefinitionInfo> all = engine.definitions();
  std::vector<size_t> roots;
  for (const std::string& word : options.segments) {
    const std::optional<size_t> root = find(all, word);
    if (!root) return kUsage;
    roots.push_back(*root);
  }
  const Drawn drawn = draw(all, roots, options.with_fields);
  switch (options.graph_format) {
    case GraphFormat::kDot: std::cout << print_dot(drawn); break;
    case GraphFormat::kMermaid: std::cout << print_mermaid(drawn); break;
    case GraphFormat::kJson: std::cout << print_json(engine, drawn); break;
  }
  return session->exit_code;
}

}  // namespace segql::cli
