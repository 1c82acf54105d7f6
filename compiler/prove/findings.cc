#include "compiler/prove/findings.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/one_line.h"
#include "base/quoted_list.h"
#include "compiler/diag/diagnostics.h"
#include "compiler/prove/prover.h"
#include "compiler/syntax/syntax.h"

namespace segql::prove {
namespace {

constexpr size_t kMostParts = 64;  // of a contradiction that is made smaller
/// Some seconds. A lint that is not looked for is missed by nobody; a project that cannot be opened is.
constexpr uint64_t kStepsOfLints = 20'000'000;

/// One of the conditions that all members of a segment satisfy.
struct Part {
  FormulaId formula;
  std::string text;
  const hir::Expr* typed;
  bool excluded;
};

class Lint {
 public:
  Lint(Prover& prover, const std::vector<check::InputFile>& files, diag::Sink& sink)
      : prover_(prover), definitions_(prover.reader().definitions()), sink_(sink) {
    for (const check::InputFile& input : files) {
      for (const ast::Decl& decl : input.file->decls) {
        const auto* segment = std::get_if<ast::Segment>(&decl.node);
        if (segment != nullptr) written_[{input.file->source, segment->name.span.begin}] = {segment, decl.span};
      }
    }
    for (const Diagnostic& d : sink.diagnostics()) {
      if (d.code == "L-NEVER" || d.code == "L-ALWAYS" || d.code == "L-EMPTY") said_.insert({d.source, d.span.begin});
    }
  }

  void run() {
    for (const hir::SegmentId id : definitions_.segments()) {
      if (prover_.is_spent()) return;
      const hir::Segment& segment = definitions_.segment(id);
      if (segment.where == nullptr && segment.excludes.empty()) continue;  // everybody, and on purpose
      if (is_said(segment)) continue;
      report_never(id, segment);
      if (prover_.is_refuted({prover_.outside(id)})) {
        const std::vector<Part> all = parts(segment);
        sink_.report(
            segment.source, segment.span, diag::AlwaysMembers, segment.name,
            all.size() == 1 ? "`" + all.front().text + "` is always true" : "each of its conditions is always true");
      }
    }
  }

 private:
  struct Written {
    const ast::Segment* segment;
    Span span;  ///< of the declaration
  };

  const Written* find(const hir::Segment& segment) const {
    const auto found = written_.find({segment.source, segment.span.begin});
    return found != written_.end() ? &found->second : nullptr;
  }

  /// The checker found such a condition in it.
  bool is_said(const hir::Segment& segment) const {
    const Written* written = find(segment);
    if (written == nullptr) return false;
    const auto first = said_.lower_bound({segment.source, written->span.begin});
    return first != said_.end() && first->first == segment.source && first->second < written->span.end;
  }

  void report_never(hir::SegmentId id, const hir::Segment& segment) {
    if (!prover_.is_refuted({prover_.reader().members(id)})) return;
    std::vector<Part> all = parts(segment);
    std::vector<FormulaId> formulas;
    for (const Part& part : all) formulas.push_back(part.formula);
    if (!prover_.is_refuted(formulas)) return;
    if (all.size() <= kMostParts) shrink(all);
    // Whoever looks at that one finds the same said there.
    const auto* other = all.size() == 1 ? std::get_if<hir::InSegment>(&all.front().typed->node) : nullptr;
    if (other != nullptr && !all.front().excluded && other->segment != id) return;
    std::vector<std::string> texts;
    for (const Part& part : all) texts.push_back((part.excluded ? "exclude " : "") + part.text);
    const std::string why = texts.size() == 1   ? "`" + texts.front() + "` leaves nobody"
                            : texts.size() <= 5 ? quoted_list(texts) + " contradict each other"
                                                : "its conditions contradict each other";
    sink_.report(segment.source, segment.span, diag::NeverMembers, segment.name, why);
  }

  /// Leaves out what the others contradict each other without.
  void shrink(std::vector<Part>& all) {
    for (size_t i = 0; i < all.size();) {
      std::vector<FormulaId> others;
      for (size_t j = 0; j < all.size(); ++j) {
        if (j != i) others.push_back(all[j].formula);
      }
      if (!others.empty() && prover_.is_refuted(others)) {
        all.erase(all.begin() + static_cast<ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
  }

  std::vector<Part> parts(const hir::Segment& segment) {
    const Written* written = find(segment);
    const ast::Segment* text = written != nullptr ? written->segment : nullptr;
    std::vector<Part> all;
    if (segment.where != nullptr) {
      add(segment, *segment.where, text != nullptr ? text->where : nullptr, false, all);
    }
    std::vector<ast::ExprRef> excludes;
    if (text != nullptr) {
      for (const ast::Clause& clause : text->clauses) {
        if (const auto* exclude = std::get_if<ast::Exclude>(&clause.node)) excludes.push_back(exclude->condition);
      }
    }
    for (size_t i = 0; i < segment.excludes.size(); ++i) {
      const bool is_written = excludes.size() == segment.excludes.size();
      add(segment, *segment.excludes[i], is_written ? excludes[i] : nullptr, true, all);
    }
    return all;
  }

  /// What is written stands beside what it means: the terms of a conjunction one by one.
  void add(const hir::Segment& segment, const hir::Expr& typed, ast::ExprRef written, bool excluded,
           std::vector<Part>& all) {
    const auto* both = std::get_if<hir::And>(&typed.node);
    if (both != nullptr && written != nullptr && !excluded) {
      const auto* chain = std::get_if<ast::And>(&written->node);
      const auto* block = std::get_if<ast::Block>(&written->node);
      const ast::ExprList terms = chain != nullptr                                          ? chain->terms
                                  : block != nullptr && block->kind == ast::BlockKind::kAll ? block->terms
                                                                                            : ast::ExprList();
      if (terms.size() == both->terms.size()) {
        for (size_t i = 0; i < terms.size(); ++i) add(segment, *both->terms[i], terms[i], false, all);
        return;
      }
    }
    FormulaId formula = prover_.reader().condition(typed, segment.timezone);
    if (excluded) formula = prover_.reader().formulas().negation(formula);
    std::string text = "...";
    if (written != nullptr) {
      text = one_line(syntax::print(*written));
    } else if (const auto* in = std::get_if<hir::InSegment>(&typed.node)) {
      text = "in segment " + std::string(definitions_.segment(in->segment).name);
    }
    all.push_back({formula, std::move(text), &typed, excluded});
  }

  Prover& prover_;
  const check::Definitions& definitions_;
  diag::Sink& sink_;
  std::map<std::pair<SourceId, uint32_t>, Written> written_;
  std::set<std::pair<SourceId, uint32_t>> said_;
};

/// Claims, one pair of segments after the other.
class Claims {
 public:
  Claims(Prover& prover, diag::Sink& sink)
      : prover_(prover), definitions_(prover.reader().definitions()), sink_(sink) {}

  void run() {
    for (const hir::Claim* claim : definitions_.claims()) {
      const auto& segments = claim->segments;
      switch (claim->kind) {
        case hir::Claim::Kind::kDisjoint:
          for (size_t i = 0; i < segments.size(); ++i) {
            for (size_t j = 0; j < i; ++j) {
              report(*claim, claim->spans[i], prover_.are_disjoint(segments[j], segments[i]),
                     {name(segments[j]) + " and " + name(segments[i]) + " are disjoint",
                      name(segments[j]) + " and " + name(segments[i]) + " are not disjoint", "in both"});
            }
          }
          break;
        case hir::Claim::Kind::kCover: {
          const hir::SegmentId population = claim->population;
          std::vector<std::string> names;
          for (const hir::SegmentId id : segments) names.emplace_back(definitions_.segment(id).name);
          const std::string all =
              names.size() <= 5 ? quoted_list(names) : "the " + std::to_string(names.size()) + " segments";
          const std::string of = std::string(claim->population_text);
          const std::string verb = names.size() == 1 ? " covers " : " cover ";
          const std::string not_verb = names.size() == 1 ? " does not cover " : " do not cover ";
          report(*claim, claim->span,
                 prover_.covers(population.valid() ? &population : nullptr, {segments.begin(), segments.end()}),
                 {all + verb + of, all + not_verb + of, names.size() == 1 ? "not in it" : "in none of them"});
          break;
        }
        case hir::Claim::Kind::kImplies: implies(*claim, 0, 1, " implies ", " does not imply "); break;
        case hir::Claim::Kind::kEquals:
          // One counter-example is enough, and so is one word about what is not known.
          if (implies(*claim, 0, 1, " equals ", " does not equal "))
            implies(*claim, 1, 0, " equals ", " does not equal ");
          break;
      }
    }
  }

 private:
  struct Words {
    std::string claim, opposite, where;  ///< `a` and `b` are disjoint; `a` and `b` are not disjoint; in both
  };

  std::string name(hir::SegmentId id) const { return "`" + std::string(definitions_.segment(id).name) + "`"; }

  bool implies(const hir::Claim& claim, size_t from, size_t to, const char* verb, const char* not_verb) {
    const hir::SegmentId a = claim.segments[0], b = claim.segments[1];
    const Answer answer = prover_.implies(claim.segments[from], claim.segments[to]);
    report(claim, claim.span, answer,
           {name(a) + verb + name(b), name(a) + not_verb + name(b),
            "in " + name(claim.segments[from]) + " and not in " + name(claim.segments[to])});
    return answer.proved();
  }

  void report(const hir::Claim& claim, Span at, const Answer& answer, const Words& words) {
    const std::string row = answer.example.values.empty() ? "any row" : "a row where " + answer.example.text();
    switch (answer.verdict) {
      case Answer::Verdict::kProved: break;
      case Answer::Verdict::kDisproved:
        sink_.report(claim.source, at, diag::ClaimDisproved, words.opposite, row, words.where);
        break;
      case Answer::Verdict::kUnknown:
        sink_.report(claim.source, at, sink_.strict() ? diag::ClaimUnprovedStrict : diag::ClaimUnproved, words.claim,
                     answer.gave_up ? "the search took too long" : row + " would be " + words.where);
        break;
    }
  }

  Prover& prover_;
  const check::Definitions& definitions_;
  diag::Sink& sink_;
};

}  // namespace

void report_findings(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                     diag::Sink& sink) {
  Prover prover(definitions, 200'000, kStepsOfLints);
  Lint(prover, files, sink).run();
  if (definitions.claims().empty()) return;
  Prover thorough(definitions, 5'000'000);
  Claims(thorough, sink).run();
}

}  // namespace segql::prove
