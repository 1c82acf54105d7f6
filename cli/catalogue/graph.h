#pragma once
/// A directed graph without cycles as a drawing in layers, from left to right.

#include <string>
#include <utility>
#include <vector>

namespace segql::cli {

struct DrawnNode {
  std::string name;
  std::string path;   ///< where it leads; empty: nowhere
  std::string style;  ///< classes of style.css, separated by spaces
  int layer = 0;
};

/// An SVG whose nodes are links. Edges are pairs of places among the nodes, each from a layer to one of a greater
/// number; in each layer the nodes are put beside those they have to do with.
std::string graph_svg(const std::vector<DrawnNode>& nodes, const std::vector<std::pair<size_t, size_t>>& edges,
                      const std::string& label);

}  // namespace segql::cli
