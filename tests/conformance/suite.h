#pragma once
/// The files of the conformance suite as read: README.md says what each part means.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace segql::conformance {

/// What the text of a case is.
enum class Form : uint8_t {
  kWhere,    ///< a condition
  kSegment,  ///< the clauses of a segment
  kMembers,  ///< a segment of the file's definitions, as it is called
  kDeclare,  ///< declarations beside those of the file
  kFile,     ///< a whole file, with nothing beside it
};

/// What has to come of it.
enum class Outcome : uint8_t {
  kKeys,    ///< these members
  kError,   ///< refused with this code, and no other
  kLint,    ///< accepted with these warnings (none: without any)
  kPasses,  ///< the `test` blocks it declares: all pass, or all fail
};

struct Case {
  std::string place;  ///< `3-conditions/text.toml:71`
  std::string rule;   ///< of sentences.toml
  Form form = Form::kWhere;
  std::string text;
  std::string entity;
  std::string as_of;
  Outcome outcome = Outcome::kKeys;
  std::vector<std::string> expected;  ///< sorted keys, or codes
  bool passes = true;                 ///< of kPasses
  bool strict = false;
  std::string sql;  ///< a condition over the same table, or a whole query; empty: SQL cannot say it
};

/// A cell is missing, a text, a list or a map.
struct Cell {
  enum class Kind : uint8_t { kMissing, kText, kList, kMap } kind = Kind::kMissing;
  std::string text;
  std::vector<std::string> items;  ///< of a map: key, value, key, value ...
};

struct Rows {
  std::string table;
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

struct Suite {
  std::string name;     ///< `3-conditions/text.toml`
  std::string section;  ///< `3`
  std::string schema, definitions, sql_schema;
  std::map<std::string, std::string> files;  ///< to import, by name
  std::vector<Rows> rows;
  std::map<std::string, std::vector<std::string>> keys;  ///< of static segments
  std::map<std::string, std::string> snapshots;          ///< without `as of`: when each is taken
  bool problems = false;                                 ///< some of the rows are meant to be refused
  std::vector<Case> cases;
};

/// A sentence of the language, and what was agreed about testing it.
struct Sentence {
  std::string id, text;
  std::string not_here;  ///< why it has no case; empty when it needs one
};

/// Words separated by white space, sorted.
std::vector<std::string> sorted_words(const std::string& text);
/// Stops the program with `where: what`: the data is wrong, not the engine.
[[noreturn]] void bad_data(const std::string& where, const std::string& what);

/// `column | column` and a line per row; `where` names it in complaints.
Rows read_rows(const std::string& table, const std::string& text, const std::string& where);
Suite read_suite(const std::filesystem::path& root, const std::filesystem::path& path);
std::vector<Sentence> read_sentences(const std::filesystem::path& path);
/// All suites under `root`, by name.
std::vector<Suite> read_suites(const std::filesystem::path& root);

}  // namespace segql::conformance
