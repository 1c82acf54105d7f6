#include "cli/code_pages.h"

#include <algorithm>

namespace segql::cli {
namespace {

constexpr CodePage kPages[] = {
#include "cli/code_pages.inc"
};

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

}  // namespace

std::string_view CodePage::title() const {
  const std::string_view line = text.substr(0, text.find('\n'));
  return line.substr(line.find(": ") + 2);
}

std::span<const CodePage> code_pages() { return kPages; }

const CodePage* find_code_page(std::string_view code) {
  const CodePage* found = std::ranges::find(kPages, std::string_view(upper(code)), &CodePage::code);
  return found != std::end(kPages) ? found : nullptr;
}

std::vector<std::string_view> codes_near(std::string_view code) {
  constexpr size_t kMost = 10;
  const std::string wanted = upper(code);
  for (size_t length = wanted.size(); length > 0; --length) {
    std::vector<std::string_view> near;
    for (const CodePage& page : kPages) {
      if (page.code.starts_with(std::string_view(wanted).substr(0, length))) near.push_back(page.code);
    }
    if (near.size() > kMost) return {};
    if (!near.empty()) return near;
  }
  return {};
}

}  // namespace segql::cli
