/// Values as formulas: which rows have one, and one of these.

#include <algorithm>

#include "base/overload.h"
#include "compiler/prove/reader.h"

namespace segql::prove {
namespace {

constexpr size_t kMostValues = 64;           // of an operand that is unfolded
constexpr size_t kMostCombinations = 4'096;  // of operands that are
constexpr size_t kMostRanges = 64;           // of what the smallest or largest of several may be
constexpr int kWideDigits = 38;              // exact arithmetic has no more: beyond, a value is missing (law 8)
constexpr int kStoredDigits = 19;

Values stored() { return Values::range(INT64_MIN, INT64_MAX); }

bool is_condition(const hir::Expr& expr) { return expr.node.index() >= decltype(expr.node)(hir::And{}).index(); }

/// More digits than the value has, as check bounds them.
int digits(const hir::Expr& expr) {
  constexpr int kUnknown = 1'000;
  if (!expr.type.is_exact_number()) return kUnknown;
  return hir::match(
      expr, [](const hir::Constant& node) { return static_cast<int>(std::to_string(node.value.integer).size()); },
      [](const hir::FieldOf&) { return kStoredDigits; }, [](const hir::AttributeOf&) { return kStoredDigits; },
      [](const hir::MapEntry&) { return kStoredDigits; }, [](const hir::Elapsed&) { return kStoredDigits; },
      [](const hir::Aggregate& node) {
        return node.kind == hir::AggregateKind::kCount || node.kind == hir::AggregateKind::kCountDistinct
                   ? kStoredDigits
                   : kUnknown;
      },
      [](const hir::Sum& node) {
        int most = 0;
        for (const hir::Term& term : node.terms) most = std::max(most, digits(*term.value));
        return most + static_cast<int>(std::to_string(node.terms.size()).size());
      },
      [](const hir::Product& node) { return digits(*node.lhs) + digits(*node.rhs); },
      [](const hir::Negate& node) { return digits(*node.operand); },
      [&](const hir::Cast& node) { return digits(*node.operand) + expr.type.scale - node.operand->type.scale; },
      [&](const hir::Call& node) {
        if (hir::is_calendar_part(node.function)) return kStoredDigits;
        if (node.function < hir::Function::kLeast || node.function > hir::Function::kIf) return kUnknown;
        int most = 0;
        for (const hir::ExprRef choice : node.arguments) {
          if (choice->type.is_exact_number()) most = std::max(most, digits(*choice));
        }
        return most;
      },
      [](const auto&) { return kUnknown; });
}

bool is_exact_cast(const hir::Expr& expr, const hir::Cast& node) {
  return expr.type.is_exact_number() && node.operand->type.is_exact_number() &&
         expr.type.scale >= node.operand->type.scale;
}

/// Whole-number arithmetic whose operands are `visit`ed; anything else is an operand.
bool is_arithmetic(const hir::Expr& expr) {
  if (!expr.type.is_exact_number()) return false;
  if (const auto* cast = std::get_if<hir::Cast>(&expr.node)) return is_exact_cast(expr, *cast);
  return std::holds_alternative<hir::Sum>(expr.node) || std::holds_alternative<hir::Product>(expr.node) ||
         std::holds_alternative<hir::Negate>(expr.node);
}

/// The value, where `value_of` has those of the operands; nothing when it has none for one of them. REQUIRES:
/// digits(expr) <= kWideDigits.
template <typename ValueOf>
std::optional<int128> compute(const hir::Expr& expr, const ValueOf& value_of) {
  if (const auto* constant = std::get_if<hir::Constant>(&expr.node)) {
    return constant->value.form == hir::Literal::Form::kInteger ? std::optional<int128>(constant->value.integer)
                                                                : std::nullopt;
  }
  if (!is_arithmetic(expr)) return value_of(expr);
  if (const auto* sum = std::get_if<hir::Sum>(&expr.node)) {
    int128 total = 0;
    for (const hir::Term& term : sum->terms) {
      const auto value = compute(*term.value, value_of);
      if (!value) return std::nullopt;
      total += term.subtract ? -*value : *value;
    }
    return total;
  }
  if (const auto* product = std::get_if<hir::Product>(&expr.node)) {
    const auto lhs = compute(*product->lhs, value_of), rhs = compute(*product->rhs, value_of);
    return lhs && rhs ? std::optional<int128>(*lhs * *rhs) : std::nullopt;
  }
  if (const auto* negate = std::get_if<hir::Negate>(&expr.node)) {
    const auto value = compute(*negate->operand, value_of);
    return value ? std::optional<int128>(-*value) : std::nullopt;
  }
  const hir::Expr& operand = *std::get<hir::Cast>(expr.node).operand;
  const auto value = compute(operand, value_of);
  return value ? std::optional<int128>(*value * power_of_ten(expr.type.scale - operand.type.scale)) : std::nullopt;
}

std::optional<int128> constant_of(const hir::Expr& expr) {
  if (!expr.type.is_exact_number() || digits(expr) > kWideDigits) return std::nullopt;
  return compute(expr, [](const hir::Expr&) { return std::optional<int128>(); });
}

void collect_operands(const hir::Expr& expr, std::vector<const hir::Expr*>& operands) {
  if (constant_of(expr)) return;
  if (!is_arithmetic(expr)) {
    operands.push_back(&expr);
    return;
  }
  check::for_each_child(expr, [&](const hir::Expr& child) { collect_operands(child, operands); });
}

/// Missing when an operand is: all but what chooses, or looks at other rows.
bool is_strict(const hir::Expr& expr) {
  if (const auto* call = std::get_if<hir::Call>(&expr.node)) {
    return call->function != hir::Function::kCoalesce && call->function != hir::Function::kIf;
  }
  return std::holds_alternative<hir::Sum>(expr.node) || std::holds_alternative<hir::Product>(expr.node) ||
         std::holds_alternative<hir::Quotient>(expr.node) || std::holds_alternative<hir::Negate>(expr.node) ||
         std::holds_alternative<hir::Cast>(expr.node) || std::holds_alternative<hir::Elapsed>(expr.node);
}

}  // namespace

std::optional<int128> Reader::ordinal(const hir::Type& type, const hir::Literal& literal) const {
  switch (literal.form) {
    case hir::Literal::Form::kMissing: return std::nullopt;
    case hir::Literal::Form::kText:
      if (type.kind != schema::Kind::kText) return std::nullopt;
      return texts_->ordinal(literal.text);
    case hir::Literal::Form::kFloat: return float_ordinal(literal.real);
    case hir::Literal::Form::kBool:
    case hir::Literal::Form::kInteger: return literal.integer;
  }
  return std::nullopt;
}

FormulaId Reader::value_in(const hir::Expr& expr, const Values& values, Zone zone) {
  if (values.empty()) return Formulas::never();
  const Level level(depth_);
  if (values != Values::all()) return is_too_much() ? given_up() : read_value(expr, values, zone);
  // Asked most often, and along chains of attributes for each of their uses.
  const std::pair key{&expr, zone};
  if (const auto known = present_.find(key); known != present_.end()) return known->second;
  if (is_too_much()) return given_up();
  const FormulaId formula = read_value(expr, values, zone);
  present_.emplace(key, formula);
  return formula;
}

FormulaId Reader::read_value(const hir::Expr& expr, const Values& values, Zone zone) {
  if (is_condition(expr)) {
    const FormulaId holds = read(expr, zone);
    std::vector<FormulaId> either;
    if (values.contains(1)) either.push_back(holds);
    if (values.contains(0)) either.push_back(formulas_.negation(holds));
    return formulas_.disjunction(std::move(either));
  }
  if (const auto* constant = std::get_if<hir::Constant>(&expr.node)) {
    if (constant->value.form == hir::Literal::Form::kMissing) return Formulas::never();
    if (values == Values::all()) return Formulas::always();
    const auto point = ordinal(expr.type, constant->value);
    return point ? Formulas::constant(values.contains(*point)) : opaque_in(expr, values, zone);
  }
  if (const auto* attribute = std::get_if<hir::AttributeOf>(&expr.node)) {
    return attribute_in(*attribute, expr, values, zone);
  }
  if (const auto* call = std::get_if<hir::Call>(&expr.node)) return call_in(*call, expr, values, zone);
  if (is_arithmetic(expr) && digits(expr) <= kWideDigits) return arithmetic_in(expr, values, zone);
  return opaque_in(expr, values, zone);
}

FormulaId Reader::present(const hir::RowRef& row, Zone zone) {
  std::vector<FormulaId> parts;
  for (size_t i = 0; i < row.hops.size(); ++i) {
    const hir::Hop& hop = row.hops[i];
    const hir::RowRef before{row.slot, row.hops.first(i), hop.from, i > 0};
    if (hop.attribute.valid()) {
      made_.push_back({{}, schema::Type::ref(hop.to), true, hir::AttributeOf{before, hop.attribute}});
    } else {
      made_.push_back({{}, schema::Type::ref(hop.to), true, hir::FieldOf{before, hop.field}});
    }
    parts.push_back(value_in(made_.back(), Values::all(), zone));
  }
  return formulas_.conjunction(std::move(parts));
}

/// An attribute is what its expression is, but that a number is stored in 64 bits, and is missing where it does not
/// fit.
FormulaId Reader::attribute_in(const hir::AttributeOf& node, const hir::Expr& expr, const Values& values, Zone zone) {
  const hir::Attribute& attribute = definitions_.attribute(node.attribute);
  const bool is_value = attribute.ranking() == nullptr && attribute.host_call() == nullptr;
  if (!is_value || node.row.slot != 0 || !node.row.hops.empty()) return opaque_in(expr, values, zone);
  return value_in(*attribute.scanned(), expr.type.is_exact_number() ? values & stored() : values, zone);
}

FormulaId Reader::call_in(const hir::Call& node, const hir::Expr& expr, const Values& values, Zone zone) {
  switch (node.function) {
    case hir::Function::kIf: {
      const FormulaId chosen = read(*node.arguments[0], zone);
      return formulas_.disjunction(
          {formulas_.conjunction({chosen, value_in(*node.arguments[1], values, zone)}),
           formulas_.conjunction({formulas_.negation(chosen), value_in(*node.arguments[2], values, zone)})});
    }
    case hir::Function::kCoalesce: {
      FormulaId formula = Formulas::never();
      for (size_t i = node.arguments.size(); i-- > 0;) {
        const hir::Expr& argument = *node.arguments[i];
        formula =
            formulas_.disjunction({value_in(argument, values, zone),
                                   formulas_.conjunction({formulas_.negation(present(argument, zone)), formula})});
      }
      return formula;
    }
    case hir::Function::kLeast:
    case hir::Function::kGreatest:
      if (values.ranges().size() <= kMostRanges) return extreme_in(node, values, zone);
      return opaque_in(expr, values, zone);
    default: return opaque_in(expr, values, zone);
  }
}

/// The smallest lies in a range when all reach its lower end and one does not exceed the upper.
FormulaId Reader::extreme_in(const hir::Call& node, const Values& values, Zone zone) {
  const bool least = node.function == hir::Function::kLeast;
  std::vector<FormulaId> either;
  for (const Values::Range& range : values.ranges()) {
    const Values from = Values::range(range.first, kHighest), to = Values::range(kLowest, range.last);
    std::vector<FormulaId> all, some;
    for (const hir::ExprRef argument : node.arguments) {
      all.push_back(value_in(*argument, least ? from : to, zone));
      some.push_back(value_in(*argument, least ? to : from, zone));
    }
    all.push_back(formulas_.disjunction(std::move(some)));
    either.push_back(formulas_.conjunction(std::move(all)));
  }
  return formulas_.disjunction(std::move(either));
}

FormulaId Reader::arithmetic_in(const hir::Expr& expr, const Values& values, Zone zone) {
  if (const auto* cast = std::get_if<hir::Cast>(&expr.node)) {
    const int128 factor = power_of_ten(expr.type.scale - cast->operand->type.scale);
    return value_in(*cast->operand, values.before_product(factor), zone);
  }
  if (const auto* negate = std::get_if<hir::Negate>(&expr.node)) {
    return value_in(*negate->operand, values.before_product(-1), zone);
  }
  if (const auto* product = std::get_if<hir::Product>(&expr.node)) {
    const auto left = constant_of(*product->lhs), right = constant_of(*product->rhs);
    if (left || right) {
      const hir::Expr& operand = left ? *product->rhs : *product->lhs;
      const int128 factor = left ? *left : *right;
      if (factor != 0) return value_in(operand, values.before_product(factor), zone);
      return values.contains(0) ? present(operand, zone) : Formulas::never();
    }
  }
  if (const auto* sum = std::get_if<hir::Sum>(&expr.node)) {
    int128 constant = 0;
    const hir::Term* only = nullptr;
    size_t num_others = 0;
    for (const hir::Term& term : sum->terms) {
      if (const auto value = constant_of(*term.value)) {
        constant += term.subtract ? -*value : *value;
      } else {
        only = &term;
        ++num_others;
      }
    }
    if (num_others == 1 && constant < power_of_ten(37) && constant > -power_of_ten(37)) {
      const Values others = values.before_sum(constant);
      return value_in(*only->value, only->subtract ? others.before_product(-1) : others, zone);
    }
  }
  if (const auto formula = unfolded(expr, values, zone)) return *formula;
  return opaque_in(expr, values, zone);
}

std::optional<FormulaId> Reader::unfolded(const hir::Expr& expr, const Values& values, Zone zone) {
  struct Operand {
    const hir::Expr* expr;
    std::string key;
    std::vector<int128> values;
    int128 current = 0;
  };
  std::vector<const hir::Expr*> found;
  collect_operands(expr, found);
  std::vector<Operand> operands;
  size_t combinations = 1;
  for (const hir::Expr* operand : found) {
    std::string key = keys_.of(*operand, zone);
    if (std::ranges::find(operands, key, &Operand::key) != operands.end()) continue;
    const auto possible = possible_values(*operand, zone);
    if (!possible) return std::nullopt;
    operands.push_back({operand, std::move(key), possible->list()});
    combinations *= std::max<size_t>(operands.back().values.size(), 1);
    if (combinations > kMostCombinations) return std::nullopt;
  }
  const auto value_of = [&](const hir::Expr& operand) {
    return std::optional(std::ranges::find(operands, keys_.of(operand, zone), &Operand::key)->current);
  };
  // Values of an operand that lead to the same are taken together.
  const auto from = [&](const auto& self, size_t place) -> FormulaId {
    if (place == operands.size()) return Formulas::constant(values.contains(compute(expr, value_of).value()));
    std::map<FormulaId, std::vector<Values::Range>> by_rest;
    for (const int128 value : operands[place].values) {
      operands[place].current = value;
      by_rest[self(self, place + 1)].push_back({value, value});
    }
    std::vector<FormulaId> either;
    for (auto& [rest, points] : by_rest) {
      if (rest == Formulas::never()) continue;
      const FormulaId one = value_in(*operands[place].expr, Values::of(std::move(points)), zone);
      either.push_back(formulas_.conjunction({one, rest}));
    }
    return formulas_.disjunction(std::move(either));
  };
  return from(from, 0);
}

std::optional<Values> Reader::possible_values(const hir::Expr& expr, Zone zone) {
  const Level level(depth_);
  if (!expr.type.is_exact_number() || is_too_much()) return std::nullopt;
  const auto united = [&](hir::ExprList choices) -> std::optional<Values> {
    Values all;
    for (const hir::ExprRef choice : choices) {
      const auto one = possible_values(*choice, zone);
      if (!one) return std::nullopt;
      all = all | *one;
    }
    return all.count_up_to(kMostValues) ? std::optional(all) : std::nullopt;
  };
  if (const auto constant = constant_of(expr)) return Values::point(*constant);
  if (const auto* call = std::get_if<hir::Call>(&expr.node)) {
    if (call->function == hir::Function::kIf) return united(call->arguments.subspan(1));
    if (call->function >= hir::Function::kLeast && call->function <= hir::Function::kCoalesce) {
      return united(call->arguments);
    }
  }
  if (const auto* attribute = std::get_if<hir::AttributeOf>(&expr.node)) {
    const hir::Attribute& definition = definitions_.attribute(attribute->attribute);
    if (definition.ranking() == nullptr && definition.host_call() == nullptr && attribute->row.slot == 0 &&
        attribute->row.hops.empty()) {
      return possible_values(*definition.scanned(), zone);
    }
  }
  if (is_arithmetic(expr)) return std::nullopt;
  const Values domain = formulas_.domain(term_of(expr, zone));
  return domain.count_up_to(kMostValues) ? std::optional(domain) : std::nullopt;
}

FormulaId Reader::opaque_in(const hir::Expr& expr, const Values& values, Zone zone) {
  std::vector<FormulaId> parts;
  if (is_strict(expr)) {
    check::for_each_child(expr, [&](const hir::Expr& operand) { parts.push_back(present(operand, zone)); });
  }
  hir::match(
      expr, [&](const hir::FieldOf& node) { parts.push_back(present(node.row, zone)); },
      [&](const hir::AttributeOf& node) { parts.push_back(present(node.row, zone)); },
      [&](const hir::MapEntry& node) { parts.push_back(present(node.row, zone)); },
      [&](const hir::RowValue& node) { parts.push_back(present(node.row, zone)); }, [](const auto&) {});
  // A row reached by a reference is that reference.
  if (!std::holds_alternative<hir::RowValue>(expr.node)) parts.push_back(formulas_.atom(term_of(expr, zone), values));
  return formulas_.conjunction(std::move(parts));
}

}  // namespace segql::prove
