#pragma once
/// Lines and columns: a document says where it may be broken, and the layout breaks it where it does not fit (after
/// Wadler's "A prettier printer", with the comments of Prettier). Knows nothing of the language.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace segql::syntax {

class Layout {
  struct Node;

 public:
  using Doc = const Node*;
  using Docs = std::vector<Doc>;

  Doc text(std::string_view text);
  Doc concat(Docs parts);
  /// A space, or a line break when the group around it is broken.
  Doc line();
  /// Nothing, or a line break.
  Doc soft_line();
  /// Always a line break; breaks every group around it.
  Doc hard_line();
  /// `text` when the group around it is broken, otherwise nothing.
  Doc if_broken(std::string_view text);
  /// Lines broken inside `content` start `columns` further right.
  Doc indent(uint32_t columns, Doc content);
  /// On one line when it fits.
  Doc group(Doc content);
  /// Put at the end of the line that is being written, after whatever else comes on it; breaks every group around it.
  Doc at_line_end(std::string_view text);

  /// The text, with a line break at its end and no white space at the end of any line.
  static std::string render(Doc root, uint32_t width);

 private:
  enum class Kind : uint8_t { kText, kConcat, kLine, kSoftLine, kHardLine, kIfBroken, kIndent, kGroup, kAtLineEnd };
  struct Node {
    Kind kind;
    bool breaks = false;   ///< holds a hard line or a comment
    uint32_t columns = 0;  ///< kIndent; for text its width
    std::string text;
    Docs parts;
  };
  class Writer;

  Doc add(Node node);
  std::deque<Node> nodes_;
};

}  // namespace segql::syntax
