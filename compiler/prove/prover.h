#pragma once
/// `Prover`: what definitions imply about their members, without any data. A proof holds for every row of every data,
/// at every instant. Not thread-safe; definitions that are added later must not be asked about.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/prove/reader.h"
#include "segql/claim.h"

namespace segql::prove {

/// Values with which something is true that was to be shown impossible.
struct Example {
  std::vector<std::pair<std::string, std::string>> values;  ///< `city` and `"Riyadh"`, as people read them
  /// Every one is a field of the row itself: a row with these values, whatever its other values, is an example.
  bool is_row = false;
  std::vector<std::pair<schema::FieldId, schema::Value>> cells;  ///< of it

  /// `age = 5, city is missing`; "any row" without values.
  std::string text() const;
};

struct Answer {
  using Verdict = ClaimAnswer::Verdict;
  Verdict verdict;
  /// kDisproved: a row. kNotKnown: what would have to be so; nobody knows whether it can. Empty when the search gave
  /// up.
  Example example;
  bool gave_up = false;  ///< kNotKnown: the search took too long

  bool proved() const { return verdict == Verdict::kProved; }
};

class Prover {
 public:
  /// `steps`: of one search; a million take about a tenth of a second. `all_steps`: of all together, reading
  /// definitions included; what is asked when they are used up is not known.
  /// `texts`: as `Reader` wants them.
  explicit Prover(const check::Definitions& definitions, uint64_t steps = 1'000'000, uint64_t all_steps = UINT64_MAX,
                  std::shared_ptr<const TextOrder> texts = nullptr);

  /// No row is in it.
  Answer is_never(hir::SegmentId segment);
  /// Every row is.
  Answer is_always(hir::SegmentId segment);
  /// No row is in both.
  Answer are_disjoint(hir::SegmentId a, hir::SegmentId b);
  /// Every row of `a` is in `b`.
  Answer implies(hir::SegmentId a, hir::SegmentId b);
  /// Every row of `population` (null: every row) is in one of `segments`.
  Answer covers(const hir::SegmentId* population, const std::vector<hir::SegmentId>& segments);
  /// No row satisfies all.
  Answer refute(const std::vector<FormulaId>& all_true);
  /// The same, without saying why not.
  bool is_refuted(const std::vector<FormulaId>& all_true) { return find(all_true).kind == Found::Kind::kNothing; }
  Found find(const std::vector<FormulaId>& all_true);
  /// All steps are used up.
  bool is_spent() const { return all_steps_ == 0; }

  Reader& reader() { return reader_; }

  FormulaId outside(hir::SegmentId segment) { return reader_.formulas().negation(reader_.members(segment)); }

 private:
  Reader reader_;
  uint64_t steps_;
  uint64_t all_steps_;
  Scratch scratch_;
};

}  // namespace segql::prove
