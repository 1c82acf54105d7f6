// The tree as s-expressions: scalars on the line of their node, nodes below it.
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/int128.h"
#include "compiler/syntax/ast_fields.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/words.h"

namespace segql::syntax {
namespace {

class Dumper {
 public:
  template <NodeWithFields Node>
  void node(const Node& n) {
    out_ += '(';
    out_ += kNodeName<Node>;
    ++depth_;
    each_field(std::type_identity<Node>(), [&](std::string_view name, auto member) { field(name, n.*member); });
    --depth_;
    out_ += ')';
  }
  std::string take() { return std::move(out_) + "\n"; }

 private:
  void scalar(std::string_view name, std::string_view value) {
    out_ += ' ';
    if (!name.empty()) out_ += ":" + std::string(name) + " ";
    out_ += value;
  }
  void new_line(std::string_view name) {
    out_ += '\n';
    out_.append(2 * depth_, ' ');
    if (!name.empty()) out_ += ":" + std::string(name) + " ";
  }

  // Absent and default values are not shown: most members of most nodes are.
  void field(std::string_view name, bool value) {
    if (value) out_ += " :" + std::string(name);
  }
  template <typename T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) void field(std::string_view name, const T& value) {
    if (value != 0 || name.empty()) scalar(name, std::to_string(value));
  }
  template <typename T>
  requires std::is_enum_v<T>
  void field(std::string_view name, const T& value) {
    if (!word(value).empty()) scalar(name, word(value));
  }
  void field(std::string_view name, std::string_view value) {
    if (name.empty()) {
      if (!value.empty()) scalar({}, value);
    } else if (name == "text" || !value.empty()) {
      scalar(name == "text" ? std::string_view() : name, quoted(value));
    }
  }
  void field(std::string_view name, const ast::Name& value) {
    if (!value.text.empty()) scalar(name, value.text);
  }
  void field(std::string_view name, const ast::Path& value) { scalar(name, dotted(value)); }
  void field(std::string_view name, const Decimal& value) { scalar(name, decimal_text(value.unscaled, value.scale)); }
  void field(std::string_view name, const ast::CivilDate& value) {
    scalar(name, std::to_string(value.year) + "-" + std::to_string(value.month) + "-" + std::to_string(value.day));
  }
  void field(std::string_view name, const ast::CivilTime& value) {
    if (value == ast::CivilTime{} && !name.empty()) return;
    scalar(name, std::to_string(value.hour) + ":" + std::to_string(value.minute) + ":" + std::to_string(value.second));
  }
  void field(std::string_view name, const ast::Path* const& value) {
    if (value) scalar(name, dotted(*value));
  }
  template <NodeWithFields Node>
  void field(std::string_view name, const Node& value) {
    new_line(name);
    child(value);
  }
  template <NodeWithFields Node>
  void field(std::string_view name, const Node* const& value) {
    if (value) field(name, *value);
  }
  template <typename... Ts>
  void field(std::string_view name, const std::variant<Ts...>& value) {
    std::visit([&](const auto& one) { field(name, one); }, value);
  }
  void field(std::string_view name, std::span<const ast::Name> values) {
    inline_list(name, values, [](const ast::Name& v) { return std::string(v.text); });
  }
  void field(std::string_view name, std::span<const ast::Path> values) { inline_list(name, values, dotted); }
  void field(std::string_view name, std::span<const int64_t> values) {
    inline_list(name, values, [](int64_t v) { return std::to_string(v); });
  }
  template <typename T>
  void field(std::string_view name, const std::span<T>& values) {
    for (const auto& value : values) field(name, value);
  }

  /// `Expr`, `Window`, `Clause`, `Decl`... are shown as what they hold.
  template <NodeWithFields Node>
  void child(const Node& value) {
    node(value);
  }
  void child(const ast::Expr& value) { held(value.node); }
  void child(const ast::Window& value) { held(value.node); }
  void child(const ast::Clause& value) { held(value.node); }
  void child(const ast::TestItem& value) { held(value.node); }
  template <typename... Ts>
  void held(const std::variant<Ts...>& value) {
    std::visit([&](const auto& one) { node(one); }, value);
  }

  template <typename T, typename Text>
  void inline_list(std::string_view name, std::span<const T> values, Text text) {
    if (values.empty()) return;
    std::string joined = "[";
    for (const T& value : values) joined += (joined.size() > 1 ? " " : "") + text(value);
    scalar(name, joined + "]");
  }

  static std::string dotted(const ast::Path& path) {
    std::string result;
    for (const ast::Name& part : path.parts) result += (result.empty() ? "" : ".") + std::string(part.text);
    return result;
  }
  static std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
      if (c == '\n') {
        result += "\\n";
        continue;
      }
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
    return result + "\"";
  }

  std::string out_;
  size_t depth_ = 0;
};

}  // namespace

std::string dump(const ast::File& file) {
  Dumper dumper;
  dumper.node(file);
  return dumper.take();
}

std::string dump(const ast::Decl& decl) {
  Dumper dumper;
  dumper.node(decl);
  return dumper.take();
}

std::string dump(const ast::Expr& expr) {
  Dumper dumper;
  std::visit([&](const auto& node) { dumper.node(node); }, expr.node);
  return dumper.take();
}

}  // namespace segql::syntax
