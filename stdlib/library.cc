#include "stdlib/library.h"

namespace segql::stdlib {
namespace {

struct Library {
  std::string_view path, text, digest;
};

constexpr Library kLibraries[] = {
#include "stdlib/texts.inc"
};

}  // namespace

std::optional<std::string_view> find(std::string_view path) {
  for (const Library& library : kLibraries) {
    if (library.path == path) return library.text;
  }
  return std::nullopt;
}

std::vector<std::string_view> paths() {
  std::vector<std::string_view> result;
  for (const Library& library : kLibraries) result.push_back(library.path);
  return result;
}

}  // namespace segql::stdlib
