// Conditions and values over sets of rows: quantifiers, aggregates, sequences, membership in the past.
#include "compiler/syntax/tree_builder.h"

namespace segql::syntax {

const ast::RowSet* TreeBuilder::row_set(P::RowSetContext* ctx) {
  ast::RowSet rows{};
  rows.span = span_of(ctx);
  if (P::NameContext* label = ctx->name()) rows.label = name(label);
  rows.path = path(ctx->path());
  if (P::WindowContext* when = ctx->window()) rows.window = window(when);
  if (P::RowFilterContext* filter = ctx->rowFilter()) rows.where = expr(filter->expr());
  if (P::LateWindowContext* late = ctx->lateWindow()) {
    const Span from = span_of(ctx->rowFilter()), to = span_of(late);
    Diagnostic& diagnostic = report(to, diag::WindowAfterWhere);
    if (!rows.window && to.end - from.begin <= 500) {
      const bool no_comment = text_of({from.end, to.begin}).find_first_not_of(" \t\r\n") == std::string_view::npos;
      diagnostic.fixes.push_back({{from.begin, to.end},
                                  std::string(text_of(to)) + " " + std::string(text_of(from)),
                                  "put the window first",
                                  no_comment});
    }
  }
  return keep_in_arena(rows);
}

ast::ExprRef TreeBuilder::quantified(P::QuantifiedContext* ctx) {
  ast::Quantified result{};
  P::QuantifierContext* quantifier = ctx->quantifier();
  bool each_row = false;
  switch (quantifier->start->getType()) {
    case P::KW_ANY: result.quantifier = ast::Quantifier::kAny; break;
    case P::KW_NO: result.quantifier = ast::Quantifier::kNo; break;
    case P::KW_EXACTLY: result.quantifier = ast::Quantifier::kExactly; break;
    case P::KW_AT:
      result.quantifier = quantifier->KW_LEAST() ? ast::Quantifier::kAtLeast : ast::Quantifier::kAtMost;
      break;
    case P::KW_EVERY:
      result.quantifier = ast::Quantifier::kEvery;
      each_row = true;
      break;
    case P::KW_LATEST:
      result.quantifier = ast::Quantifier::kLatest;
      each_row = true;
      break;
    default:
      result.quantifier = ast::Quantifier::kEarliest;
      each_row = true;
      break;
  }
  if (P::CountContext* number = quantifier->count()) result.count = count(number, "a number of rows");
  result.rows = row_set(ctx->rowSet());
  if (P::SatisfyContext* satisfy = ctx->satisfy()) {
    result.satisfy = expr(satisfy->expr());
    if (!each_row) report(span_of(satisfy->KW_SATISFY()), diag::SatisfyNotUsed, text_of(span_of(quantifier)));
  } else if (each_row) {
    report(span_of(quantifier), diag::SatisfyNeeded, text_of(span_of(quantifier)));
  }
  return make(span_of(ctx), result);
}

ast::ExprRef TreeBuilder::aggregate(P::AggregateContext* ctx) {
  ast::Aggregate result{};
  switch (ctx->start->getType()) {
    case P::KW_COUNT:
      result.kind = ctx->KW_DISTINCT() ? ast::AggregateKind::kCountDistinct : ast::AggregateKind::kCount;
      break;
    case P::KW_SUM: result.kind = ast::AggregateKind::kSum; break;
    case P::KW_AVG: result.kind = ast::AggregateKind::kAvg; break;
    case P::KW_MIN: result.kind = ast::AggregateKind::kMin; break;
    case P::KW_MAX: result.kind = ast::AggregateKind::kMax; break;
    case P::KW_MEDIAN: result.kind = ast::AggregateKind::kMedian; break;
    case P::KW_FIRST: result.kind = ast::AggregateKind::kFirst; break;
    case P::KW_LAST: result.kind = ast::AggregateKind::kLast; break;
    case P::KW_MOST: result.kind = ast::AggregateKind::kMostCommon; break;
    default: result.kind = ast::AggregateKind::kShare; break;
  }
  if (P::PathContext* of = ctx->path()) result.value = make(span_of(of), ast::PathExpr{path(of)});
  if (P::ExprContext* of = ctx->expr()) result.value = expr(of);
  result.rows = row_set(ctx->rowSet());
  if (P::SatisfyContext* satisfy = ctx->satisfy()) result.satisfy = expr(satisfy->expr());
  return make(span_of(ctx), result);
}

ast::Step TreeBuilder::step(P::StepContext* ctx, bool first) {
  ast::Step result{};
  result.span = span_of(ctx);
  if (P::NameContext* label = ctx->name()) result.label = name(label);
  result.path = path(ctx->path());
  result.absent = ctx->KW_NO() != nullptr;
  result.so_far = ctx->KW_SO() != nullptr;
  if (P::UnitContext* of = ctx->unit()) {
    result.has_limit = true;
    result.limit = whole(token_of(ctx->INT()), "a length of time", 1);
    result.limit_unit = unit(of);
  }
  if (P::RowFilterContext* filter = ctx->rowFilter()) result.where = expr(filter->expr());

  const auto wrong = [&](Span at, std::string_view what, std::string_view help) {
    report(at, diag::StepForm, what, help);
  };
  if (first && result.absent) {
    wrong(span_of(ctx->KW_NO()), "a sequence starts with something that happened", "`no` follows `then`");
  } else if (first && result.has_limit) {
    wrong(span_of(ctx->KW_WITHIN()), "the first step has nothing to be `within` of",
          "bound it with `did within last ... ( ... )`");
  } else if (result.absent && ctx->name()) {
    wrong(result.label.span, "a step that did not happen has no label", "later steps cannot refer to it");
  } else if (result.absent && !result.so_far && !result.has_limit) {
    wrong(span_of(ctx->KW_NO()), "`no` needs a deadline", "say `within 24 hours` or `so far`");
  } else if (!result.absent && result.so_far) {
    wrong(span_of(ctx->KW_SO()), "`so far` belongs to a `no` step", "say `then no ... so far`");
  }
  return result;
}

ast::ExprRef TreeBuilder::sequence(P::SequenceContext* ctx) {
  ast::Sequence result{};
  if (P::WindowContext* when = ctx->window()) result.window = window(when);
  bool first = true;
  result.steps = list<P::StepContext>(ctx, [&](auto* item) { return step(item, std::exchange(first, false)); });
  if (result.steps.size() == 1) {
    report(span_of(ctx->KW_DID()), diag::StepForm, "a sequence has at least two steps",
           "one step is written `any ...`");
  }
  if (ctx->KW_MATCHING()) {
    result.matching = ctx->KW_FIRST()    ? ast::Matching::kFirst
                      : ctx->KW_STRICT() ? ast::Matching::kStrict
                                         : ast::Matching::kAny;
  }
  return make(span_of(ctx), result);
}

ast::ExprRef TreeBuilder::moved(P::MovedContext* ctx) {
  return make(span_of(ctx),
              ast::Moved{ctx->KW_ENTERED() != nullptr, segment_ref(ctx->segmentRef()), window(ctx->window())});
}

ast::ExprRef TreeBuilder::was_in(P::WasInContext* ctx) {
  return make(span_of(ctx), ast::WasIn{segment_ref(ctx->segmentRef()), instant(ctx->instant())});
}

}  // namespace segql::syntax
