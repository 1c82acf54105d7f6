#pragma once
/// Terms of one list that are tests of the same value, brought together and merged.

#include <unordered_map>
#include <vector>

#include "compiler/plan/make.h"
#include "compiler/plan/rewrite.h"
#include "compiler/plan/traverse.h"

namespace segql::plan::rules {

/// The value a term tests, when the term is of the kind that merges; otherwise null.
using ValueOf = const Expr* (*)(const Expr& term);
/// Fewer terms that together mean the same as the group (two or more tests of one value); the group itself: nothing to
/// merge.
using Merge = std::vector<ExprRef> (*)(RuleContext& context, const std::vector<ExprRef>& group);

/// Linear in the number of terms. Null when nothing merged.
template <typename Node>
ExprRef merge_groups(RuleContext& context, const Node& node, ValueOf value_of_term, Merge merge) {
  Scan& scan = context.scan;
  struct Group {
    const Expr* value;
    std::vector<ExprRef> terms;
  };
  std::vector<Group> groups;
  std::unordered_multimap<size_t, size_t> by_hash;
  constexpr size_t kAlone = SIZE_MAX;
  std::vector<size_t> group_of(node.terms.size(), kAlone);
  for (size_t i = 0; i < node.terms.size(); ++i) {
    const Expr* value = value_of_term(*node.terms[i]);
    if (value == nullptr) continue;
    const size_t key = hash(*value);
    for (auto [it, end] = by_hash.equal_range(key); it != end && group_of[i] == kAlone; ++it) {
      if (equal(scan, *groups[it->second].value, *value)) group_of[i] = it->second;
    }
    if (group_of[i] == kAlone) {
      group_of[i] = groups.size();
      by_hash.emplace(key, groups.size());
      groups.push_back({value, {}});
    }
    groups[group_of[i]].terms.push_back(node.terms[i]);
  }
  bool changed = false;
  for (Group& group : groups) {
    if (group.terms.size() < 2) continue;
    std::vector<ExprRef> merged = merge(context, group.terms);
    if (merged == group.terms) continue;
    changed = true;
    group.terms = std::move(merged);
  }
  if (!changed) return nullptr;
  std::vector<ExprRef> terms;
  for (size_t i = 0; i < node.terms.size(); ++i) {
    if (group_of[i] == kAlone) {
      terms.push_back(node.terms[i]);
    } else {  // the group stands where its first term stood
      std::vector<ExprRef>& group = groups[group_of[i]].terms;
      terms.insert(terms.end(), group.begin(), group.end());
      group.clear();
    }
  }
  return terms.size() == 1 ? terms.front() : make_condition(scan, Node{scan.arena.copy(terms)});
}

}  // namespace segql::plan::rules
