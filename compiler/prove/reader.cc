/// Conditions as formulas (language laws 3 and 7).

#include "compiler/prove/reader.h"

#include <utility>

#include "base/overload.h"

namespace segql::prove {
namespace {

/// Values and conditions read for one segment, also those of attributes and segments it stands on. Chains of attributes
/// that use each other twice would have no end.
constexpr uint32_t kMostReads = 100'000;
constexpr uint32_t kDeepest = 300;    // each level is some frames of the stack
constexpr size_t kMostItems = 1'000;  // of `has any of (...)`

/// 100% in the ten-thousandths of a percent of hir::Sample.
constexpr int64_t kWholeShare = 1'000'000;

/// Constants of these are compared as numbers.
bool has_ordinals(schema::Kind kind) {
  return kind != schema::Kind::kRef && kind != schema::Kind::kPoint && kind != schema::Kind::kTimestamp;
}

}  // namespace

Reader::Reader(const check::Definitions& definitions, std::shared_ptr<const TextOrder> texts)
    : definitions_(definitions), keys_(definitions), texts_(std::move(texts)) {
  if (texts_ == nullptr) texts_ = std::make_shared<const TextOrder>(order_of_texts(definitions));
  facts_.about = [this](TermId id) { return fact_about(id); };
  facts_.at_most = [this](TermId lower, TermId upper) { return is_at_most(lower, upper); };
  facts_.group = [this](TermId id) { return terms_[id.index].order ? terms_[id.index].order->group : 0; };
  facts_.avoided = [this](TermId id) { return !terms_[id.index].field; };
}

FormulaId Reader::members(hir::SegmentId id) {
  if (const auto known = members_.find(id.index); known != members_.end()) return known->second;
  const uint32_t outer = std::exchange(reads_left_, kMostReads);
  const FormulaId formula = read_members(definitions_.segment(id), id);
  reads_left_ = outer;
  members_.emplace(id.index, formula);
  return formula;
}

FormulaId Reader::read_members(const hir::Segment& segment, hir::SegmentId id) {
  const auto itself = [&](const char* what) {
    return formulas_.atom(
        made_term(what + std::to_string(id.index), "in segment " + std::string(segment.name), Values::range(0, 1)),
        Values::point(1));
  };
  const bool is_written = segment.keys != nullptr || segment.past != nullptr || segment.frozen != nullptr;
  if (is_written || segment.keep != nullptr) return itself("segment ");
  std::vector<FormulaId> parts;
  if (segment.where != nullptr) parts.push_back(read(*segment.where, segment.timezone));
  for (const hir::ExprRef exclude : segment.excludes) {
    parts.push_back(formulas_.negation(read(*exclude, segment.timezone)));
  }
  if (!segment.takes.empty()) parts.push_back(itself("taken "));
  for (const hir::Sample& sample : segment.samples) {
    const std::string key =
        "place " + std::to_string(segment.table.index) + " " + std::to_string(sample.seed.size()) + ":";
    const TermId place = made_term(key + std::string(sample.seed), "place by seed \"" + std::string(sample.seed) + "\"",
                                   Values::range(0, kWholeShare - 1));
    parts.push_back(formulas_.atom(place, Values::range(sample.begin, sample.end - 1)));
  }
  return formulas_.conjunction(std::move(parts));
}

FormulaId Reader::condition(const hir::Expr& expr, Zone zone) {
  const uint32_t outer = std::exchange(reads_left_, kMostReads);
  const FormulaId formula = read(expr, zone);
  reads_left_ = outer;
  return formula;
}

FormulaId Reader::read(const hir::Expr& expr, Zone zone) {
  const std::pair key{&expr, zone};
  if (const auto known = conditions_.find(key); known != conditions_.end()) return known->second;
  const Level level(depth_);
  if (is_too_much()) return given_up();
  const FormulaId formula = read_condition(expr, zone);
  conditions_.emplace(key, formula);
  return formula;
}

bool Reader::is_too_much() {
  if (reads_left_ == 0 || depth_ > kDeepest) return true;
  --reads_left_;
  ++num_reads_;
  return false;
}

FormulaId Reader::given_up() {
  const TermId term =
      made_term("given up " + std::to_string(terms_.size()), "what was too much to read", Values::range(0, 1));
  return formulas_.atom(term, Values::point(1));
}

FormulaId Reader::read_condition(const hir::Expr& expr, Zone zone) {
  const auto all_of = [&](hir::ExprList terms) {
    std::vector<FormulaId> parts;
    for (const hir::ExprRef term : terms) parts.push_back(read(*term, zone));
    return parts;
  };
  return hir::match(
      expr, [&](const hir::And& node) { return formulas_.conjunction(all_of(node.terms)); },
      [&](const hir::Or& node) { return formulas_.disjunction(all_of(node.terms)); },
      [&](const hir::Not& node) { return formulas_.negation(read(*node.operand, zone)); },
      [&](const hir::Holds& node) { return value_in(*node.value, Values::point(1), zone); },
      [&](const hir::Constant& node) { return Formulas::constant(node.value.integer != 0); },
      [&](const hir::Compare& node) { return compare(node, zone); },
      [&](const hir::InList& node) {
        std::vector<Values::Range> points;
        for (const hir::Literal& item : node.items) {
          const auto point = has_ordinals(node.value->type.kind) ? ordinal(node.value->type, item) : std::nullopt;
          if (!point) return formulas_.conjunction({present(*node.value, zone), unknown(expr, zone)});
          points.push_back({*point, *point});
        }
        return value_in(*node.value, Values::of(std::move(points)), zone);
      },
      [&](const hir::IsMissing& node) { return formulas_.negation(present(*node.value, zone)); },
      [&](const hir::TextTest& node) {
        return formulas_.conjunction({present(*node.value, zone), unknown(expr, zone)});
      },
      [&](const hir::HasItems& node) { return has_items(node, expr, zone); },
      [&](const hir::InWindow& node) { return in_window(node, expr, zone); },
      [&](const hir::Quantified& node) { return quantified(node, expr, zone); },
      [&](const hir::InSegment& node) { return in_segment(node, expr, zone); },
      [&](const auto&) { return unknown(expr, zone); });
}

FormulaId Reader::unknown(const hir::Expr& expr, Zone zone) {
  return formulas_.atom(term_of(expr, zone), Values::point(1));
}

FormulaId Reader::compare(const hir::Compare& node, Zone zone) {
  const auto* constant = std::get_if<hir::Constant>(&node.rhs->node);
  hir::ExprRef value = node.lhs;
  hir::CompareOp op = node.op;
  if (constant == nullptr) {
    constant = std::get_if<hir::Constant>(&node.lhs->node);
    value = node.rhs;
    op = hir::mirrored(op);
  }
  if (constant == nullptr || !has_ordinals(value->type.kind)) return compare_terms(node, zone);
  const auto point = ordinal(value->type, constant->value);
  if (!point) return compare_terms(node, zone);
  // Law 3: `!=` is exactly not `=`, of missing values too.
  if (op == hir::CompareOp::kNotEqual) return formulas_.negation(value_in(*value, Values::point(*point), zone));
  return value_in(*value, Values::compared(op, *point), zone);
}

/// Two values are below each other, equal or above: of that, only that it is one thing for one pair of values is known.
FormulaId Reader::compare_terms(const hir::Compare& node, Zone zone) {
  std::string lhs = keys_.of(*node.lhs, zone), rhs = keys_.of(*node.rhs, zone);
  hir::CompareOp op = node.op;
  const FormulaId both = formulas_.conjunction({present(*node.lhs, zone), present(*node.rhs, zone)});
  const bool negated = op == hir::CompareOp::kNotEqual;
  if (negated) op = hir::CompareOp::kEqual;
  FormulaId holds;
  if (lhs == rhs) {
    holds = Formulas::constant(hir::holds(op, 0, 0));
  } else {
    if (rhs < lhs) {
      std::swap(lhs, rhs);
      op = hir::mirrored(op);
    }
    const TermId order = made_term("order " + std::to_string(lhs.size()) + " " + lhs + rhs, "", Values::range(-1, 1));
    if (terms_[order.index].text.empty()) terms_[order.index].text = "the order of two values";
    holds = formulas_.atom(order, Values::compared(op, 0));
  }
  const FormulaId formula = formulas_.conjunction({both, holds});
  return negated ? formulas_.negation(formula) : formula;
}

FormulaId Reader::has_items(const hir::HasItems& node, const hir::Expr& expr, Zone zone) {
  if (node.items.size() > kMostItems || (node.items.empty() && node.mode == hir::HasMode::kAll)) {
    return unknown(expr, zone);
  }
  std::vector<FormulaId> parts;
  for (const hir::Literal& item : node.items) {
    const hir::HasItems one{hir::HasMode::kAny, node.collection, {&item, 1}};
    made_.push_back({expr.span, expr.type, false, one});
    parts.push_back(unknown(made_.back(), zone));
  }
  if (node.mode == hir::HasMode::kAll) return formulas_.conjunction(std::move(parts));
  const FormulaId any = formulas_.disjunction(std::move(parts));
  return node.mode == hir::HasMode::kAny ? any : formulas_.negation(any);
}

FormulaId Reader::in_window(const hir::InWindow& node, const hir::Expr& expr, Zone zone) {
  const TermId term = term_of(expr, zone);
  if (!node.anniversary && !terms_[term.index].order) {
    const uint32_t group = group_of("instant " + keys_.of(*node.value, zone) + " " + std::string(zone));
    terms_[term.index].order = Term::Order{group, node.window, {}, {}};
  }
  return formulas_.conjunction({present(*node.value, zone), formulas_.atom(term, Values::point(1))});
}

/// Quantifiers are counts; what is asked of the latest or earliest row is true of some row.
FormulaId Reader::quantified(const hir::Quantified& node, const hir::Expr& expr, Zone zone) {
  const auto counted = [&](hir::ExprRef also, bool negated, hir::CompareOp op, int64_t count) {
    return formulas_.atom(count_of(*node.rows, also, negated, zone), Values::compared(op, count));
  };
  const auto of_rows = [&](hir::CompareOp op, int64_t count) { return counted(node.satisfy, false, op, count); };
  switch (node.quantifier) {
    case hir::Quantifier::kAny: return of_rows(hir::CompareOp::kGreaterEqual, 1);
    case hir::Quantifier::kNo: return of_rows(hir::CompareOp::kEqual, 0);
    case hir::Quantifier::kAtLeast: return of_rows(hir::CompareOp::kGreaterEqual, node.count);
    case hir::Quantifier::kAtMost: return of_rows(hir::CompareOp::kLessEqual, node.count);
    case hir::Quantifier::kExactly: return of_rows(hir::CompareOp::kEqual, node.count);
    case hir::Quantifier::kEvery:
      if (node.satisfy == nullptr) return Formulas::always();
      return counted(node.satisfy, true, hir::CompareOp::kEqual, 0);
    case hir::Quantifier::kLatest:
    case hir::Quantifier::kEarliest:
      return formulas_.conjunction({of_rows(hir::CompareOp::kGreaterEqual, 1), unknown(expr, zone)});
  }
  return unknown(expr, zone);
}

FormulaId Reader::in_segment(const hir::InSegment& node, const hir::Expr& expr, Zone zone) {
  if (node.row.slot == 0 && node.row.hops.empty()) return members(node.segment);
  return formulas_.conjunction({present(node.row, zone), unknown(expr, zone)});
}

}  // namespace segql::prove
