#include "engine/why.h"

#include "base/try.h"
#include "engine/test_conditions.h"
#include "engine/time_points.h"

namespace segql::engine {
namespace {

constexpr int64_t kFarEnough = 3652 * kMicrosPerDay;  // ten years

/// The evaluator's context, for one row where nothing else decides: plans of 64 rows are made and thrown away faster
/// than they are improved.
EvaluationContext about_row(const EvaluationContext& context, schema::TableId table, uint32_t row) {
  EvaluationContext own = context;
  own.optimise = {false, {}, {}};
  own.only = RowOnly{table, row};
  return own;
}

}  // namespace

Result<Explanation> why(Evaluator& evaluator, const std::vector<check::InputFile>& files, hir::SegmentId id,
                        uint32_t row, bool looks_ahead) {
  const hir::Segment& segment = evaluator.definitions().segment(id);
  Explanation answer;
  evaluator.forget_instants();
  SEGQL_TRY(const auto members, evaluator.segment(id));
  answer.is_member = members->rows.test(row);
  SEGQL_TRY(answer.conditions, conditions_of(evaluator, files, id, row));
  answer.unchanged_until = evaluator.as_of();
  if (!looks_ahead) return answer;

  const int64_t horizon = add_saturating(evaluator.as_of(), kFarEnough);
  SEGQL_TRY(TimePoints points, time_points(evaluator, id, row, horizon));
  const EvaluationContext context =
      points.is_about_row ? about_row(evaluator.context(), segment.table, row) : evaluator.context();
  answer.unchanged_until = points.until;
  answer.why_not_further = std::move(points.why_not_beyond);
  for (const Instant at : points.instants) {
    stop_if_cancelled();
    Evaluator then(context, at);
    SEGQL_TRY(const auto found, then.segment(id));
    if (found->rows.test(row) == answer.is_member) continue;
    answer.next_change = at;
    answer.unchanged_until = at;
    answer.why_not_further.clear();
    break;
  }
  return answer;
}

}  // namespace segql::engine
