#include "cli/repl/offers.h"

#include <algorithm>

#include "cli/printable.h"
#include "cli/width.h"

namespace segql::cli {
namespace {

std::string padded(const std::string& text, size_t columns) {
  return text + std::string(columns - std::min(columns, width(text)), ' ');
}

std::string shown(const Offers::Offer& offer, bool with_detail) {
  std::string text = printable(offer.text);
  if (with_detail && !offer.detail.empty()) text += " (" + printable(offer.detail) + ")";
  return text;
}

}  // namespace

std::string common_start(const Offers& offers) {
  std::string common = offers.all.front().text;
  for (const Offers::Offer& offer : offers.all) {
    const auto end = std::ranges::mismatch(common, offer.text).in1;
    common.erase(end, common.end());
  }
  // Not within a character of several bytes.
  while (!common.empty() && common.size() < offers.all.front().text.size() &&
         (static_cast<unsigned char>(offers.all.front().text[common.size()]) & 0xC0) == 0x80)
    common.pop_back();
  return common;
}

std::string print_offers(const Offers& offers, size_t columns) {
  constexpr size_t kFew = 24, kMost = 200;
  const bool with_detail = offers.all.size() <= kFew;
  size_t heading = 0;
  std::vector<std::string> kinds;
  for (const Offers::Offer& offer : offers.all) {
    if (std::ranges::find(kinds, offer.kind) == kinds.end()) kinds.push_back(offer.kind);
    heading = std::max(heading, width(offer.kind));
  }
  heading += 2;
  std::string text;
  size_t num_shown = 0;
  for (const std::string& kind : kinds) {
    std::string line = padded(kind, heading);
    bool is_first = true;
    for (const Offers::Offer& offer : offers.all) {
      if (offer.kind != kind || num_shown == kMost) continue;
      ++num_shown;
      const std::string word = cut(shown(offer, with_detail), columns - std::min(columns, heading + 1));
      if (!is_first && width(line) + 2 + width(word) >= columns) {
        text += line + "\n";
        line = std::string(heading, ' ');
        is_first = true;
      }
      line += (is_first ? "" : "  ") + word;
      is_first = false;
    }
    if (!is_first) text += line + "\n";
  }
  if (num_shown < offers.all.size()) text += "and " + std::to_string(offers.all.size() - num_shown) + " more\n";
  return text;
}

}  // namespace segql::cli
