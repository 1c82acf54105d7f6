#include "cli/catalogue/neighbourhood.h"

#include <algorithm>
#include <map>

#include "cli/catalogue/graph.h"

namespace segql::cli {
namespace {

using Step = std::vector<size_t> CatalogueEntry::*;

constexpr int kSteps = 2;
constexpr size_t kMostInStep = 10;

class Neighbourhood {
 public:
  Neighbourhood(const Catalogue& catalogue, size_t centre) : catalogue_(catalogue), centre_(centre) {
    add(centre, "here");
    walk(&CatalogueEntry::uses, 1);
    walk(&CatalogueEntry::used_by, -1);
    connect();
  }

  std::string svg() const {
    if (nodes_.size() == 1) return "";
    return graph_svg(nodes_, edges_, "What uses " + name_of(centre_) + " and what it uses");
  }

 private:
  std::string name_of(size_t entry) const {
    const DeclarationInfo& info = catalogue_.entries[entry].info;
    return info.kind == DeclarationInfo::Kind::kAttribute ? info.table + "." + info.name : info.name;
  }

  void add(size_t entry, std::string style) {
    const CatalogueEntry& one = catalogue_.entries[entry];
    if (one.info.kind == DeclarationInfo::Kind::kAttribute) style += " attribute";
    places_.emplace(entry, nodes_.size());
    nodes_.push_back({name_of(entry), entry == centre_ ? "" : "../" + one.path, std::move(style), 0});
  }

  /// Adds what is a few steps away; `side` is 1 to the right and -1 to the left.
  void walk(Step step, int side) {
    std::vector<size_t> last{centre_};
    for (int i = 0; i < kSteps; ++i) {
      std::vector<size_t> next;
      size_t num_left_out = 0;
      for (const size_t entry : last) {
        for (const size_t other : catalogue_.entries[entry].*step) {
          if (places_.contains(other)) continue;
          if (next.size() == kMostInStep) {
            ++num_left_out;
            continue;
          }
          add(other, "");
          sides_[places_.at(other)] = side;
          next.push_back(other);
        }
      }
      if (num_left_out != 0) add_more(num_left_out, side, last);
      last = std::move(next);
    }
  }

  /// Stands beside the steps for those that were left out.
  void add_more(size_t count, int side, const std::vector<size_t>& from) {
    const size_t more = nodes_.size();
    nodes_.push_back({"and " + std::to_string(count) + " more", "", "more", 0});
    sides_[more] = side;
    const size_t by = places_.at(from.front());
    edges_.emplace_back(side > 0 ? by : more, side > 0 ? more : by);
  }

  /// Edges between what is drawn on one side; a layer is the longest way from the centre.
  void connect() {
    for (const auto& [entry, place] : places_) {
      for (const size_t used : catalogue_.entries[entry].uses) {
        if (!places_.contains(used)) continue;
        const int from = sides_[place], to = sides_[places_.at(used)];
        if (from * to >= 0) edges_.emplace_back(place, places_.at(used));
      }
    }
    bool is_changed = true;
    for (size_t round = 0; is_changed && round < nodes_.size(); ++round) {
      is_changed = false;
      for (const auto& [from, to] : edges_) {
        const int right = nodes_[from].layer + 1, left = nodes_[to].layer - 1;
        const bool goes_right = sides_[to] > 0 && sides_[from] >= 0 && nodes_[to].layer < right;
        const bool goes_left = sides_[from] < 0 && sides_[to] <= 0 && nodes_[from].layer > left;
        if (goes_right) nodes_[to].layer = right;
        if (goes_left) nodes_[from].layer = left;
        is_changed = is_changed || goes_right || goes_left;
      }
    }
    std::erase_if(edges_, [&](const auto& edge) { return nodes_[edge.first].layer >= nodes_[edge.second].layer; });
  }

  const Catalogue& catalogue_;
  const size_t centre_;
  std::vector<DrawnNode> nodes_;
  std::map<size_t, size_t> places_;  ///< among the nodes, by entry
  std::map<size_t, int> sides_;      ///< of nodes; the centre has none
  std::vector<std::pair<size_t, size_t>> edges_;
};

}  // namespace

std::string neighbourhood_svg(const Catalogue& catalogue, size_t entry) {
  return Neighbourhood(catalogue, entry).svg();
}

}  // namespace segql::cli
