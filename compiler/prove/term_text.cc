#include "compiler/prove/term_text.h"

#include <algorithm>

#include "base/overload.h"
#include "compiler/check/constants.h"
#include "compiler/check/dump.h"
#include "compiler/check/instants.h"
#include "schema/value.h"

namespace segql::prove {
namespace {

using schema::Kind;

constexpr std::string_view kAggregates[] = {"count of ", "count of distinct ", "sum of ",   "avg of ",  "min of ",
                                            "max of ",   "median of ",         "first of ", "last of ", "most common ",
                                            "share of "};

class Text {
 public:
  explicit Text(const check::Definitions& definitions) : definitions_(definitions) {}

  std::string of(const hir::Expr& expr) const {
    return hir::match(
        expr, [&](const hir::FieldOf& node) { return path(node.row) + field(node.row.table, node.field); },
        [&](const hir::AttributeOf& node) {
          return path(node.row) + std::string(definitions_.attribute(node.attribute).name);
        },
        [&](const hir::MapEntry& node) {
          return path(node.row) + field(node.row.table, node.field) + "." + std::string(node.key);
        },
        [&](const hir::RowValue& node) {
          const std::string text = path(node.row);
          return text.empty() ? "self" : text.substr(0, text.size() - 1);
        },
        [&](const hir::Cast& node) { return of(*node.operand); },
        [&](const hir::Elapsed& node) {
          return std::string(check::unit_text(node.unit, true)) + (node.until ? " until " : " since ") +
                 of(*node.operand);
        },
        [&](const hir::Aggregate& node) {
          std::string text(kAggregates[static_cast<size_t>(node.kind)]);
          if (node.value != nullptr) text += of(*node.value) + " of ";
          return text + rows(*node.rows);
        },
        [&](const hir::HasItems& node) {
          const hir::Type element =
              definitions_.schema().table(node.collection.row.table).field(node.collection.field).type.element_type();
          const std::string list = path(node.collection.row) + field(node.collection.row.table, node.collection.field);
          return list + " has " +
                 (node.items.size() == 1 ? check::literal_text(definitions_.schema(), element, node.items.front())
                                         : "...");
        },
        [&](const hir::TextTest& node) {
          constexpr std::string_view kOps[] = {" contains ", " starts with ", " ends with ", " matches "};
          const hir::Literal pattern{hir::Literal::Form::kText, 0, 0, node.pattern};
          return of(*node.value) + std::string(kOps[static_cast<size_t>(node.op)]) +
                 check::literal_text(definitions_.schema(), hir::Type::of(Kind::kText), pattern);
        },
        [&](const hir::InWindow& node) { return of(*node.value) + " " + window(*node.window); },
        [&](const hir::InSegment& node) {
          const std::string row = path(node.row);
          return (row.empty() ? "" : row.substr(0, row.size() - 1) + " ") + "in segment " +
                 std::string(definitions_.segment(node.segment).name);
        },
        [&](const hir::Quantified& node) {
          return std::string(node.quantifier == hir::Quantifier::kLatest ? "latest " : "earliest ") + rows(*node.rows) +
                 " satisfy (...)";
        },
        [&](const auto&) {
          std::string text = check::dump(definitions_, expr);
          std::ranges::replace(text, '\n', ' ');
          text.pop_back();
          return text;
        });
  }

 private:
  const std::string& field(schema::TableId table, schema::FieldId id) const {
    return definitions_.schema().table(table).field(id).name;
  }
  std::string path(const hir::RowRef& row) const {
    std::string text;
    for (const hir::Hop& hop : row.hops) {
      text += (hop.attribute.valid() ? std::string(definitions_.attribute(hop.attribute).name)
                                     : field(hop.from, hop.field)) +
              ".";
    }
    return text;
  }
  std::string window(const hir::Window& window) const {
    return check::dump_window(window, [this](const hir::Expr& bound) { return of(bound); });
  }
  std::string rows(const hir::RowSet& rows) const {
    std::string text = path(rows.owner) + definitions_.schema().relation(rows.relation).name;
    if (rows.window != nullptr) text += " " + window(*rows.window);
    return rows.where != nullptr ? text + " where (...)" : text;
  }

  const check::Definitions& definitions_;
};

}  // namespace

std::string term_text(const Reader& reader, TermId id) {
  constexpr size_t kLongest = 80;
  const Term& term = reader.term(id);
  std::string text = term.expr != nullptr ? Text(reader.definitions()).of(*term.expr) : term.text;
  if (text.size() <= kLongest) return text;
  size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  return text.substr(0, end) + "...";
}

std::optional<int128> pick(const Reader& reader, TermId id, const Possible& possible) {
  if (possible.values.empty()) return std::nullopt;
  const Term& term = reader.term(id);
  if (term.order) return possible.values.lowest();
  if (term.expr != nullptr && term.expr->type.kind == Kind::kText) {
    // One of the texts that are written somewhere, if any.
    for (const Values::Range& range : possible.values.ranges()) {
      const int128 odd = range.first % 2 == 0 ? range.first + 1 : range.first;
      if (odd <= range.last) return odd;
    }
    return possible.values.lowest();
  }
  // The one nearest to zero.
  std::optional<int128> best;
  const auto distance = [](int128 value) { return value < 0 ? -value : value; };
  for (const Values::Range& range : possible.values.ranges()) {
    const int128 nearest = range.first > 0 ? range.first : range.last < 0 ? range.last : 0;
    if (!best || distance(nearest) < distance(*best)) best = nearest;
  }
  return best;
}

std::optional<schema::Value> cell_of(const Reader& reader, TermId id, const std::optional<int128>& value) {
  if (!value) return schema::Missing{};
  const Term& term = reader.term(id);
  const Kind kind = term.expr != nullptr ? term.expr->type.kind : Kind::kInt;
  switch (kind) {
    case Kind::kText: {
      const auto text = reader.texts().text_of(*value);
      return text ? std::optional<schema::Value>(*text) : std::nullopt;
    }
    case Kind::kFloat: return float_of(*value);
    case Kind::kBool: return *value != 0;
    default: return fits_int64(*value) ? std::optional<schema::Value>(static_cast<int64_t>(*value)) : std::nullopt;
  }
}

std::string value_text(const Reader& reader, TermId id, const std::optional<int128>& value) {
  const Term& term = reader.term(id);
  const hir::Type type = term.expr != nullptr ? term.expr->type : hir::Type::of(Kind::kInt);
  const auto cell = cell_of(reader, id, value);
  if (!cell) return type.kind == Kind::kText ? "another text" : decimal_text(*value, type.scale);
  if (type.kind == Kind::kText && value) {
    const hir::Literal literal{hir::Literal::Form::kText, 0, 0, std::get<std::string>(*cell)};
    return check::literal_text(reader.definitions().schema(), type, literal);
  }
  // A condition that has no reading is only ever true or false.
  if (term.expr != nullptr && type.kind == Kind::kRef) return "a row";
  return schema::value_text(reader.definitions().schema(), type, *cell);
}

}  // namespace segql::prove
