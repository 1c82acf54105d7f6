#pragma once
/// `Reader`: reads typed conditions about one row as formulas over terms of that row. What it has no reading for
/// becomes a term of its own, about which nothing is known: that can hide a proof, and never make one.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/prove/formula.h"
#include "compiler/prove/key.h"
#include "compiler/prove/search.h"
#include "compiler/prove/text_order.h"

namespace segql::prove {

/// What a term stands for.
struct Term {
  /// A value of the row; null: one that no expression has, such as the place of its key in a sample.
  const hir::Expr* expr = nullptr;
  /// Of what has no expression; people may read it.
  std::string text;
  std::string_view timezone;
  /// A field of the row itself, whose values any row may have.
  std::optional<hir::FieldId> field = std::nullopt;

  /// Counts of rows, and whether an instant is in a window, are ordered by which rows and windows lie in which.
  struct Order {
    uint32_t group;
    const hir::Window* window;
    std::set<std::string> conditions;  ///< of the rows
    std::string distinct;              ///< the value of which different ones are counted; empty: rows are
  };
  std::optional<Order> order = std::nullopt;
};

/// Not thread-safe. Definitions that are added later must not be asked about.
class Reader {
 public:
  /// `texts`: the order of their texts, where there is one.
  explicit Reader(const check::Definitions& definitions, std::shared_ptr<const TextOrder> texts = nullptr);
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// True for exactly the members.
  FormulaId members(hir::SegmentId segment);
  /// Of the row in slot 0, as a segment with that timezone sees it.
  FormulaId condition(const hir::Expr& expr, std::string_view timezone);

  Formulas& formulas() { return formulas_; }
  const Facts& facts() const { return facts_; }
  const Term& term(TermId id) const { return terms_[id.index]; }
  const TextOrder& texts() const { return *texts_; }
  const check::Definitions& definitions() const { return definitions_; }
  /// Values and conditions that were read since the last time this was asked.
  uint64_t take_num_reads() { return std::exchange(num_reads_, 0); }

 private:
  using Zone = std::string_view;

  // reader.cc
  FormulaId read_members(const hir::Segment& segment, hir::SegmentId id);
  FormulaId read(const hir::Expr& expr, Zone zone);  ///< a condition; the same once
  FormulaId read_condition(const hir::Expr& expr, Zone zone);
  FormulaId compare(const hir::Compare& node, Zone zone);
  FormulaId compare_terms(const hir::Compare& node, Zone zone);
  FormulaId has_items(const hir::HasItems& node, const hir::Expr& expr, Zone zone);
  FormulaId quantified(const hir::Quantified& node, const hir::Expr& expr, Zone zone);
  FormulaId in_window(const hir::InWindow& node, const hir::Expr& expr, Zone zone);
  FormulaId in_segment(const hir::InSegment& node, const hir::Expr& expr, Zone zone);
  /// A condition about which nothing is known, but that it is one thing for one row.
  FormulaId unknown(const hir::Expr& expr, Zone zone);
  /// About what would take too long to read nothing is known at all.
  FormulaId given_up();
  bool is_too_much();
  /// One level of expressions, attributes and segments that stand on one another.
  class Level;

  // reader_values.cc
  /// The value is there, and among `values`.
  FormulaId value_in(const hir::Expr& expr, const Values& values, Zone zone);
  FormulaId present(const hir::Expr& expr, Zone zone) { return value_in(expr, Values::all(), zone); }
  FormulaId present(const hir::RowRef& row, Zone zone);
  FormulaId read_value(const hir::Expr& expr, const Values& values, Zone zone);
  FormulaId attribute_in(const hir::AttributeOf& node, const hir::Expr& expr, const Values& values, Zone zone);
  FormulaId call_in(const hir::Call& node, const hir::Expr& expr, const Values& values, Zone zone);
  FormulaId extreme_in(const hir::Call& node, const Values& values, Zone zone);
  FormulaId arithmetic_in(const hir::Expr& expr, const Values& values, Zone zone);
  /// By every combination of the values its operands may have; nothing: there are too many.
  std::optional<FormulaId> unfolded(const hir::Expr& expr, const Values& values, Zone zone);
  /// A term of its own, which is there when its operands are, or not even then.
  FormulaId opaque_in(const hir::Expr& expr, const Values& values, Zone zone);
  /// Every value it may have, when they are few.
  std::optional<Values> possible_values(const hir::Expr& expr, Zone zone);
  std::optional<int128> ordinal(const hir::Type& type, const hir::Literal& literal) const;

  // reader_terms.cc
  TermId term_of(const hir::Expr& expr, Zone zone);
  /// One that no expression has. Never missing.
  TermId made_term(const std::string& key, std::string text, Values domain);
  /// How many of the rows satisfy `also` as well, or (`negated`) do not.
  TermId count_of(const hir::RowSet& rows, hir::ExprRef also, bool negated, Zone zone);
  TermId add_term(const std::string& key, Term term, Values domain, bool nullable);
  Term::Order order_of(const hir::RowSet& rows, Zone zone);
  Values domain_of(const hir::Expr& expr) const;
  Values domain_of(const hir::Type& type) const;
  bool may_be_missing_itself(const hir::Expr& expr) const;
  bool is_at_most(TermId lower, TermId upper) const;
  FormulaId fact_about(TermId term);
  FormulaId read_fact(TermId id);
  FormulaId fact_of_aggregate(TermId id, const hir::Aggregate& node, Zone zone);
  FormulaId fact_of_place(TermId id, const hir::Ranking& ranking, Zone zone);
  uint32_t group_of(const std::string& key);

  const check::Definitions& definitions_;
  Keys keys_;
  std::shared_ptr<const TextOrder> texts_;
  Formulas formulas_;
  Facts facts_;
  std::deque<Term> terms_;  ///< by TermId
  std::unordered_map<std::string, TermId> terms_by_key_;
  std::unordered_map<std::string, uint32_t> groups_;
  std::vector<std::optional<FormulaId>> fact_by_term_;
  std::unordered_map<uint32_t, FormulaId> members_;  ///< by SegmentId
  std::map<std::pair<const hir::Expr*, Zone>, FormulaId> present_;
  std::map<std::pair<const hir::Expr*, Zone>, FormulaId> conditions_;
  std::deque<hir::Expr> made_;  ///< expressions that stand in no definition
  uint32_t reads_left_ = 0;     ///< of the segment or fact that is being read
  uint64_t num_reads_ = 0;
  uint32_t depth_ = 0;
};

class Reader::Level {
 public:
  explicit Level(uint32_t& depth) : depth_(depth) { ++depth_; }
  ~Level() { --depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  uint32_t& depth_;
};

}  // namespace segql::prove
