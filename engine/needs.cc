#include "engine/needs.h"

#include <set>
#include <tuple>

namespace segql::engine {
namespace {

std::vector<Need> used_by(const check::Definitions& definitions, const Need& need) {
  // What a past segment uses is evaluated as of its own instant, and a snapshot without one when it is taken.
  if (need.segment.valid()) {
    const hir::Segment& segment = definitions.segment(need.segment);
    if (segment.past != nullptr || segment.frozen != nullptr) return {};
  }
  const check::Uses uses = need.segment.valid() ? check::uses_of(definitions.segment(need.segment))
                                                : check::uses_of(definitions.attribute(need.attribute));
  std::vector<Need> used;
  for (const hir::SegmentId id : uses.segments) used.push_back(Need::of(definitions, id));
  for (const hir::AttributeId id : uses.attributes) used.push_back(Need::of(id, need.zone));
  return used;
}

}  // namespace

Need Need::of(const check::Definitions& definitions, hir::SegmentId id) {
  return {id, {}, std::string(definitions.segment(id).timezone), 0};
}
Need Need::of(hir::AttributeId id, std::string zone) { return {{}, id, std::move(zone), 0}; }

std::vector<Need> in_order(const check::Definitions& definitions, Need root) {
  struct Visit {
    Need need;
    std::vector<Need> uses;
    size_t next = 0;
  };
  std::vector<Need> ordered;
  std::set<std::tuple<uint32_t, uint32_t, std::string>> met;
  std::vector<Visit> path;
  // Depth-first, on a stack of its own: how far definitions stand on one another is no matter of the host's stack.
  const auto enter = [&](Need need) {
    if (!met.emplace(need.segment.index, need.attribute.index, need.zone).second) return;
    need.first = ordered.size();
    std::vector<Need> uses = used_by(definitions, need);
    path.push_back({std::move(need), std::move(uses)});
  };
  enter(std::move(root));
  while (!path.empty()) {
    Visit& last = path.back();
    if (last.next < last.uses.size()) {
      enter(std::move(last.uses[last.next++]));
    } else {
      ordered.push_back(std::move(last.need));
      path.pop_back();
    }
  }
  return ordered;
}

}  // namespace segql::engine
