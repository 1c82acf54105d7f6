#pragma once
/// The tree as canonical text. The class keeps the layout and the comments still to be printed; the rules are in
/// print_expressions.cc, print_rows.cc and print_declarations.cc. Private to this folder.
///
/// Canonical form: two spaces, 120 columns, one condition per line, blocks and sequences always on lines of their own,
/// a trailing comma where a bracket closes on its own line, parentheses where they are needed and nowhere else. `and`
/// and `or` stand right-aligned before the conditions they join:
///
///   where spend >= 5000 SAR
///     and order_count >= 5
///     and any purchases where (
///               status = paid
///           and ...
///         )

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "compiler/syntax/ast.h"
#include "compiler/syntax/layout.h"

namespace segql::syntax {

class Printer {
 public:
  using Doc = Layout::Doc;
  using Docs = Layout::Docs;
  static constexpr uint32_t kWidth = 120, kIndent = 2;

  /// How tightly an expression binds; one that binds less tightly than its place asks for gets parentheses.
  enum Level : uint8_t { kChain, kCondition, kTest, kSum, kProduct, kSign, kAtom };

  explicit Printer(std::span<const ast::Comment> comments) : comments_(comments) {}

  std::string file(const ast::File& file);
  std::string standalone(Doc doc) { return Layout::render(doc, kWidth); }
  /// The same without the line break at the end.
  std::string fragment(Doc doc) {
    std::string text = standalone(doc);
    text.pop_back();
    return text;
  }

  Doc expr(const ast::Expr& e, Level least = kChain);
  Doc window(const ast::Window& window);
  Doc segment(const ast::Segment& segment, uint32_t end);
  Doc clause(const ast::Clause& clause);

 private:
  // ---- pieces ----
  Doc text(std::string_view text) { return layout_.text(text); }
  Doc join(std::initializer_list<Doc> parts) { return layout_.concat(Docs(parts)); }
  static std::string name(std::string_view name);
  static std::string path(const ast::Path& path);
  static std::string quoted(std::string_view text);
  static std::string amount(int64_t count, ast::Unit unit);
  static std::string units(const ast::Expr& count, ast::Unit unit);
  /// Items between brackets: on one line, or on lines of their own with a comma after the last.
  Doc bracketed(std::string_view open, const Docs& items, std::string_view close);

  // ---- comments ----
  bool comment_before(uint32_t offset);
  /// The comments before `offset`, each on a line of its own, with a line break after each.
  void leading(Docs& out, uint32_t offset, bool blank_lines);
  /// The comments before `limit` that had code before them on their line: at the end of the line being written.
  void trailing(Docs& out, uint32_t limit);

  // ---- print_expressions.cc ----
  struct ChainStyle {
    bool hard;               ///< one term per line, whether they fit on one or not
    bool pad_first;          ///< the first term starts where the others do
    uint32_t indent;         ///< of the operators
    uint32_t comment_limit;  ///< comments up to here belong to the last term
  };
  static Level level_of(const ast::Expr& e);
  Doc node(const ast::Expr& e);
  Doc chain(const ast::Expr& e, const ChainStyle& style);
  /// `end`: the offset just past the closing parenthesis, where it is known.
  Doc parenthesised(const ast::Expr& e, uint32_t end = 0);
  Doc after_equals(const ast::Expr& e);
  Doc condition_clause(std::string_view keyword, const ast::Expr& e);
  Doc literals(const ast::ListLit& list, Span span);
  Doc call(const ast::Call& call);
  Doc plain_atom(const ast::Expr& e);
  Doc text_test(const ast::TextTest& test);
  Doc in_window(const ast::InWindow& test);
  Doc block(const ast::Block& block, Span span);
  Doc number(const ast::NumberLit& number);
  Doc segment_ref(const ast::SegmentRef& ref);
  Doc among(const ast::Among& among);
  Doc instant(const ast::Instant& instant);
  Doc arguments(std::span<const ast::Argument> arguments);

  // ---- print_rows.cc ----
  Doc rows(const ast::RowSet& rows);
  Doc quantified(const ast::Quantified& quantified);
  Doc aggregate(const ast::Aggregate& aggregate);
  Doc sequence(const ast::Sequence& sequence, Span span);
  Doc step(const ast::Step& step);

  // ---- print_declarations.cc ----
  Doc declaration(const ast::Decl& decl);
  Doc type(const ast::TypeExpr& type);
  Doc field(const ast::Field& field);
  Doc params(bool written, std::span<const ast::ParamDecl> params);
  Doc take(const ast::Take& take);
  Doc refresh(const ast::Refresh& refresh);
  Doc deliver(const ast::Deliver& deliver);
  Doc test(const ast::Test& test, uint32_t end);
  Doc claim(const ast::Claim& claim);
  Doc test_item(const ast::TestItem& item);
  Doc annotation(const ast::Annotation& annotation);
  Doc import_decl(const ast::Import& import);
  /// Lines in braces: `print(item, limit)` for each, with the comments between them.
  template <typename Items, typename Print>
  Doc braces(Doc head, const Items& items, uint32_t end, Print print);

  Layout layout_;
  std::span<const ast::Comment> comments_;
  size_t next_ = 0;
};

}  // namespace segql::syntax
