// The fence: text to tree. No ANTLR type and no exception leaves this file.
//
// tokens -> mistakes repaired -> outline -> for each declaration: ANTLR's tree -> ours. A declaration is parsed in two
// stages: the fast one bails out at the first surprise and is right for every correct text; the slow one runs only for
// a text that has mistakes, and is where messages come from.
#include <algorithm>
#include <string>

#include "compiler/diag/diagnostics.h"
#include "compiler/syntax/antlr_support.h"
#include "compiler/syntax/deceptive_text.h"
#include "compiler/syntax/error_strategy.h"
#include "compiler/syntax/mistakes.h"
#include "compiler/syntax/outline.h"
#include "compiler/syntax/parser_pool.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/tree_builder.h"
#include "compiler/syntax/typed.h"

namespace segql::syntax {
namespace {

/// What every parse of one source needs.
struct Work {
  const Source& source;
  Arena& arena;
  diag::Sink& sink;
  const Limits& limits;
};

/// The first stage. Null: there is a mistake.
template <typename Tree>
Tree* parse_correct(SegQLParser& parser, Tree* (SegQLParser::*entry)()) {
  try {
    return (parser.*entry)();
  } catch (const TooDeep&) {
    throw;
  } catch (const antlr4::ParseCancellationException&) {
    return nullptr;
  }
}

/// Parses `tokens` as the rule `entry` and hands ANTLR's tree to `build`. Reports mistakes; afterwards the tree is
/// gone.
template <typename Tree, typename Build>
void parse_tokens(const Work& work, TokenSpan tokens, uint32_t end, Tree* (SegQLParser::*entry)(), Build&& build) {
  const Span whole{tokens.empty() ? end : tokens.front().begin, end};
  std::string failure;
  try {
    TokenWindow window(tokens, end);
    const ParserLease lease(window, work.limits.nesting);
    SegQLParser& parser = lease.parser();
    if (Tree* tree = parse_correct(parser, entry)) return build(tree);

    const std::lock_guard lock(grammar_mutex());
    window.seek(0);
    parser.reset();
    lease.predict_by(antlr4::atn::PredictionMode::LL);
    parser.setErrorHandler(std::make_shared<ErrorStrategy>(work.source, work.sink, lease.stopped_at()));
    Tree* tree = (parser.*entry)();
    if (parser.getNumberOfSyntaxErrors() == 0) build(tree);
    return;
  } catch (const TooDeep&) {
    work.sink.report(work.source.id(), whole, diag::NestingTooDeep, work.limits.nesting);
    return;
  } catch (const antlr4::ParseCancellationException&) {
    return;  // it has more mistakes than anybody reads
  } catch (const std::exception& e) {
    failure = e.what();
  } catch (const char* text) {  // ANTLR throws string literals
    failure = text;
  }
  work.sink.report(work.source.id(), whole, diag::ParserFailed, failure);
}

/// Stops when nobody would read more.
bool enough(const Work& work) { return work.sink.num_errors() >= work.limits.diagnostics; }

TokenList words_of(const Work& work) {
  TokenList list = tokenize(work.source);
  warn_of_deceptive_text(list, work.source, work.sink);
  repair_mistakes(list, work.source, work.sink);
  return list;
}

/// A fragment: one expression or reference, without declarations around it. `rows where` before it is passed over.
template <typename Result, typename Tree, typename Build>
Result parse_fragment(const Work& work, Tree* (SegQLParser::*entry)(), Build&& build, std::string_view rows = {}) {
  const size_t errors = work.sink.num_errors();
  const TokenList list = words_of(work);
  TokenSpan tokens = list.tokens;
  const size_t before = tokens_of_rows(tokens);
  if (before != 0 && work.source.text().substr(tokens[0].begin, tokens[0].end - tokens[0].begin) == rows) {
    tokens = tokens.subspan(before);
  }
  Result result{};
  if (outline_fragment(tokens, work.source, work.sink, work.limits).sound) {
    const auto end = list.tokens.empty() ? 0 : list.tokens.back().end;
    parse_tokens(work, tokens, end, entry, [&](Tree* tree) { result = build(tree); });
  }
  return work.sink.num_errors() == errors ? result : Result{};
}

/// The `///` lines directly above `decl`: marks them and joins their text.
std::string_view doc_above(const Work& work, std::vector<ast::Comment>& comments, uint32_t decl) {
  auto last = std::lower_bound(comments.begin(), comments.end(), decl,
                               [](const ast::Comment& comment, uint32_t at) { return comment.span.begin < at; });
  auto first = last;
  uint32_t below = decl;
  while (first != comments.begin()) {
    const ast::Comment& above = *std::prev(first);
    const std::string_view between = work.source.text().substr(above.span.end, below - above.span.end);
    const bool adjacent = std::count(between.begin(), between.end(), '\n') == 1 &&
                          between.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (!above.own_line || !above.text.starts_with("///") || !adjacent) break;
    --first;
    below = above.span.begin;
  }
  if (first == last) return {};
  std::string text;
  for (auto it = first; it != last; ++it) {
    it->doc = true;
    std::string_view line = it->text.substr(3);
    if (line.starts_with(' ')) line.remove_prefix(1);
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (it != first) text += '\n';
    text += line;
  }
  return work.arena.copy_text(text);
}

}  // namespace

const ast::File* parse(const Source& source, Arena& arena, diag::Sink& sink, const Limits& limits, Renames* renames) {
  const Work work{source, arena, sink, limits};
  const size_t errors = sink.num_errors();
  TokenList list = words_of(work);
  const TokenSpan tokens = list.tokens;
  const std::vector<Piece> pieces = outline(tokens, source, sink, limits);

  TreeBuilder builder(source, arena, sink, renames);
  ast::File file;
  file.source = source.id();
  file.text = source.text();
  std::vector<ast::Decl> decls;
  for (const Piece& piece : pieces) {
    if (enough(work)) return nullptr;  // a part of it is no file
    if (!piece.sound || piece.begin == piece.end) continue;
    const TokenSpan part = tokens.subspan(piece.begin, piece.end - piece.begin);
    const auto end = part.back().end;
    if (piece.kind == Piece::Kind::kHeader) {
      if (piece.begin > 0) {
        sink.report(source.id(), part.front().span(), diag::MisplacedHeader,
                    source.text().substr(part.front().begin, part.front().end - part.front().begin));
        continue;
      }
      parse_tokens(work, part, end, &SegQLParser::headerOnly,
                   [&](auto* tree) { builder.header(tree->header(), file); });
      continue;
    }
    parse_tokens(work, part, end, &SegQLParser::declarationOnly, [&](auto* tree) {
      ast::Decl decl = builder.declaration(tree->declaration());
      decl.doc = doc_above(work, list.comments, decl.span.begin);
      decl.blank_above = blank_line_above(source.text(), decl.span.begin);
      decls.push_back(decl);
    });
  }
  if (sink.num_errors() != errors) return nullptr;
  file.decls = arena.copy(decls);
  file.comments = arena.copy(list.comments);
  return arena.make<ast::File>(file);
}

ast::ExprRef parse_expression(const Source& source, Arena& arena, diag::Sink& sink, const Limits& limits,
                              std::string_view rows) {
  TreeBuilder builder(source, arena, sink);
  return parse_fragment<ast::ExprRef>(
      {source, arena, sink, limits}, &SegQLParser::expressionOnly,
      [&](auto* tree) { return builder.expr(tree->expr()); }, rows);
}

const ast::SegmentRef* parse_segment_reference(const Source& source, Arena& arena, diag::Sink& sink,
                                               const Limits& limits) {
  TreeBuilder builder(source, arena, sink);
  return parse_fragment<const ast::SegmentRef*>(
      {source, arena, sink, limits}, &SegQLParser::segmentRefOnly,
      [&](auto* tree) { return arena.make<ast::SegmentRef>(builder.segment_ref(tree->segmentRef())); });
}

}  // namespace segql::syntax
