// The pages of docs/codes: one for each code of the tables, and what their examples give is what stands there.

#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "compiler/diag/diagnostics.h"
#include "connect/source_list.h"
#include "segql/engine.h"
#include "tests/docs/examples.h"
#include "tests/golden/golden.h"

namespace segql::docs {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(SEGQL_SOURCE_DIR) / "docs" / "codes";

// No text of a user leads to these: a defect of the parser, and a schema that is made by a host program.
const std::set<std::string> kWithoutExample = {"E0103", "E0610"};

std::set<std::string> codes_of_tables() {
  return {
      // what a project file says of sources
      "E0801",
      "L-SOURCE",
#define SEGQL_DIAG(name, code, ...) std::string(code),
#include "compiler/diag/check.def"
#include "compiler/diag/library.def"
#include "compiler/diag/lint.def"
#include "compiler/diag/syntax.def"
#undef SEGQL_DIAG
  };
}

std::map<std::string, std::string> pages() {
  std::map<std::string, std::string> result;
  for (const auto& path : golden::files(kFolder, ".md")) {
    if (path.stem() != "README") result[path.stem().string()] = golden::read_file(path);
  }
  return result;
}

void set_limit(Limits& limits, const std::string& name, uint32_t value) {
  const std::map<std::string, uint32_t Limits::*> numbers = {{"nesting", &Limits::nesting},
                                                             {"list_items", &Limits::list_items},
                                                             {"instances", &Limits::instances},
                                                             {"declaration_words", &Limits::declaration_words},
                                                             {"diagnostics", &Limits::diagnostics},
                                                             {"expansion", &Limits::expansion},
                                                             {"reference_depth", &Limits::reference_depth}};
  ASSERT_TRUE(numbers.contains(name)) << name << " is no limit of an example";
  limits.*numbers.at(name) = value;
}

/// What stands behind `segql` in the first line of a block.
struct Info {
  EngineOptions options;
  std::string file, with;
  bool alone = false;
};

Info info_of(const std::string& words) {
  Info info;
  std::istringstream in(words);
  std::string word;
  in >> word;
  while (in >> word) {
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals), value = equals == word.npos ? "" : word.substr(equals + 1);
    if (word == "alone") {
      info.alone = true;
    } else if (word == "strict") {
      info.options.strict = true;
    } else if (name == "file") {
      info.file = value;
    } else if (name == "with") {
      info.with = value;
    } else {
      set_limit(info.options.limits, name, static_cast<uint32_t>(std::stoul(value)));
    }
  }
  return info;
}

/// `<U+202E>` as the character.
std::string with_characters(std::string text) {
  static const std::regex kSpelt(R"(<U\+([0-9A-F]{4})>)");
  for (std::smatch match; std::regex_search(text, match, kSpelt);) {
    std::string character;
    utf8::append(character, static_cast<char32_t>(std::stoul(match[1], nullptr, 16)));
    text = match.prefix().str() + character + match.suffix().str();
  }
  return text;
}

struct Findings {
  std::set<std::string> codes;
  std::string text;
};

Findings findings_of(const Info& info, const std::string& text, const std::map<std::string, std::string>& files) {
  auto engine = Engine::create(info.options).value();
  const auto add = [&](const std::string& name, const std::string& source) {
    EXPECT_TRUE(engine->add_source(name, with_characters(source)).ok()) << name;
  };
  if (!info.alone) add("shop.segql", golden::read_file(kFolder / "shop.segql"));
  for (const auto& [name, source] : files) add(name, source);
  add("example.segql", text);
  engine->check();
  EXPECT_TRUE(engine->prove().ok());
  Findings findings;
  for (const Diagnostic& diagnostic : engine->diagnostics()) {
    findings.codes.emplace(diagnostic.code);
    findings.text += (findings.text.empty() ? "" : "\n") + engine->render(diagnostic);
  }
  return findings;
}

/// Of a segql.toml beside the shop.
Findings findings_of_sources(const std::string& toml) {
  auto engine = Engine::create({}).value();
  EXPECT_TRUE(engine->add_source("shop.segql", golden::read_file(kFolder / "shop.segql")).ok());
  engine->check();
  const auto file = connect::parse_project_file(toml, "segql.toml");
  if (!file.ok()) {
    ADD_FAILURE() << file.error().message;
    return {};
  }
  Findings findings;
  for (const SourceFinding& finding : connect::check_sources(*file, engine->tables())) {
    findings.codes.emplace(finding.code);
    findings.text += (findings.text.empty() ? "" : "\n") + finding.text();
  }
  return findings;
}

/// A page, block by block.
class Reader {
 public:
  Reader(std::string code, const std::string& text) : code_(std::move(code)), blocks_(blocks_of(text)) {}

  /// What its examples give, in the order of the blocks that show it.
  std::vector<std::string> run() {
    for (size_t i = 0; i < blocks_.size(); ++i) {
      const Block& block = blocks_[i];
      if (block.info.empty()) {
        EXPECT_TRUE(i > 0 && !blocks_[i - 1].info.empty()) << place(block) << "messages of no example";
        continue;
      }
      const bool shows_messages = i + 1 < blocks_.size() && blocks_[i + 1].info.empty();
      if (block.info == "toml") {
        take(block, findings_of_sources(block.text), shows_messages, {code_});
        continue;
      }
      EXPECT_TRUE(block.info.starts_with("segql")) << place(block) << block.info;
      const Info info = info_of(block.info);
      if (!info.file.empty()) {
        files_[info.file] = block.text;
      } else {
        std::set<std::string> expected = {code_};
        if (!info.with.empty()) expected.insert(info.with);
        take(block, findings_of(info, block.text, files_), shows_messages, expected);
      }
    }
    return messages_;
  }

 private:
  std::string place(const Block& block) const { return code_ + ".md:" + std::to_string(block.line) + ": "; }

  void take(const Block& block, const Findings& findings, bool is_example, const std::set<std::string>& codes) {
    if (!is_example) {
      EXPECT_EQ(findings.text, "") << place(block) << "is how to put it right";
      return;
    }
    EXPECT_EQ(findings.codes, codes) << place(block) << "\n" << findings.text;
    messages_.push_back(findings.text);
  }

  std::string code_;
  std::vector<Block> blocks_;
  std::map<std::string, std::string> files_;
  std::vector<std::string> messages_;
};

/// `page` with `messages` in its blocks without a name.
std::string with_messages(const std::string& page, const std::vector<std::string>& messages) {
  std::istringstream lines(page);
  std::string result;
  size_t next = 0;
  bool in_block = false, in_messages = false;
  for (std::string line; std::getline(lines, line);) {
    const bool fence = line.starts_with("```");
    const bool opens = fence && !in_block;
    if (opens && line == "```" && next < messages.size()) {
      result += line + "\n" + messages[next++];
      in_messages = true;
    } else if (!in_messages || fence) {
      result += line + "\n";
      in_messages = in_messages && !fence;
    }
    in_block = in_block != fence;
  }
  return result;
}

TEST(CodePages, EveryCodeHasOne) {
  std::set<std::string> found;
  for (const auto& [code, text] : pages()) found.insert(code);
  EXPECT_EQ(found, codes_of_tables());
}

TEST(CodePages, SayWhatExamplesGive) {
  for (const auto& [code, text] : pages()) {
    EXPECT_TRUE(std::regex_search(text, std::regex("^# " + code + ": [a-z`].*[^.]\n\n"))) << code;
    const std::vector<std::string> messages = Reader(code, text).run();
    EXPECT_EQ(messages.empty(), kWithoutExample.contains(code)) << code;
    golden::expect(kFolder / (code + ".md"), with_messages(text, messages));
  }
}

}  // namespace
}  // namespace segql::docs
