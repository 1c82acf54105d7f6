// What kind of word each token is, for whoever colours a text.
#include "SegQLLexer.h"
#include "compiler/syntax/keywords.h"
#include "compiler/syntax/tokens.h"
#include "segql/declaration.h"
#include "segql/limits.h"

namespace segql {
namespace {

using Kind = SyntaxToken::Kind;
using L = syntax::generated::SegQLLexer;

Kind kind_of(const syntax::Token& token, const syntax::Token* before) {
  switch (token.type) {
    case L::IDENT:
    case L::QUOTED: return Kind::kName;
    case L::PARAM: return Kind::kParameter;
    case L::STRING: return Kind::kText;
    case L::DATETIME:
    case L::DATE:
    case L::PERIOD:
    case L::TIME:
    case L::DECIMAL:
    case L::INT:
    case L::CURRENCY: return Kind::kNumber;
    default: break;
  }
  if (syntax::is_name_token(token.type) && before != nullptr && syntax::precedes_name(before->type)) return Kind::kName;
  const std::string_view spelling = syntax::spelling_of(token.type);
  if (spelling.empty()) return Kind::kUnknown;
  return spelling[0] >= 'a' && spelling[0] <= 'z' ? Kind::kKeyword : Kind::kSign;
}

}  // namespace

std::vector<SyntaxToken> syntax_tokens(std::string_view text) {
  std::vector<SyntaxToken> all;
  const auto source = Source::create(0, "", std::string(text), Limits());
  if (!source.ok()) return all;
  const syntax::TokenList list = syntax::tokenize(*source);
  auto comment = list.comments.begin();
  const syntax::Token* before = nullptr;
  for (const syntax::Token& token : list.tokens) {
    for (; comment != list.comments.end() && comment->span.begin < token.begin; ++comment)
      all.push_back({Kind::kComment, comment->span});
    all.push_back({kind_of(token, before), token.span()});
    before = &token;
  }
  for (; comment != list.comments.end(); ++comment) all.push_back({Kind::kComment, comment->span});
  return all;
}

}  // namespace segql
