#include <cstdio>
#include <string>

#include "compiler/syntax/keywords.h"
#include "compiler/syntax/printer.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/words.h"

namespace segql::syntax {
namespace {

std::string padded(int value, int width) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%0*d", width, value);
  return digits;
}

std::string date(const ast::CivilDate& date) {
  return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2);
}

std::string date_time(const ast::DateTime& at) {
  std::string result = date(at.date) + "T" + padded(at.time.hour, 2) + ":" + padded(at.time.minute, 2);
  if (at.time.second != 0) result += ":" + padded(at.time.second, 2);
  if (!at.has_offset) return result;
  if (at.offset_minutes == 0) return result + "Z";
  const int offset = at.offset_minutes < 0 ? -at.offset_minutes : at.offset_minutes;
  return result + (at.offset_minutes < 0 ? "-" : "+") + padded(offset / 60, 2) + ":" + padded(offset % 60, 2);
}

}  // namespace

Printer::Doc Printer::instant(const ast::Instant& instant) {
  return std::visit(overload{[&](ast::NamedInstant named) { return text(word(named)); },
                             [&](const ast::RelativeInstant& relative) {
                               const std::string rest =
                                   units(*relative.count, relative.unit) + (relative.future ? " from now" : " ago");
                               return join({expr(*relative.count), text(" " + rest)});
                             },
                             [&](const ast::CivilDate& day) { return text(date(day)); },
                             [&](const ast::DateTime& at) { return text(date_time(at)); },
                             [&](const ast::InstantOf& of) { return expr(*of.value); }},
                    instant.node);
}

Printer::Doc Printer::window(const ast::Window& window) {
  return std::visit(
      overload{[&](const ast::WithinCount& within) {
                 return join({text(within.next ? "within next " : "within last "), expr(*within.count),
                              text(within.complete ? " complete " : " "), text(units(*within.count, within.unit)),
                              text(within.rolling ? " rolling" : "")});
               },
               [&](const ast::WithinUnit& within) {
                 return text("within " + std::string(word(within.which)) + " " + std::string(word(within.unit)));
               },
               [&](const ast::FromTo& range) {
                 return join({text("from "), instant(range.from), text(" to "), instant(range.to)});
               },
               [&](const ast::Bounded& bounded) {
                 return join({text(std::string(word(bounded.bound)) + " "), instant(bounded.instant)});
               },
               [&](const ast::During& during) {
                 const std::string year = padded(during.year, 4);
                 return text("during " + year +
                             (during.quarter ? "-Q" + std::to_string(during.quarter) : "-" + padded(during.month, 2)));
               },
               [&](const ast::Ever&) { return text("ever"); }},
      window.node);
}

Printer::Doc Printer::rows(const ast::RowSet& rows) {
  Docs out;
  if (!rows.label.text.empty()) out.push_back(text(name(rows.label.text) + ": "));
  out.push_back(text(path(rows.path)));
  if (rows.window) {
    out.push_back(text(" "));
    out.push_back(window(*rows.window));
  }
  if (rows.where) {
    out.push_back(text(" where "));
    out.push_back(parenthesised(*rows.where, rows.span.end));
  }
  return layout_.concat(std::move(out));
}

Printer::Doc Printer::quantified(const ast::Quantified& quantified) {
  Docs out = {text(std::string(word(quantified.quantifier)) + " ")};
  if (quantified.count) {
    out.push_back(expr(*quantified.count));
    out.push_back(text(" "));
  }
  out.push_back(rows(*quantified.rows));
  if (quantified.satisfy) {
    out.push_back(text(" satisfy "));
    out.push_back(parenthesised(*quantified.satisfy));
  }
  return layout_.concat(std::move(out));
}

Printer::Doc Printer::aggregate(const ast::Aggregate& aggregate) {
  Docs out = {text(word(aggregate.kind))};
  if (aggregate.value) {
    const bool named = std::holds_alternative<ast::PathExpr>(aggregate.value->node);
    const bool bare =
        aggregate.kind == ast::AggregateKind::kMostCommon || aggregate.kind == ast::AggregateKind::kCountDistinct;
    out.push_back(text(bare ? " " : " of "));
    out.push_back(named ? node(*aggregate.value) : parenthesised(*aggregate.value));
  }
  out.push_back(text(" of "));
  out.push_back(rows(*aggregate.rows));
  if (aggregate.satisfy) {
    out.push_back(text(" satisfy "));
    out.push_back(parenthesised(*aggregate.satisfy));
  }
  return layout_.concat(std::move(out));
}

Printer::Doc Printer::step(const ast::Step& step) {
  Docs out;
  if (step.absent) out.push_back(text("no "));
  if (!step.label.text.empty()) out.push_back(text(name(step.label.text) + ": "));
  out.push_back(text(path(step.path)));
  if (step.so_far) out.push_back(text(" so far"));
  if (step.has_limit) out.push_back(text(" within " + amount(step.limit, step.limit_unit)));
  if (step.where) {
    out.push_back(text(" where "));
    out.push_back(parenthesised(*step.where, step.span.end));
  }
  return layout_.concat(std::move(out));
}

/// One step per line, with `then` in a column of its own.
Printer::Doc Printer::sequence(const ast::Sequence& sequence, Span span) {
  constexpr uint32_t kThen = 5;
  Docs head = {text("did ")};
  if (sequence.window) {
    head.push_back(window(*sequence.window));
    head.push_back(text(" "));
  }
  head.push_back(text("("));
  trailing(head, sequence.steps[0].span.begin);
  Docs lines;
  for (size_t i = 0; i < sequence.steps.size(); ++i) {
    const ast::Step& current = sequence.steps[i];
    lines.push_back(layout_.hard_line());
    leading(lines, current.span.begin, i > 0);
    lines.push_back(text(i == 0 ? std::string(kThen, ' ') : "then "));
    lines.push_back(layout_.indent(kThen, step(current)));
    trailing(lines, i + 1 < sequence.steps.size() ? sequence.steps[i + 1].span.begin : span.end);
  }
  Docs tail = {layout_.hard_line(), text(")")};
  if (sequence.matching != ast::Matching::kDefault)
    tail.push_back(text(" matching " + std::string(word(sequence.matching))));
  while (comment_before(span.end) && comments_[next_].own_line) {
    lines.push_back(join({layout_.hard_line(), text(comments_[next_++].text)}));
  }
  return join({layout_.concat(std::move(head)), layout_.indent(kIndent, layout_.concat(std::move(lines))),
               layout_.concat(std::move(tail))});
}

std::string print(const ast::Window& window) {
  Printer printer({});
  return printer.fragment(printer.window(window));
}

}  // namespace segql::syntax
