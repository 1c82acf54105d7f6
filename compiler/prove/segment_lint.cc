#include "compiler/prove/segment_lint.h"

#include <algorithm>

#include "base/one_line.h"
#include "base/quoted_list.h"
#include "compiler/diag/diagnostics.h"
#include "compiler/prove/prover.h"
#include "compiler/syntax/syntax.h"

namespace segql::prove {
namespace {

constexpr size_t kMostParts = 64;  // of a contradiction that is made smaller

/// One of the conditions that all members of a segment satisfy.
struct Part {
  FormulaId formula;
  std::string text;
  const hir::Expr* typed;
  bool excluded;
};

}  // namespace

/// Looks at one segment after the other, with one prover.
class SegmentLint::Look {
 public:
  Look(const SegmentLint& lint, Prover& prover, diag::Sink& sink)
      : lint_(lint), prover_(prover), definitions_(lint.definitions_), sink_(sink) {}

  void at(hir::SegmentId id) {
    const hir::Segment& segment = definitions_.segment(id);
    if (segment.where == nullptr && segment.excludes.empty()) return;  // everybody, and on purpose
    if (is_said(segment)) return;
    report_if_never(id, segment);
    if (!prover_.is_refuted({prover_.outside(id)})) return;
    const std::vector<Part> all = parts(segment);
    sink_.report(
        segment.source, segment.span, diag::AlwaysMembers, segment.name,
        all.size() == 1 ? "`" + all.front().text + "` is always true" : "each of its conditions is always true");
  }

 private:
  /// The checker found such a condition in it.
  bool is_said(const hir::Segment& segment) const {
    if (lint_.said_.empty()) return false;
    const ast::Decl* written = lint_.find(segment);
    if (written == nullptr) return false;
    const auto first = lint_.said_.lower_bound({segment.source, written->span.begin});
    return first != lint_.said_.end() && first->first == segment.source && first->second < written->span.end;
  }

  void report_if_never(hir::SegmentId id, const hir::Segment& segment) {
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
    const ast::Decl* written = lint_.find(segment);
    const auto* text = written != nullptr ? std::get_if<ast::Segment>(&written->node) : nullptr;
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

  const SegmentLint& lint_;
  Prover& prover_;
  const check::Definitions& definitions_;
  diag::Sink& sink_;
};

SegmentLint::SegmentLint(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                         std::span<const Diagnostic> said)
    : definitions_(definitions), files_(files), texts_(std::make_shared<const TextOrder>(order_of_texts(definitions))) {
  for (const Diagnostic& d : said) {
    if (d.code == "L-NEVER" || d.code == "L-ALWAYS" || d.code == "L-EMPTY") said_.insert({d.source, d.span.begin});
  }
}

const ast::Decl* SegmentLint::find(const hir::Segment& segment) const {
  const auto file = std::ranges::lower_bound(files_, segment.source, {},
                                             [](const check::InputFile& one) { return one.file->source; });
  if (file == files_.end() || file->file->source != segment.source) return nullptr;
  const std::span<const ast::Decl> decls = file->file->decls;
  const auto next =
      std::ranges::upper_bound(decls, segment.span.begin, {}, [](const ast::Decl& decl) { return decl.span.begin; });
  return next == decls.begin() ? nullptr : &*std::prev(next);
}

void SegmentLint::look_at(std::span<const hir::SegmentId> segments, uint64_t steps, diag::Sink& sink) const {
  Prover prover(definitions_, 200'000, steps, texts_);
  Look look(*this, prover, sink);
  for (const hir::SegmentId id : segments) {
    if (prover.is_spent()) return;
    look.at(id);
  }
}

}  // namespace segql::prove
