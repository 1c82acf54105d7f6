/// The printer of the typed tree: s-expressions, `#n` is the row in slot n, `?` marks what may be missing, `:type` the
/// type of computed values.

#include "compiler/check/dump.h"

#include "base/overload.h"
#include "compiler/check/constants.h"
#include "compiler/check/definitions.h"
#include "compiler/check/functions.h"
#include "compiler/check/instants.h"
#include "compiler/check/shares.h"

namespace segql::check {
namespace {

constexpr size_t kWidth = 110;      // an s-expression that fits stays on one line
constexpr size_t kShownItems = 20;  // of a list of constants

/// Text with parts, laid out on one line or one part per line.
struct Node {
  std::string head;
  std::vector<Node> parts;
};

std::string flat(const Node& node) {
  if (node.parts.empty()) return node.head;
  std::string text = "(" + node.head;
  for (const Node& part : node.parts) text += " " + flat(part);
  return text + ")";
}

void lay_out(const Node& node, size_t indent, std::string& out) {
  const std::string line = flat(node);
  if (node.parts.empty() || indent + line.size() <= kWidth) {
    out += line;
    return;
  }
  out += "(" + node.head;
  for (const Node& part : node.parts) {
    out += "\n" + std::string(indent + 2, ' ');
    lay_out(part, indent + 2, out);
  }
  out += ")";
}

class Printer {
 public:
  explicit Printer(const Definitions& definitions) : definitions_(definitions), schema_(definitions.schema()) {}

  Node print(const hir::Expr& expr) {
    return hir::match(
        expr,  //
        [&](const hir::Constant& node) {
          return Node{literal_text(schema_, expr.type, node.value), {}};
        },
        [&](const hir::InstantValue& node) {
          return Node{"instant", {{instant_text(node.instant), {}}}};
        },
        [&](const hir::FieldOf& node) {
          return Node{field_text(node) + mark(expr), {}};
        },
        [&](const hir::AttributeOf& node) {
          const hir::Attribute& attribute = definitions_.attribute(node.attribute);
          return Node{row_text(node.row) + ".@" + std::string(attribute.name) + mark(expr), {}};
        },
        [&](const hir::MapEntry& node) {
          return Node{field_text({node.row, node.field}) + "[" + std::string(node.key) + "]?", {}};
        },
        [&](const hir::RowValue& node) {
          return Node{row_text(node.row) + mark(expr), {}};
        },
        [&](const hir::Sum& node) {
          Node sum{"sum" + type(expr), {}};
          for (const hir::Term& term : node.terms) {
            sum.parts.push_back(term.subtract ? Node{"-", {print(*term.value)}} : print(*term.value));
          }
          return sum;
        },
        [&](const hir::Product& node) {
          return Node{"*" + type(expr), {print(*node.lhs), print(*node.rhs)}};
        },
        [&](const hir::Quotient& node) {
          return Node{"/" + type(expr), {print(*node.lhs), print(*node.rhs)}};
        },
        [&](const hir::Negate& node) {
          return Node{"negate" + type(expr), {print(*node.operand)}};
        },
        [&](const hir::Cast& node) {
          return Node{"cast" + type(expr), {print(*node.operand)}};
        },
        [&](const hir::Elapsed& node) {
          const std::string unit(unit_text(node.unit, true));
          return Node{unit + (node.until ? "-until" : "-since") + mark(expr), {print(*node.operand)}};
        },
        [&](const hir::Call& node) {
          Node call{std::string(signature_of(node.function).name) + type(expr), print_all(node.arguments)};
          if (node.function == hir::Function::kRound) call.parts.push_back({std::to_string(node.digits), {}});
          return call;
        },
        [&](const hir::Aggregate& node) { return print_aggregate(expr, node); },
        [&](const hir::And& node) {
          return Node{"and", print_all(node.terms)};
        },
        [&](const hir::Or& node) {
          return Node{"or", print_all(node.terms)};
        },
        [&](const hir::Not& node) {
          return Node{"not", {print(*node.operand)}};
        },
        [&](const hir::Holds& node) {
          return Node{"holds", {print(*node.value)}};
        },
        [&](const hir::Compare& node) {
          constexpr std::string_view kOps[] = {"=", "!=", "<", "<=", ">", ">="};
          return Node{std::string(kOps[static_cast<size_t>(node.op)]), {print(*node.lhs), print(*node.rhs)}};
        },
        [&](const hir::InList& node) {
          return Node{"in", {print(*node.value), print_items(node.items, node.value->type)}};
        },
        [&](const hir::IsMissing& node) {
          return Node{"missing", {print(*node.value)}};
        },
        [&](const hir::TextTest& node) {
          constexpr std::string_view kOps[] = {"contains", "starts-with", "ends-with", "matches"};
          const hir::Literal pattern{hir::Literal::Form::kText, 0, 0, node.pattern};
          return Node{
              std::string(kOps[static_cast<size_t>(node.op)]) + (node.ignore_case ? "-ignoring-case" : ""),
              {print(*node.value), {literal_text(schema_, schema::Type::of(schema::Kind::kText), pattern), {}}}};
        },
        [&](const hir::HasItems& node) {
          constexpr std::string_view kModes[] = {"has-any", "has-all", "has-none"};
          return Node{std::string(kModes[static_cast<size_t>(node.mode)]),
                      {{field_text(node.collection), {}}, print_items(node.items, element_type(node.collection))}};
        },
        [&](const hir::HasValue& node) {
          return Node{"has", {{field_text(node.collection), {}}, print(*node.value)}};
        },
        [&](const hir::InWindow& node) {
          return Node{node.anniversary ? "anniversary" : "in-window", {print(*node.value), print_window(*node.window)}};
        },
        [&](const hir::Quantified& node) { return print_quantified(node); },
        [&](const hir::InSegment& node) {
          return Node{"in-segment",
                      {{row_text(node.row), {}}, {std::string(definitions_.segment(node.segment).name), {}}}};
        },
        [&](const hir::Moved& node) {
          return Node{node.entered ? "entered-segment" : "left-segment",
                      {{row_text(node.row), {}},
                       {std::string(definitions_.segment(node.segment).name), {}},
                       print_window(*node.window)}};
        });
  }

 private:
  static std::string mark(const hir::Expr& expr) { return expr.nullable ? "?" : ""; }
  std::string type(const hir::Expr& expr) const {
    std::string text = ":" + schema_.type_text(expr.type);
    if (expr.type.kind == schema::Kind::kMoney) text.insert(text.size() - 1, "," + std::to_string(expr.type.scale));
    return text + mark(expr);
  }

  schema::Type element_type(const hir::FieldOf& field) const {
    return schema_.table(field.row.table).field(field.field).type.element_type();
  }

  std::string row_text(const hir::RowRef& row) const {
    std::string text = "#" + std::to_string(row.slot);
    for (const hir::Hop& hop : row.hops) {
      text += hop.attribute.valid() ? ".@" + std::string(definitions_.attribute(hop.attribute).name)
                                    : "." + schema_.table(hop.from).field(hop.field).name;
    }
    return text;
  }

  std::string field_text(const hir::FieldOf& field) const {
    return row_text(field.row) + "." + schema_.table(field.row.table).field(field.field).name;
  }

  std::vector<Node> print_all(hir::ExprList terms) {
    std::vector<Node> parts;
    for (const hir::ExprRef term : terms) parts.push_back(print(*term));
    return parts;
  }

  Node print_items(std::span<const hir::Literal> items, const schema::Type& element) {
    Node list{"list", {}};
    for (const hir::Literal& item : items.first(std::min(items.size(), kShownItems))) {
      list.parts.push_back({literal_text(schema_, element, item), {}});
    }
    if (items.size() > kShownItems)
      list.parts.push_back({"and " + std::to_string(items.size() - kShownItems) + " more", {}});
    return items.empty() ? Node{"(list)", {}} : list;
  }

  Node print_window(const hir::Window& window) {
    return {"(" + dump_window(window, [this](const hir::Expr& expr) { return flat(print(expr)); }) + ")", {}};
  }

  Node print_rows(const hir::RowSet& rows) {
    const schema::Relation& relation = schema_.relation(rows.relation);
    Node node{"rows #" + std::to_string(rows.slot), {{row_text(rows.owner) + "." + relation.name, {}}}};
    if (rows.window != nullptr) node.parts.push_back(print_window(*rows.window));
    if (rows.where != nullptr) node.parts.push_back({"where", {print(*rows.where)}});
    return node;
  }

  Node print_aggregate(const hir::Expr& expr, const hir::Aggregate& node) {
    constexpr std::string_view kNames[] = {"count",  "count-distinct", "sum",  "avg",         "min",  "max",
                                           "median", "first",          "last", "most-common", "share"};
    Node result{std::string(kNames[static_cast<size_t>(node.kind)]) + type(expr), {print_rows(*node.rows)}};
    if (node.value != nullptr) result.parts.push_back(print(*node.value));
    if (node.satisfy != nullptr) result.parts.push_back({"satisfy", {print(*node.satisfy)}});
    return result;
  }

  Node print_quantified(const hir::Quantified& node) {
    constexpr std::string_view kNames[] = {"any",     "no",      "every",  "at-least",
                                           "at-most", "exactly", "latest", "earliest"};
    const bool counted = node.quantifier == hir::Quantifier::kAtLeast || node.quantifier == hir::Quantifier::kAtMost ||
                         node.quantifier == hir::Quantifier::kExactly;
    Node result{std::string(kNames[static_cast<size_t>(node.quantifier)]), {}};
    if (counted) result.parts.push_back({std::to_string(node.count), {}});
    result.parts.push_back(print_rows(*node.rows));
    if (node.satisfy != nullptr) result.parts.push_back({"satisfy", {print(*node.satisfy)}});
    return result;
  }

  const Definitions& definitions_;
  const schema::Schema& schema_;
};

Node print_ranking(const Definitions& definitions, const hir::Ranking& ranking, Node value) {
  const std::string among =
      ranking.among_everyone ? "everyone" : "segment " + std::string(definitions.segment(ranking.among).name);
  return {ranking.tiles == 0 ? "percentile" : "ntile " + std::to_string(ranking.tiles),
          {std::move(value), {"among " + among, {}}}};
}

Node print_take(Printer& printer, const Definitions& definitions, const hir::Take& take) {
  Node node{std::string("take ") + (take.bottom ? "bottom " : "top ") +
                (take.percent ? share_text(take.amount) : std::to_string(take.amount)),
            {{"by", {printer.print(*take.by)}}}};
  if (take.per != nullptr) node.parts.push_back({"per", {printer.print(*take.per)}});
  if (take.among_given) {
    const std::string population = take.among.valid() ? std::string(definitions.segment(take.among).name) : "everyone";
    node.parts.push_back({"among", {{population, {}}}});
  }
  if (take.ties_kept) node.parts.push_back({"ties-kept", {}});
  if (take.at_most >= 0) node.parts.push_back({"at-most", {{std::to_string(take.at_most), {}}}});
  return node;
}

Node print_delivery(const Definitions& definitions, Printer& printer, const hir::Delivery& delivery) {
  Node node{"deliver to " + std::string(delivery.destination), {}};
  if (!delivery.title.empty()) {
    const hir::Literal title{hir::Literal::Form::kText, 0, 0, delivery.title};
    node.head += " as " + literal_text(definitions.schema(), schema::Type::of(schema::Kind::kText), title);
  }
  if (delivery.on_enter || delivery.on_exit) node.parts.push_back({"on", {}});
  if (delivery.on_enter) node.parts[0].parts.push_back({"enter", {}});
  if (delivery.on_exit) node.parts[0].parts.push_back({"exit", {}});
  if (delivery.columns.empty()) return node;
  node.parts.push_back({"columns", {}});
  for (const hir::ExprRef column : delivery.columns) node.parts.back().parts.push_back(printer.print(*column));
  return node;
}

void add_line(std::string& out, const Node& node) {
  out += "  ";
  lay_out(node, 2, out);
  out += "\n";
}

/// The clauses that say nothing about who is in it at the instant of a run.
void add_schedule(std::string& out, const Definitions& definitions, Printer& printer, const hir::Segment& segment) {
  if (!segment.refresh.empty()) out += "  (" + std::string(segment.refresh) + ")\n";
  if (segment.keep != nullptr) out += "  (" + dump_keep(*segment.keep) + ")\n";
  for (const hir::Delivery& delivery : segment.deliveries) {
    add_line(out, print_delivery(definitions, printer, delivery));
  }
}

}  // namespace

std::string dump(const Definitions& definitions, const hir::Segment& segment) {
  Printer printer(definitions);
  std::string out = "segment " + (segment.name.empty() ? "(unnamed)" : std::string(segment.name)) + " of " +
                    definitions.schema().table(segment.table).name + " timezone " + std::string(segment.timezone) +
                    " slots " + std::to_string(segment.num_slots) + "\n";
  if (segment.past != nullptr) {
    add_line(out, {"as-of", {{instant_text(segment.past->instant), {}}}});
    add_schedule(out, definitions, printer, segment);
    return out + dump(definitions, definitions.segment(segment.past->segment));
  }
  if (segment.frozen != nullptr) {
    add_line(out, {"as-taken", {}});
    return out + dump(definitions, definitions.segment(segment.frozen->live));
  }
  if (segment.keys != nullptr) {
    const hir::Literal file{hir::Literal::Form::kText, 0, 0, segment.keys->file};
    const std::string text = literal_text(definitions.schema(), schema::Type::of(schema::Kind::kText), file);
    const std::string& key = definitions.schema().table(segment.table).field(segment.keys->key).name;
    add_line(out, {"from", {{text, {}}, {"key", {{key, {}}}}}});
  }
  if (segment.where != nullptr) add_line(out, {"where", {printer.print(*segment.where)}});
  for (const hir::ExprRef exclude : segment.excludes) add_line(out, {"exclude", {printer.print(*exclude)}});
  for (const hir::Take& take : segment.takes) add_line(out, print_take(printer, definitions, take));
  for (const hir::Sample& sample : segment.samples) {
    const hir::Literal seed{hir::Literal::Form::kText, 0, 0, sample.seed};
    const std::string text = literal_text(definitions.schema(), schema::Type::of(schema::Kind::kText), seed);
    Node node{"sample", {{share_text(sample.end), {}}, {"seed", {{text, {}}}}}};
    if (sample.begin != 0) node.parts[0].head = "from " + share_text(sample.begin) + " to " + share_text(sample.end);
    add_line(out, node);
  }
  add_schedule(out, definitions, printer, segment);
  return out;
}

std::string dump(const Definitions& definitions, const hir::Attribute& attribute) {
  Printer printer(definitions);
  std::string out = "attribute " + (attribute.name.empty() ? "(unnamed)" : std::string(attribute.name)) + " of " +
                    definitions.schema().table(attribute.table).name + ": " +
                    definitions.schema().type_text(attribute.type()) + (attribute.nullable() ? "?" : "") + " slots " +
                    std::to_string(attribute.num_slots) + "\n";
  if (const hir::HostCall* call = attribute.host_call()) {
    Node node{"host " + std::string(call->function), {}};
    for (const hir::ExprRef argument : call->arguments) node.parts.push_back(printer.print(*argument));
    add_line(out, node);
    return out;
  }
  Node value = printer.print(*attribute.scanned());
  if (const auto* ranking = attribute.ranking()) value = print_ranking(definitions, *ranking, std::move(value));
  add_line(out, value);
  return out;
}

std::string dump(const Definitions& definitions, const hir::Expr& expr) {
  Printer printer(definitions);
  std::string out;
  lay_out(printer.print(expr), 0, out);
  return out + "\n";
}

}  // namespace segql::check
