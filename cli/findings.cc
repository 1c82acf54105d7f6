#include "cli/findings.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/code_pages.h"
#include "cli/junit.h"
#include "cli/session.h"
#include "cli/table.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// Where a span begins and ends, 1-based, in code points; the end is the place after the last.
struct Place {
  explicit Place(const SourceFinding& finding)
      : file(finding.file), line(std::max(finding.line, 1U)), column(std::max(finding.column, 1U)) {
    std::tie(end_line, end_column) = std::tie(line, column);
  }
  Place(const Engine& engine, SourceId source, Span span) : file(engine.source_name(source)) {
    std::tie(line, column) = engine.locate(source, span.begin);
    std::tie(end_line, end_column) = engine.locate(source, span.end);
  }
  std::string file;
  uint32_t line = 0, column = 0, end_line = 0, end_column = 0;
};

/// A diagnostic of the definitions, or what is found about sources as one, and where it is.
struct Listed {
  Diagnostic diagnostic;
  Place place;

  std::string message() const {
    return diagnostic.hint.empty() ? diagnostic.message : diagnostic.message + "; " + diagnostic.hint;
  }
};

std::vector<Listed> listed(const Engine& engine, const std::vector<SourceFinding>& sources) {
  std::vector<Listed> all;
  for (const SourceFinding& finding : sources) {
    all.push_back({{finding.code, finding.severity, 0, {}, finding.message, "", {}, {}}, Place(finding)});
  }
  for (const Diagnostic& diagnostic : engine.diagnostics()) {
    all.push_back({diagnostic, Place(engine, diagnostic.source, diagnostic.span)});
  }
  return all;
}

// ---------- JSON and CSV ----------

Json json_of(const Listed& one) {
  const auto& [diagnostic, place] = one;
  Json fixes = Json::array();
  for (const DiagnosticFix& fix : diagnostic.fixes) {
    fixes.push_back({{"title", fix.title},
                     {"begin", fix.span.begin},
                     {"end", fix.span.end},
                     {"replacement", fix.replacement},
                     {"machine_applicable", fix.machine_applicable}});
  }
  return {{"code", diagnostic.code},
          {"severity", severity_name(diagnostic.severity)},
          {"file", place.file},
          {"line", place.line},
          {"column", place.column},
          {"end_line", place.end_line},
          {"end_column", place.end_column},
          {"message", diagnostic.message},
          {"hint", diagnostic.hint},
          {"fixes", fixes}};
}

std::string print_json(const std::vector<Listed>& all) {
  Json list = Json::array();
  for (const Listed& one : all) list.push_back(json_of(one));
  return text_of(list);
}

std::string print_csv(const std::vector<Listed>& all) {
  Table table{
      {{"file", false}, {"line", true}, {"column", true}, {"severity", false}, {"code", false}, {"message", false}},
      {}};
  for (const auto& [diagnostic, place] : all) {
    table.rows.push_back({place.file, std::to_string(place.line), std::to_string(place.column),
                          std::string(severity_name(diagnostic.severity)), std::string(diagnostic.code),
                          diagnostic.message});
  }
  return print(table, Format::kCsv);
}

// ---------- SARIF ----------

/// A relative URI: what RFC 3986 does not let stand by itself is spelt out.
std::string uri_of(const std::string& path) {
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool stands = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        std::string_view("/-._~!$&'()*+,;=@").find(c) != std::string_view::npos;
    uri += stands ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return uri;
}

Json region_of(const Place& place) {
  return {{"startLine", place.line},
          {"startColumn", place.column},
          {"endLine", place.end_line},
          {"endColumn", place.end_column}};
}

Json location_of(const Place& place) {
  return {{"physicalLocation", {{"artifactLocation", {{"uri", uri_of(place.file)}}}, {"region", region_of(place)}}}};
}

const char* level_of(Severity severity) {
  switch (severity) {
    case Severity::kError: return "error";
    case Severity::kWarning: return "warning";
    case Severity::kInfo: return "note";
  }
  return "none";
}

Json sarif_result(const Engine& engine, const Listed& one) {
  const auto& [diagnostic, place] = one;
  Json result{{"ruleId", diagnostic.code},
              {"level", level_of(diagnostic.severity)},
              {"message", {{"text", one.message()}}},
              {"locations", Json::array()}};
  if (!place.file.empty()) result["locations"].push_back(location_of(place));
  for (const DiagnosticNote& note : diagnostic.notes) {
    Json related = location_of(Place(engine, note.source, note.span));
    related["message"] = {{"text", note.text}};
    result["relatedLocations"].push_back(related);
  }
  for (const DiagnosticFix& fix : diagnostic.fixes) {
    const Json replacement{{"deletedRegion", region_of(Place(engine, diagnostic.source, fix.span))},
                           {"insertedContent", {{"text", fix.replacement}}}};
    const Json change{{"artifactLocation", {{"uri", uri_of(place.file)}}},
                      {"replacements", Json::array({replacement})}};
    result["fixes"].push_back({{"description", {{"text", fix.title}}}, {"artifactChanges", Json::array({change})}});
  }
  return result;
}

Json sarif_rule(std::string_view code) {
  Json rule{{"id", code}};
  if (const CodePage* page = find_code_page(code)) {
    rule["shortDescription"] = {{"text", page->title()}};
    rule["help"] = {{"text", page->text}, {"markdown", page->text}};
  }
  return rule;
}

std::string print_sarif(const Engine& engine, const std::vector<Listed>& all) {
  std::set<std::string_view> codes;
  Json results = Json::array(), rules = Json::array();
  for (const Listed& one : all) {
    codes.insert(one.diagnostic.code);
    results.push_back(sarif_result(engine, one));
  }
  for (const std::string_view code : codes) rules.push_back(sarif_rule(code));
  const Json driver{{"name", "SegQL"}, {"version", version()}, {"rules", rules}};
  const Json run{{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", results}};
  return text_of({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                  {"version", "2.1.0"},
                  {"runs", Json::array({run})}});
}

// ---------- workflow commands of GitHub ----------

/// Both as its runner reads them back; a property ends at a colon or comma.
std::string escaped(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    const bool is_special = c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    out += is_special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string print_github(const std::vector<Listed>& all) {
  std::string out;
  for (const Listed& one : all) {
    const auto& [diagnostic, place] = one;
    const char* const command = diagnostic.severity == Severity::kInfo ? "notice" : level_of(diagnostic.severity);
    out += fmt::format("::{} ", command);
    if (!place.file.empty()) {
      out += fmt::format("file={},line={},endLine={},col={},endColumn={},", escaped(place.file, true), place.line,
                         place.end_line, place.column, place.end_column);
    }
    out += fmt::format("title={}::{}\n", escaped(diagnostic.code, true), escaped(one.message(), false));
  }
  return out;
}

// ---------- JUnit ----------

/// A case for each file, which fails when the file has an error.
std::string print_files_as_junit(const Engine& engine, const std::vector<Listed>& all, size_t num_of_sources,
                                 const std::vector<std::string>& files) {
  std::map<std::string, JunitCase> by_file;
  for (const std::string& file : files) by_file[file] = {"segql check", file, 0, "", "", ""};
  for (size_t i = 0; i < all.size(); ++i) {
    const auto& [diagnostic, place] = all[i];
    JunitCase& one = by_file.try_emplace(place.file, JunitCase{"segql check", place.file, 0, "", "", ""}).first->second;
    const std::string said =
        fmt::format("{}:{}:{}: {}: {}", place.file, place.line, place.column, diagnostic.code, diagnostic.message);
    const std::string shown = i < num_of_sources ? said + "\n" : engine.render(diagnostic);
    if (diagnostic.severity != Severity::kError) {
      one.output += shown;
      continue;
    }
    if (one.failure.empty()) one.failure = said;
    one.details += shown;
  }
  std::vector<JunitCase> cases;
  for (auto& [file, one] : by_file) cases.push_back(std::move(one));
  return print_junit("segql check", cases);
}

}  // namespace

std::string print_findings(const Engine& engine, const std::vector<SourceFinding>& sources,
                           const std::vector<std::string>& files, Format format) {
  const std::vector<Listed> all = listed(engine, sources);
  switch (format) {
    case Format::kText: break;
    case Format::kJson: return print_json(all);
    case Format::kCsv: return print_csv(all);
    case Format::kSarif: return print_sarif(engine, all);
    case Format::kGithub: return print_github(all);
    case Format::kJunit: return print_files_as_junit(engine, all, sources.size(), files);
  }
  return "";
}

}  // namespace segql::cli
