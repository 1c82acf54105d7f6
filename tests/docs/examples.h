#pragma once
/// The examples of docs/language.md: its fenced blocks, and what each of them states.

#include <map>
#include <string>
#include <vector>

#include "tests/golden/cells.h"

namespace segql::docs {

using golden::split;
using golden::trimmed;

/// A fenced block: "```segql file measures.segql" has the info `segql file measures.segql`.
struct Block {
  std::string info, text;
  int line = 0;
};

/// What an example states in a comment: `// in: amal, badr`, `// in product: tea`, `// in test.control: amal`,
/// `// error: E0210`, `// warning: L-NULL`, `// passes`, `// fails: needs the journal` (asking who is in it says that).
struct Claim {
  std::string kind;  ///< `in`, `error`, `warning`, `passes` or `fails`
  std::string what;  ///< of `in`: an entity or a segment; empty: customers, or the segment just defined
  std::string value;
};

/// A condition or some declarations, with the claims behind them.
struct Example {
  std::string code;
  std::vector<Claim> claims;
  int line = 0;

  bool claims_any(const std::string& kind) const;
  bool is_condition() const;
  /// The name of the last segment declared in it; empty: none.
  std::string segment() const;
};

struct Document {
  std::string text, schema, as_of;
  std::map<std::string, std::string> tables;  ///< CSV by name: rows of an entity or event, or a list of keys
  std::map<std::string, std::string> files;   ///< definitions to be imported, by path
  std::vector<Block> blocks;                  ///< with examples
};

/// Its items in order, joined by ", ": how keys are compared.
std::string in_order(std::vector<std::string> items);
std::string read_text(const std::string& path);

/// The fenced blocks of a page.
std::vector<Block> blocks_of(const std::string& text);
Document read_document(const std::string& path);
std::vector<Example> examples_of(const Block& block);

}  // namespace segql::docs
