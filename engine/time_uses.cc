#include "engine/time_uses.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

#include "base/cancel.h"
#include "base/overload.h"
#include "base/try.h"
#include "compiler/check/definitions.h"
#include "compiler/plan/window.h"
#include "runtime/abi/support_time.h"
#include "runtime/table/table.h"

namespace segql::engine {
namespace {

using schema::Kind;

/// Rows that are looked at: beyond, nothing is said.
constexpr size_t kMostRows = 2'000'000;
using Rows = std::vector<uint32_t>;

/// What as_of is for a definition: that of the question, or what a snapshot makes of it.
struct Clock {
  TimeFunction at;
  int id;
};

bool is_time(const schema::Type& type) { return type.kind == Kind::kDate || type.kind == Kind::kTimestamp; }

/// Never decreases but for the months of a `rolling` window, where 29 to 31 March are all a month after 28 February.
bool is_rough(const hir::Window* window) {
  const auto* within = window != nullptr ? std::get_if<hir::WithinCount>(&window->node) : nullptr;
  return within != nullptr && within->rolling && within->unit >= hir::Unit::kMonth;
}

bool is_fixed(const hir::Instant& instant) {
  return std::holds_alternative<hir::LocalDate>(instant) || std::holds_alternative<hir::LocalTime>(instant) ||
         std::holds_alternative<hir::Absolute>(instant);
}

/// `expr` is a number of elapsed units and nothing more.
bool is_elapsed(const check::Definitions& definitions, const hir::Expr& expr) {
  if (std::holds_alternative<hir::Elapsed>(expr.node)) return true;
  const auto* of = std::get_if<hir::AttributeOf>(&expr.node);
  if (of == nullptr) return false;
  const hir::Attribute& attribute = definitions.attribute(of->attribute);
  return attribute.ranking() == nullptr && attribute.scanned() != nullptr &&
         is_elapsed(definitions, *attribute.scanned());
}

void add_integers(const hir::Expr& expr, std::vector<int64_t>& found) {
  const auto* constant = std::get_if<hir::Constant>(&expr.node);
  if (constant != nullptr && constant->value.form == hir::Literal::Form::kInteger) {
    found.push_back(constant->value.integer);
  }
  check::for_each_child(expr, [&](const hir::Expr& child) { add_integers(child, found); });
}

bool has_moving_instant(const hir::Expr& expr) {
  const auto* instant = std::get_if<hir::InstantValue>(&expr.node);
  bool found = instant != nullptr && !is_fixed(instant->instant);
  check::for_each_child(expr, [&](const hir::Expr& child) { found = found || has_moving_instant(child); });
  return found;
}

/// Walks a segment for one row with all the rows it leads to, and collects the times there are and what asks of them.
class Walk {
 public:
  Walk(Evaluator& evaluator, uint32_t row, hir::SegmentId id)
      : definitions_(evaluator.definitions()),
        schema_(evaluator.definitions().schema()),
        data_(evaluator.data()),
        written_(evaluator.context().written),
        subject_(evaluator.definitions().segment(id).table),
        row_(row),
        as_of_(evaluator.as_of()) {}

  Status of(hir::SegmentId id) {
    const Clock now{[](int64_t as_of) { return as_of; }, next_clock_++};
    return segment(id, std::make_shared<const Rows>(Rows{row_}), true, now);
  }

  TimeUses take() { return std::move(found_); }

 private:
  struct Scope {
    std::shared_ptr<const TimeZone> zone;
    Clock clock;
    std::map<uint32_t, std::shared_ptr<const Rows>> slots;
    bool is_subject;  ///< slot 0 is the row asked about
  };
  Status give_up(std::string why) {
    if (found_.unknown.empty()) found_.unknown = std::move(why);
    found_.is_about_row = false;
    return {};
  }
  bool has_room_for(size_t num_rows) {
    num_rows_ += num_rows;
    if (num_rows_ <= kMostRows) return true;
    (void)give_up("it depends on more than " + std::to_string(kMostRows) + " rows");
    return false;
  }

  void add_value(int64_t instant) { values_->push_back(instant); }
  void add_time(const schema::Type& type, int64_t cell, const Scope& scope) {
    add_value(type.kind == Kind::kDate ? scope.zone->start_of_day(static_cast<int32_t>(cell)) : cell);
  }
  void add_function(const void* node, bool end, const Scope& scope, TimeFunction function, bool is_rough = false) {
    const Clock& clock = scope.clock;
    if (!known_.emplace(node, end, scope.zone.get(), clock.id).second) return;
    found_.functions.push_back(
        {[at = clock.at, function = std::move(function)](int64_t as_of) { return function(at(as_of)); }, is_rough});
  }

  /// Of a snapshot, which nobody is in before.
  void add_beginning(int64_t instant, const Clock& clock) {
    add_value(instant);
    found_.functions.push_back({clock.at, false});
  }

  Status segment(hir::SegmentId id, const std::shared_ptr<const Rows>& rows, bool is_subject, const Clock& clock);
  Status snapshot(const hir::Segment& segment, const std::shared_ptr<const Rows>& rows, const Clock& clock);
  Status attribute(hir::AttributeId id, const std::shared_ptr<const Rows>& rows, const Scope& from, bool is_subject);
  Status window(const hir::Window* window, const Scope& scope, bool over_rows);
  Status row_set(const hir::RowSet& rows, const Scope& scope, const std::function<Status(const Scope&)>& visit);
  Status expression(const hir::Expr& expr, const Scope& scope);
  Status children(const hir::Expr& expr, const Scope& scope);
  Status compare(const hir::Compare& node, const hir::Expr& expr, const Scope& scope);
  Status elapsed(const hir::Elapsed& node, std::optional<std::vector<int64_t>> targets, const Scope& scope);
  Status anniversary(const hir::Expr& value, const Scope& scope);
  Status instant(const hir::InstantValue& node, const Scope& scope);
  Status calendar_part(const hir::Call& call);
  /// The rows a path leads to, each once and in order.
  Result<std::shared_ptr<const Rows>> reach(const hir::RowRef& ref, const Scope& scope);
  /// The rows a reference may lead to.
  Result<std::set<uint32_t>> referenced(const hir::Expr& value, const Scope& scope);
  Rows along(const schema::TableId from, schema::FieldId field, const Rows& rows) const;
  /// Definitions of the subject's table that are asked of other rows are computed for all.
  void note_use(schema::TableId table, bool is_subject) {
    if (table == subject_ && !is_subject) found_.is_about_row = false;
  }

  const check::Definitions& definitions_;
  const schema::Schema& schema_;
  const runtime::Database& data_;
  const WrittenMembers& written_;
  const schema::TableId subject_;
  const uint32_t row_;
  const int64_t as_of_;

  size_t num_rows_ = 0;
  int next_clock_ = 0;
  TimeUses found_;
  std::vector<int64_t>* values_ = &found_.values;  ///< where values go
  std::set<std::tuple<const void*, bool, const TimeZone*, int>> known_;
  std::optional<std::vector<int64_t>> targets_;                         ///< of the node that is visited next
  std::set<std::tuple<uint32_t, const TimeZone*, int, Rows>> visited_;  ///< attributes
};

Status Walk::segment(hir::SegmentId id, const std::shared_ptr<const Rows>& rows, bool is_subject, const Clock& clock) {
  const hir::Segment& segment = definitions_.segment(id);
  if (segment.keys != nullptr) return {};
  if (segment.frozen != nullptr) {
    const auto taken = written_.snapshots.find(segment.name);
    if (taken != written_.snapshots.end()) add_beginning(taken->second.taken, clock);
    return {};
  }
  if (segment.past != nullptr) return snapshot(segment, rows, clock);
  if (!segment.takes.empty()) {
    return give_up("`" + std::string(segment.name) + "` ranks rows, and what others do changes who is among the first");
  }
  note_use(segment.table, is_subject);
  Scope scope{nullptr, clock, {{0, rows}}, is_subject};
  SEGQL_TRY(scope.zone, TimeZone::find(segment.timezone));
  found_.zones.insert(scope.zone);
  if (segment.where != nullptr) SEGQL_TRY_VOID(expression(*segment.where, scope));
  for (const hir::ExprRef exclude : segment.excludes) SEGQL_TRY_VOID(expression(*exclude, scope));
  return {};
}

Status Walk::snapshot(const hir::Segment& segment, const std::shared_ptr<const Rows>& rows, const Clock& clock) {
  const hir::Past& past = *segment.past;
  SEGQL_TRY(const std::shared_ptr<const TimeZone> zone, TimeZone::find(segment.timezone));
  found_.zones.insert(zone);
  const auto at = [&past, zone](int64_t as_of) { return plan::resolve(past.instant, {as_of, zone.get()}).micros; };
  // Its members are those of another instant, computed for all rows.
  found_.is_about_row = false;
  if (is_fixed(past.instant)) {
    add_beginning(at(as_of_), clock);
    return {};
  }
  const Clock moved{[outer = clock.at, at](int64_t as_of) { return at(outer(as_of)); }, next_clock_++};
  return this->segment(past.segment, rows, false, moved);
}

Status Walk::attribute(hir::AttributeId id, const std::shared_ptr<const Rows>& rows, const Scope& from,
                       bool is_subject) {
  const hir::Attribute& attribute = definitions_.attribute(id);
  if (attribute.ranking() != nullptr) {
    return give_up("`" + std::string(attribute.name) + "` is a place among others, and what they do changes it");
  }
  note_use(attribute.table, is_subject);
  const auto targets = std::exchange(targets_, std::nullopt);
  // What targets there are, and where the values go, is another matter with each use.
  if (!targets && values_ == &found_.values &&
      !visited_.emplace(id.index, from.zone.get(), from.clock.id, *rows).second) {
    return {};
  }
  const hir::HostCall* const call = attribute.host_call();
  const Scope scope{from.zone, from.clock, {{call != nullptr ? call->slot : 0, rows}}, is_subject};
  if (call != nullptr) {
    for (const hir::ExprRef argument : call->arguments) SEGQL_TRY_VOID(expression(*argument, scope));
    return {};
  }
  targets_ = targets;
  return expression(*attribute.scanned(), scope);
}

Status Walk::window(const hir::Window* window, const Scope& scope, bool over_rows) {
  const auto end = [&](bool upper) {
    const auto at = [window, upper, zone = scope.zone, &settings = schema_.settings](int64_t as_of) {
      const plan::Interval interval = plan::resolve(window, {as_of, zone.get()}, settings);
      return (upper ? interval.to : interval.from).micros.value_or(0);
    };
    add_function(window, upper, scope, at, is_rough(window));
  };
  const plan::Interval now = plan::resolve(window, {as_of_, scope.zone.get()}, schema_.settings);
  if (now.from.micros) end(false);
  if (now.to.micros) end(true);
  // Rows dated at or after as_of are invisible.
  if (over_rows) add_function(this, false, scope, [](int64_t as_of) { return as_of; });
  if (window == nullptr) return {};
  const auto computed = [&](const hir::Instant& instant) -> Status {
    const auto* of = std::get_if<hir::Computed>(&instant);
    if (of == nullptr) return {};
    if (has_moving_instant(*of->value)) return give_up("it compares two instants that move with time");
    return expression(*of->value, scope);
  };
  if (const auto* range = std::get_if<hir::FromTo>(&window->node)) {
    SEGQL_TRY_VOID(computed(range->from));
    return computed(range->to);
  }
  const auto* bounded = std::get_if<hir::Bounded>(&window->node);
  return bounded != nullptr ? computed(bounded->instant) : Status();
}

Status Walk::row_set(const hir::RowSet& rows, const Scope& scope, const std::function<Status(const Scope&)>& visit) {
  SEGQL_TRY(const std::shared_ptr<const Rows> owners, reach(rows.owner, scope));
  const schema::Relation& relation = schema_.relation(rows.relation);
  const runtime::RelationView runs = data_.relation(rows.relation).view();
  const runtime::Column& times = data_.table(relation.event).column(schema_.table(relation.event).key_or_time);
  Rows events;
  for (const uint32_t owner : *owners) {
    if (!has_room_for(runs.starts[owner + 1] - runs.starts[owner])) return {};
    for (uint32_t i = runs.starts[owner]; i < runs.starts[owner + 1]; ++i) {
      const uint32_t event = runs.rows == nullptr ? i : runs.rows[i];
      events.push_back(event);
      add_value(times.integer(event));
    }
  }
  std::ranges::sort(events);
  SEGQL_TRY_VOID(window(rows.window, scope, true));
  Scope inner = scope;
  inner.slots[rows.slot] = std::make_shared<const Rows>(std::move(events));
  if (rows.where != nullptr) SEGQL_TRY_VOID(expression(*rows.where, inner));
  return visit(inner);
}

Rows Walk::along(const schema::TableId from, schema::FieldId field, const Rows& rows) const {
  const runtime::Column& column = data_.table(from).column(field);
  std::set<uint32_t> reached;
  for (const uint32_t row : rows) {
    if (column.is_valid(row)) reached.insert(static_cast<uint32_t>(column.integer(row)));
  }
  return {reached.begin(), reached.end()};
}

Result<std::shared_ptr<const Rows>> Walk::reach(const hir::RowRef& ref, const Scope& scope) {
  std::shared_ptr<const Rows> rows = scope.slots.at(ref.slot);
  for (size_t i = 0; i < ref.hops.size(); ++i) {
    const hir::Hop& hop = ref.hops[i];
    if (!has_room_for(rows->size())) return std::make_shared<const Rows>();
    if (!hop.attribute.valid()) {
      rows = std::make_shared<const Rows>(along(hop.from, hop.field, *rows));
      continue;
    }
    const bool is_subject = scope.is_subject && ref.slot == 0 && i == 0;
    SEGQL_TRY_VOID(attribute(hop.attribute, rows, scope, is_subject));
    const hir::Attribute& attribute = definitions_.attribute(hop.attribute);
    if (attribute.ranking() != nullptr || attribute.scanned() == nullptr) {
      SEGQL_TRY_VOID(give_up("it follows a reference that the host computes"));
      return std::make_shared<const Rows>();
    }
    const Scope inner{scope.zone, scope.clock, {{0, rows}}, is_subject};
    SEGQL_TRY(const std::set<uint32_t> found, referenced(*attribute.scanned(), inner));
    rows = std::make_shared<const Rows>(found.begin(), found.end());
  }
  return rows;
}

Result<std::set<uint32_t>> Walk::referenced(const hir::Expr& value, const Scope& scope) {
  std::set<uint32_t> found;
  const auto add_all = [&](const Rows& rows) { found.insert(rows.begin(), rows.end()); };
  const auto add = [&](const hir::Expr& part, const Scope& in) -> Status {
    SEGQL_TRY(const std::set<uint32_t> more, referenced(part, in));
    found.insert(more.begin(), more.end());
    return {};
  };
  if (const auto* field = std::get_if<hir::FieldOf>(&value.node)) {
    SEGQL_TRY(const auto rows, reach(field->row, scope));
    add_all(along(field->row.table, field->field, *rows));
  } else if (const auto* of = std::get_if<hir::RowValue>(&value.node)) {
    SEGQL_TRY(const auto rows, reach(of->row, scope));
    add_all(*rows);
  } else if (const auto* of_attribute = std::get_if<hir::AttributeOf>(&value.node)) {
    SEGQL_TRY(const auto rows, reach(of_attribute->row, scope));
    const hir::Attribute& attribute = definitions_.attribute(of_attribute->attribute);
    if (attribute.ranking() != nullptr || attribute.scanned() == nullptr) {
      SEGQL_TRY_VOID(give_up("it follows a reference that the host computes"));
    } else {
      SEGQL_TRY_VOID(add(*attribute.scanned(), {scope.zone, scope.clock, {{0, rows}}, false}));
    }
  } else if (const auto* aggregate = std::get_if<hir::Aggregate>(&value.node)) {
    const auto visit = [&](const Scope& inner) -> Status { return add(*aggregate->value, inner); };
    SEGQL_TRY_VOID(row_set(*aggregate->rows, scope, visit));
  } else if (const auto* call = std::get_if<hir::Call>(&value.node)) {
    for (const hir::ExprRef argument : call->arguments) {
      if (argument->type.kind == Kind::kRef) SEGQL_TRY_VOID(add(*argument, scope));
    }
  }
  return found;
}

Status Walk::children(const hir::Expr& expr, const Scope& scope) {
  Status status;
  check::for_each_child(expr, [&](const hir::Expr& child) {
    if (status.ok()) status = expression(child, scope);
  });
  return status;
}

Status Walk::compare(const hir::Compare& node, const hir::Expr& expr, const Scope& scope) {
  const auto as_targets = [&](const hir::Expr& number, const hir::Expr& other) -> bool {
    const auto* constant = std::get_if<hir::Constant>(&other.node);
    if (constant == nullptr || !is_elapsed(definitions_, number)) return false;
    targets_ = {constant->value.integer};
    return true;
  };
  if (as_targets(*node.lhs, *node.rhs)) return expression(*node.lhs, scope);
  if (as_targets(*node.rhs, *node.lhs)) return expression(*node.rhs, scope);
  const bool both_move = has_moving_instant(*node.lhs) && has_moving_instant(*node.rhs);
  if (both_move) return give_up("it compares two instants that move with time");
  if (has_moving_instant(expr)) {
    // Instants that are compared by the time between them: `now - t > d` asks whether now - d has passed t.
    std::vector<int64_t> distances;
    add_integers(expr, distances);
    for (const int64_t distance : distances) {
      const auto shifted = [distance](int64_t as_of) { return add_saturating(as_of, -distance); };
      add_function(&node, distance > 0, scope, shifted);
    }
  }
  return children(expr, scope);
}

Status Walk::elapsed(const hir::Elapsed& node, std::optional<std::vector<int64_t>> targets, const Scope& scope) {
  std::vector<int64_t> values;
  std::vector<int64_t>* const outer = std::exchange(values_, &values);
  const Status visited = expression(*node.operand, scope);
  values_ = outer;
  SEGQL_TRY_VOID(visited);
  if (has_moving_instant(*node.operand)) return give_up("it counts the time between two instants that move with time");
  values_->insert(values_->end(), values.begin(), values.end());
  found_.elapsed.push_back({node.unit, scope.zone, scope.clock.at, std::move(values), std::move(targets)});
  return {};
}

/// The days on which the times of `value` come round are times to be passed, like others.
Status Walk::anniversary(const hir::Expr& value, const Scope& scope) {
  std::vector<int64_t> values;
  std::vector<int64_t>* const outer = std::exchange(values_, &values);
  const Status visited = expression(value, scope);
  values_ = outer;
  SEGQL_TRY_VOID(visited);
  const int32_t first = civil_from_days(scope.zone->local_day(scope.clock.at(as_of_))).year;
  for (const int64_t time : values) {
    const YearMonthDay day = civil_from_days(scope.zone->local_day(time));
    for (int32_t year = first - 20; year <= first + 40; ++year) {
      add_value(scope.zone->start_of_day(
          days_from_civil({year, day.month, std::min(day.day, days_in_month(year, day.month))})));
      if (day.month == 2 && day.day == 29) add_value(scope.zone->start_of_day(days_from_civil({year, 3, 1})));
    }
  }
  return {};
}

Status Walk::instant(const hir::InstantValue& node, const Scope& scope) {
  const auto at = [&node, zone = scope.zone](int64_t as_of) {
    return plan::resolve(node.instant, {as_of, zone.get()}).micros;
  };
  if (is_fixed(node.instant)) {
    add_value(at(as_of_));
  } else {
    add_function(&node, false, scope, at);
  }
  return {};
}

Status Walk::calendar_part(const hir::Call& call) {
  return has_moving_instant(*call.arguments[0])
             ? give_up("it asks for the time of day or year of an instant that moves")
             : Status();
}

Status Walk::expression(const hir::Expr& expr, const Scope& scope) {
  const auto targets = std::exchange(targets_, std::nullopt);
  if (!found_.unknown.empty()) return {};
  return hir::match(
      expr,  //
      [&](const hir::FieldOf& node) -> Status {
        SEGQL_TRY(const auto rows, reach(node.row, scope));
        if (!is_time(expr.type)) return {};
        const runtime::Column& column = data_.table(node.row.table).column(node.field);
        for (const uint32_t row : *rows) {
          if (column.is_valid(row)) add_time(expr.type, column.integer(row), scope);
        }
        return {};
      },
      [&](const hir::AttributeOf& node) -> Status {
        SEGQL_TRY(const auto rows, reach(node.row, scope));
        targets_ = targets;
        return attribute(node.attribute, rows, scope, scope.is_subject && node.row.slot == 0 && node.row.hops.empty());
      },
      [&](const hir::MapEntry&) -> Status {
        return is_time(expr.type) ? give_up("it looks up a time in a map") : Status();
      },
      [&](const hir::Constant& node) -> Status {
        if (is_time(expr.type) && node.value.form == hir::Literal::Form::kInteger) {
          add_time(expr.type, node.value.integer, scope);
        }
        return {};
      },
      [&](const hir::InstantValue& node) -> Status { return instant(node, scope); },
      [&](const hir::Elapsed& node) -> Status { return elapsed(node, targets, scope); },
      [&](const hir::Compare& node) -> Status { return compare(node, expr, scope); },
      [&](const hir::InList& node) -> Status {
        if (is_elapsed(definitions_, *node.value)) {
          targets_.emplace();
          for (const hir::Literal& item : node.items) targets_->push_back(item.integer);
        } else if (is_time(node.value->type)) {
          for (const hir::Literal& item : node.items) add_time(node.value->type, item.integer, scope);
        }
        return expression(*node.value, scope);
      },
      [&](const hir::InWindow& node) -> Status {
        SEGQL_TRY_VOID(window(node.window, scope, false));
        return node.anniversary ? anniversary(*node.value, scope) : expression(*node.value, scope);
      },
      [&](const hir::Quantified& node) -> Status {
        const auto visit = [&](const Scope& inner) -> Status {
          return node.satisfy != nullptr ? expression(*node.satisfy, inner) : Status();
        };
        return row_set(*node.rows, scope, visit);
      },
      [&](const hir::Aggregate& node) -> Status {
        const auto visit = [&](const Scope& inner) -> Status {
          if (node.value != nullptr) SEGQL_TRY_VOID(expression(*node.value, inner));
          return node.satisfy != nullptr ? expression(*node.satisfy, inner) : Status();
        };
        return row_set(*node.rows, scope, visit);
      },
      [&](const hir::InSegment& node) -> Status {
        SEGQL_TRY(const auto rows, reach(node.row, scope));
        return segment(node.segment, rows, scope.is_subject && node.row.slot == 0 && node.row.hops.empty(),
                       scope.clock);
      },
      [&](const hir::Call& node) -> Status {
        if (hir::is_calendar_part(node.function)) SEGQL_TRY_VOID(calendar_part(node));
        return children(expr, scope);
      },
      [&](const auto&) -> Status { return children(expr, scope); });
}

}  // namespace

Result<TimeUses> time_uses(Evaluator& evaluator, hir::SegmentId segment, uint32_t row) {
  Walk walk(evaluator, row, segment);
  SEGQL_TRY_VOID(walk.of(segment));
  return walk.take();
}

}  // namespace segql::engine
