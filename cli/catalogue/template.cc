#include "cli/catalogue/template.h"

#include <vector>

#include "cli/printable.h"

namespace segql::cli {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : value.dump();
}

bool holds(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  if (value.is_array()) return !value.empty();
  return !value.is_null();
}

class Renderer {
 public:
  explicit Renderer(std::string_view text) : text_(text) {}

  std::string render(const Json& values) {
    scopes_ = {&values};
    render_until("", true);
    return std::move(out_);
  }

 private:
  struct Tag {
    char kind = 0;  ///< 0: a value; {, #, ^ or /; e: the end of the text
    std::string_view name;
  };

  /// Copies what stands before the next tag, which is read.
  Tag next(bool is_shown) {
    const size_t open = text_.find("{{", at_);
    if (open == std::string_view::npos) {
      if (is_shown) out_ += text_.substr(at_);
      at_ = text_.size();
      return {'e', ""};
    }
    const bool is_raw = text_.substr(open).starts_with("{{{");
    const std::string_view close = is_raw ? "}}}" : "}}";
    const size_t begin = open + close.size(), end = text_.find(close, begin);
    Tag tag{is_raw ? '{' : '\0', text_.substr(begin, end - begin)};
    size_t after = end + close.size();
    if (!is_raw && (tag.name[0] == '#' || tag.name[0] == '^' || tag.name[0] == '/')) {
      tag.kind = tag.name[0];
      tag.name.remove_prefix(1);
      const bool is_alone = (open == 0 || text_[open - 1] == '\n') && after < text_.size() && text_[after] == '\n';
      if (is_alone) ++after;
    }
    if (is_shown) out_ += text_.substr(at_, open - at_);
    at_ = after;
    return tag;
  }

  const Json& find(std::string_view name) const {
    static const Json nothing;
    if (name == ".") return *scopes_.back();
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (!(*scope)->is_object()) continue;
      if (const auto found = (*scope)->find(name); found != (*scope)->end()) return *found;
    }
    return nothing;
  }

  /// Up to the end of that section, or of the text.
  void render_until(std::string_view section, bool is_shown) {
    for (;;) {
      const Tag tag = next(is_shown);
      if (tag.kind == 'e' || (tag.kind == '/' && tag.name == section)) return;
      if (tag.kind == '#' || tag.kind == '^') {
        render_section(tag, is_shown);
      } else if (is_shown) {
        out_ += tag.kind == '{' ? text_of(find(tag.name)) : escaped(text_of(find(tag.name)));
      }
    }
  }

  void render_section(const Tag& tag, bool is_shown) {
    const size_t begin = at_;
    const Json& value = find(tag.name);
    const bool is_wanted = is_shown && holds(value) == (tag.kind == '#');
    if (!is_wanted || tag.kind == '^') return render_until(tag.name, is_wanted);
    const auto render_one = [&](const Json& item) {
      at_ = begin;
      scopes_.push_back(&item);
      render_until(tag.name, true);
      scopes_.pop_back();
    };
    if (!value.is_array()) return render_one(value);
    for (const Json& item : value) render_one(item);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string out_;
  std::vector<const Json*> scopes_;
};

}  // namespace

std::string render(std::string_view text, const Json& values) { return Renderer(text).render(values); }

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable_lines(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace segql::cli
