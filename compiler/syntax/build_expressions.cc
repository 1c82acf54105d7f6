// Conditions and values: chains, tests, arithmetic, references.
#include <string>

#include "compiler/syntax/tree_builder.h"

namespace segql::syntax {
namespace {

ast::CompareOp compare_op(const antlr4::Token* token) {
  switch (token->getType()) {
    case SegQLParser::EQ: return ast::CompareOp::kEqual;
    case SegQLParser::NE: return ast::CompareOp::kNotEqual;
    case SegQLParser::LT: return ast::CompareOp::kLess;
    case SegQLParser::LE: return ast::CompareOp::kLessEqual;
    case SegQLParser::GT: return ast::CompareOp::kGreater;
    default: return ast::CompareOp::kGreaterEqual;
  }
}

}  // namespace

ast::CompareOp TreeBuilder::comparison(P::ComparisonContext* ctx) { return compare_op(ctx->start); }

ast::ExprRef TreeBuilder::expr(P::ExprContext* ctx) {
  if (ctx->children.size() == 1) return condition(rule_at<P::ConditionContext>(ctx, 0));
  const size_t chain = token_at(ctx, 1)->getType();
  for (size_t i = 3; i < ctx->children.size(); i += 2) {
    if (token_at(ctx, i)->getType() == chain) continue;
    report_mixed(ctx, i);
    break;
  }
  const ast::ExprList terms = list<P::ConditionContext>(ctx, [this](auto* term) { return condition(term); });
  return chain == P::KW_AND ? make(span_of(ctx), ast::And{terms}) : make(span_of(ctx), ast::Or{terms});
}

void TreeBuilder::report_mixed(P::ExprContext* ctx, size_t index) {
  constexpr uint32_t kLongestFix = 300;
  Diagnostic& diagnostic = report(span_of(token_at(ctx, index)), diag::MixedAndOr);
  const Span whole = span_of(ctx);
  if (whole.end - whole.begin > kLongestFix) return;
  // Parentheses around each run of `and`, which is how most languages would read it.
  std::string fixed;
  uint32_t copied = whole.begin;
  const auto copy_until = [&](uint32_t end) {
    fixed += text_of({copied, end});
    copied = end;
  };
  const auto is_and = [&](size_t i) { return i < ctx->children.size() && token_at(ctx, i)->getType() == P::KW_AND; };
  for (size_t i = 0; i < ctx->children.size(); i += 2) {
    const Span term = span_of(rule_at(ctx, i));
    const bool after_and = i > 0 && is_and(i - 1), before_and = is_and(i + 1);
    copy_until(term.begin);
    if (before_and && !after_and) fixed += '(';
    copy_until(term.end);
    if (after_and && !before_and) fixed += ')';
  }
  diagnostic.fixes.push_back({whole, fixed, "put parentheses around what belongs together", false});
}

ast::ExprRef TreeBuilder::condition(P::ConditionContext* ctx) {
  const size_t nots = ctx->children.size() - 1;
  auto* inner = rule_at<P::PredicateContext>(ctx, nots);
  // `not in segment s` is one phrase.
  const bool phrase = nots > 0 && rule_at(inner, 0)->getRuleIndex() == P::RuleInSegment;
  ast::ExprRef result =
      phrase ? in_segment(rule_at<P::InSegmentContext>(inner, 0), token_at(ctx, nots - 1)) : predicate(inner);
  for (size_t i = phrase ? nots - 1 : nots; i > 0; --i) {
    result = make({span_of(token_at(ctx, i - 1)).begin, span_of(ctx).end}, ast::Not{result});
  }
  return result;
}

ast::ExprRef TreeBuilder::in_segment(P::InSegmentContext* ctx, const antlr4::Token* negation) {
  const Span at{span_of(negation ? negation : ctx->start).begin, span_of(ctx).end};
  return make(at, ast::InSegment{nullptr, segment_ref(ctx->segmentRef()), negation != nullptr});
}

ast::ExprRef TreeBuilder::predicate(P::PredicateContext* ctx) {
  switch (rule_at(ctx, 0)->getRuleIndex()) {
    case P::RuleQuantified: return quantified(rule_at<P::QuantifiedContext>(ctx, 0));
    case P::RuleBlock: return block(rule_at<P::BlockContext>(ctx, 0));
    case P::RuleSequence: return sequence(rule_at<P::SequenceContext>(ctx, 0));
    case P::RuleInSegment: return in_segment(rule_at<P::InSegmentContext>(ctx, 0), nullptr);
    case P::RuleWasIn: return was_in(rule_at<P::WasInContext>(ctx, 0));
    case P::RuleMoved: return moved(rule_at<P::MovedContext>(ctx, 0));
    default: break;
  }
  auto* subject = rule_at<P::ArithContext>(ctx, 0);
  if (ctx->children.size() == 2) return test(subject, rule_at<P::TestContext>(ctx, 1));
  const ast::ExprRef value = arith(subject, /*condition=*/true);
  P::InWindowContext* test = window_of(subject);
  if (!test) return value;
  return make({span_of(subject).begin, span_of(test).end},
              ast::InWindow{value, test->KW_ANNIVERSARY() != nullptr, window(test->window())});
}

ast::ExprRef TreeBuilder::block(P::BlockContext* ctx) {
  const auto kind = ctx->KW_ALL() ? ast::BlockKind::kAll : ctx->KW_ANY() ? ast::BlockKind::kAny : ast::BlockKind::kNone;
  return make(span_of(ctx), ast::Block{kind, list<P::ExprContext>(ctx, [this](auto* term) { return expr(term); })});
}

ast::ExprRef TreeBuilder::test(P::ArithContext* subject, P::TestContext* ctx) {
  const ast::ExprRef value = arith(subject);
  const Span at{span_of(subject).begin, span_of(ctx).end};  // with the parentheses around `value`
  if (P::ComparisonContext* op = ctx->comparison()) {
    return make(at, ast::Compare{compare_op(op->start), value, arith(ctx->arith(0))});
  }
  const bool negated = ctx->KW_NOT() != nullptr;
  const antlr4::Token* verb = negated ? token_at(ctx, 1) : ctx->start;
  const auto operand_list = [&] { return ctx->literals() ? literals(ctx->literals()) : param(token_of(ctx->PARAM())); };
  switch (verb->getType()) {
    case P::KW_IN:
      if (P::SegmentRefContext* segment = ctx->segmentRef())
        return make(at, ast::InSegment{value, segment_ref(segment), negated});
      return make(at, ast::InList{value, operand_list(), negated});
    case P::KW_BETWEEN: return make(at, ast::Between{value, arith(ctx->arith(0)), arith(ctx->arith(1)), negated});
    case P::KW_IS: return make(at, ast::Presence{value, ctx->KW_MISSING() != nullptr});
    case P::KW_HAS: {
      if (P::ArithContext* one = ctx->arith(0)) return make(at, ast::Has{ast::HasMode::kOne, value, arith(one)});
      const auto mode = ctx->KW_ANY() ? ast::HasMode::kAny : ctx->KW_ALL() ? ast::HasMode::kAll : ast::HasMode::kNone;
      return make(at, ast::Has{mode, value, operand_list()});
    }
    default: break;
  }
  const auto op = verb->getType() == P::KW_CONTAINS ? ast::TextOp::kContains
                  : verb->getType() == P::KW_STARTS ? ast::TextOp::kStartsWith
                  : verb->getType() == P::KW_ENDS   ? ast::TextOp::kEndsWith
                                                    : ast::TextOp::kMatches;
  const ast::ExprRef pattern = ctx->STRING() ? text_expr(token_of(ctx->STRING())) : param(token_of(ctx->PARAM()));
  return make(at, ast::TextTest{op, value, pattern, negated, ctx->KW_IGNORING() != nullptr});
}

/// The window after `subject` when it is all there is: `signed_up_at within last 30 days`.
TreeBuilder::P::InWindowContext* TreeBuilder::window_of(P::ArithContext* subject) {
  if (subject->children.size() != 1) return nullptr;
  auto* only = rule_at<P::OperandContext>(subject, 0);
  return only->children.size() == 1 ? rule_at<P::AtomContext>(only, 0)->inWindow() : nullptr;
}

ast::ExprRef TreeBuilder::arith(P::ArithContext* ctx, bool condition) {
  if (!condition || !window_of(ctx)) {
    each<P::OperandContext>(ctx, [&](P::OperandContext* part) {
      P::InWindowContext* stray = rule_at<P::AtomContext>(part, part->children.size() - 1)->inWindow();
      if (stray) report(span_of(stray), diag::WindowOfValue);
    });
  }
  if (ctx->children.size() == 1) return operand(rule_at<P::OperandContext>(ctx, 0));
  using Terms = small_vector<ast::ArithTerm, 8>;
  const auto finish = [this](Span at, ast::ExprRef first, const Terms& rest) {
    return rest.empty() ? first : make(at, ast::Arith{first, arena_.copy(rest)});
  };
  ast::ExprRef sum = nullptr, product = operand(rule_at<P::OperandContext>(ctx, 0));
  Span product_at = span_of(rule_at(ctx, 0));
  Terms terms, factors;
  ast::ArithOp pending = ast::ArithOp::kAdd;  // stands before the product being read
  const auto end_product = [&] {
    const ast::ExprRef done = finish(product_at, product, factors);
    factors.clear();
    if (sum) {
      terms.push_back({pending, done});
    } else {
      sum = done;
    }
  };
  for (size_t i = 1; i < ctx->children.size(); i += 2) {
    const ast::ExprRef next = operand(rule_at<P::OperandContext>(ctx, i + 1));
    const Span next_at = span_of(rule_at(ctx, i + 1));
    const size_t op = token_at(ctx, i)->getType();
    if (op == P::STAR || op == P::SLASH) {
      factors.push_back({op == P::STAR ? ast::ArithOp::kMultiply : ast::ArithOp::kDivide, next});
      product_at.end = next_at.end;
      continue;
    }
    end_product();
    pending = op == P::PLUS ? ast::ArithOp::kAdd : ast::ArithOp::kSubtract;
    product = next;
    product_at = next_at;
  }
  end_product();
  return finish(span_of(ctx), sum, terms);
}

ast::ExprRef TreeBuilder::operand(P::OperandContext* ctx) {
  const size_t signs = ctx->children.size() - 1;
  ast::ExprRef result = atom(rule_at<P::AtomContext>(ctx, signs));
  for (size_t i = signs; i > 0; --i) {
    result = make({span_of(token_at(ctx, i - 1)).begin, span_of(ctx).end}, ast::Negate{result});
  }
  return result;
}

ast::ExprRef TreeBuilder::atom(P::AtomContext* ctx) {
  if (const antlr4::Token* first = token_at(ctx, 0)) {
    if (first->getType() == P::LPAREN) return expr(ctx->expr());
    P::FromNowContext* from_now = ctx->fromNow();
    return from_now ? make(span_of(ctx), ast::InstantLit{relative(ctx, param(first), from_now)}) : param(first);
  }
  switch (rule_at(ctx, 0)->getRuleIndex()) {
    case P::RuleAggregate: return aggregate(rule_at<P::AggregateContext>(ctx, 0));
    case P::RuleElapsed: {
      auto* elapsed = rule_at<P::ElapsedContext>(ctx, 0);
      return make(span_of(ctx), ast::Elapsed{unit(elapsed->unit()), elapsed->KW_UNTIL() != nullptr,
                                             plain_atom(elapsed->plainAtom())});
    }
    case P::RuleCalendarPart: return calendar_part(rule_at<P::CalendarPartContext>(ctx, 0));
    case P::RulePopulation: return population(rule_at<P::PopulationContext>(ctx, 0));
    case P::RuleConstant: return constant(rule_at<P::ConstantContext>(ctx, 0));
    case P::RuleLeastCall: return least_call(rule_at<P::LeastCallContext>(ctx, 0));
    default: return reference(rule_at<P::PathContext>(ctx, 0), ctx->callArgs());
  }
}

ast::ExprRef TreeBuilder::plain_atom(P::PlainAtomContext* ctx) {
  if (const antlr4::Token* first = token_at(ctx, 0))
    return first->getType() == P::LPAREN ? expr(ctx->expr()) : param(first);
  switch (rule_at(ctx, 0)->getRuleIndex()) {
    case P::RuleAggregate: return aggregate(rule_at<P::AggregateContext>(ctx, 0));
    case P::RuleConstant: return constant(rule_at<P::ConstantContext>(ctx, 0));
    case P::RuleLeastCall: return least_call(rule_at<P::LeastCallContext>(ctx, 0));
    default: return reference(rule_at<P::PathContext>(ctx, 0), ctx->callArgs());
  }
}

ast::ExprRef TreeBuilder::reference(P::PathContext* names, P::CallArgsContext* args) {
  const ast::Path target = path(names);
  if (!args) return make(target.span, ast::PathExpr{target});
  if (target.parts.size() > 1) report(target.span, diag::CallOfPath, text_of(target.span));
  return make({target.span.begin, span_of(args).end}, ast::Call{target.parts[0], call_args(args)});
}

std::span<const ast::Argument> TreeBuilder::call_args(P::CallArgsContext* args) {
  return list<P::ArgumentContext>(args, [this](auto* item) {
    P::ListOfManyContext* const many = item->listOfMany();
    return ast::Argument{item->name() ? name(item->name()) : ast::Name{},
                         many != nullptr ? list_literal(many) : expr(item->expr())};
  });
}

ast::ExprRef TreeBuilder::least_call(P::LeastCallContext* ctx) {
  const ast::Name function{text_of(ctx->start), span_of(ctx->start)};
  return make(span_of(ctx), ast::Call{function, call_args(ctx->callArgs())});
}

/// `year of birthday` is the call `year(birthday)`.
ast::ExprRef TreeBuilder::calendar_part(P::CalendarPartContext* ctx) {
  const ast::Name part{text_of(ctx->start), span_of(ctx->start)};
  const ast::Argument of{{}, plain_atom(ctx->plainAtom())};
  return make(span_of(ctx), ast::Call{part, arena_.copy(std::span<const ast::Argument>(&of, 1))});
}

ast::ExprRef TreeBuilder::population(P::PopulationContext* ctx) {
  const ast::ExprRef buckets = ctx->count() ? count(ctx->count(), "`ntile`") : nullptr;
  return make(span_of(ctx), ast::Population{buckets, plain_atom(ctx->plainAtom()), among(ctx->among())});
}

ast::Among TreeBuilder::among(P::AmongContext* ctx) {
  P::SegmentRefContext* segment = ctx->segmentRef();
  return {segment ? keep_in_arena(segment_ref(segment)) : nullptr, span_of(ctx)};
}

ast::SegmentRef TreeBuilder::segment_ref(P::SegmentRefContext* ctx) {
  ast::SegmentRef result{path(ctx->path()), ctx->segmentArgs() != nullptr, {}, span_of(ctx)};
  if (!result.has_arguments) return result;
  result.arguments = list<P::NamedValueContext>(ctx->segmentArgs(), [this](auto* item) {
    if (!item->name()) report(span_of(item), diag::UnnamedArgument);
    const ast::ExprRef given = item->PARAM() ? param(token_of(item->PARAM())) : value(item->value());
    return ast::Argument{item->name() ? name(item->name()) : ast::Name{}, given};
  });
  return result;
}

}  // namespace segql::syntax
