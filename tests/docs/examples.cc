#include "tests/docs/examples.h"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

namespace segql::docs {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The claim of a line, if any; `line` keeps what stands before it.
bool take_claim(std::string& line, Claim& claim) {
  static const std::regex kClaim(R"(//\s+(?:(in)(?:\s+(.*\S))?:|(error|warning|fails):|(passes)\b)\s*(.*)$)");
  std::smatch match;
  if (!std::regex_search(line, match, kClaim)) return false;
  claim = {match[1].str() + match[3].str() + match[4].str(), match[2], trimmed(match[5])};
  line = match.prefix();
  return true;
}

}  // namespace

std::vector<Block> blocks_of(const std::string& text) {
  std::vector<Block> blocks;
  bool inside = false;
  int number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    const bool fence = line.rfind("```", 0) == 0;
    if (fence && !inside) blocks.push_back({trimmed(line.substr(3)), "", number});
    if (fence) {
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::string in_order(std::vector<std::string> items) {
  std::sort(items.begin(), items.end());
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool Example::claims_any(const std::string& kind) const {
  return std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) { return claim.kind == kind; });
}

bool Example::is_condition() const {
  static const std::regex kDeclaration(
      R"(\s*(///.*\n\s*|@\w+(\(.*?\))?\s*)*(language|import|settings|entity|event|relation|extern|attribute|define|segment|snapshot|static|split|priority|test|expect)\s+["'{`a-z0-9][^]*)");
  return !trimmed(code).empty() && !std::regex_match(code, kDeclaration);
}

std::string Example::segment() const {
  static const std::regex kSegment(R"((?:^|\n)\s*(?:(?:static|snapshot)\s+)?segment\s+(\w+))");
  std::string name;
  for (std::sregex_iterator it(code.begin(), code.end(), kSegment), end; it != end; ++it) name = (*it)[1];
  return name;
}

Document read_document(const std::string& path) {
  Document document;
  document.text = read_text(path);
  std::smatch match;
  if (std::regex_search(document.text, match, std::regex(R"(as-of is `([^`]*)`)"))) document.as_of = match[1];
  for (const Block& block : blocks_of(document.text)) {
    const std::vector<std::string> words = split(block.info, ' ');
    if (words[0] == "csv" && words.size() == 2) document.tables[words[1]] = block.text;
    if (words[0] != "segql") continue;
    if (words.size() == 3 && words[1] == "file") {
      document.files[words[2]] = block.text;
    } else if (document.schema.empty()) {
      document.schema = block.text;
    } else {
      document.blocks.push_back(block);
    }
  }
  return document;
}

std::vector<Example> examples_of(const Block& block) {
  std::vector<Example> examples;
  bool fresh = true;  // the next line begins another example
  int number = block.line;
  for (std::string line : lines_of(block.text)) {
    ++number;
    Claim claim;
    const bool claims = take_claim(line, claim);
    const bool has_code = !trimmed(line).empty();
    if (!claims && !has_code) fresh = true;
    const bool had_claims = !examples.empty() && !examples.back().claims.empty();
    if ((claims || has_code) && (fresh || (has_code && had_claims))) {
      examples.push_back({"", {}, number});
      fresh = false;
    }
    if (has_code) examples.back().code += line + "\n";
    if (claims) examples.back().claims.push_back(claim);
  }
  return examples;
}

}  // namespace segql::docs
