/// The plan as text: one condition per line, in the order in which the engines take them, with what was expected of
/// each. Row sets show their filter indented below them.
#include "compiler/plan/dump.h"

#include <fmt/format.h>

#include "compiler/plan/build.h"
#include "compiler/plan/traverse.h"

namespace segql::plan {
namespace {

class Page {
 public:
  explicit Page(const Scan& scan) : scan_(scan) {}

  std::string print() {
    add(0, fmt::format("scan {}{}", scan_.name, moment()));
    if (scan_.predicate == nullptr) {
      add(0, "every row");
    } else {
      add(0, "where");
      condition(*scan_.predicate, 1);
    }
    for (const Output& output : scan_.outputs)
      add(0, fmt::format("output {} = {}", output.name, one_line(scan_, *output.value)));
    if (scan_.cost > 0) {
      add(0, fmt::format("about {} per row, {} with the plain evaluator", nanoseconds(scan_.cost),
                         nanoseconds(scan_.plain_cost)));
    }
    return std::move(out_);
  }

 private:
  std::string moment() const {
    const auto zone = TimeZone::find(scan_.timezone);
    if (!zone.ok()) return "";
    return fmt::format(" as of {} {}", instant_text(scan_.as_of, **zone), scan_.timezone);
  }

  static std::string nanoseconds(double cost) { return fmt::format("{:.{}f} ns", cost, cost < 10 ? 2 : 0); }

  void add(size_t indent, const std::string& text, const Expr* estimated = nullptr) {
    std::string line(indent * 2, ' ');
    line += text;
    if (const auto known = scan_.estimates.find(estimated); estimated != nullptr && known != scan_.estimates.end()) {
      constexpr size_t kColumn = 72;
      if (line.size() < kColumn) line.resize(kColumn, ' ');
      line += fmt::format("  [{}, {:.3g}%]", nanoseconds(known->second.cost.of({})), known->second.selectivity * 100);
    }
    out_ += line + "\n";
  }

  void list(const char* title, ExprList terms, const Expr& expr, size_t indent) {
    add(indent, title, &expr);
    for (const ExprRef term : terms) condition(*term, indent + 1);
  }

  /// A condition over a row set: its head, then what is asked of the rows.
  void rows(const std::string& head, const RowSet& set, const Expr* satisfy, const Expr& expr, size_t indent) {
    RowSet without = set;
    without.where = nullptr;
    add(indent, head + one_line(scan_, without), &expr);
    if (set.where != nullptr) {
      add(indent + 1, "where");
      condition(*set.where, indent + 2);
    }
    if (satisfy != nullptr) {
      add(indent + 1, "satisfies");
      condition(*satisfy, indent + 2);
    }
  }

  void condition(const Expr& e, size_t indent) {
    if (const auto* n = std::get_if<And>(&e.node)) return list("all of", n->terms, e, indent);
    if (const auto* n = std::get_if<Or>(&e.node)) return list("any of", n->terms, e, indent);
    if (const auto* n = std::get_if<AtLeast>(&e.node)) {
      return rows(fmt::format("at least {} of ", n->count), *n->rows, nullptr, e, indent);
    }
    if (const auto* n = std::get_if<Edge>(&e.node)) {
      return rows(n->latest ? "latest of " : "earliest of ", *n->rows, n->satisfy, e, indent);
    }
    if (const auto* n = std::get_if<Not>(&e.node)) {
      if (const auto* inner = std::get_if<AtLeast>(&n->operand->node)) {
        const std::string head = inner->count == 1 ? "none of " : fmt::format("fewer than {} of ", inner->count);
        return rows(head, *inner->rows, nullptr, e, indent);
      }
    }
    add(indent, one_line(scan_, e), &e);
  }

  const Scan& scan_;
  std::string out_;
};

}  // namespace

std::string dump(const Scan& scan) { return Page(scan).print(); }

}  // namespace segql::plan
