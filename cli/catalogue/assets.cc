#include "cli/catalogue/assets.h"

#include <cstdint>
#include <cstdlib>

namespace segql::cli {
namespace {

struct Asset {
  std::string_view name, text, digest;
};

constexpr Asset kAssets[] = {
#include "cli/catalogue/assets.inc"
};

const Asset& find(std::string_view name) {
  for (const Asset& one : kAssets) {
    if (one.name == name) return one;
  }
  std::abort();
}

uint32_t digit(char c) { return static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10); }

}  // namespace

std::string_view asset(std::string_view name) { return find(name).text; }

std::string asset_hash(std::string_view name) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string_view hex = find(name).digest;
  std::string out;
  for (size_t at = 0; at < hex.size(); at += 6) {  // three bytes are four letters
    uint32_t bits = 0;
    for (size_t i = at; i < at + 6; ++i) bits = bits << 4 | (i < hex.size() ? digit(hex[i]) : 0);
    for (int shift = 18; shift >= 0; shift -= 6) out += kLetters[bits >> shift & 63];
  }
  out.back() = '=';  // 32 bytes are one short of a multiple of three
  return out;
}

}  // namespace segql::cli
