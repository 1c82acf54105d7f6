// Header, schema, reusable definitions and tests.
#include "compiler/syntax/tree_builder.h"

namespace segql::syntax {

void TreeBuilder::header(P::HeaderContext* ctx, ast::File& file) {
  if (P::LanguagePragmaContext* pragma = ctx->languagePragma()) {
    file.has_language = true;
    file.language = whole(token_of(pragma->INT()), "`language`", 1);
    file.language_span = span_of(pragma);
  }
  file.imports = list<P::ImportDeclContext>(ctx, [this](auto* item) { return import_decl(item); });
}

ast::Import TreeBuilder::import_decl(P::ImportDeclContext* ctx) {
  const std::string_view path = string(token_of(ctx->STRING()));
  // What another machine has at that place is another matter; and a diagnostic would show a line of whatever is there.
  if (path.starts_with('/')) report(span_of(ctx->STRING()), diag::AbsoluteImport);
  const auto renamings = list<P::RenamingContext>(ctx, [this](auto* item) {
    return ast::Renaming{name(item->name(0)), name(item->name(1))};
  });
  return {list<P::NameContext>(ctx, [this](auto* item) { return name(item); }), path, span_of(ctx->STRING()), renamings,
          span_of(ctx)};
}

ast::Decl TreeBuilder::declaration(P::DeclarationContext* ctx) {
  ast::Decl result{};
  result.span = span_of(ctx);
  result.annotations = list<P::AnnotationContext>(ctx, [this](auto* item) { return annotation(item); });
  const size_t last = ctx->children.size() - 1;
  switch (rule_at(ctx, last)->getRuleIndex()) {
    case P::RuleSettingsDecl: result.node = settings(rule_at<P::SettingsDeclContext>(ctx, last)); break;
    case P::RuleEntityDecl: result.node = entity(rule_at<P::EntityDeclContext>(ctx, last)); break;
    case P::RuleEventDecl: result.node = event(rule_at<P::EventDeclContext>(ctx, last)); break;
    case P::RuleRelationDecl: result.node = relation(rule_at<P::RelationDeclContext>(ctx, last)); break;
    case P::RuleExternDecl: result.node = extern_decl(rule_at<P::ExternDeclContext>(ctx, last)); break;
    case P::RuleAttributeDecl: result.node = attribute(rule_at<P::AttributeDeclContext>(ctx, last)); break;
    case P::RuleDefineDecl: result.node = define(rule_at<P::DefineDeclContext>(ctx, last)); break;
    case P::RuleSegmentDecl: result.node = segment(rule_at<P::SegmentDeclContext>(ctx, last)); break;
    case P::RuleStaticDecl: result.node = static_segment(rule_at<P::StaticDeclContext>(ctx, last)); break;
    case P::RuleSplitDecl: result.node = split(rule_at<P::SplitDeclContext>(ctx, last)); break;
    case P::RulePriorityDecl: result.node = priority(rule_at<P::PriorityDeclContext>(ctx, last)); break;
    case P::RuleClaimDecl: result.node = claim(rule_at<P::ClaimDeclContext>(ctx, last)); break;
    default: result.node = test_decl(rule_at<P::TestDeclContext>(ctx, last)); break;
  }
  return result;
}

ast::Annotation TreeBuilder::annotation(P::AnnotationContext* ctx) {
  return {name(ctx->name()), ctx->literal() ? literal(ctx->literal()) : nullptr, span_of(ctx)};
}

ast::Settings TreeBuilder::settings(P::SettingsDeclContext* ctx) {
  return {list<P::SettingContext>(ctx, [this](auto* item) { return setting(item); })};
}

ast::Setting TreeBuilder::setting(P::SettingContext* ctx) {
  using Kind = ast::Setting::Kind;
  const auto named = [&](Kind kind) {
    const ast::Name word = name(ctx->name());
    return ast::Setting{kind, word.text, span_of(ctx), word.span};
  };
  switch (ctx->start->getType()) {
    case P::KW_TIMEZONE:
      return {Kind::kTimezone, string(token_of(ctx->STRING())), span_of(ctx), span_of(ctx->STRING())};
    case P::KW_CURRENCY:
      return {Kind::kCurrency, text_of(token_of(ctx->CURRENCY())), span_of(ctx), span_of(ctx->CURRENCY())};
    case P::KW_WEEK: return named(Kind::kWeekStarts);
    default: return named(Kind::kLeapDay);
  }
}

ast::Entity TreeBuilder::entity(P::EntityDeclContext* ctx) {
  return {name(ctx->name(0)), name(ctx->name(1)),
          list<P::FieldContext>(ctx, [this](auto* item) { return field(item); })};
}

ast::Event TreeBuilder::event(P::EventDeclContext* ctx) {
  return {name(ctx->name(0)), name(ctx->name(1)),
          list<P::FieldContext>(ctx, [this](auto* item) { return field(item); })};
}

ast::Field TreeBuilder::field(P::FieldContext* ctx) {
  return {name(ctx->name()), type(ctx->type()), ctx->QUESTION() != nullptr,
          ctx->value() ? value(ctx->value()) : nullptr, span_of(ctx)};
}

ast::TypeExpr TreeBuilder::type(P::TypeContext* ctx) {
  ast::TypeExpr result{};
  result.span = span_of(ctx);
  const auto inner = [&](size_t i) { return keep_in_arena(type(ctx->type(i))); };
  switch (ctx->start->getType()) {
    case P::KW_TEXT: result.kind = ast::TypeKind::kText; break;
    case P::KW_INT: result.kind = ast::TypeKind::kInt; break;
    case P::KW_FLOAT: result.kind = ast::TypeKind::kFloat; break;
    case P::KW_BOOL: result.kind = ast::TypeKind::kBool; break;
    case P::KW_DATE: result.kind = ast::TypeKind::kDate; break;
    case P::KW_TIMESTAMP: result.kind = ast::TypeKind::kTimestamp; break;
    case P::KW_POINT: result.kind = ast::TypeKind::kPoint; break;
    case P::KW_DECIMAL:
      result.kind = ast::TypeKind::kDecimal;
      if (ctx->INT()) {
        result.has_scale = true;
        const int64_t scale = whole(token_of(ctx->INT()), "`decimal`", 0);
        if (scale > 18) report(span_of(ctx->INT()), diag::DecimalScale);
        result.scale = static_cast<int32_t>(scale > 18 ? 18 : scale);
      }
      break;
    case P::KW_MONEY:
      result.kind = ast::TypeKind::kMoney;
      result.currency = text_of(token_of(ctx->CURRENCY()));
      break;
    case P::KW_ENUM:
      result.kind = ast::TypeKind::kEnum;
      result.enumerators = list<P::NameContext>(ctx, [this](auto* item) { return name(item); });
      break;
    case P::KW_REF:
      result.kind = ast::TypeKind::kRef;
      result.target = name(ctx->name(0));
      break;
    case P::KW_MAP:
      result.kind = ast::TypeKind::kMap;
      result.key = inner(0);
      result.element = inner(1);
      break;
    default: result.kind = ctx->KW_SET() ? ast::TypeKind::kSet : ast::TypeKind::kList; result.element = inner(0);
  }
  return result;
}

ast::Relation TreeBuilder::relation(P::RelationDeclContext* ctx) {
  return {name(ctx->name(0)), name(ctx->name(1)), name(ctx->name(2)), name(ctx->name(3))};
}

ast::Extern TreeBuilder::extern_decl(P::ExternDeclContext* ctx) {
  return {name(ctx->name()), params(ctx->paramList()), type(ctx->type()), ctx->QUESTION() != nullptr};
}

std::span<const ast::ParamDecl> TreeBuilder::params(P::ParamListContext* ctx) {
  if (!ctx) return {};
  return list<P::ParamDeclContext>(ctx, [this](auto* item) {
    return ast::ParamDecl{name(item->name()), type(item->type()), item->value() ? value(item->value()) : nullptr,
                          span_of(item)};
  });
}

ast::Attribute TreeBuilder::attribute(P::AttributeDeclContext* ctx) {
  return {name(ctx->name(0)), name(ctx->name(1)), expr(ctx->expr())};
}

ast::Define TreeBuilder::define(P::DefineDeclContext* ctx) {
  return {name(ctx->name(0)), name(ctx->name(1)), ctx->paramList() != nullptr, params(ctx->paramList()),
          expr(ctx->expr())};
}

ast::Test TreeBuilder::test_decl(P::TestDeclContext* ctx) {
  return {.title = string(token_of(ctx->STRING(0))),
          .segment = segment_ref(ctx->segmentRef()),
          .as_of = fixed_instant(ctx->fixedInstant()),
          .has_timezone = ctx->KW_TIMEZONE() != nullptr,
          .timezone = ctx->KW_TIMEZONE() ? string(token_of(ctx->STRING(1))) : std::string_view(),
          .items = list<P::TestItemContext>(ctx, [this](auto* item) { return test_item(item); })};
}

ast::TestItem TreeBuilder::test_item(P::TestItemContext* ctx) {
  if (P::GivenContext* row = ctx->given()) {
    const auto fields = list<P::GivenFieldContext>(row, [this](auto* item) {
      return ast::GivenField{name(item->name()), value(item->value())};
    });
    return {span_of(ctx), ast::Given{name(row->name(0)), row->name(1) ? name(row->name(1)) : ast::Name{}, fields}};
  }
  P::ExpectContext* check = ctx->expect();
  ast::Expect result{};
  result.path = path(check->path());
  if (check->comparison()) {
    result.kind = ast::Expect::Kind::kValue;
    result.op = comparison(check->comparison());
    result.value = value(check->value());
  } else {
    result.kind = check->KW_IN() ? ast::Expect::Kind::kIn : ast::Expect::Kind::kOut;
    if (result.path.parts.size() > 1) {
      report(result.path.span, diag::NotAName, text_of(result.path.span),
             "the row of a test has one name, without dots");
    }
  }
  if (check->fixedInstant()) result.as_of = keep_in_arena(fixed_instant(check->fixedInstant()));
  return {span_of(ctx), result};
}

ast::Claim TreeBuilder::claim(P::ClaimDeclContext* ctx) {
  ast::Claim result{};
  result.kind = ctx->KW_DISJOINT()  ? ast::Claim::Kind::kDisjoint
                : ctx->KW_COVER()   ? ast::Claim::Kind::kCover
                : ctx->KW_IMPLIES() ? ast::Claim::Kind::kImplies
                                    : ast::Claim::Kind::kEquals;
  std::span<const ast::SegmentRef> segments =
      list<P::SegmentRefContext>(ctx, [this](auto* item) { return segment_ref(item); });
  if (result.kind == ast::Claim::Kind::kCover) {
    if (P::NameContext* entity = ctx->name()) {
      result.entity = name(entity);
      if (ctx->whereClause()) result.where = expr(ctx->whereClause()->expr());
    } else {
      result.population = &segments.front();
      segments = segments.subspan(1);
    }
  }
  result.segments = segments;
  return result;
}

}  // namespace segql::syntax
