#include "compiler/syntax/layout.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace segql::syntax {
namespace {

uint32_t width_of(std::string_view text) {
  uint32_t width = 0;
  for (size_t at = 0; at < text.size();) {
    const utf8::Decoded c = utf8::decode(text, at);
    width += static_cast<uint32_t>(utf8::display_width(c.code_point));
    at += c.length;
  }
  return width;
}

}  // namespace

Layout::Doc Layout::add(Node node) {
  for (const Doc part : node.parts) node.breaks = node.breaks || part->breaks;
  return &nodes_.emplace_back(std::move(node));
}

Layout::Doc Layout::text(std::string_view text) {
  return add({.kind = Kind::kText, .columns = width_of(text), .text = std::string(text), .parts = {}});
}
Layout::Doc Layout::concat(Docs parts) { return add({.kind = Kind::kConcat, .text = {}, .parts = std::move(parts)}); }
Layout::Doc Layout::line() { return add({.kind = Kind::kLine, .text = {}, .parts = {}}); }
Layout::Doc Layout::soft_line() { return add({.kind = Kind::kSoftLine, .text = {}, .parts = {}}); }
Layout::Doc Layout::hard_line() { return add({.kind = Kind::kHardLine, .breaks = true, .text = {}, .parts = {}}); }
Layout::Doc Layout::if_broken(std::string_view text) {
  return add({.kind = Kind::kIfBroken, .columns = width_of(text), .text = std::string(text), .parts = {}});
}
Layout::Doc Layout::indent(uint32_t columns, Doc content) {
  return add({.kind = Kind::kIndent, .columns = columns, .text = {}, .parts = {content}});
}
Layout::Doc Layout::group(Doc content) { return add({.kind = Kind::kGroup, .text = {}, .parts = {content}}); }
Layout::Doc Layout::at_line_end(std::string_view text) {
  return add({.kind = Kind::kAtLineEnd, .breaks = true, .text = std::string(text), .parts = {}});
}

class Layout::Writer {
 public:
  explicit Writer(uint32_t width) : width_(width) {}

  std::string run(Doc root) {
    stack_.push_back({root, 0, 0, true});
    while (!stack_.empty()) step();
    end_line(0);
    return std::move(out_);
  }

 private:
  /// A document that is being written: which part of it comes next.
  struct Frame {
    Doc doc;
    size_t next;
    uint32_t indent;
    bool broken;
  };

  void step() {
    Frame& frame = stack_.back();
    const Doc doc = frame.doc;
    const uint32_t indent = frame.indent;
    const bool broken = frame.broken;
    switch (doc->kind) {
      case Kind::kConcat:
        if (frame.next < doc->parts.size()) {
          stack_.push_back({doc->parts[frame.next++], 0, indent, broken});
          return;
        }
        break;
      case Kind::kIndent: frame = {doc->parts[0], 0, indent + doc->columns, broken}; return;
      case Kind::kGroup: {
        // A group on a line that is not broken is not broken either.
        const bool breaks = broken && (doc->breaks || !fits(doc->parts[0]));
        stack_.back() = {doc->parts[0], 0, indent, breaks};
        return;
      }
      case Kind::kText: write(doc->text, doc->columns); break;
      case Kind::kIfBroken:
        if (broken) write(doc->text, doc->columns);
        break;
      case Kind::kAtLineEnd: suffix_ += "  " + doc->text; break;
      case Kind::kHardLine: end_line(indent); break;
      case Kind::kSoftLine:
      case Kind::kLine:
        if (broken) {
          end_line(indent);
        } else if (doc->kind == Kind::kLine) {
          write(" ", 1);
        }
        break;
    }
    stack_.pop_back();
  }

  /// The indentation of a line is that of the break before it, and is written with its first word.
  void write(std::string_view text, uint32_t columns) {
    if (text.empty()) return;
    if (line_is_empty_) out_.append(column_, ' ');
    line_is_empty_ = false;
    out_ += text;
    column_ += columns;
  }

  void end_line(uint32_t next_indent) {
    if (line_is_empty_ && !suffix_.empty()) suffix_.erase(0, 2);
    out_ += std::exchange(suffix_, {});
    out_.erase(out_.find_last_not_of(" \t") + 1);
    out_ += '\n';
    column_ = next_indent;
    line_is_empty_ = true;
  }

  /// Does `doc`, on one line, and what follows it up to the next place that may break, fit on the current line?
  bool fits(Doc doc) const {
    uint32_t used = column_;
    std::vector<Frame> work = {{doc, 0, 0, false}};
    size_t outer = stack_.size() - 1;  // frames of what follows; the last is the group itself
    while (true) {
      if (work.empty()) {
        if (outer == 0) return true;
        work.push_back(stack_[--outer]);
      }
      Frame& frame = work.back();
      const Doc node = frame.doc;
      const bool broken = frame.broken;
      switch (node->kind) {
        case Kind::kConcat:
          if (frame.next < node->parts.size()) {
            work.push_back({node->parts[frame.next++], 0, 0, broken});
            continue;
          }
          break;
        case Kind::kIndent:
        case Kind::kGroup: frame = {node->parts[0], 0, 0, broken}; continue;
        case Kind::kText: used += node->columns; break;
        case Kind::kIfBroken: used += broken ? node->columns : 0; break;
        case Kind::kAtLineEnd: break;
        case Kind::kHardLine: return true;
        case Kind::kSoftLine:
        case Kind::kLine:
          if (broken) return true;
          used += node->kind == Kind::kLine ? 1 : 0;
          break;
      }
      if (used > width_) return false;
      work.pop_back();
    }
  }

  uint32_t width_;
  std::vector<Frame> stack_;
  std::string out_;
  std::string suffix_;
  uint32_t column_ = 0;
  bool line_is_empty_ = true;
};

std::string Layout::render(Doc root, uint32_t width) { return Writer(width).run(root); }

}  // namespace segql::syntax
