// Sugiyama's way: an edge over several layers gets a bend in each, layers are put in order by the mean place of the
// neighbours, a few times back and forth, and edges are curves from column to column.
#include "cli/catalogue/graph.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "cli/catalogue/template.h"
#include "cli/table.h"
#include "cli/width.h"

namespace segql::cli {
namespace {

constexpr int kHeight = 26, kGap = 12, kBetween = 56, kPadding = 12, kEdge = 4;
constexpr double kLetter = 7.3;  // of a fixed-width font of 12 pixels
constexpr size_t kLongest = 34;

/// A node, or the bend of an edge.
struct Box {
  const DrawnNode* node = nullptr;
  size_t layer = 0;
  double rank = 0;  ///< its place in the layer
  int x = 0, y = 0, width = 0;
  std::vector<size_t> left, right;
};

std::string shown_name(const std::string& name) {
  if (width(name) <= kLongest) return name;
  std::string cut;
  for (const char c : name) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins && width(cut) + 1 >= kLongest) break;
    cut += c;
  }
  return cut + "…";
}

class Drawing {
 public:
  Drawing(const std::vector<DrawnNode>& nodes, const std::vector<std::pair<size_t, size_t>>& edges) {
    int first = 0;
    for (const DrawnNode& node : nodes) first = std::min(first, node.layer);
    for (const DrawnNode& node : nodes)
      add({&node,
           static_cast<size_t>(node.layer - first),
           0,
           0,
           0,
           static_cast<int>(kLetter * static_cast<double>(width(shown_name(node.name)))) + 2 * kPadding,
           {},
           {}});
    for (const auto& [from, to] : edges) {
      size_t last = from;
      for (size_t layer = boxes_[from].layer + 1; layer < boxes_[to].layer; ++layer) {
        const size_t bend = add({nullptr, layer, 0, 0, 0, 0, {}, {}});
        connect(last, bend);
        last = bend;
      }
      connect(last, to);
    }
    order();
    place();
  }

  std::string svg(const std::string& label) const {
    std::string out =
        fmt::format("<svg role=\"group\" aria-label=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\">\n",
                    escaped(label), width_, height_, width_, height_);
    for (const Box& from : boxes_) {
      for (const size_t to : from.right) out += edge(from, boxes_[to]);
    }
    for (const auto& layer : layers_) {
      for (const size_t i : layer) {
        if (boxes_[i].node != nullptr) out += drawn(boxes_[i]);
      }
    }
    return out + "</svg>";
  }

 private:
  size_t add(Box box) {
    if (layers_.size() <= box.layer) layers_.resize(box.layer + 1);
    layers_[box.layer].push_back(boxes_.size());
    box.rank = static_cast<double>(layers_[box.layer].size());
    boxes_.push_back(std::move(box));
    return boxes_.size() - 1;
  }
  void connect(size_t from, size_t to) {
    boxes_[from].right.push_back(to);
    boxes_[to].left.push_back(from);
  }

  void order() {
    constexpr int kRounds = 6;
    for (int round = 0; round < kRounds; ++round) {
      for (size_t i = 0; i < layers_.size(); ++i) {
        const bool is_forth = round % 2 == 0;
        sort(layers_[is_forth ? i : layers_.size() - 1 - i], is_forth ? &Box::left : &Box::right);
      }
    }
  }
  void sort(std::vector<size_t>& layer, std::vector<size_t> Box::*side) {
    std::map<size_t, double> means;
    for (const size_t i : layer) {
      double sum = 0;
      for (const size_t other : boxes_[i].*side) sum += boxes_[other].rank;
      const auto count = static_cast<double>((boxes_[i].*side).size());
      means[i] = count == 0 ? boxes_[i].rank : sum / count;
    }
    std::ranges::stable_sort(layer, {}, [&](size_t i) { return means[i]; });
    for (size_t place = 0; place < layer.size(); ++place)
      boxes_[layer[place]].rank = static_cast<double>(place) - static_cast<double>(layer.size()) / 2;
  }

  void place() {
    size_t most = 0;
    for (const auto& layer : layers_) most = std::max(most, layer.size());
    height_ = static_cast<int>(most) * (kHeight + kGap) - kGap + 2 * kEdge;
    int x = kEdge;
    for (const auto& layer : layers_) {
      int widest = 0;
      for (const size_t i : layer) widest = std::max(widest, boxes_[i].width);
      int y = (height_ - static_cast<int>(layer.size()) * (kHeight + kGap) + kGap) / 2;
      for (const size_t i : layer) {
        if (boxes_[i].node == nullptr) boxes_[i].width = widest;
        boxes_[i].x = x;
        boxes_[i].y = y;
        y += kHeight + kGap;
      }
      x += widest + kBetween;
    }
    width_ = x - kBetween + kEdge;
  }

  static std::string edge(const Box& from, const Box& to) {
    const int y1 = from.y + kHeight / 2, y2 = to.y + kHeight / 2, x1 = from.x + from.width, x2 = to.x;
    const int middle = std::max(x1, x2 - kBetween) + std::min(kBetween, x2 - x1) / 2;
    std::string path =
        fmt::format("M{} {}H{}C{} {} {} {} {} {}", x1, y1, std::max(x1, x2 - kBetween), middle, y1, middle, y2, x2, y2);
    if (to.node == nullptr) path += fmt::format("H{}", to.x + to.width);
    return "<path d=\"" + path + "\"/>\n";
  }

  static std::string drawn(const Box& box) {
    const DrawnNode& node = *box.node;
    const std::string inner = fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\"/><text x=\"{}\" y=\"{}\">{}</text>", box.x, box.y,
        box.width, kHeight, box.x + kPadding, box.y + kHeight / 2 + 4, escaped(shown_name(node.name)));
    const std::string title = "<title>" + escaped(node.name) + "</title>";
    if (node.path.empty()) return "<g class=\"" + escaped(node.style) + "\">" + title + inner + "</g>\n";
    return "<a class=\"" + escaped(node.style) + "\" href=\"" + escaped(node.path) + "\">" + title + inner + "</a>\n";
  }

  std::vector<Box> boxes_;
  std::vector<std::vector<size_t>> layers_;
  int width_ = 0, height_ = 0;
};

}  // namespace

std::string graph_svg(const std::vector<DrawnNode>& nodes, const std::vector<std::pair<size_t, size_t>>& edges,
                      const std::string& label) {
  return Drawing(nodes, edges).svg(label);
}

}  // namespace segql::cli
