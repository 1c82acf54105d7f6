// Segments, their clauses, and what is made of segments.
#include <array>

#include "compiler/syntax/tree_builder.h"

namespace segql::syntax {
namespace {

struct ClauseRule {
  size_t rule;
  std::string_view word;
  bool repeats;
};
// The order in which clauses are written and apply (language.md section 4).
constexpr std::array<ClauseRule, 7> kClauses = {{
    {SegQLParser::RuleExcludeClause, "exclude", true},
    {SegQLParser::RuleTakeClause, "take", true},
    {SegQLParser::RuleSampleClause, "sample", false},
    {SegQLParser::RuleTimezoneClause, "timezone", false},
    {SegQLParser::RuleRefreshClause, "refresh", false},
    {SegQLParser::RuleKeepClause, "keep", false},
    {SegQLParser::RuleDeliverClause, "deliver", true},
}};

size_t rank_of(const antlr4::ParserRuleContext* clause) {
  size_t rank = 0;
  while (kClauses[rank].rule != clause->getRuleIndex()) ++rank;
  return rank;
}

}  // namespace

void TreeBuilder::check_clause_order(P::SegmentDeclContext* ctx) {
  std::array<const Context*, kClauses.size()> seen{};
  const Context* latest = nullptr;
  each<P::ClauseContext>(ctx, [&](P::ClauseContext* item) {
    const Context* clause = rule_at(item, 0);
    const size_t rank = rank_of(clause);
    const Span word = span_of(clause->start);
    if (seen[rank] && !kClauses[rank].repeats) {
      report(word, diag::ClauseTwice, kClauses[rank].word)
          .notes.push_back({source_.id(), span_of(seen[rank]->start), "written first here"});
    } else if (latest && rank_of(latest) > rank) {
      report(word, diag::ClauseOrder, kClauses[rank].word, kClauses[rank_of(latest)].word)
          .notes.push_back({source_.id(), span_of(latest->start), "comes after it"});
    } else {
      latest = clause;
    }
    seen[rank] = clause;
  });
}

ast::Segment TreeBuilder::segment(P::SegmentDeclContext* ctx) {
  check_clause_order(ctx);
  ast::Segment result{};
  result.snapshot = ctx->KW_SNAPSHOT() != nullptr;
  result.name = name(ctx->name(0));
  result.entity = name(ctx->name(1));
  result.has_params = ctx->paramList() != nullptr;
  result.params = params(ctx->paramList());
  result.has_title = ctx->STRING() != nullptr;
  if (result.has_title) result.title = string(token_of(ctx->STRING()));
  if (ctx->fixedInstant()) {
    if (!result.snapshot) report(span_of(ctx->fixedInstant()), diag::AsOfOfSegment);
    result.as_of = keep_in_arena(fixed_instant(ctx->fixedInstant()));
  }
  if (P::WhereClauseContext* where = ctx->whereClause()) {
    result.where = expr(where->expr());
    result.where_span = span_of(where);
  }
  result.clauses = list<P::ClauseContext>(ctx, [this](auto* item) { return clause(item); });
  return result;
}

ast::StaticSegment TreeBuilder::static_segment(P::StaticDeclContext* ctx) {
  const bool has_title = ctx->STRING().size() == 2;
  antlr4::tree::TerminalNode* file = ctx->STRING(has_title ? 1 : 0);
  return {.name = name(ctx->name(0)),
          .entity = name(ctx->name(1)),
          .key = name(ctx->name(2)),
          .has_title = has_title,
          .title = has_title ? string(token_of(ctx->STRING(0))) : std::string_view(),
          .file = string(token_of(file)),
          .file_span = span_of(file)};
}

ast::Split TreeBuilder::split(P::SplitDeclContext* ctx) {
  return {name(ctx->name()), segment_ref(ctx->segmentRef()), string(token_of(ctx->STRING())),
          list<P::SplitPartContext>(ctx, [this](auto* part) {
            return ast::SplitPart{name(part->name()), percent(part->number(), "a part of a split")};
          })};
}

ast::Priority TreeBuilder::priority(P::PriorityDeclContext* ctx) {
  return {name(ctx->name(0)), name(ctx->name(1)),
          list<P::SegmentRefContext>(ctx, [this](auto* item) { return segment_ref(item); })};
}

ast::Clause TreeBuilder::clause(P::ClauseContext* ctx) {
  ast::Clause result{};
  result.span = span_of(ctx);
  Context* child = rule_at(ctx, 0);
  switch (child->getRuleIndex()) {
    case P::RuleExcludeClause:
      result.node = ast::Exclude{expr(static_cast<P::ExcludeClauseContext*>(child)->expr())};
      break;
    case P::RuleTakeClause: result.node = take(static_cast<P::TakeClauseContext*>(child)); break;
    case P::RuleSampleClause: result.node = sample(static_cast<P::SampleClauseContext*>(child)); break;
    case P::RuleTimezoneClause:
      result.node = ast::Timezone{string(token_of(static_cast<P::TimezoneClauseContext*>(child)->STRING()))};
      break;
    case P::RuleRefreshClause: result.node = refresh(static_cast<P::RefreshClauseContext*>(child)); break;
    case P::RuleKeepClause: result.node = keep(static_cast<P::KeepClauseContext*>(child)); break;
    default: result.node = deliver(static_cast<P::DeliverClauseContext*>(child)); break;
  }
  return result;
}

ast::Take TreeBuilder::take(P::TakeClauseContext* ctx) {
  ast::Take result{};
  result.bottom = ctx->KW_BOTTOM() != nullptr;
  result.percent = ctx->PERCENT() != nullptr;
  if (P::NumberContext* amount = ctx->number()) {
    if (result.percent) {
      result.amount = make({span_of(amount).begin, span_of(ctx->PERCENT()).end},
                           ast::NumberLit{percent(amount, "`take`"), {}, true});
    } else {
      result.amount = whole_expr(amount->start, "`take`", 1);
    }
  } else {
    result.amount = param(token_of(ctx->PARAM()));
  }
  result.by = arith(ctx->arith());
  if (ctx->path()) result.per = keep_in_arena(path(ctx->path()));
  if (ctx->among()) result.among = keep_in_arena(among(ctx->among()));
  if (ctx->KW_TIES()) result.ties = ctx->KW_KEPT() ? ast::Take::Ties::kKept : ast::Take::Ties::kDropped;
  if (ctx->KW_MOST()) {
    result.has_at_most = true;
    result.at_most = whole(token_of(ctx->INT()), "`at most`", 1);
  }
  return result;
}

ast::Sample TreeBuilder::sample(P::SampleClauseContext* ctx) {
  return {percent(ctx->number(), "`sample`"), string(token_of(ctx->STRING()))};
}

ast::Refresh TreeBuilder::refresh(P::RefreshClauseContext* ctx) {
  using Kind = ast::Refresh::Kind;
  ast::Refresh result{};
  P::ScheduleContext* schedule = ctx->schedule();
  if (schedule->TIME()) result.at = time(text_of(token_of(schedule->TIME())), span_of(schedule->TIME()));
  switch (schedule->start->getType()) {
    case P::KW_LIVE: result.kind = Kind::kLive; break;
    case P::KW_MANUAL: result.kind = Kind::kManual; break;
    case P::KW_DAILY: result.kind = Kind::kDaily; break;
    case P::KW_WEEKLY:
      result.kind = Kind::kWeekly;
      result.weekdays = list<P::NameContext>(schedule, [this](auto* item) { return name(item); });
      break;
    case P::KW_MONTHLY: {
      result.kind = Kind::kMonthly;
      small_vector<int64_t, 8> days;
      for (antlr4::tree::TerminalNode* item : schedule->INT()) {
        days.push_back(number(token_of(item)).unscaled);
        if (days.back() < 1 || days.back() > 31) report(span_of(item), diag::MonthDay, text_of(span_of(item)));
      }
      result.month_days = arena_.copy(days);
      break;
    }
    default:
      result.kind = Kind::kEvery;
      result.every = whole(token_of(schedule->INT(0)), "`refresh every`", 1);
      result.every_unit = unit(schedule->unit());
  }
  small_vector<ast::Name, 4> names;
  each<P::NameContext>(ctx, [&](auto* item) { names.push_back(name(item)); });
  if (ctx->KW_PRIORITY()) {
    result.priority = names.back();
    names.pop_back();
  }
  result.also_on = arena_.copy(names);
  return result;
}

ast::Keep TreeBuilder::keep(P::KeepClauseContext* ctx) {
  using Kind = ast::Keep::Kind;
  if (ctx->KW_FOREVER()) return {Kind::kForever, 0, ast::Unit::kSecond};
  return {ctx->KW_ENTRY() ? Kind::kAfterEntry : Kind::kAfterLastMatch,
          whole(token_of(ctx->INT()), "a length of time", 1), unit(ctx->unit())};
}

ast::Deliver TreeBuilder::deliver(P::DeliverClauseContext* ctx) {
  ast::Deliver result{};
  small_vector<ast::Path, 8> paths;
  each<P::PathContext>(ctx, [&](auto* item) { paths.push_back(path(item)); });
  result.destination = paths.front();
  paths.erase(paths.begin());
  result.columns = arena_.copy(paths);
  result.has_name = ctx->STRING() != nullptr;
  if (result.has_name) result.as_name = string(token_of(ctx->STRING()));
  result.on = list<P::NameContext>(ctx, [this](auto* item) { return name(item); });
  return result;
}

}  // namespace segql::syntax
