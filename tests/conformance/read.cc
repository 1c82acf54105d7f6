// From TOML to suites. Whatever is not understood stops the program: a misspelt key must not lose a case.

#include <algorithm>
#include <set>

#include <toml++/toml.h>

#include "tests/conformance/suite.h"

namespace segql::conformance {
namespace {

std::string place_of(const std::string& name, const toml::node& node) {
  return name + ":" + std::to_string(node.source().begin.line);
}

void only_known(const toml::table& table, const std::set<std::string_view>& known, const std::string& name) {
  for (const auto& [key, node] : table) {
    if (!known.contains(key.str())) bad_data(place_of(name, node), "unknown key `" + std::string(key.str()) + "`");
  }
}

std::string text_of(const toml::table& table, const char* key, const std::string& otherwise = "") {
  return table[key].value_or(otherwise);
}

struct FormKey {
  const char* key;
  Form form;
};
constexpr FormKey kForms[] = {{"where", Form::kWhere},
                              {"segment", Form::kSegment},
                              {"members", Form::kMembers},
                              {"declare", Form::kDeclare},
                              {"file", Form::kFile}};

/// What is said once for many cases.
struct Shared {
  std::string rule, entity, as_of;
};

Shared shared_of(const toml::table& table, const Shared& outer) {
  return {text_of(table, "rule", outer.rule), text_of(table, "entity", outer.entity),
          text_of(table, "as_of", outer.as_of)};
}

void read_outcome(const toml::table& table, Case& result) {
  int outcomes = 0;
  const auto take = [&](const char* key, Outcome outcome) {
    if (!table.contains(key)) return;
    ++outcomes;
    result.outcome = outcome;
    result.expected = sorted_words(text_of(table, key));
  };
  take("keys", Outcome::kKeys);
  take("error", Outcome::kError);
  take("lint", Outcome::kLint);
  take("passes", Outcome::kPasses);
  if (outcomes != 1) bad_data(result.place, "a case has one of `keys`, `error`, `lint` and `passes`");
  result.passes = table["passes"].value_or(true);
  result.strict = table["strict"].value_or(false);
}

Case read_case(const toml::table& table, const Shared& group, const std::string& name) {
  Case result;
  result.place = place_of(name, table);
  only_known(table,
             {"name", "rule", "entity", "as_of", "where", "segment", "members", "declare", "file", "keys", "error",
              "lint", "passes", "strict", "sql"},
             name);
  const Shared shared = shared_of(table, group);
  result.rule = shared.rule;
  result.entity = shared.entity;
  result.as_of = shared.as_of;
  result.sql = text_of(table, "sql");
  int forms = 0;
  for (const FormKey& form : kForms) {
    if (!table.contains(form.key)) continue;
    ++forms;
    result.form = form.form;
    result.text = text_of(table, form.key);
  }
  if (forms != 1) bad_data(result.place, "a case has one of `where`, `segment`, `members`, `declare` and `file`");
  read_outcome(table, result);
  return result;
}

const toml::table& as_table(const toml::node& node, const std::string& name) {
  if (!node.is_table()) bad_data(place_of(name, node), "not a table");
  return *node.as_table();
}

void read_groups(const toml::table& table, Suite& suite) {
  const Shared of_file = shared_of(table, {});
  const toml::array* groups = table["group"].as_array();
  if (groups == nullptr) bad_data(suite.name, "no [[group]]");
  for (const toml::node& node : *groups) {
    const toml::table& group = as_table(node, suite.name);
    only_known(group, {"about", "rule", "entity", "as_of", "cases"}, suite.name);
    const Shared shared = shared_of(group, of_file);
    const toml::array* cases = group["cases"].as_array();
    if (cases == nullptr) bad_data(place_of(suite.name, group), "no `cases`");
    for (const toml::node& item : *cases)
      suite.cases.push_back(read_case(as_table(item, suite.name), shared, suite.name));
  }
}

/// The texts of a section such as [rows], in the order of their names.
std::map<std::string, std::string> texts_of(const toml::table& table, const char* key, const std::string& name) {
  std::map<std::string, std::string> texts;
  const toml::node* section = table.get(key);
  if (section == nullptr) return texts;
  for (const auto& [text_key, node] : as_table(*section, name)) {
    if (!node.is_string()) bad_data(place_of(name, node), "not a text");
    texts[std::string(text_key.str())] = node.as_string()->get();
  }
  return texts;
}

toml::table parse(const std::filesystem::path& path) {
  try {
    return toml::parse_file(path.string());
  } catch (const toml::parse_error& error) {
    bad_data(path.string() + ":" + std::to_string(error.source().begin.line), std::string(error.description()));
  }
}

}  // namespace

Suite read_suite(const std::filesystem::path& root, const std::filesystem::path& path) {
  const toml::table table = parse(path);
  Suite suite;
  suite.name = std::filesystem::relative(path, root).generic_string();
  suite.section = suite.name.substr(0, suite.name.find('-'));
  only_known(table,
             {"about", "rule", "entity", "as_of", "schema", "definitions", "files", "rows", "problems", "keys",
              "snapshots", "sql", "group"},
             suite.name);
  suite.schema = text_of(table, "schema");
  suite.definitions = text_of(table, "definitions");
  suite.sql_schema = text_of(table, "sql");
  suite.problems = table["problems"].value_or(false);
  suite.files = texts_of(table, "files", suite.name);
  for (const auto& [name, text] : texts_of(table, "rows", suite.name))
    suite.rows.push_back(read_rows(name, text, suite.name));
  for (const auto& [name, text] : texts_of(table, "keys", suite.name)) suite.keys[name] = sorted_words(text);
  suite.snapshots = texts_of(table, "snapshots", suite.name);
  read_groups(table, suite);
  return suite;
}

std::vector<Sentence> read_sentences(const std::filesystem::path& path) {
  const toml::table table = parse(path);
  std::vector<Sentence> sentences;
  for (const toml::node& node : *table["sentence"].as_array()) {
    const toml::table& entry = as_table(node, "sentences.toml");
    only_known(entry, {"id", "text", "not_here"}, "sentences.toml");
    sentences.push_back({text_of(entry, "id"), text_of(entry, "text"), text_of(entry, "not_here")});
  }
  return sentences;
}

std::vector<Suite> read_suites(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".toml" && entry.path().parent_path() != root) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Suite> suites;
  for (const auto& path : paths) suites.push_back(read_suite(root, path));
  return suites;
}

}  // namespace segql::conformance
