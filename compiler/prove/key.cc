#include "compiler/prove/key.h"

#include <bit>

#include "base/overload.h"

namespace segql::prove {
namespace {

template <typename Enum>
std::string number(Enum value) {
  return std::to_string(static_cast<int64_t>(value));
}

/// Writes one key, and notices whether the timezone matters to it.
class Writer {
 public:
  explicit Writer(const check::Definitions& definitions) : definitions_(definitions) {}

  std::string finish(std::string_view timezone) && {
    return in_zone_ ? "@" + std::string(timezone) + " " + std::move(out_) : std::move(out_);
  }

  void add(const hir::Expr& expr) {
    out_ += "(" + std::to_string(expr.node.index()) + " " + type_text(expr.type);
    hir::match(
        expr, [&](const hir::Constant& node) { add(node.value); },
        [&](const hir::InstantValue& node) { add(node.instant); }, [&](const hir::FieldOf& node) { add(node); },
        [&](const hir::AttributeOf& node) {
          add(node.row);
          add(node.attribute);
        },
        [&](const hir::MapEntry& node) {
          add(node.row);
          out_ += "." + std::to_string(node.field.index);
          add_text(node.key);
        },
        [&](const hir::RowValue& node) { add(node.row); },
        [&](const hir::Sum& node) {
          for (const hir::Term& term : node.terms) {
            out_ += term.subtract ? '-' : '+';
            add(*term.value);
          }
        },
        [&](const hir::Call& node) {
          out_ += number(node.function) + "," + std::to_string(node.digits);
          in_zone_ |= hir::is_calendar_part(node.function);
        },
        [&](const hir::Elapsed& node) {
          out_ += number(node.unit) + (node.until ? "u" : "s");
          in_zone_ = true;
        },
        [&](const hir::Aggregate& node) {
          out_ += number(node.kind);
          add(*node.rows);
          add_optional(node.value);
          add_optional(node.satisfy);
        },
        [&](const hir::Compare& node) { out_ += number(node.op); }, [&](const hir::InList& node) { add(node.items); },
        [&](const hir::TextTest& node) {
          out_ += number(node.op) + (node.ignore_case ? "i" : "c");
          add_text(node.pattern);
        },
        [&](const hir::HasItems& node) {
          out_ += number(node.mode);
          add(node.collection);
          add(node.items);
        },
        [&](const hir::HasValue& node) { add(node.collection); },
        [&](const hir::InWindow& node) {
          out_ += node.anniversary ? "a" : "w";
          add(*node.value);
          add(*node.window);
        },
        [&](const hir::Quantified& node) {
          out_ += number(node.quantifier) + "," + std::to_string(node.count);
          add(*node.rows);
          add_optional(node.satisfy);
        },
        [&](const hir::InSegment& node) {
          add(node.row);
          out_ += "=" + std::to_string(node.segment.index);
        },
        [&](const hir::Moved& node) {
          out_ += node.entered ? "e" : "l";
          add(node.row);
          out_ += std::to_string(node.segment.index);
          add(*node.window);
        },
        [](const auto&) {});
    // Row sets and windows have written their own.
    if (!has_own_children(expr)) {
      check::for_each_child(expr, [&](const hir::Expr& child) { add(child); });
    }
    out_ += ")";
  }

  void add(const hir::RowRef& row) {
    out_ += "#" + std::to_string(row.slot);
    for (const hir::Hop& hop : row.hops) {
      if (hop.attribute.valid()) {
        add(hop.attribute);
      } else {
        out_ += "." + std::to_string(hop.from.index) + "." + std::to_string(hop.field.index);
      }
    }
  }

  void add(const hir::Window& window) {
    in_zone_ = true;
    out_ += "[" + std::to_string(window.node.index());
    std::visit(overload{[&](const hir::WithinCount& node) {
                          out_ += (node.next ? "n" : "l") + std::to_string(node.count) + (node.complete ? "c" : "") +
                                  (node.rolling ? "r" : "") + "u" + number(node.unit);
                        },
                        [&](const hir::WithinUnit& node) { out_ += number(node.which) + "u" + number(node.unit); },
                        [&](const hir::FromTo& node) {
                          add(node.from);
                          add(node.to);
                        },
                        [&](const hir::Bounded& node) {
                          out_ += number(node.bound);
                          add(node.instant);
                        },
                        [&](const hir::During& node) {
                          out_ += std::to_string(node.first_day) + "," + std::to_string(node.end_day);
                        },
                        [](const hir::Ever&) {}},
               window.node);
    out_ += "]";
  }

 private:
  static bool has_own_children(const hir::Expr& expr) {
    return std::holds_alternative<hir::Sum>(expr.node) || std::holds_alternative<hir::Aggregate>(expr.node) ||
           std::holds_alternative<hir::Quantified>(expr.node) || std::holds_alternative<hir::InWindow>(expr.node) ||
           std::holds_alternative<hir::Moved>(expr.node);
  }

  static std::string type_text(const hir::Type& type) {
    return std::to_string(static_cast<int>(type.kind)) + "." + std::to_string(type.scale) + "." +
           (type.kind == schema::Kind::kRef || type.kind == schema::Kind::kEnum ? std::to_string(type.target) : "") +
           " ";
  }

  void add_text(std::string_view text) {
    out_ += std::to_string(text.size()) + ":";
    out_ += text;
  }
  void add_optional(hir::ExprRef expr) {
    if (expr != nullptr) add(*expr);
    out_ += ";";
  }
  void add(const hir::Literal& literal) {
    out_ += "'" + number(literal.form);
    if (literal.form == hir::Literal::Form::kText) {
      add_text(literal.text);
    } else if (literal.form == hir::Literal::Form::kFloat) {
      out_ += std::to_string(std::bit_cast<uint64_t>(literal.real));
    } else {
      out_ += "," + std::to_string(literal.integer);
    }
  }
  void add(std::span<const hir::Literal> items) {
    out_ += "{" + std::to_string(items.size());
    for (const hir::Literal& item : items) add(item);
    out_ += "}";
  }
  void add(const hir::FieldOf& field) {
    add(field.row);
    out_ += ":" + std::to_string(field.row.table.index) + "." + std::to_string(field.field.index);
  }
  void add(const hir::RowSet& rows) {
    add(rows.owner);
    out_ += "/" + std::to_string(rows.relation.index) + "#" + std::to_string(rows.slot);
    if (rows.window != nullptr) add(*rows.window);
    add_optional(rows.where);
  }
  void add(const hir::Instant& instant) {
    in_zone_ = true;
    out_ += "t" + std::to_string(instant.index());
    std::visit(overload{[](hir::Now) {}, [&](hir::StartOfDay day) { out_ += std::to_string(day.days); },
                        [&](const hir::Relative& relative) {
                          out_ += std::to_string(relative.count) + "u" + number(relative.unit);
                        },
                        [&](hir::LocalDate date) { out_ += std::to_string(date.days); },
                        [&](hir::LocalTime time) { out_ += std::to_string(time.micros); },
                        [&](hir::Absolute absolute) { out_ += std::to_string(absolute.micros); },
                        [&](const hir::Computed& computed) { add(*computed.value); }},
               instant);
  }
  /// Places without a name are one where they are the same; whatever else it is, an attribute is itself.
  void add(hir::AttributeId id) {
    in_zone_ = true;
    const hir::Attribute& attribute = definitions_.attribute(id);
    const hir::Ranking* ranking = attribute.ranking();
    if (ranking == nullptr) {
      out_ += "!" + std::to_string(id.index);
      return;
    }
    out_ += "!" + std::to_string(attribute.table.index) + "n" + std::to_string(ranking->tiles) +
            (ranking->among_everyone ? "e" : "a" + std::to_string(ranking->among.index));
    add(*ranking->score);
  }

  const check::Definitions& definitions_;
  std::string out_;
  bool in_zone_ = false;
};

template <typename Node>
std::string written(const check::Definitions& definitions, const Node& node, std::string_view timezone) {
  Writer writer(definitions);
  writer.add(node);
  return std::move(writer).finish(timezone);
}

}  // namespace

std::string Keys::of(const hir::Expr& expr, std::string_view timezone) const {
  return written(definitions_, expr, timezone);
}
std::string Keys::of(const hir::RowRef& row, std::string_view timezone) const {
  return written(definitions_, row, timezone);
}
std::string Keys::of(const hir::Window& window, std::string_view timezone) const {
  return written(definitions_, window, timezone);
}

}  // namespace segql::prove
