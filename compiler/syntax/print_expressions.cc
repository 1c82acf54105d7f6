#include <algorithm>
#include <string>
#include <vector>

#include "base/int128.h"
#include "compiler/syntax/keywords.h"
#include "compiler/syntax/printer.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/words.h"

namespace segql::syntax {
namespace {

constexpr uint32_t kJunctionWidth = 4;  // `and `
constexpr uint32_t kSignWidth = 2;      // `+ `

bool is_chain(const ast::Expr& e) {
  return std::holds_alternative<ast::And>(e.node) || std::holds_alternative<ast::Or>(e.node) ||
         std::holds_alternative<ast::Arith>(e.node);
}

bool is_additive(const ast::Arith& arith) {
  return arith.rest[0].op == ast::ArithOp::kAdd || arith.rest[0].op == ast::ArithOp::kSubtract;
}

bool is_calendar_part(std::string_view function) {
  constexpr std::string_view kParts[] = {"year",    "quarter", "month",  "week",  "day",
                                         "weekday", "hour",    "minute", "second"};
  return std::find(std::begin(kParts), std::end(kParts), function) != std::end(kParts);
}

bool is_part_of(const ast::Call& call) {
  return is_calendar_part(call.function.text) && call.arguments.size() == 1 && call.arguments[0].name.text.empty();
}

bool is_unit_word(std::string_view word) {
  constexpr std::string_view kUnits[] = {"second",  "minute",  "hour",  "day",  "week",  "month",  "quarter",  "year",
                                         "seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years"};
  return std::find(std::begin(kUnits), std::end(kUnits), word) != std::end(kUnits);
}

/// `$n days ago`: reads back as a value, but not where the grammar wants a literal.
bool needs_parameter(const ast::InstantLit& literal) {
  const auto* relative = std::get_if<ast::RelativeInstant>(&literal.value.node);
  return relative && std::holds_alternative<ast::Param>(relative->count->node);
}

}  // namespace

Printer::Level Printer::level_of(const ast::Expr& e) {
  return ast::match(
      e, [](const ast::And&) { return kChain; }, [](const ast::Or&) { return kChain; },
      [](const ast::Not&) { return kCondition; },
      [](const ast::InSegment& test) { return test.subject || !test.negated ? kTest : kCondition; },
      [](const ast::Block&) { return kTest; }, [](const ast::Compare&) { return kTest; },
      [](const ast::InList&) { return kTest; }, [](const ast::Between&) { return kTest; },
      [](const ast::Presence&) { return kTest; }, [](const ast::TextTest&) { return kTest; },
      [](const ast::Has&) { return kTest; }, [](const ast::InWindow&) { return kTest; },
      [](const ast::Quantified&) { return kTest; }, [](const ast::Sequence&) { return kTest; },
      [](const ast::WasIn&) { return kTest; }, [](const ast::Moved&) { return kTest; },
      [](const ast::Arith& arith) { return is_additive(arith) ? kSum : kProduct; },
      [](const ast::Negate&) { return kSign; }, [](const ast::NumberLit&) { return kAtom; },
      [](const ast::TextLit&) { return kAtom; }, [](const ast::BoolLit&) { return kAtom; },
      [](const ast::DurationLit&) { return kAtom; }, [](const ast::InstantLit&) { return kAtom; },
      [](const ast::ListLit&) { return kAtom; }, [](const ast::Param&) { return kAtom; },
      [](const ast::PathExpr&) { return kAtom; }, [](const ast::Call&) { return kAtom; },
      [](const ast::Aggregate&) { return kAtom; }, [](const ast::Elapsed&) { return kAtom; },
      [](const ast::Population&) { return kAtom; });
}

Printer::Doc Printer::expr(const ast::Expr& e, Level least) { return level_of(e) < least ? parenthesised(e) : node(e); }

Printer::Doc Printer::node(const ast::Expr& e) {
  const auto tested = [&](const ast::Expr& value, std::string_view negation) {
    return join({expr(value, kSum), text(negation)});
  };
  return ast::match(
      e,
      [&](const ast::And&) {
        return layout_.group(chain(e, {false, false, kIndent, 0}));
      },
      [&](const ast::Or&) {
        return layout_.group(chain(e, {false, false, kIndent, 0}));
      },
      [&](const ast::Arith&) {
        return layout_.group(chain(e, {false, false, kIndent, 0}));
      },
      [&](const ast::Not& n) {
        // `not in segment s` would read back as one phrase.
        const auto* member = std::get_if<ast::InSegment>(&n.operand->node);
        const bool phrase = member && !member->subject && !member->negated;
        return join({text("not "), phrase ? parenthesised(*n.operand) : expr(*n.operand, kCondition)});
      },
      [&](const ast::InSegment& n) {
        const std::string verb = n.negated ? "not in segment " : "in segment ";
        if (!n.subject) return join({text(verb), segment_ref(n.segment)});
        return join({expr(*n.subject, kSum), text(" " + verb), segment_ref(n.segment)});
      },
      [&](const ast::Block& n) { return block(n, e.span); },
      [&](const ast::Compare& n) {
        return layout_.group(join({expr(*n.lhs, kSum), layout_.indent(kIndent, layout_.line()),
                                   text(std::string(word(n.op)) + " "), layout_.indent(kIndent, expr(*n.rhs, kSum))}));
      },
      [&](const ast::InList& n) {
        return join({tested(*n.value, n.negated ? " not in " : " in "), expr(*n.list)});
      },
      [&](const ast::Between& n) {
        return join({tested(*n.value, n.negated ? " not between " : " between "), expr(*n.low, kSum), text(" and "),
                     expr(*n.high, kSum)});
      },
      [&](const ast::Presence& n) { return tested(*n.value, n.missing ? " is missing" : " is present"); },
      [&](const ast::TextTest& n) { return text_test(n); },
      [&](const ast::Has& n) {
        if (n.mode == ast::HasMode::kOne) return join({tested(*n.value, " has "), expr(*n.operand, kSum)});
        return join({tested(*n.value, " has " + std::string(word(n.mode)) + " of "), expr(*n.operand)});
      },
      [&](const ast::InWindow& n) { return in_window(n); }, [&](const ast::Quantified& n) { return quantified(n); },
      [&](const ast::Sequence& n) { return sequence(n, e.span); },
      [&](const ast::WasIn& n) {
        return join({text("was in segment "), segment_ref(n.segment), text(" as of "), instant(n.as_of)});
      },
      [&](const ast::Moved& n) {
        return join({text(n.entered ? "entered segment " : "left segment "), segment_ref(n.segment), text(" "),
                     window(*n.window)});
      },
      [&](const ast::Negate& n) {
        return join({text("-"), expr(*n.operand, kAtom)});
      },
      [&](const ast::NumberLit& n) { return number(n); }, [&](const ast::TextLit& n) { return text(quoted(n.value)); },
      [&](const ast::BoolLit& n) { return text(n.value ? "true" : "false"); },
      [&](const ast::DurationLit& n) { return text(amount(n.count, n.unit)); },
      [&](const ast::InstantLit& n) { return instant(n.value); },
      [&](const ast::ListLit& n) { return literals(n, e.span); },
      [&](const ast::Param& n) { return text("$" + std::string(n.name)); },
      [&](const ast::PathExpr& n) { return text(path(n.path)); }, [&](const ast::Call& n) { return call(n); },
      [&](const ast::Aggregate& n) { return aggregate(n); },
      [&](const ast::Elapsed& n) {
        return join({text(std::string(word(n.unit)) + (n.until ? "s until " : "s since ")), plain_atom(*n.operand)});
      },
      [&](const ast::Population& n) {
        const Doc function = n.buckets ? join({text("ntile "), expr(*n.buckets)}) : text("percentile");
        return join({function, text(" of "), plain_atom(*n.value), text(" "), among(n.among)});
      });
}

Printer::Doc Printer::chain(const ast::Expr& e, const ChainStyle& style) {
  struct Term {
    std::string_view op;
    ast::ExprRef operand;
  };
  std::vector<Term> terms;
  Level least = kCondition;
  uint32_t width = kJunctionWidth;
  if (const auto* conjunction = std::get_if<ast::And>(&e.node)) {
    for (const ast::ExprRef term : conjunction->terms) terms.push_back({"and", term});
  } else if (const auto* disjunction = std::get_if<ast::Or>(&e.node)) {
    for (const ast::ExprRef term : disjunction->terms) terms.push_back({"or", term});
  } else {
    const auto& arith = std::get<ast::Arith>(e.node);
    least = is_additive(arith) ? kProduct : kSign;
    width = kSignWidth;
    terms.push_back({"", arith.first});
    for (const ast::ArithTerm& term : arith.rest) terms.push_back({word(term.op), term.operand});
  }
  Docs out;
  for (size_t i = 0; i < terms.size(); ++i) {
    if (i == 0) {
      if (style.pad_first) out.push_back(layout_.if_broken(std::string(width, ' ')));
    } else {
      while (comment_before(terms[i].operand->span.begin)) {
        out.push_back(layout_.indent(style.indent, join({layout_.hard_line(), text(comments_[next_++].text)})));
      }
      const std::string op = std::string(terms[i].op) + " ";
      const Doc line = style.hard ? layout_.hard_line() : layout_.line();
      out.push_back(
          layout_.indent(style.indent, join({line, layout_.if_broken(std::string(width - op.size(), ' ')), text(op)})));
    }
    out.push_back(layout_.indent(style.indent + width, expr(*terms[i].operand, least)));
    const bool last = i + 1 == terms.size();
    trailing(out, last ? style.comment_limit : terms[i + 1].operand->span.begin);
  }
  return layout_.concat(std::move(out));
}

Printer::Doc Printer::parenthesised(const ast::Expr& e, uint32_t end) {
  const Doc content = is_chain(e) ? chain(e, {false, true, 0, end}) : node(e);
  return layout_.group(
      join({text("("), layout_.indent(kIndent, join({layout_.soft_line(), content})), layout_.soft_line(), text(")")}));
}

/// The value of an `attribute` or `define`.
Printer::Doc Printer::after_equals(const ast::Expr& e) {
  if (!is_chain(e)) return join({text(" = "), expr(e)});
  return join(
      {text(" ="), layout_.group(layout_.indent(kIndent, join({layout_.line(), chain(e, {false, true, 0, 0})})))});
}

/// `where` and `exclude`: one condition per line.
Printer::Doc Printer::condition_clause(std::string_view keyword, const ast::Expr& e) {
  const auto width = static_cast<uint32_t>(keyword.size() + 1);
  const Doc head = text(std::string(keyword) + " ");
  if (is_chain(e) && level_of(e) == kChain) return join({head, chain(e, {true, false, width - kJunctionWidth, 0})});
  const bool block = std::holds_alternative<ast::Block>(e.node) || std::holds_alternative<ast::Sequence>(e.node);
  return join({head, block ? node(e) : layout_.indent(2 * kIndent, expr(e))});
}

Printer::Doc Printer::literals(const ast::ListLit& list, Span span) {
  if (list.items.empty()) return text("()");
  const bool per_line = comment_before(span.end);  // each comment stays with its item
  Docs lines;
  for (size_t i = 0; i < list.items.size(); ++i) {
    const ast::Expr& item = *list.items[i];
    const bool last = i + 1 == list.items.size();
    const Doc content = last && !per_line ? expr(item, kSign) : join({expr(item, kSign), text(",")});
    if (!per_line) {
      lines.push_back(i == 0 ? join({layout_.soft_line(), content}) : layout_.group(join({layout_.line(), content})));
      if (last) lines.push_back(layout_.if_broken(","));
      continue;
    }
    lines.push_back(layout_.hard_line());
    leading(lines, item.span.begin, i > 0);
    lines.push_back(content);
    trailing(lines, last ? span.end : list.items[i + 1]->span.begin);
  }
  while (per_line && comment_before(span.end))
    lines.push_back(join({layout_.hard_line(), text(comments_[next_++].text)}));
  return layout_.group(
      join({text("("), layout_.indent(kIndent, layout_.concat(std::move(lines))), layout_.soft_line(), text(")")}));
}

Printer::Doc Printer::call(const ast::Call& call) {
  if (is_part_of(call))
    return join({text(std::string(call.function.text) + " of "), plain_atom(*call.arguments[0].value)});
  const bool is_least = call.function.text == "least";  // a call is the one place where the word needs no back-quotes
  return join({text(is_least ? "least" : name(call.function.text)), arguments(call.arguments)});
}

Printer::Doc Printer::arguments(std::span<const ast::Argument> arguments) {
  Docs items;
  for (const ast::Argument& argument : arguments) {
    const std::string label = argument.name.text.empty() ? std::string() : name(argument.name.text) + ": ";
    items.push_back(join({text(label), expr(*argument.value)}));
  }
  return bracketed("(", items, ")");
}

/// The operand of `days since`, `year of` and `ntile`: what the grammar takes there without parentheses.
Printer::Doc Printer::plain_atom(const ast::Expr& e) {
  bool plain = level_of(e) == kAtom && !std::holds_alternative<ast::Elapsed>(e.node) &&
               !std::holds_alternative<ast::Population>(e.node);
  if (const auto* inner = std::get_if<ast::Call>(&e.node)) plain = !is_part_of(*inner);
  if (const auto* literal = std::get_if<ast::InstantLit>(&e.node)) plain = !needs_parameter(*literal);
  return plain ? node(e) : parenthesised(e);
}

Printer::Doc Printer::text_test(const ast::TextTest& test) {
  const std::string verb = (test.negated ? " not " : " ") + std::string(word(test.op)) + " ";
  return join(
      {expr(*test.value, kSum), text(verb), expr(*test.pattern), text(test.ignore_case ? " ignoring case" : "")});
}

Printer::Doc Printer::in_window(const ast::InWindow& test) {
  // A window after anything else would be read as that of its rows.
  const auto* names = std::get_if<ast::PathExpr>(&test.value->node);
  const auto* function = std::get_if<ast::Call>(&test.value->node);
  const bool plain =
      names || (function && !is_part_of(*function)) || std::holds_alternative<ast::Param>(test.value->node);
  Doc value = plain ? node(*test.value) : parenthesised(*test.value);
  const auto* bounded = std::get_if<ast::Bounded>(&test.window->node);
  const bool since = bounded && bounded->bound == ast::Bound::kSince && !test.anniversary;
  if (since && names && names->path.parts.size() == 1 && is_unit_word(names->path.parts[0].text)) {
    value = text("`" + std::string(names->path.parts[0].text) + "`");  // not `days since`
  }
  return join({value, text(test.anniversary ? " anniversary " : " "), window(*test.window)});
}

Printer::Doc Printer::block(const ast::Block& block, Span span) {
  Docs lines;
  const Doc head = text(std::string(word(block.kind)) + " of {");
  Docs after_head;
  trailing(after_head, block.terms[0]->span.begin);
  for (size_t i = 0; i < block.terms.size(); ++i) {
    lines.push_back(layout_.hard_line());
    leading(lines, block.terms[i]->span.begin, i > 0);
    lines.push_back(expr(*block.terms[i]));
    lines.push_back(text(","));
    trailing(lines, i + 1 < block.terms.size() ? block.terms[i + 1]->span.begin : span.end);
  }
  while (comment_before(span.end)) lines.push_back(join({layout_.hard_line(), text(comments_[next_++].text)}));
  return join({head, layout_.concat(std::move(after_head)), layout_.indent(kIndent, layout_.concat(std::move(lines))),
               layout_.hard_line(), text("}")});
}

Printer::Doc Printer::number(const ast::NumberLit& number) {
  std::string result = decimal_text(number.value.unscaled, number.value.scale);
  if (number.percent) result += "%";
  if (!number.currency.empty()) result += " " + std::string(number.currency);
  return text(result);
}

Printer::Doc Printer::segment_ref(const ast::SegmentRef& ref) {
  const Doc target = text(path(ref.path));
  return ref.has_arguments ? join({target, arguments(ref.arguments)}) : target;
}

Printer::Doc Printer::among(const ast::Among& among) {
  return among.segment ? join({text("among segment "), segment_ref(*among.segment)}) : text("among everyone");
}

std::string print(const ast::Expr& expr) {
  Printer printer({});
  return printer.fragment(printer.expr(expr));
}

}  // namespace segql::syntax
