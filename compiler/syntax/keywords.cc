#include "compiler/syntax/keywords.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/syntax/antlr_support.h"

namespace segql::syntax {
namespace {

struct Keywords {
  std::unordered_map<std::string, size_t> types;
  std::vector<bool> names;             ///< by token type
  std::vector<std::string> spellings;  ///< by token type

  Keywords() {
    TokenWindow nothing({}, 0);
    const SegQLParser parser(&nothing);
    const antlr4::dfa::Vocabulary& words = parser.getVocabulary();
    const antlr4::atn::ATN& atn = parser.getATN();
    const antlr4::misc::IntervalSet first_of_name = atn.nextTokens(atn.ruleToStartState[SegQLParser::RuleName]);
    names.resize(words.getMaxTokenType() + 1);
    spellings.resize(names.size());
    for (size_t type = 1; type < names.size(); ++type) {
      names[type] = first_of_name.contains(type);
      const std::string literal = words.getLiteralName(type);  // 'and', with its quotes; empty for tokens without one
      if (literal.size() <= 2) continue;
      spellings[type] = literal.substr(1, literal.size() - 2);
      if (spellings[type][0] >= 'a' && spellings[type][0] <= 'z') types[spellings[type]] = type;
    }
  }
};

const Keywords& keywords() {
  static const Keywords instance;
  return instance;
}

}  // namespace

bool is_name_token(size_t type) { return type < keywords().names.size() && keywords().names[type]; }

bool precedes_name(size_t type) {
  using P = SegQLParser;
  constexpr size_t kTypes[] = {P::KW_SEGMENT, P::KW_OF,     P::KW_ENTITY, P::KW_EVENT,    P::KW_ATTRIBUTE,
                               P::KW_DEFINE,  P::KW_EXTERN, P::KW_SPLIT,  P::KW_RELATION, P::KW_KEY,
                               P::KW_REF,     P::KW_MANY,   P::KW_BY,     P::DOT,         P::AT_SIGN};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

bool precedes_value(size_t type) {
  using P = SegQLParser;
  return type == P::COMMA || type == P::LPAREN || type == P::KW_BETWEEN || type == P::KW_CONTAINS ||
         type == P::KW_HAS || (type >= P::EQ && type <= P::GE);
}

size_t keyword_type(std::string_view word) {
  const auto found = keywords().types.find(std::string(word));
  return found == keywords().types.end() ? 0 : found->second;
}

std::string_view spelling_of(size_t type) {
  return type < keywords().spellings.size() ? std::string_view(keywords().spellings[type]) : std::string_view();
}

bool needs_quotes(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (name.empty() || !letter(name[0])) return true;
  if (!std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || digit(c); })) return true;
  if (name == "null") return true;  // otherwise `= null` is taken for a habit of SQL
  const size_t type = keyword_type(name);
  return type != 0 && !is_name_token(type);
}

}  // namespace segql::syntax
