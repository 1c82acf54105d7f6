#include "compiler/prove/claims.h"

#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/quoted_list.h"
#include "compiler/diag/diagnostics.h"

namespace segql::prove {
namespace {

using Verdict = Answer::Verdict;

/// One claim, one pair of segments after the other.
class Claim {
 public:
  Claim(Prover& prover, const hir::Claim& claim, diag::Sink& sink) : prover_(prover), claim_(claim), sink_(sink) {}

  Verdict answer() {
    switch (claim_.kind) {
      case hir::Claim::Kind::kDisjoint: are_disjoint(); break;
      case hir::Claim::Kind::kCover: cover(); break;
      case hir::Claim::Kind::kImplies: implies(0, 1, " implies ", " does not imply "); break;
      case hir::Claim::Kind::kEquals:
        // One counter-example is enough, and so is one word about what is not known.
        implies(0, 1, " equals ", " does not equal ");
        if (verdict_ == Verdict::kProved) implies(1, 0, " equals ", " does not equal ");
        break;
    }
    return verdict_;
  }

 private:
  struct Words {
    std::string claim, opposite, where;  ///< `a` and `b` are disjoint; `a` and `b` are not disjoint; in both
  };

  std::string name(size_t place) const {
    return "`" + std::string(prover_.reader().definitions().segment(claim_.segments[place]).name) + "`";
  }

  void are_disjoint() {
    for (size_t i = 0; i < claim_.segments.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const std::string both = name(j) + " and " + name(i);
        report(claim_.spans[i], prover_.are_disjoint(claim_.segments[j], claim_.segments[i]),
               {both + " are disjoint", both + " are not disjoint", "in both"});
      }
    }
  }

  void cover() {
    const auto& segments = claim_.segments;
    std::vector<std::string> names;
    for (const hir::SegmentId id : segments) names.emplace_back(prover_.reader().definitions().segment(id).name);
    const bool is_one = names.size() == 1;
    const std::string all =
        names.size() <= 5 ? quoted_list(names) : "the " + std::to_string(names.size()) + " segments";
    const std::string of(claim_.population_text);
    const hir::SegmentId population = claim_.population;
    report(claim_.span, prover_.covers(population.valid() ? &population : nullptr, {segments.begin(), segments.end()}),
           {all + (is_one ? " covers " : " cover ") + of, all + (is_one ? " does not cover " : " do not cover ") + of,
            is_one ? "not in it" : "in none of them"});
  }

  void implies(size_t from, size_t to, const char* verb, const char* not_verb) {
    report(claim_.span, prover_.implies(claim_.segments[from], claim_.segments[to]),
           {name(0) + verb + name(1), name(0) + not_verb + name(1), "in " + name(from) + " and not in " + name(to)});
  }

  void report(Span at, const Answer& answer, const Words& words) {
    stop_if_cancelled();  // each pair may have taken half a second
    const std::string row = answer.example.values.empty() ? "any row" : "a row where " + answer.example.text();
    switch (answer.verdict) {
      case Verdict::kProved: break;
      case Verdict::kDisproved:
        verdict_ = Verdict::kDisproved;
        sink_.report(claim_.source, at, diag::ClaimDisproved, words.opposite, row, words.where);
        break;
      case Verdict::kNotKnown:
        if (verdict_ == Verdict::kProved) verdict_ = Verdict::kNotKnown;
        sink_.report(claim_.source, at, sink_.strict() ? diag::ClaimUnprovedStrict : diag::ClaimUnproved, words.claim,
                     answer.gave_up ? "the search took too long" : row + " would be " + words.where);
        break;
    }
  }

  Prover& prover_;
  const hir::Claim& claim_;
  diag::Sink& sink_;
  Verdict verdict_ = Verdict::kProved;
};

}  // namespace

Answer::Verdict answer(Prover& prover, const hir::Claim& claim, diag::Sink& sink) {
  return Claim(prover, claim, sink).answer();
}

}  // namespace segql::prove
