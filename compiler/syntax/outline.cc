#include "compiler/syntax/outline.h"

#include <algorithm>
#include <string_view>

#include "SegQLLexer.h"
#include "compiler/diag/diagnostics.h"
#include "compiler/syntax/brackets.h"
#include "compiler/syntax/keywords.h"

namespace segql::syntax {
namespace {

using L = generated::SegQLLexer;

/// A look at the tokens around one of them; type 0 beyond the ends.
class Look {
 public:
  explicit Look(TokenSpan tokens) : tokens_(tokens) {}
  size_t at(size_t i) const { return i < tokens_.size() ? tokens_[i].type : 0; }
  size_t before(size_t i) const { return i > 0 ? tokens_[i - 1].type : 0; }
  bool name(size_t i) const { return i < tokens_.size() && is_name_token(tokens_[i].type); }

  bool types = false;  ///< an `extern` is being read: `>` ends a type and compares nothing

 private:
  TokenSpan tokens_;
};

/// Before token `i` something is still to come, so it starts no declaration.
bool continues(const Look& look, size_t i) {
  const size_t last = look.before(i), second = i > 1 ? look.at(i - 2) : 0;
  switch (last) {
    case L::GT: return !look.types;
    case L::KW_COVER: return second == L::KW_EXPECT;
    case L::EQ:
    case L::NE:
    case L::LT:
    case L::LE:
    case L::GE:
    case L::PLUS:
    case L::MINUS:
    case L::STAR:
    case L::SLASH:
    case L::COMMA:
    case L::COLON:
    case L::DOT:
    case L::AT_SIGN:
    case L::LPAREN:
    case L::LBRACE:
    case L::KW_AND:
    case L::KW_OR:
    case L::KW_NOT:
    case L::KW_OF:
    case L::KW_IN:
    case L::KW_AMONG:
    case L::KW_ENTERED:
    case L::KW_LEFT:
    case L::KW_STATIC:
    case L::KW_SNAPSHOT:
    case L::KW_BY:
    case L::KW_HAS:
    case L::KW_BETWEEN:
    case L::KW_NO:
    case L::KW_EVERY:
    case L::KW_BEFORE:
    case L::KW_AFTER:
    case L::KW_SINCE:
    case L::KW_UNTIL:
    case L::KW_ON:
    case L::KW_FROM:
    case L::KW_TO:
    case L::KW_ENTITY:
    case L::KW_EVENT:
    case L::KW_RELATION:
    case L::KW_ATTRIBUTE:
    case L::KW_DEFINE:
    case L::KW_EXTERN:
    case L::KW_WHERE:
    case L::KW_EXCLUDE:
    case L::KW_DISTINCT:
    case L::KW_PER:
    case L::KW_THEN:
    case L::KW_LATEST:
    case L::KW_EARLIEST: return true;
    // Soft keywords and numbers end a declaration unless what stands before them says otherwise.
    case L::KW_SEGMENT:
      return second == L::KW_IN || second == L::KW_AMONG || second == L::KW_ENTERED || second == L::KW_LEFT ||
             second == L::KW_STATIC || second == L::KW_SNAPSHOT ||
             (second == L::KW_OF && i > 3 && look.at(i - 4) == L::KW_SPLIT);
    case L::KW_KEY: return second == L::STRING || (i > 2 && look.at(i - 3) == L::KW_ENTITY);
    case L::KW_COMMON: return second == L::KW_MOST;
    case L::KW_STARTS: return second == L::KW_WEEK;
    case L::KW_DAY: return second == L::KW_LEAP;
    case L::KW_ANY: return second != L::KW_MATCHING;
    case L::KW_MANY: return second == L::KW_HAS;
    case L::KW_REF: return second == L::COLON || second == L::LT || second == L::COMMA;
    case L::INT:
    case L::PARAM: return second == L::KW_LEAST || second == L::KW_MOST || second == L::KW_EXACTLY;
    default: return false;
  }
}

/// A declaration starts here, whatever brackets are open: no correct text has these words inside one.
bool surely_starts_declaration(const Look& look, size_t i) {
  const size_t next = look.at(i + 1), after = look.at(i + 2);
  switch (look.at(i)) {
    case L::KW_SETTINGS: return next == L::LBRACE;
    case L::KW_ENTITY: return look.name(i + 1) && after == L::KW_KEY;
    case L::KW_EVENT: return look.name(i + 1) && after == L::KW_AT;
    case L::KW_RELATION: return look.name(i + 1) && after == L::KW_HAS;
    case L::KW_EXTERN: return look.name(i + 1) && after == L::LPAREN;
    case L::KW_ATTRIBUTE: return look.name(i + 1) && after == L::KW_OF;
    case L::KW_DEFINE: return look.name(i + 1) && (after == L::KW_OF || after == L::LPAREN);
    case L::KW_SNAPSHOT:
    case L::KW_STATIC: return next == L::KW_SEGMENT;
    case L::KW_SEGMENT:
      return !continues(look, i) && look.name(i + 1) && (after == L::KW_OF || after == L::LPAREN || after == L::STRING);
    case L::KW_SPLIT: return !continues(look, i) && look.name(i + 1) && after == L::KW_OF;
    case L::KW_PRIORITY:
      return !continues(look, i) && next == L::KW_LIST && look.name(i + 2) && look.at(i + 3) == L::KW_OF;
    case L::KW_TEST: return !continues(look, i) && next == L::STRING && after == L::KW_OF;
    default: return false;
  }
}

/// A name follows, or what was meant to be one: it is missing, or a keyword.
bool is_named(const Look& look, size_t i) {
  return look.name(i + 1) || look.at(i + 1) == L::KW_OF || look.at(i + 2) == L::KW_OF;
}

/// A declaration starts here, given that no bracket is open.
bool starts_declaration(const Look& look, size_t i) {
  switch (look.at(i)) {
    case L::AT_SIGN:
    case L::KW_SETTINGS:
    case L::KW_ENTITY:
    case L::KW_EVENT:
    case L::KW_RELATION:
    case L::KW_EXTERN:
    case L::KW_ATTRIBUTE:
    case L::KW_DEFINE:
    case L::KW_SNAPSHOT:
    case L::KW_STATIC:
    case L::KW_EXPECT:
    case L::KW_IMPORT: return true;
    case L::KW_SEGMENT: return !continues(look, i) && (is_named(look, i) || look.at(i + 1) == L::STRING);
    case L::KW_SPLIT: return !continues(look, i) && is_named(look, i);
    case L::KW_PRIORITY: return !continues(look, i) && look.at(i + 1) == L::KW_LIST;
    case L::KW_TEST:  // the name of a test may lack its quotes
      return !continues(look, i) && (look.at(i + 1) == L::STRING || (look.name(i + 1) && look.at(i + 2) == L::KW_OF));
    case L::KW_LANGUAGE: return !continues(look, i) && look.at(i + 1) == L::INT;
    default: return false;
  }
}

/// Declarations of these kinds end with their closing brace.
bool has_body(size_t type) {
  switch (type) {
    case L::KW_SETTINGS:
    case L::KW_ENTITY:
    case L::KW_EVENT:
    case L::KW_SEGMENT:
    case L::KW_SPLIT:
    case L::KW_PRIORITY:
    case L::KW_TEST: return true;
    default: return false;
  }
}

class Outliner {
 public:
  Outliner(TokenSpan tokens, const Source& source, diag::Sink& sink, const Limits& limits)
      : tokens_(tokens), source_(source), look_(tokens), brackets_(tokens, source, sink, limits) {}

  std::vector<Piece> run() {
    start(0);
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (i > pieces_.back().begin && starts_piece(i)) start(i);
      note_kind(i);
      if (!closes_unopened_body(i)) brackets_.take(i);
      const bool closed_body = ends_with_body_ && look_.at(i) == L::RBRACE && !brackets_.open();
      if (closed_body && i + 1 < tokens_.size()) start(i + 1);
    }
    finish(tokens_.size());
    return std::move(pieces_);
  }

 private:
  bool starts_piece(size_t i) const {
    if (in_annotations_ || (known_ && i <= name_at_)) return false;
    if (brackets_.open()) return surely_starts_declaration(look_, i);
    if (pieces_.back().kind == Piece::Kind::kHeader && ends_header(i)) return true;
    const bool header_word = look_.at(i) == L::KW_IMPORT || look_.at(i) == L::KW_LANGUAGE;
    return starts_declaration(look_, i) && !(header_word && pieces_.back().kind == Piece::Kind::kHeader);
  }

  /// The words of the header are complete before token `i`, which starts a line and is none of theirs. It is a
  /// declaration, if one with a mistake in its first word.
  bool ends_header(size_t i) const {
    const size_t type = look_.at(i), last = look_.before(i);
    if (type == L::KW_IMPORT || type == L::KW_LANGUAGE || type == L::KW_WITH) return false;
    return (last == L::INT || last == L::STRING || last == L::RPAREN) && starts_line(source_.text(), tokens_[i].begin);
  }

  /// A body whose `{` is missing ends here: the parser says so where it should have been.
  bool closes_unopened_body(size_t i) {
    has_brace_ |= look_.at(i) == L::LBRACE;
    return look_.at(i) == L::RBRACE && ends_with_body_ && !has_brace_ && !brackets_.open() && i > pieces_.back().begin;
  }

  void start(size_t at) {
    if (!pieces_.empty()) {
      if (pieces_.back().begin == at) return;
      finish(at);
    }
    pieces_.push_back({Piece::Kind::kHeader, at, at, true});
    brackets_.restart();
    known_ = false;
    look_.types = false;
    ends_with_body_ = has_brace_ = false;
    in_annotations_ = false;
  }

  void finish(size_t end) {
    pieces_.back().end = end;
    pieces_.back().sound = brackets_.finish(end);
  }

  /// The first word that is not of an annotation says what the piece is.
  void note_kind(size_t i) {
    if (known_ || brackets_.open()) return;
    const size_t type = look_.at(i);
    if (type == L::AT_SIGN) {
      pieces_.back().kind = Piece::Kind::kDeclaration;
      in_annotations_ = true;
      return;
    }
    if (in_annotations_ && (look_.before(i) == L::AT_SIGN || type == L::LPAREN || type == L::RPAREN)) return;
    known_ = true;
    look_.types = type == L::KW_EXTERN;
    in_annotations_ = false;
    name_at_ = i + (type == L::KW_SNAPSHOT || type == L::KW_STATIC || type == L::KW_PRIORITY ? 2 : 1);
    if (type == L::KW_LANGUAGE || type == L::KW_IMPORT) return;
    pieces_.back().kind = Piece::Kind::kDeclaration;
    // `snapshot segment` has a body; `static segment` has none. A misspelt keyword is most often that of a body.
    ends_with_body_ = has_body(type) || type == L::KW_SNAPSHOT || !starts_declaration(look_, i);
  }

  TokenSpan tokens_;
  const Source& source_;
  Look look_;
  Brackets brackets_;
  std::vector<Piece> pieces_;
  bool known_ = false;
  size_t name_at_ = 0;  ///< where the name of the declaration stands, which may be any soft keyword
  bool ends_with_body_ = false;
  bool has_brace_ = false;  ///< an opening one was met
  bool in_annotations_ = false;
};

}  // namespace

std::vector<Piece> outline(TokenSpan tokens, const Source& source, diag::Sink& sink, const Limits& limits) {
  return Outliner(tokens, source, sink, limits).run();
}

bool starts_definition(TokenSpan tokens) { return starts_declaration(Look(tokens), 0); }

Piece outline_fragment(TokenSpan tokens, const Source& source, diag::Sink& sink, const Limits& limits) {
  Brackets brackets(tokens, source, sink, limits);
  brackets.restart();
  for (size_t i = 0; i < tokens.size(); ++i) brackets.take(i);
  return {Piece::Kind::kDeclaration, 0, tokens.size(), brackets.finish(tokens.size())};
}

}  // namespace segql::syntax
