#include "engine/test_conditions.h"

#include <algorithm>

#include "base/one_line.h"
#include "base/try.h"
#include "compiler/check/dump.h"
#include "compiler/check/shares.h"
#include "compiler/syntax/syntax.h"
#include "engine/instant.h"
#include "engine/listing.h"
#include "engine/measures.h"
#include "engine/ranking.h"
#include "engine/windows.h"
#include "engine/written_conditions.h"

namespace segql::engine {
namespace {

/// Walks what was written beside what it means: the one has the text, the other can be evaluated. The two have the same
/// `and`s, `or`s and blocks; anything else is one condition.
class Conditions {
 public:
  Conditions(Evaluator& evaluator, hir::SegmentId id, uint32_t row)
      : evaluator_(evaluator), id_(id), segment_(evaluator.definitions().segment(id)), row_(row) {}

  Result<std::vector<TestCondition>> of(const ast::Segment& written) {
    SEGQL_TRY(zone_, TimeZone::find(segment_.timezone));
    if (segment_.where != nullptr) {
      // The terms of `where` itself stand side by side, without the conjunction around them.
      const auto* all = std::get_if<hir::And>(&segment_.where->node);
      const ast::ExprList parts = all != nullptr && is_all(*written.where) ? parts_of(*written.where) : ast::ExprList();
      if (!parts.empty() && parts.size() == all->terms.size()) {
        SEGQL_TRY_VOID(add_each(parts, all->terms, 0, false));
      } else {
        SEGQL_TRY_VOID(add(*written.where, *segment_.where, 0, false));
      }
    }
    size_t num_excludes = 0, num_takes = 0, num_samples = 0;
    for (const ast::Clause& clause : written.clauses) {
      if (const auto* exclude = std::get_if<ast::Exclude>(&clause.node)) {
        SEGQL_TRY_VOID(add(*exclude->condition, *segment_.excludes[num_excludes++], 0, true));
      } else if (std::holds_alternative<ast::Take>(clause.node)) {
        SEGQL_TRY_VOID(add_take(syntax::print(clause), num_takes++));
      } else if (std::holds_alternative<ast::Sample>(clause.node)) {
        add_sample(syntax::print(clause), segment_.samples[num_samples++]);
      }
    }
    return std::move(conditions_);
  }

  /// Of a part of a split or priority list, whose conditions nobody wrote: the segments it is made of, and its share.
  Result<std::vector<TestCondition>> of_part() {
    SEGQL_TRY_VOID(add_membership(*segment_.where, false));
    for (const hir::ExprRef excluded : segment_.excludes) SEGQL_TRY_VOID(add_membership(*excluded, true));
    for (const hir::Sample& share : segment_.samples) {
      add_sample("place from " + check::share_text(share.begin) + " to " + check::share_text(share.end) +
                     " by seed \"" + std::string(share.seed) + "\"",
                 share);
    }
    return std::move(conditions_);
  }

 private:
  void add_sample(const std::string& written, const hir::Sample& share) {
    const runtime::Table& table = evaluator_.data().table(segment_.table);
    runtime::Bitmap alone(table.num_rows());
    alone.set(row_);
    const schema::FieldId key = evaluator_.definitions().schema().table(segment_.table).key_or_time;
    TestCondition condition;
    condition.text = one_line(written);
    condition.holds = sample(share, alone, table, key).test(row_);
    conditions_.push_back(std::move(condition));
  }

  /// Holds for those who are left after it.
  Status add_take(const std::string& written, size_t index) {
    SEGQL_TRY(const runtime::Bitmap left, evaluator_.rows_after_takes(id_, index + 1));
    TestCondition condition;
    condition.text = one_line(written);
    condition.holds = left.test(row_);
    SEGQL_TRY(condition.values, values_in(*segment_.takes[index].by));
    conditions_.push_back(std::move(condition));
    return {};
  }

  Status add_membership(const hir::Expr& condition, bool excludes) {
    const hir::SegmentId of = std::get<hir::InSegment>(condition.node).segment;
    TestCondition added;
    added.text = "in segment " + std::string(evaluator_.definitions().segment(of).name);
    added.excludes = excludes;
    SEGQL_TRY(added.holds, evaluator_.holds(id_, condition, row_));
    conditions_.push_back(std::move(added));
    return {};
  }

  static hir::ExprList typed_parts_of(const hir::Expr& typed) {
    if (const auto* node = std::get_if<hir::And>(&typed.node)) return node->terms;
    if (const auto* node = std::get_if<hir::Or>(&typed.node)) return node->terms;
    if (const auto* node = std::get_if<hir::Not>(&typed.node)) return typed_parts_of(*node->operand);  // `none of`
    return {};
  }
  Status add_each(ast::ExprList written, hir::ExprList typed, uint32_t depth, bool excludes) {
    for (size_t i = 0; i < written.size(); ++i) SEGQL_TRY_VOID(add(*written[i], *typed[i], depth, excludes));
    return {};
  }

  Status add(const ast::Expr& written, const hir::Expr& typed, uint32_t depth, bool excludes) {
    TestCondition condition;
    condition.depth = depth;
    condition.excludes = excludes && depth == 0;
    SEGQL_TRY(condition.holds, evaluator_.holds(id_, typed, row_));
    const ast::ExprList parts = parts_of(written);
    const hir::ExprList typed_parts = parts.empty() ? hir::ExprList() : typed_parts_of(typed);
    if (parts.empty() || parts.size() != typed_parts.size()) {
      condition.text = one_line(syntax::print(written));
      WindowList windows(evaluator_.definitions(), {evaluator_.as_of(), zone_.get()});
      windows.add(typed);
      condition.windows = windows.take();
      SEGQL_TRY(condition.values, values_in(typed));
      SEGQL_TRY_VOID(add_measures(written, typed, condition.values));
      conditions_.push_back(std::move(condition));
      return {};
    }
    condition.text = head_of(written);
    conditions_.push_back(std::move(condition));
    return add_each(parts, typed_parts, depth + 1, excludes);
  }

  /// Of the row that is tested.
  static bool is_own(const hir::RowRef& row) { return row.slot == 0 && row.hops.empty(); }

  struct Used {
    std::vector<schema::FieldId> fields;
    std::vector<hir::AttributeId> attributes;
  };
  template <typename Id>
  static void add_once(std::vector<Id>& ids, Id id) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
  static void collect(const hir::Expr& expr, Used& used) {
    const auto add_field = [&](const hir::FieldOf& of) {
      if (is_own(of.row)) add_once(used.fields, of.field);
    };
    if (const auto* field = std::get_if<hir::FieldOf>(&expr.node)) add_field(*field);
    if (const auto* has = std::get_if<hir::HasItems>(&expr.node)) add_field(has->collection);
    if (const auto* has = std::get_if<hir::HasValue>(&expr.node)) add_field(has->collection);
    if (const auto* of = std::get_if<hir::AttributeOf>(&expr.node); of != nullptr && is_own(of->row)) {
      add_once(used.attributes, of->attribute);
    }
    check::for_each_child(expr, [&](const hir::Expr& child) { collect(child, used); });
  }

  Result<std::vector<std::pair<std::string, std::string>>> values_in(const hir::Expr& expr) {
    std::vector<std::pair<std::string, std::string>> values;
    Used used;
    collect(expr, used);
    if (used.fields.empty() && used.attributes.empty()) return values;
    ListingBuilder listing(evaluator_, segment_.table);
    for (const schema::FieldId field : used.fields) listing.add_field(field);
    for (const hir::AttributeId id : used.attributes) {
      const std::string name(evaluator_.definitions().attribute(id).name);
      SEGQL_TRY_VOID(listing.add_attribute(name, id, std::string(segment_.timezone)));
    }
    add_values(listing, row_, values);
    return values;
  }

  using NamedValues = std::vector<std::pair<std::string, std::string>>;

  /// Instants in the zone of the segment, as its windows are.
  void add_values(const ListingBuilder& listing, uint32_t row, NamedValues& values) const {
    const Listing listed = listing.list_row(row);
    for (size_t i = 0; i < listed.columns.size(); ++i) {
      const Value& value = listed.rows[0][i];
      std::string text = std::holds_alternative<Missing>(value) ? "missing" : listed.text[0][i];
      const auto* micros = std::get_if<int64_t>(&value);
      if (micros != nullptr && listing.columns()[i].column->type().kind == schema::Kind::kTimestamp) {
        text = format_instant(*micros, *zone_);
      }
      values.emplace_back(listed.columns[i], text.empty() ? "empty" : std::move(text));
    }
  }

  Status add_measures(const ast::Expr& written, const hir::Expr& typed, NamedValues& values) {
    const Measures measures(evaluator_.definitions(), written, typed);
    for (const Measure& measure : measures.all()) {
      ListingBuilder listing(evaluator_, segment_.table);
      SEGQL_TRY(const auto value, evaluator_.value(id_, *measure.value, row_));
      listing.add_column(measure.text, value);
      if (measure.latest != nullptr) SEGQL_TRY_VOID(add_latest(measure, *value, listing));
      add_values(listing, 0, values);
    }
    return {};
  }

  Status add_latest(const Measure& measure, const runtime::Column& count, ListingBuilder& listing) {
    const bool has_rows = std::get<int64_t>(count.value(0)) != 0;
    const hir::Expr* latest = has_rows ? measure.latest : measure.latest_ever;
    if (latest == nullptr) return {};
    SEGQL_TRY(const auto at, evaluator_.value(id_, *latest, row_));
    if (at->is_valid(0)) listing.add_column(measure.latest_text + (has_rows ? "" : " ever"), at);
    return {};
  }

  Evaluator& evaluator_;
  hir::SegmentId id_;
  const hir::Segment& segment_;
  uint32_t row_;
  std::shared_ptr<const TimeZone> zone_;
  std::vector<TestCondition> conditions_;
};

}  // namespace

Result<std::vector<TestCondition>> conditions_of(Evaluator& evaluator, const std::vector<check::InputFile>& files,
                                                 hir::SegmentId id, uint32_t row) {
  const hir::Segment& segment = evaluator.definitions().segment(id);
  if (segment.past != nullptr || segment.frozen != nullptr) {
    // What decided is what was true at the snapshot's instant; before it, nothing was.
    SEGQL_TRY(const auto origin, evaluator.origin_of(id));
    if (!origin) return std::vector<TestCondition>();
    SEGQL_TRY_VOID(origin->evaluator->segment(origin->segment));
    return conditions_of(*origin->evaluator, files, origin->segment, row);
  }
  if (segment.keys != nullptr) {
    SEGQL_TRY(const auto members, evaluator.segment(id));
    TestCondition listed;
    listed.text = "stands in \"" + std::string(segment.keys->file) + "\"";
    listed.holds = members->rows.test(row);
    return std::vector<TestCondition>{std::move(listed)};
  }
  for (const check::InputFile& input : files) {
    if (input.file->source != segment.source) continue;
    for (const ast::Decl& decl : input.file->decls) {
      if (segment.span.begin < decl.span.begin || segment.span.end > decl.span.end) continue;
      const auto* written = std::get_if<ast::Segment>(&decl.node);
      if (written != nullptr) return Conditions(evaluator, id, row).of(*written);
      return Conditions(evaluator, id, row).of_part();
    }
  }
  return std::vector<TestCondition>();
}

}  // namespace segql::engine
