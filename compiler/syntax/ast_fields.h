#pragma once
/// The members of every node, named once: what `equal` compares and `dump` shows. Spans, comments and blank lines are
/// left out on purpose. A node without an entry here does not compile in either.
///
/// A member with an empty name is shown by its value alone.

#include <string_view>
#include <type_traits>

#include "compiler/syntax/ast.h"

namespace segql::syntax {

/// Name of a node in a dump.
template <typename Node>
inline constexpr std::string_view kNodeName = {};

#define SEGQL_NODE(Type, name, ...)                                 \
  template <>                                                       \
  inline constexpr std::string_view kNodeName<ast::Type> = name;    \
  template <typename F>                                             \
  constexpr void each_field(std::type_identity<ast::Type>, F&& f) { \
    using Node [[maybe_unused]] = ast::Type;                        \
    (void)f;                                                        \
    __VA_ARGS__                                                     \
  }

// ---------- time ----------
SEGQL_NODE(RelativeInstant, "relative", f("future", &Node::future); f("", &Node::unit); f("", &Node::count);)
SEGQL_NODE(DateTime, "date-time", f("", &Node::date); f("", &Node::time); f("has-offset", &Node::has_offset);
           f("offset", &Node::offset_minutes);)
SEGQL_NODE(InstantOf, "of", f("", &Node::value);)
SEGQL_NODE(Instant, "instant", f("", &Node::node);)
SEGQL_NODE(WithinCount, "within", f("next", &Node::next); f("complete", &Node::complete); f("", &Node::unit);
           f("rolling", &Node::rolling); f("", &Node::count);)
SEGQL_NODE(WithinUnit, "within", f("", &Node::which); f("", &Node::unit);)
SEGQL_NODE(FromTo, "from-to", f("", &Node::from); f("", &Node::to);)
SEGQL_NODE(Bounded, "bounded", f("", &Node::bound); f("", &Node::instant);)
SEGQL_NODE(During, "during", f("", &Node::year); f("quarter", &Node::quarter); f("month", &Node::month);)
SEGQL_NODE(Ever, "ever", )
SEGQL_NODE(Window, "window", f("", &Node::node);)

// ---------- references ----------
SEGQL_NODE(Argument, "argument", f("", &Node::name); f("", &Node::value);)
SEGQL_NODE(SegmentRef, "segment-ref", f("", &Node::path); f("with-arguments", &Node::has_arguments);
           f("", &Node::arguments);)
SEGQL_NODE(Among, "among", f("", &Node::segment);)
SEGQL_NODE(RowSet, "rows", f("label", &Node::label); f("", &Node::path); f("", &Node::window);
           f("where", &Node::where);)

// ---------- expressions ----------
SEGQL_NODE(NumberLit, "number", f("", &Node::value); f("", &Node::currency); f("percent", &Node::percent);)
SEGQL_NODE(TextLit, "text", f("text", &Node::value);)
SEGQL_NODE(BoolLit, "bool", f("true", &Node::value);)
SEGQL_NODE(DurationLit, "duration", f("", &Node::count); f("", &Node::unit);)
SEGQL_NODE(InstantLit, "at", f("", &Node::value);)
SEGQL_NODE(ListLit, "list", f("", &Node::items);)
SEGQL_NODE(Param, "param", f("", &Node::name);)
SEGQL_NODE(PathExpr, "path", f("", &Node::path);)
SEGQL_NODE(Call, "call", f("", &Node::function); f("", &Node::arguments);)
SEGQL_NODE(Negate, "negate", f("", &Node::operand);)
SEGQL_NODE(ArithTerm, "term", f("", &Node::op); f("", &Node::operand);)
SEGQL_NODE(Arith, "arith", f("", &Node::first); f("", &Node::rest);)
SEGQL_NODE(And, "and", f("", &Node::terms);)
SEGQL_NODE(Or, "or", f("", &Node::terms);)
SEGQL_NODE(Not, "not", f("", &Node::operand);)
SEGQL_NODE(Block, "block", f("", &Node::kind); f("", &Node::terms);)
SEGQL_NODE(Compare, "compare", f("", &Node::op); f("", &Node::lhs); f("", &Node::rhs);)
SEGQL_NODE(InList, "in-list", f("negated", &Node::negated); f("", &Node::value); f("", &Node::list);)
SEGQL_NODE(InSegment, "in-segment", f("negated", &Node::negated); f("", &Node::subject); f("", &Node::segment);)
SEGQL_NODE(Between, "between", f("negated", &Node::negated); f("", &Node::value); f("", &Node::low);
           f("", &Node::high);)
SEGQL_NODE(Presence, "is", f("missing", &Node::missing); f("", &Node::value);)
SEGQL_NODE(TextTest, "text-test", f("", &Node::op); f("negated", &Node::negated);
           f("ignoring-case", &Node::ignore_case); f("", &Node::value); f("", &Node::pattern);)
SEGQL_NODE(Has, "has", f("", &Node::mode); f("", &Node::value); f("", &Node::operand);)
SEGQL_NODE(InWindow, "in-window", f("anniversary", &Node::anniversary); f("", &Node::value); f("", &Node::window);)
SEGQL_NODE(Quantified, "quantified", f("", &Node::quantifier); f("", &Node::count); f("", &Node::rows);
           f("satisfy", &Node::satisfy);)
SEGQL_NODE(Aggregate, "aggregate", f("", &Node::kind); f("", &Node::value); f("", &Node::rows);
           f("satisfy", &Node::satisfy);)
SEGQL_NODE(Elapsed, "elapsed", f("", &Node::unit); f("until", &Node::until); f("", &Node::operand);)
SEGQL_NODE(Population, "population", f("buckets", &Node::buckets); f("", &Node::value); f("", &Node::among);)
SEGQL_NODE(Step, "step", f("label", &Node::label); f("absent", &Node::absent); f("", &Node::path);
           f("so-far", &Node::so_far); f("limited", &Node::has_limit); f("limit", &Node::limit);
           f("unit", &Node::limit_unit); f("where", &Node::where);)
SEGQL_NODE(Sequence, "sequence", f("", &Node::matching); f("", &Node::window); f("", &Node::steps);)
SEGQL_NODE(WasIn, "was-in", f("", &Node::segment); f("", &Node::as_of);)
SEGQL_NODE(Moved, "moved", f("entered", &Node::entered); f("", &Node::segment); f("", &Node::window);)
SEGQL_NODE(Expr, "expr", f("", &Node::node);)

// ---------- declarations ----------
SEGQL_NODE(TypeExpr, "type", f("", &Node::kind); f("scaled", &Node::has_scale); f("scale", &Node::scale);
           f("", &Node::currency); f("", &Node::enumerators); f("", &Node::target); f("key", &Node::key);
           f("element", &Node::element);)
SEGQL_NODE(Annotation, "annotation", f("", &Node::name); f("", &Node::value);)
SEGQL_NODE(Setting, "setting", f("", &Node::kind); f("text", &Node::value);)
SEGQL_NODE(Settings, "settings", f("", &Node::items);)
SEGQL_NODE(Field, "field", f("", &Node::name); f("nullable", &Node::nullable); f("", &Node::type);
           f("default", &Node::default_value);)
SEGQL_NODE(Entity, "entity", f("", &Node::name); f("key", &Node::key); f("", &Node::fields);)
SEGQL_NODE(Event, "event", f("", &Node::name); f("at", &Node::time); f("", &Node::fields);)
SEGQL_NODE(Relation, "relation", f("", &Node::owner); f("has-many", &Node::name); f("event", &Node::event);
           f("by", &Node::by);)
SEGQL_NODE(ParamDecl, "param", f("", &Node::name); f("", &Node::type); f("default", &Node::default_value);)
SEGQL_NODE(Extern, "extern", f("", &Node::name); f("", &Node::params); f("nullable", &Node::nullable);
           f("", &Node::result);)
SEGQL_NODE(Attribute, "attribute", f("", &Node::name); f("of", &Node::entity); f("", &Node::value);)
SEGQL_NODE(Define, "define", f("", &Node::name); f("of", &Node::entity); f("with-params", &Node::has_params);
           f("", &Node::params); f("", &Node::value);)
SEGQL_NODE(Exclude, "exclude", f("", &Node::condition);)
SEGQL_NODE(Take, "take", f("bottom", &Node::bottom); f("percent", &Node::percent); f("ties", &Node::ties);
           f("limited", &Node::has_at_most); f("at-most", &Node::at_most); f("", &Node::amount); f("by", &Node::by);
           f("per", &Node::per); f("", &Node::among);)
SEGQL_NODE(Sample, "sample", f("", &Node::percent); f("text", &Node::seed);)
SEGQL_NODE(Timezone, "timezone", f("text", &Node::zone);)
SEGQL_NODE(Refresh, "refresh", f("", &Node::kind); f("", &Node::weekdays); f("", &Node::month_days); f("at", &Node::at);
           f("every", &Node::every); f("unit", &Node::every_unit); f("also-on", &Node::also_on);
           f("priority", &Node::priority);)
SEGQL_NODE(Keep, "keep", f("", &Node::kind); f("", &Node::count); f("", &Node::unit);)
SEGQL_NODE(Deliver, "deliver", f("", &Node::destination); f("named", &Node::has_name); f("text", &Node::as_name);
           f("on", &Node::on); f("columns", &Node::columns);)
SEGQL_NODE(Clause, "clause", f("", &Node::node);)
SEGQL_NODE(Segment, "segment", f("snapshot", &Node::snapshot); f("", &Node::name); f("of", &Node::entity);
           f("titled", &Node::has_title); f("text", &Node::title); f("with-params", &Node::has_params);
           f("", &Node::params); f("as-of", &Node::as_of); f("where", &Node::where); f("", &Node::clauses);)
SEGQL_NODE(StaticSegment, "static-segment", f("", &Node::name); f("of", &Node::entity); f("key", &Node::key);
           f("titled", &Node::has_title); f("text", &Node::title); f("file", &Node::file);)
SEGQL_NODE(SplitPart, "part", f("", &Node::name); f("", &Node::percent);)
SEGQL_NODE(Split, "split", f("", &Node::name); f("seed", &Node::seed); f("", &Node::segment); f("", &Node::parts);)
SEGQL_NODE(Priority, "priority-list", f("", &Node::name); f("of", &Node::entity); f("", &Node::segments);)
SEGQL_NODE(GivenField, "field", f("", &Node::name); f("", &Node::value);)
SEGQL_NODE(Given, "given", f("", &Node::table); f("row", &Node::row); f("", &Node::fields);)
SEGQL_NODE(Expect, "expect", f("", &Node::kind); f("", &Node::path); f("op", &Node::op); f("", &Node::value);
           f("as-of", &Node::as_of);)
SEGQL_NODE(TestItem, "item", f("", &Node::node);)
SEGQL_NODE(Test, "test", f("text", &Node::title); f("zoned", &Node::has_timezone); f("timezone", &Node::timezone);
           f("", &Node::segment); f("as-of", &Node::as_of); f("", &Node::items);)
SEGQL_NODE(Claim, "claim", f("", &Node::kind); f("of", &Node::entity); f("where", &Node::where);
           f("population", &Node::population); f("", &Node::segments);)
SEGQL_NODE(Decl, "declaration", f("", &Node::annotations); f("doc", &Node::doc); f("", &Node::node);)
SEGQL_NODE(Renaming, "renaming", f("from", &Node::from); f("to", &Node::to);)
SEGQL_NODE(Import, "import", f("text", &Node::path); f("names", &Node::names); f("", &Node::renamings);)
SEGQL_NODE(File, "file", f("has-language", &Node::has_language); f("language", &Node::language); f("", &Node::imports);
           f("", &Node::decls);)

#undef SEGQL_NODE

/// True for the structs above.
template <typename T>
concept NodeWithFields = !kNodeName<T>.empty();

}  // namespace segql::syntax
