/// Values and conditions on one line. Integers are printed as what they mean: dates as dates, money with its currency,
/// codes as the text they stand for.
#include <limits>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "compiler/check/functions.h"
#include "compiler/plan/dump.h"
#include "compiler/plan/lower.h"
#include "compiler/plan/make.h"
#include "compiler/plan/traverse.h"
#include "schema/point.h"

namespace segql::plan {
namespace {

using schema::Kind;
using schema::Type;

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

const char* op_text(hir::CompareOp op) {
  constexpr const char* kTexts[] = {"=", "!=", "<", "<=", ">", ">="};
  return kTexts[static_cast<size_t>(op)];
}
const char* unit_text(hir::Unit unit) {
  constexpr const char* kTexts[] = {"seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years"};
  return kTexts[static_cast<size_t>(unit)];
}
const char* aggregate_text(hir::AggregateKind kind) {
  constexpr const char* kTexts[] = {"count of",  "count of distinct", "sum of",  "avg of",      "min of",  "max of",
                                    "median of", "first of",          "last of", "most common", "share of"};
  return kTexts[static_cast<size_t>(kind)];
}

class Line {
 public:
  explicit Line(const Scan& scan) : scan_(scan) {
    if (auto zone = TimeZone::find(scan.timezone); zone.ok()) zone_ = zone.value();
  }

  std::string text(const Expr& e) const {
    return match(
        e, [](const Missing&) -> std::string { return "missing"; },
        [&](const ConstInt& n) { return constant(e, std::nullopt, n.value); },
        [](const ConstWide& n) { return decimal_text(value_of(n), 0); },
        [](const ConstFloat& n) { return fmt::format("{}", n.value); },
        [&](const Column& n) { return column(n.row, n.column); },
        [&](const MapValue& n) { return fmt::format("{}[key {}]", column(n.row, n.column), n.key); },
        [&](const RowId& n) { return row(n.row, "row"); }, [&](const Widen& n) { return text(*n.operand); },
        [&](const Rescale& n) { return text(*n.operand); },
        [&](const ToFloat& n) { return fmt::format("float({})", text(*n.operand)); },
        [&](const Narrow& n) { return text(*n.operand); }, [&](const Sum& n) { return sum(n, scale_of(e)); },
        [&](const Product& n) { return product(n, scale_of(e)); },
        [&](const Quotient& n) {
          return fmt::format("{} / {}", operand(*n.lhs, scale_of(*n.lhs)), operand(*n.rhs, scale_of(*n.rhs)));
        },
        [&](const Negate& n) { return "-" + operand(*n.operand, scale_of(*n.operand)); },
        [&](const LocalDay& n) { return fmt::format("day of {}", text(*n.operand)); },
        [&](const StartOfDay& n) {
          const char* form = n.plus == 0 ? "start of {}" : "start of {} plus {} days";
          return fmt::format(fmt::runtime(form), text(*n.operand), n.plus);
        },
        [&](const Elapsed& n) {
          return fmt::format("{} {} {}", unit_text(n.unit), n.until ? "until" : "since", text(*n.operand));
        },
        [&](const Call& n) { return call(n, e); }, [&](const Lookup& n) { return lookup(n); },
        [&](const Aggregate& n) { return aggregate(n); },
        [&](const Truth& n) { return fmt::format("({})", text(*n.condition)); },
        [](const Literal& n) -> std::string { return n.value ? "true" : "false"; },
        [&](const And& n) { return joined(n.terms, " and "); }, [&](const Or& n) { return joined(n.terms, " or "); },
        [&](const Not& n) { return negation(*n.operand); },
        [&](const Compare& n) { return compare(n.op, *n.lhs, *n.rhs); }, [&](const Range& n) { return range(n); },
        [&](const InList& n) { return list_test(n); },
        [&](const CodeIn& n) {
          const CodeSet& set = scan_.code_sets[n.set];
          return fmt::format("{} {} ({} of {} texts)", text(*n.value), set.text, set.count, set.universe);
        },
        [&](const TextCompare& n) {
          return fmt::format("{} {} {} as text", text(*n.lhs), op_text(n.op), text(*n.rhs));
        },
        [&](const IsMissing& n) { return text(*n.value) + " is missing"; },
        [&](const HasItems& n) {
          const ConstantList& list = scan_.lists[n.list];
          return fmt::format("{} has {} of {} items", column(n.row, n.column),
                             n.mode == hir::HasMode::kAll ? "all" : "any", list.integers.size() + list.reals.size());
        },
        [&](const HasValue& n) { return fmt::format("{} has {}", column(n.row, n.column), text(*n.value)); },
        [&](const AtLeast& n) { return fmt::format("at least {} of {}", n.count, rows(*n.rows)); },
        [&](const Edge& n) {
          return fmt::format("{} of {} satisfies ({})", n.latest ? "latest" : "earliest", rows(*n.rows),
                             text(*n.satisfy));
        },
        [&](const InSegment& n) {
          const SegmentUse& use = scan_.segments[n.segment];
          if (use.reach != nullptr) return "in (" + use.name + ")";
          if (use.condition != nullptr) return fmt::format("{} in ({})", row(n.row, "row"), use.name);
          return n.row.hops.empty() && n.row.slot == 0 ? "in segment " + use.name
                                                       : row(n.row, "row") + " in segment " + use.name;
        },
        [&](const Anniversary& n) {
          return fmt::format("anniversary of {} in [{}, {})", text(*n.day), day_text(n.first), day_text(n.end));
        });
  }

  std::string rows(const RowSet& set) const {
    std::string result = relation(set);
    if (set.from != nullptr) result += " from " + instant(*set.from);
    if (set.to != nullptr) result += " to " + instant(*set.to);
    if (set.where != nullptr) result += " where (" + text(*set.where) + ")";
    return result;
  }

 private:
  /// `purchase`, or `purchase@2` for the rows of a set inside a set.
  static std::string slot_mark(uint32_t slot) { return slot < 2 ? "" : "@" + std::to_string(slot); }

  /// `purchase.item.brand`: the first table's name, then field names.
  std::string row(const RowRef& ref, std::string_view last) const {
    std::string result;
    for (const uint32_t hop : ref.hops) append_field(result, scan_.columns[hop].name, ref.slot);
    if (!last.empty() && result.empty()) return std::string(last) + slot_mark(ref.slot);
    return result;
  }
  std::string column(const RowRef& ref, uint32_t index) const {
    std::string result = row(ref, "");
    append_field(result, scan_.columns[index].name, ref.slot);
    return result;
  }
  static void append_field(std::string& path, const std::string& name, uint32_t slot) {
    const size_t dot = name.find('.');
    if (path.empty()) {
      path = name.substr(0, dot) + slot_mark(slot) + name.substr(dot);
    } else {
      path += name.substr(dot);
    }
  }
  std::string relation(const RowSet& set) const {
    const std::string& name = scan_.relations[set.relation].name;
    if (set.owner.hops.empty())
      return name.substr(0, name.find('.')) + slot_mark(set.owner.slot) + name.substr(name.find('.'));
    return row(set.owner, "") + name.substr(name.find('.'));
  }
  std::string instant(const Expr& e) const {
    const auto* constant = std::get_if<ConstInt>(&e.node);
    return constant == nullptr ? text(e) : instant_of(constant->value);
  }
  std::string instant_of(int64_t value) const { return zone_ ? instant_text(value, *zone_) : std::to_string(value); }

  std::string joined(ExprList terms, const char* word) const {
    std::string result;
    for (const ExprRef term : terms) {
      const bool list = std::holds_alternative<And>(term->node) || std::holds_alternative<Or>(term->node);
      result += (result.empty() ? "" : word) + (list ? "(" + text(*term) + ")" : text(*term));
    }
    return result;
  }
  std::string negation(const Expr& e) const {
    if (const auto* missing = std::get_if<IsMissing>(&e.node)) return text(*missing->value) + " is present";
    return "not (" + text(e) + ")";
  }
  std::string sum(const Sum& n, int scale) const {
    std::string result;
    for (const Term& term : n.terms) {
      result += result.empty() ? (term.subtract ? "-" : "") : (term.subtract ? " - " : " + ");
      result += operand(*term.value, scale);
    }
    return result;
  }
  /// A factor that is a constant has what digits of `scale` the other factor leaves.
  std::string product(const Product& n, int scale) const {
    const auto factor = [&](const Expr& e, const Expr& other) {
      const bool is_constant = std::holds_alternative<ConstWide>(e.node);
      return operand(e, is_constant ? std::max(scale - scale_of(other), 0) : scale_of(e));
    };
    return factor(*n.lhs, *n.rhs) + " * " + factor(*n.rhs, *n.lhs);
  }
  /// An exact number, without zeros that only its scale asks for.
  static std::string number(const ConstWide& constant, int scale) {
    std::string digits = decimal_text(value_of(constant), scale);
    for (; scale > 2 && digits.back() == '0'; --scale) digits.pop_back();
    return digits;
  }
  /// Part of an arithmetic expression; constants at the scale of what they stand beside.
  std::string operand(const Expr& e, int scale) const {
    if (const auto* wide = std::get_if<ConstWide>(&e.node)) return number(*wide, scale);
    const bool simple = !std::holds_alternative<Sum>(e.node);
    return simple ? text(e) : "(" + text(e) + ")";
  }
  std::string lookup(const Lookup& n) const {
    std::string result = text(*n.value);
    const std::vector<hir::Function>& functions = scan_.tables[n.table].functions;
    for (size_t i = functions.size(); i-- > 0;) {
      result = std::string(check::signature_of(functions[i]).name) + "(" + result + ")";
    }
    return result;
  }
  std::string call(const Call& n, const Expr& e) const {
    const std::string name(check::signature_of(n.function).name);
    if (hir::is_calendar_part(n.function)) return name + " of " + text(*n.arguments[0]);
    std::string list;
    for (const ExprRef argument : n.arguments) {
      const auto* constant = std::get_if<ConstInt>(&argument->node);
      const bool is_condition = argument->repr == Repr::kBool;
      list += (list.empty() ? "" : ", ") + (constant != nullptr ? this->constant(*argument, type_of(e), constant->value)
                                            : is_condition      ? text(*argument)
                                                                : operand(*argument, scale_of(*argument)));
    }
    const bool places = n.function == hir::Function::kRound && e.repr == Repr::kFloat;
    return name + "(" + list + (places ? ", " + std::to_string(n.digits) : "") + ")";
  }
  std::string aggregate(const Aggregate& n) const {
    std::string result = aggregate_text(n.kind);
    if (n.value != nullptr) result += " " + text(*n.value) + " of";
    const bool plain = n.rows->from == nullptr && n.rows->to == nullptr && n.rows->where == nullptr;
    result += plain ? " " + rows(*n.rows) : " (" + rows(*n.rows) + ")";
    if (n.satisfy != nullptr) result += " satisfying (" + text(*n.satisfy) + ")";
    return result;
  }
  std::string compare(hir::CompareOp op, const Expr& lhs, const Expr& rhs) const {
    const auto side = [&](const Expr& e, const Expr& other) {
      if (const auto* wide = std::get_if<ConstWide>(&e.node)) return number(*wide, scale_of(other));
      if (const auto* n = std::get_if<Product>(&e.node)) return product(*n, std::max(scale_of(e), scale_of(other)));
      if (const auto* constant = std::get_if<ConstInt>(&e.node))
        return this->constant(e, type_of(other), constant->value);
      return text(e);
    };
    return fmt::format("{} {} {}", side(lhs, rhs), op_text(op), side(rhs, lhs));
  }

  std::string range(const Range& n) const {
    const std::string name = text(*n.value);
    if (n.value->dictionary != kNone) {
      const auto known = scan_.code_ranges.find({n.value->dictionary, n.low, n.high});
      if (known != scan_.code_ranges.end()) return name + " " + known->second;
      return fmt::format("{} has code {} to {}", name, n.low, n.high);
    }
    const std::optional<Type> type = type_of(*n.value);
    if (n.low == kMin && n.high == kMax) return name + " is present";
    if (n.low == n.high) return fmt::format("{} = {}", name, value(type, n.low));
    if (type && type->kind == Kind::kTimestamp) {
      if (n.high == kMax) return fmt::format("{} >= {}", name, instant_of(n.low));
      if (n.low == kMin) return fmt::format("{} < {}", name, instant_of(n.high + 1));
      return fmt::format("{} in [{}, {})", name, instant_of(n.low), instant_of(n.high + 1));
    }
    if (n.low == kMin) return fmt::format("{} <= {}", name, value(type, n.high));
    if (n.high == kMax) return fmt::format("{} >= {}", name, value(type, n.low));
    return fmt::format("{} in [{}, {}]", name, value(type, n.low), value(type, n.high));
  }

  std::string list_test(const InList& n) const {
    constexpr size_t kShown = 5;
    const ConstantList& list = scan_.lists[n.list];
    const std::optional<Type> type = type_of(*n.value);
    std::string items;
    const size_t total = list.integers.size() + list.reals.size();
    for (size_t i = 0; i < std::min(total, kShown); ++i) {
      items += i == 0 ? "" : ", ";
      items += list.reals.empty() ? value(type, list.integers[i]) : fmt::format("{}", list.reals[i]);
    }
    return fmt::format("{} in ({}{})", text(*n.value), items, total > kShown ? fmt::format(", … {} items", total) : "");
  }

  /// A ConstInt beside values of `type`; of a text that the plan knows, the text.
  std::string constant(const Expr& e, const std::optional<Type>& type, int64_t number) const {
    if (e.dictionary == kNone) return value(type, number);
    const runtime::Dictionary* texts = scan_.columns[e.dictionary].texts.get();
    if (texts != nullptr) return quoted(texts->text(static_cast<uint32_t>(number)));
    const auto known = scan_.code_ranges.find({e.dictionary, number, number});
    const bool is_named = known != scan_.code_ranges.end() && known->second.starts_with("= ");
    return is_named ? known->second.substr(2) : value(type, number);
  }
  /// What an integer of this type means.
  std::string value(const std::optional<Type>& type, int64_t number) const {
    if (!type) return std::to_string(number);
    switch (type->kind) {
      case Kind::kDate: return day_text(number);
      case Kind::kTimestamp: return instant_of(number);
      case Kind::kBool: return number == 0 ? "false" : "true";
      case Kind::kDecimal: return decimal_text(number, type->scale);
      case Kind::kMoney:
        return decimal_text(number, type->scale) + " " + std::string(schema::currency_text(type->currency));
      case Kind::kEnum:
        for (const ColumnUse& use : scan_.columns) {
          const bool has_name =
              use.type == *type && number >= 0 && number < static_cast<int64_t>(use.enumerators.size());
          if (has_name) return use.enumerators[static_cast<size_t>(number)];
        }
        return std::to_string(number);
      case Kind::kRef: return fmt::format("row {}", number);
      case Kind::kPoint: return schema::point_text(schema::point_of(number));
      case Kind::kInt:
      case Kind::kFloat:
      case Kind::kText:
      case Kind::kSet:
      case Kind::kList:
      case Kind::kMap: return std::to_string(number);
    }
    return std::to_string(number);
  }

  /// An argument that the result can be; a constant tells least about itself.
  static ExprRef value_of_call(const Call& n) {
    for (const ExprRef argument : n.arguments) {
      const bool is_constant = std::holds_alternative<ConstInt>(argument->node) ||
                               std::holds_alternative<ConstWide>(argument->node) || argument->repr == Repr::kBool;
      if (!is_constant) return argument;
    }
    return n.arguments.back();
  }

  /// The user's type of a 64-bit value, where it is a cell or made of cells only.
  std::optional<Type> type_of(const Expr& e) const {
    if (const auto* n = std::get_if<Column>(&e.node)) return scan_.columns[n->column].type;
    if (const auto* n = std::get_if<MapValue>(&e.node)) return scan_.columns[n->column].type.element_type();
    if (std::holds_alternative<LocalDay>(e.node)) return Type::of(Kind::kDate);
    if (std::holds_alternative<StartOfDay>(e.node)) return Type::of(Kind::kTimestamp);
    if (std::holds_alternative<Truth>(e.node)) return Type::of(Kind::kBool);
    if (const auto* n = std::get_if<Narrow>(&e.node)) return type_of(*n->operand);
    if (const auto* n = std::get_if<Widen>(&e.node)) return type_of(*n->operand);
    if (const auto* n = std::get_if<Call>(&e.node)) {
      const bool keeps_type = n->function == hir::Function::kAbs || n->function >= hir::Function::kLeast;
      return keeps_type ? type_of(*value_of_call(*n)) : std::nullopt;
    }
    const auto* n = std::get_if<Aggregate>(&e.node);
    if (n == nullptr || n->value == nullptr || n->kind == hir::AggregateKind::kCountDistinct) return std::nullopt;
    return type_of(*n->value);
  }

  int scale_of(const Expr& e) const {
    if (const auto* n = std::get_if<Widen>(&e.node)) return scale_of(*n->operand);
    if (const auto* n = std::get_if<Narrow>(&e.node)) return scale_of(*n->operand);
    if (const auto* n = std::get_if<Negate>(&e.node)) return scale_of(*n->operand);
    if (const auto* n = std::get_if<Rescale>(&e.node)) return scale_of(*n->operand) + n->power;
    if (const auto* n = std::get_if<Product>(&e.node)) return scale_of(*n->lhs) + scale_of(*n->rhs);
    if (const auto* n = std::get_if<Quotient>(&e.node)) return scale_of(*n->lhs) + n->power - scale_of(*n->rhs);
    if (const auto* n = std::get_if<Call>(&e.node)) {
      const bool rounds = n->function >= hir::Function::kRound && n->function <= hir::Function::kCeil;
      return scale_of(*value_of_call(*n)) - (rounds ? n->digits : 0);
    }
    if (const auto* n = std::get_if<Sum>(&e.node)) {
      int scale = 0;
      for (const Term& term : n->terms) scale = std::max(scale, scale_of(*term.value));
      return scale;
    }
    if (const auto* n = std::get_if<Aggregate>(&e.node))
      return (n->value == nullptr ? 0 : scale_of(*n->value)) + n->power;
    const std::optional<Type> type = type_of(e);
    return type ? type->scale : 0;
  }

  const Scan& scan_;
  std::shared_ptr<const TimeZone> zone_;
};

}  // namespace

std::string one_line(const Scan& scan, const Expr& expr) { return Line(scan).text(expr); }
std::string one_line(const Scan& scan, const RowSet& rows) { return Line(scan).rows(rows); }

}  // namespace segql::plan
