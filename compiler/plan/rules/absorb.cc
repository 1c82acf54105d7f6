/// absorb: what another term of the same list makes needless. Two-valued logic makes all of these exact:
///   a and a            is a               a and (a or b)     is a
///   a and not a        is false           x present and x>5  is x > 5
/// and the same with `and` and `or` exchanged (the last one: x is missing or not x > 5).
#include <algorithm>
#include <unordered_map>

#include "compiler/plan/make.h"
#include "compiler/plan/rules/rules.h"
#include "compiler/plan/traverse.h"

namespace segql::plan::rules {
namespace {

/// The terms of a list, found by structure.
class TermSet {
 public:
  explicit TermSet(const Scan& scan) : scan_(scan) {}

  bool contains(const Expr& term) const { return find(term); }
  /// False when an equal term is there already.
  bool insert(ExprRef term) {
    if (find(*term)) return false;
    by_hash_.emplace(hash(*term), term);
    return true;
  }

 private:
  bool find(const Expr& term) const {
    const auto [first, last] = by_hash_.equal_range(hash(term));
    return std::any_of(first, last, [&](const auto& entry) { return equal(scan_, *entry.second, term); });
  }

  const Scan& scan_;
  std::unordered_multimap<size_t, ExprRef> by_hash_;
};

/// The value whose presence a test proves when true.
const Expr* proven_present(const Expr& term) {
  if (const auto* n = std::get_if<Range>(&term.node)) return n->value;
  if (const auto* n = std::get_if<InList>(&term.node)) return n->value;
  if (const auto* n = std::get_if<CodeIn>(&term.node)) return n->value;
  if (const auto* n = std::get_if<Anniversary>(&term.node)) return n->day;
  return nullptr;
}

const Expr* operand_of_not(const Expr& term) {
  const auto* node = std::get_if<Not>(&term.node);
  return node == nullptr ? nullptr : node->operand;
}

/// In `and`, `positive` is the term itself and presence is `not missing`; in `or` both are the other way round.
struct Shape {
  bool is_and;
  const Expr* test(const Expr& term) const { return is_and ? &term : operand_of_not(term); }
  const IsMissing* presence(const Expr& term) const {
    const Expr* inner = is_and ? operand_of_not(term) : &term;
    return inner == nullptr ? nullptr : std::get_if<IsMissing>(&inner->node);
  }
};

template <typename Node, typename Dual>
ExprRef absorbed(Scan& scan, const Node& node, Shape shape) {
  TermSet present(scan), all(scan);
  std::vector<ExprRef> distinct;
  for (const ExprRef term : node.terms) {
    if (all.insert(term)) distinct.push_back(term);
    const Expr* test = shape.test(*term);
    const Expr* value = test == nullptr ? nullptr : proven_present(*test);
    if (value != nullptr) present.insert(value);
  }
  std::vector<ExprRef> kept;
  for (const ExprRef term : distinct) {
    const Expr* inner = operand_of_not(*term);
    if (inner != nullptr && all.contains(*inner)) return make_literal(scan, !shape.is_and);
    const auto* dual = std::get_if<Dual>(&term->node);
    const bool covered = dual != nullptr && std::any_of(dual->terms.begin(), dual->terms.end(),
                                                        [&](ExprRef option) { return all.contains(*option); });
    const IsMissing* presence = shape.presence(*term);
    if (covered || (presence != nullptr && present.contains(*presence->value))) continue;
    kept.push_back(term);
  }
  if (kept.size() == node.terms.size()) return nullptr;
  return kept.size() == 1 ? kept.front() : make_condition(scan, Node{scan.arena.copy(kept)});
}

}  // namespace

ExprRef absorb(const Expr& expr, RuleContext& context) {
  if (const auto* node = std::get_if<And>(&expr.node)) return absorbed<And, Or>(context.scan, *node, {true});
  if (const auto* node = std::get_if<Or>(&expr.node)) return absorbed<Or, And>(context.scan, *node, {false});
  return nullptr;
}

}  // namespace segql::plan::rules
