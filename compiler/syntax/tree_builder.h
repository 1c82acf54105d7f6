#pragma once
/// ANTLR's tree to ours: one plain method per grammar rule. The class keeps state only; the methods are defined by idea
/// in build_declarations.cc, build_segments.cc, build_expressions.cc, build_rows.cc, build_time.cc and
/// build_literals.cc. Everything the grammar accepts and the language does not is reported here. Private to this
/// folder.

#include <string_view>
#include <typeinfo>
#include <utility>

#include "base/arena.h"
#include "base/containers.h"
#include "base/int128.h"
#include "base/utf8.h"
#include "compiler/diag/diagnostics.h"
#include "compiler/source/source.h"
#include "compiler/syntax/antlr_support.h"
#include "compiler/syntax/ast.h"
#include "compiler/syntax/syntax.h"

namespace segql::syntax {

class TreeBuilder {
 public:
  using P = SegQLParser;
  using Context = antlr4::ParserRuleContext;
  using Node = antlr4::tree::ParseTree;

  TreeBuilder(const Source& source, Arena& arena, diag::Sink& sink, Renames* renames = nullptr)
      : source_(source), arena_(arena), sink_(sink), renames_(renames) {}

  // ---- declarations ----
  void header(P::HeaderContext* ctx, ast::File& file);
  ast::Decl declaration(P::DeclarationContext* ctx);

  // ---- expressions ----
  ast::ExprRef expr(P::ExprContext* ctx);
  ast::SegmentRef segment_ref(P::SegmentRefContext* ctx);

 private:
  // ---- build_declarations.cc ----
  ast::Import import_decl(P::ImportDeclContext* ctx);
  ast::Annotation annotation(P::AnnotationContext* ctx);
  ast::Settings settings(P::SettingsDeclContext* ctx);
  ast::Setting setting(P::SettingContext* ctx);
  ast::Entity entity(P::EntityDeclContext* ctx);
  ast::Event event(P::EventDeclContext* ctx);
  ast::Field field(P::FieldContext* ctx);
  ast::TypeExpr type(P::TypeContext* ctx);
  ast::Relation relation(P::RelationDeclContext* ctx);
  ast::Extern extern_decl(P::ExternDeclContext* ctx);
  std::span<const ast::ParamDecl> params(P::ParamListContext* ctx);
  ast::Attribute attribute(P::AttributeDeclContext* ctx);
  ast::Define define(P::DefineDeclContext* ctx);
  ast::Test test_decl(P::TestDeclContext* ctx);
  ast::TestItem test_item(P::TestItemContext* ctx);
  ast::Claim claim(P::ClaimDeclContext* ctx);

  // ---- build_segments.cc ----
  ast::Segment segment(P::SegmentDeclContext* ctx);
  ast::StaticSegment static_segment(P::StaticDeclContext* ctx);
  ast::Split split(P::SplitDeclContext* ctx);
  ast::Priority priority(P::PriorityDeclContext* ctx);
  void check_clause_order(P::SegmentDeclContext* ctx);
  ast::Clause clause(P::ClauseContext* ctx);
  ast::Take take(P::TakeClauseContext* ctx);
  ast::Sample sample(P::SampleClauseContext* ctx);
  ast::Refresh refresh(P::RefreshClauseContext* ctx);
  ast::Keep keep(P::KeepClauseContext* ctx);
  ast::Deliver deliver(P::DeliverClauseContext* ctx);

  // ---- build_expressions.cc ----
  ast::ExprRef condition(P::ConditionContext* ctx);
  void report_mixed(P::ExprContext* ctx, size_t index);
  ast::ExprRef predicate(P::PredicateContext* ctx);
  ast::ExprRef in_segment(P::InSegmentContext* ctx, const antlr4::Token* negation);
  static ast::CompareOp comparison(P::ComparisonContext* ctx);
  ast::ExprRef test(P::ArithContext* subject, P::TestContext* ctx);
  ast::ExprRef block(P::BlockContext* ctx);
  ast::ExprRef arith(P::ArithContext* ctx, bool condition = false);
  ast::ExprRef operand(P::OperandContext* ctx);
  ast::ExprRef atom(P::AtomContext* ctx);
  ast::ExprRef plain_atom(P::PlainAtomContext* ctx);
  ast::ExprRef reference(P::PathContext* path, P::CallArgsContext* args);
  std::span<const ast::Argument> call_args(P::CallArgsContext* args);
  ast::ExprRef least_call(P::LeastCallContext* ctx);
  ast::ExprRef calendar_part(P::CalendarPartContext* ctx);
  ast::ExprRef population(P::PopulationContext* ctx);
  ast::Among among(P::AmongContext* ctx);
  static P::InWindowContext* window_of(P::ArithContext* subject);

  // ---- build_rows.cc ----
  ast::ExprRef quantified(P::QuantifiedContext* ctx);
  const ast::RowSet* row_set(P::RowSetContext* ctx);
  ast::ExprRef aggregate(P::AggregateContext* ctx);
  ast::ExprRef sequence(P::SequenceContext* ctx);
  ast::Step step(P::StepContext* ctx, bool first);
  ast::ExprRef moved(P::MovedContext* ctx);
  ast::ExprRef was_in(P::WasInContext* ctx);

  // ---- build_time.cc ----
  const ast::Window* window(P::WindowContext* ctx);
  ast::Instant instant(P::InstantContext* ctx);
  ast::Instant fixed_instant(P::FixedInstantContext* ctx);
  ast::Instant relative(Context* ctx, ast::ExprRef count, P::FromNowContext* from_now);
  ast::Instant named_instant(const antlr4::Token* token);
  ast::Unit unit(P::UnitContext* ctx);
  ast::CivilDate date(std::string_view text, Span at);
  ast::CivilTime time(std::string_view text, Span at);
  ast::DateTime date_time(std::string_view text, Span at);
  ast::During period(std::string_view text, Span at);

  // ---- build_literals.cc ----
  ast::ExprRef constant(P::ConstantContext* ctx);
  ast::ExprRef literal(P::LiteralContext* ctx);
  ast::ExprRef literals(P::LiteralsContext* ctx);
  ast::ExprRef list_literal(Context* ctx);
  ast::ExprRef value(P::ValueContext* ctx);
  ast::ExprRef count(P::CountContext* ctx, std::string_view what);
  ast::ExprRef number_expr(const antlr4::Token* token);
  ast::ExprRef param(const antlr4::Token* token);
  ast::ExprRef text_expr(const antlr4::Token* token);
  Decimal number(const antlr4::Token* token);
  /// The value of a whole number, at least `least`; `what` names who asks.
  int64_t whole(const antlr4::Token* token, std::string_view what, int64_t least);
  ast::ExprRef whole_expr(const antlr4::Token* token, std::string_view what, int64_t least);
  Decimal percent(P::NumberContext* ctx, std::string_view what);
  std::string_view string(const antlr4::Token* token);
  ast::Name name(P::NameContext* ctx);
  ast::Path path(P::PathContext* ctx);

  // ---- the tree of ANTLR ----
  static Span span_of(const antlr4::Token* token) { return static_cast<const TreeToken*>(token)->span(); }
  static Span span_of(antlr4::tree::TerminalNode* node) { return span_of(node->getSymbol()); }
  static Span span_of(const Context* ctx) {
    return {span_of(ctx->start).begin, ctx->stop ? span_of(ctx->stop).end : span_of(ctx->start).begin};
  }
  std::string_view text_of(Span at) const { return source_.text().substr(at.begin, at.end - at.begin); }
  std::string_view text_of(const antlr4::Token* token) const { return text_of(span_of(token)); }

  static const antlr4::Token* token_of(antlr4::tree::TerminalNode* node) { return node->getSymbol(); }
  /// Child `index` as a token; null when it is a rule.
  static const antlr4::Token* token_at(const Context* ctx, size_t index) {
    Node* child = ctx->children[index];
    const bool terminal = typeid(*child) == typeid(antlr4::tree::TerminalNodeImpl);
    return terminal ? dynamic_cast<antlr4::tree::TerminalNodeImpl*>(child)->symbol : nullptr;
  }
  /// Child `index` as a rule. REQUIRES: it is one, of type `Rule`.
  template <typename Rule = Context>
  static Rule* rule_at(const Context* ctx, size_t index) {
    return static_cast<Rule*>(ctx->children[index]);
  }

  /// Children of exactly the rule `Rule`, in order.
  template <typename Rule, typename Fn>
  static void each(const Context* ctx, Fn&& fn) {
    for (Node* child : ctx->children) {
      if (typeid(*child) == typeid(Rule)) fn(static_cast<Rule*>(child));
    }
  }
  template <typename Rule, typename Build>
  auto list(const Context* ctx, Build&& build) {
    small_vector<decltype(build(static_cast<Rule*>(nullptr))), 8> items;
    each<Rule>(ctx, [&](Rule* child) { items.push_back(build(child)); });
    return arena_.copy(items);
  }

  // ---- making and reporting ----
  template <typename T>
  ast::ExprRef make(Span at, T node) {
    return arena_.make<ast::Expr>(ast::Expr{at, node});
  }
  template <typename T>
  const T* keep_in_arena(T node) {
    return arena_.make<T>(node);
  }
  template <typename... Args>
  Diagnostic& report(Span at, const diag::Template<Args...>& what, std::type_identity_t<Args>... args) {
    return sink_.report(source_.id(), at, what, args...);
  }

  const Source& source_;
  Arena& arena_;
  diag::Sink& sink_;
  Renames* renames_;  ///< null: none
};

}  // namespace segql::syntax
