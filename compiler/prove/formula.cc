#include "compiler/prove/formula.h"

#include <algorithm>
#include <map>

#include "base/try.h"

namespace segql::prove {
namespace {

template <typename T>
void append_bytes(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

Formulas::Formulas() : nodes_{{Kind::kFalse}, {Kind::kTrue}} {
  nodes_[0].negation = always();
  nodes_[1].negation = never();
}

TermId Formulas::add_term(Values domain, bool nullable) {
  SEGQL_CHECK(nullable || !domain.empty());
  terms_.push_back({std::move(domain), nullable});
  return {static_cast<uint32_t>(terms_.size() - 1)};
}

FormulaId Formulas::add(Node node, std::string key) {
  const FormulaId id{static_cast<uint32_t>(nodes_.size())};
  nodes_.push_back(node);
  known_.emplace(std::move(key), id);
  return id;
}

FormulaId Formulas::atom(TermId term, const Values& values, bool missing) {
  Atom atom{term, values & domain(term), missing && nullable(term)};
  if (atom.values.empty() && !atom.missing) return never();
  if (atom.missing == nullable(term) && atom.values == domain(term)) return always();
  std::string key = "a";
  append_bytes(key, term.index);
  key += atom.missing ? 'm' : 'p';
  for (const Values::Range& range : atom.values.ranges()) {
    append_bytes(key, range.first);
    append_bytes(key, range.last);
  }
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  Node node{Kind::kAtom};
  node.atom = static_cast<uint32_t>(atoms_.size());
  atoms_.push_back(std::move(atom));
  return add(node, std::move(key));
}

void Formulas::merge_atoms(Kind kind, std::vector<FormulaId>& parts) {
  std::map<TermId, std::vector<FormulaId>> by_term;
  for (const FormulaId part : parts) {
    if (this->kind(part) == Kind::kAtom) by_term[atom_of(part).term].push_back(part);
  }
  for (const auto& [term, same] : by_term) {
    if (same.size() < 2) continue;
    std::erase_if(parts, [&](FormulaId part) { return this->kind(part) == Kind::kAtom && atom_of(part).term == term; });
    bool missing = kind == Kind::kAnd;
    Values values;
    if (kind == Kind::kAnd) {
      values = domain(term);
      for (const FormulaId one : same) {
        values = values & atom_of(one).values;
        missing &= atom_of(one).missing;
      }
    } else {
      std::vector<Values::Range> ranges;
      for (const FormulaId one : same) {
        const auto& more = atom_of(one).values.ranges();
        ranges.insert(ranges.end(), more.begin(), more.end());
        missing |= atom_of(one).missing;
      }
      values = Values::of(std::move(ranges));
    }
    parts.push_back(atom(term, values, missing));
  }
}

FormulaId Formulas::join(Kind kind, std::vector<FormulaId> parts) {
  const FormulaId neutral = constant(kind == Kind::kAnd), absorbing = constant(kind == Kind::kOr);
  merge_atoms(kind, parts);
  std::ranges::sort(parts);
  const auto repeated = std::ranges::unique(parts);
  parts.erase(repeated.begin(), repeated.end());
  std::erase(parts, neutral);
  if (std::ranges::find(parts, absorbing) != parts.end()) return absorbing;
  if (parts.empty()) return neutral;
  if (parts.size() == 1) return parts.front();
  std::string key = kind == Kind::kAnd ? "&" : "|";
  for (const FormulaId part : parts) append_bytes(key, part.index);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  Node node{kind};
  node.first_part = parts_.size();
  node.num_parts = parts.size();
  parts_.insert(parts_.end(), parts.begin(), parts.end());
  return add(node, std::move(key));
}

FormulaId Formulas::negation(FormulaId formula) {
  if (const FormulaId known = nodes_[formula.index].negation; known.valid()) return known;
  FormulaId result;
  if (kind(formula) == Kind::kAtom) {
    const Atom of = atom_of(formula);
    result = atom(of.term, of.values.complement(), !of.missing);
  } else {
    const std::span<const FormulaId> whole = parts(formula);
    std::vector<FormulaId> negated(whole.begin(), whole.end());
    for (FormulaId& part : negated) part = negation(part);
    result = join(kind(formula) == Kind::kAnd ? Kind::kOr : Kind::kAnd, std::move(negated));
  }
  nodes_[formula.index].negation = result;
  return result;
}

}  // namespace segql::prove
