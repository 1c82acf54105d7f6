#include "tests/differential/typed_forms.h"

#include <array>
#include <initializer_list>
#include <string_view>
#include <variant>

#include "base/overload.h"
#include "compiler/check/functions.h"

namespace segql::testing {
namespace {

using schema::Kind;

constexpr std::array<std::string_view, 14> kKinds{"text",  "int",   "decimal", "float", "bool", "date", "timestamp",
                                                  "point", "money", "enum",    "ref",   "set",  "list", "map"};
constexpr std::array<std::string_view, 11> kAggregates{
    "count of",  "count of distinct", "sum of",  "avg of",      "min of",  "max of",
    "median of", "first of",          "last of", "most common", "share of"};
constexpr std::array<std::string_view, 3> kModes{"any", "all", "none"};

std::string kind(Kind kind) { return std::string(kKinds[static_cast<size_t>(kind)]); }
std::string kind(const schema::Type& type) { return kind(type.kind); }
}  // namespace

void TypedForms::add(hir::SegmentId id) {
  if (!id.valid() || !segments_.insert(id.index).second) return;
  const hir::Segment& segment = definitions_.segment(id);
  if (segment.past != nullptr) {
    seen_.insert("past");
    add(segment.past->segment);
  }
  if (segment.keys != nullptr) {
    const auto& table = definitions_.schema().table(segment.table);
    seen_.insert("list of " + kind(table.field(segment.keys->key).type));
  }
  look(segment.where);
  for (const hir::ExprRef exclude : segment.excludes) look(exclude);
  for (const hir::Take& take : segment.takes) {
    look(take.by);
    look(take.per);
    seen_.insert("take by " + kind(take.by->type));
    if (take.per != nullptr) seen_.insert("take per " + kind(take.per->type));
    if (take.among_given && take.among.valid()) add(take.among);
  }
}

void TypedForms::look_into(hir::AttributeId id) {
  if (!attributes_.insert(id.index).second) return;
  const hir::Attribute& attribute = definitions_.attribute(id);
  if (attribute.host_call() != nullptr) {
    seen_.insert("host call " + kind(attribute.host_call()->type));
    for (const hir::ExprRef argument : attribute.host_call()->arguments) {
      seen_.insert("host argument " + kind(argument->type));
      look(argument);
    }
    return;
  }
  look(attribute.scanned());
  if (attribute.ranking() == nullptr) {
    seen_.insert("attribute " + kind(attribute.scanned()->type));
    return;
  }
  seen_.insert((attribute.ranking()->tiles != 0 ? "ntile of " : "percentile of ") + kind(attribute.scanned()->type));
  if (!attribute.ranking()->among_everyone) add(attribute.ranking()->among);
}

void TypedForms::look(const hir::Expr* expr) {
  if (expr == nullptr) return;
  const std::string type = kind(expr->type);
  const auto& schema = definitions_.schema();
  const auto collection = [&](const hir::FieldOf& of) {
    const schema::Type& t = schema.table(of.row.table).field(of.field).type;
    return kind(t) + " of " + kind(t.element);
  };
  std::visit(
      overload{
          [&](const hir::Compare& n) {
            const bool order = n.op != hir::CompareOp::kEqual && n.op != hir::CompareOp::kNotEqual;
            seen_.insert((order ? "order of " : "equality of ") + kind(n.lhs->type));
          },
          [&](const hir::InList& n) { seen_.insert("in list of " + kind(n.value->type)); },
          [&](const hir::IsMissing& n) { seen_.insert("missing " + kind(n.value->type)); },
          [&](const hir::Aggregate& n) {
            const auto name = std::string(kAggregates[static_cast<size_t>(n.kind)]);
            seen_.insert(n.value == nullptr ? name : name + " " + kind(n.value->type));
          },
          [&](const hir::InWindow& n) {
            seen_.insert((n.anniversary ? "anniversary of " : "window of ") + kind(n.value->type));
          },
          [&](const hir::Elapsed& n) { seen_.insert("elapsed since " + kind(n.operand->type)); },
          [&](const hir::Call& n) {
            seen_.insert(std::string(check::signature_of(n.function).name) + " of " + kind(n.arguments.back()->type));
          },
          [&](const hir::HasItems& n) {
            seen_.insert("has " + std::string(kModes[static_cast<size_t>(n.mode)]) + " in " + collection(n.collection));
          },
          [&](const hir::HasValue& n) { seen_.insert("has value in " + collection(n.collection)); },
          [&](const hir::MapEntry&) { seen_.insert("entry of map of " + type); },
          [&](const hir::Sum&) { seen_.insert("sum " + type); },
          [&](const hir::Product&) { seen_.insert("product " + type); },
          [&](const hir::Quotient&) { seen_.insert("quotient " + type); },
          [&](const hir::Negate&) { seen_.insert("negate " + type); },
          [&](const hir::Holds&) { seen_.insert("holds"); },
          [&](const hir::RowValue&) { seen_.insert("row value"); },
          [&](const hir::AttributeOf& n) {
            seen_.insert(n.row.hops.empty() ? "attribute of row" : "attribute behind link");
            look_into(n.attribute);
          },
          [&](const hir::FieldOf& n) {
            seen_.insert("field " + type);
            if (!n.row.hops.empty()) seen_.insert("behind link " + type);
            if (n.row.hops.size() > 1) seen_.insert("behind two links");
          },
          [&](const hir::InSegment& n) {
            seen_.insert(n.row.hops.empty() ? "in segment" : "link in segment");
            add(n.segment);
          },
          [](const auto&) {},
      },
      expr->node);
  check::for_each_child(*expr, [&](const hir::Expr& child) { look(&child); });
}

std::set<std::string> TypedForms::all() {
  std::set<std::string> all{"past",
                            "count of",
                            "share of",
                            "holds",
                            "row value",
                            "in segment",
                            "link in segment",
                            "attribute of row",
                            "attribute behind link",
                            "behind two links",
                            "list of text",
                            "list of int",
                            "list of enum"};
  const auto over = [&](std::initializer_list<std::string_view> whats, std::initializer_list<Kind> kinds) {
    for (const std::string_view what : whats) {
      for (const Kind k : kinds) all.insert(std::string(what) + " " + kind(k));
    }
  };
  using enum Kind;
  over({"equality of", "count of distinct", "first of", "last of", "most common", "missing", "field", "behind link",
        "coalesce of", "if of"},
       {kText, kInt, kDecimal, kFloat, kBool, kDate, kTimestamp, kMoney, kEnum, kRef});
  over({"equality of", "first of", "last of", "most common", "missing", "field", "coalesce of", "if of", "in list of",
        "attribute", "host call", "host argument"},
       {kPoint});
  over({"in list of"}, {kText, kInt, kDecimal, kFloat, kBool, kDate, kMoney, kEnum});
  over({"order of"}, {kText, kInt, kDecimal, kFloat, kDate, kTimestamp, kMoney});
  over({"min of", "max of", "least of", "greatest of", "take by", "ntile of", "percentile of"},
       {kInt, kDecimal, kFloat, kDate, kTimestamp, kMoney});
  over({"sum of", "avg of", "median of", "sum", "negate", "abs of"}, {kInt, kDecimal, kFloat, kMoney});
  over({"product"}, {kInt, kDecimal, kFloat, kMoney});
  over({"quotient"}, {kDecimal, kFloat, kMoney});
  over({"round of"}, {kInt, kDecimal, kFloat, kMoney});  // of an int: to tens; the digits themselves are ints
  over({"floor of", "ceil of"}, {kDecimal, kFloat, kMoney});
  over({"take per"}, {kText, kInt, kBool, kDate, kEnum, kRef, kMoney});
  over({"attribute"}, {kText, kInt, kDecimal, kFloat, kBool, kDate, kTimestamp, kMoney, kEnum, kRef});
  over({"host call"}, {kText, kInt, kFloat, kBool, kDate, kTimestamp, kMoney});
  over({"host argument"}, {kText, kInt, kFloat, kBool, kDate, kTimestamp, kMoney, kRef});
  over({"window of", "anniversary of", "elapsed since", "year of", "quarter of", "month of", "week of", "day of",
        "weekday of"},
       {kDate, kTimestamp});
  over({"hour of", "minute of", "second of"}, {kTimestamp});
  over({"length of", "lower of", "upper of", "trim of"}, {kText});
  over({"missing", "field"}, {kSet, kList, kMap});
  over({"entry of map of"}, {kText, kInt});
  over({"has any in set of", "has all in set of", "has none in set of"}, {kText, kEnum, kDecimal, kFloat, kDate});
  over({"has any in list of", "has all in list of", "has none in list of"}, {kInt, kMoney, kBool});
  over({"has value in set of"}, {kText, kFloat, kDate});
  over({"has value in list of"}, {kBool, kTimestamp});
  return all;
}

}  // namespace segql::testing
