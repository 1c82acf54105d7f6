#pragma once
/// A small shop with data: conditions as text become plans, and plans become members through the interpreter.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/plan/build.h"
#include "compiler/syntax/syntax.h"
#include "runtime/table/builder.h"

namespace segql::plan {

using Words = std::vector<uint64_t>;

class Shop final : public Catalog {
 public:
  /// `seed` chooses the rows; 0 customers: empty tables.
  explicit Shop(uint64_t seed = 1, size_t num_customers = 150, const std::string& zone = "Asia/Riyadh");
  ~Shop() override;

  const schema::Schema& schema() const override;
  uint64_t num_rows(TableId table) const override;
  const runtime::Column& column(const ColumnSource& source) const override;
  const runtime::Relation& relation(RelationId relation) const override;
  uint64_t num_members(SegmentId segment) const override;

  /// The plan of a condition as written: no rule applied. Fails the test when it does not check.
  Scan lower(std::string_view entity, std::string_view condition);
  Scan lower_output(std::string_view entity, std::string_view value);
  /// With rules; `only` non-empty: only that rule.
  void optimise(Scan& scan, std::string_view only = "", Trace* trace = nullptr);
  Scan plan(std::string_view entity, std::string_view condition);

  /// Rows that satisfy the plan, one bit each.
  Words members(const Scan& scan) const;
  /// Values of output 0, missing as INT64_MIN.
  std::vector<int64_t> values(const Scan& scan) const;

  const Moment& moment() const { return moment_; }
  const check::Definitions& definitions() const;
  /// Evaluates what later conditions of the same scan refer to.
  void prepare(const check::Uses& uses);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  Moment moment_;
};

/// 2026-03-31 12:00 in Asia/Riyadh.
inline constexpr int64_t kShopNow = 1'774'947'600'000'000;

}  // namespace segql::plan
