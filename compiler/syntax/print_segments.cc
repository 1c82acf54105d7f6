#include <string>
#include <vector>

#include "base/int128.h"
#include "compiler/syntax/printer.h"
#include "compiler/syntax/words.h"

namespace segql::syntax {

using Doc = Layout::Doc;

namespace {

std::string clock(const ast::CivilTime& time) {
  const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(time.hour) + ":" + two(time.minute);
}

}  // namespace

Doc Printer::segment(const ast::Segment& segment, uint32_t end) {
  Docs out = {text(segment.snapshot ? "snapshot segment " : "segment "), text(name(segment.name.text)),
              params(segment.has_params, segment.params)};
  if (segment.has_title) out.push_back(text(" " + quoted(segment.title)));
  out.push_back(text(" of " + name(segment.entity.text)));
  if (segment.as_of) {
    out.push_back(text(" as of "));
    out.push_back(instant(*segment.as_of));
  }
  out.push_back(text(" {"));
  const auto& clauses = segment.clauses;
  const uint32_t first_clause = clauses.empty() ? end : clauses[0].span.begin;
  if (!segment.where && clauses.empty() && !comment_before(end)) {
    out.push_back(text("}"));
    return layout_.concat(std::move(out));
  }
  trailing(out, segment.where ? segment.where_span.begin : first_clause);
  Docs lines;
  if (segment.where) {
    lines.push_back(layout_.hard_line());
    leading(lines, segment.where_span.begin, false);
    lines.push_back(condition_clause("where", *segment.where));
    trailing(lines, first_clause);
  }
  for (size_t i = 0; i < clauses.size(); ++i) {
    lines.push_back(layout_.hard_line());
    leading(lines, clauses[i].span.begin, segment.where || i > 0);
    lines.push_back(clause(clauses[i]));
    trailing(lines, i + 1 < clauses.size() ? clauses[i + 1].span.begin : end);
  }
  while (comment_before(end)) lines.push_back(join({layout_.hard_line(), text(comments_[next_++].text)}));
  out.push_back(layout_.indent(kIndent, layout_.concat(std::move(lines))));
  out.push_back(layout_.hard_line());
  out.push_back(text("}"));
  return layout_.concat(std::move(out));
}

Doc Printer::clause(const ast::Clause& clause) {
  return std::visit(
      overload{[&](const ast::Exclude& c) { return condition_clause("exclude", *c.condition); },
               [&](const ast::Take& c) { return take(c); },
               [&](const ast::Sample& c) {
                 return text("sample " + decimal_text(c.percent.unscaled, c.percent.scale) + "% seed " +
                             quoted(c.seed));
               },
               [&](const ast::Timezone& c) { return text("timezone " + quoted(c.zone)); },
               [&](const ast::Refresh& c) { return refresh(c); },
               [&](const ast::Keep& c) {
                 if (c.kind == ast::Keep::Kind::kForever) return text("keep members forever");
                 return text("keep members for " + amount(c.count, c.unit) + " " + std::string(word(c.kind)));
               },
               [&](const ast::Deliver& c) { return deliver(c); }},
      clause.node);
}

Doc Printer::take(const ast::Take& take) {
  Docs out = {expr(*take.amount), text(" by "), expr(*take.by, kSum)};
  if (take.per) out.push_back(text(" per " + path(*take.per)));
  if (take.among) {
    out.push_back(text(" "));
    out.push_back(among(*take.among));
  }
  if (take.ties != ast::Take::Ties::kDefault) out.push_back(text(" ties " + std::string(word(take.ties))));
  if (take.has_at_most) out.push_back(text(" at most " + std::to_string(take.at_most)));
  return join(
      {text(take.bottom ? "take bottom " : "take top "), layout_.indent(2 * kIndent, layout_.concat(std::move(out)))});
}

Doc Printer::refresh(const ast::Refresh& refresh) {
  using Kind = ast::Refresh::Kind;
  std::string out = "refresh " + std::string(word(refresh.kind));
  const auto names = [](std::span<const ast::Name> list) {
    std::string joined;
    for (const ast::Name& one : list) joined += (joined.empty() ? "" : ", ") + name(one.text);
    return joined;
  };
  if (refresh.kind == Kind::kWeekly) out += " on " + names(refresh.weekdays);
  if (refresh.kind == Kind::kMonthly) {
    for (size_t i = 0; i < refresh.month_days.size(); ++i)
      out += (i == 0 ? " on " : ", ") + std::to_string(refresh.month_days[i]);
  }
  const bool timed = refresh.kind == Kind::kDaily || refresh.kind == Kind::kWeekly || refresh.kind == Kind::kMonthly;
  if (timed) out += " at " + clock(refresh.at);
  if (refresh.kind == Kind::kEvery) out += " " + amount(refresh.every, refresh.every_unit);
  if (!refresh.also_on.empty()) out += " also on " + names(refresh.also_on);
  if (!refresh.priority.text.empty()) out += " priority " + name(refresh.priority.text);
  return text(out);
}

Doc Printer::deliver(const ast::Deliver& deliver) {
  Docs out = {text("deliver to " + path(deliver.destination))};
  if (deliver.has_name) out.push_back(text(" as " + quoted(deliver.as_name)));
  for (size_t i = 0; i < deliver.on.size(); ++i)
    out.push_back(text((i == 0 ? " on " : ", ") + name(deliver.on[i].text)));
  if (!deliver.columns.empty()) {
    Docs columns;
    for (const ast::Path& column : deliver.columns) columns.push_back(text(path(column)));
    out.push_back(text(" columns "));
    out.push_back(bracketed("(", columns, ")"));
  }
  return layout_.concat(std::move(out));
}

std::string print(const ast::Clause& clause) {
  Printer printer({});
  return printer.fragment(printer.clause(clause));
}

std::string print_members(const ast::Segment& segment) {
  ast::Segment bare = segment;
  bare.has_title = false;
  // What a parameter is stands in the name of the instance, given or by default.
  std::vector<ast::ParamDecl> params(segment.params.begin(), segment.params.end());
  for (ast::ParamDecl& param : params) param.default_value = nullptr;
  bare.params = params;
  std::vector<ast::Clause> clauses;
  for (const ast::Clause& clause : segment.clauses) {
    if (std::holds_alternative<ast::Refresh>(clause.node) || std::holds_alternative<ast::Deliver>(clause.node))
      continue;
    clauses.push_back(clause);
  }
  bare.clauses = clauses;
  Printer printer({});
  return printer.standalone(printer.segment(bare, 0));
}

}  // namespace segql::syntax
