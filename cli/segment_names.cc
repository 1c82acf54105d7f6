#include "cli/segment_names.h"

#include <algorithm>
#include <iostream>
#include <vector>

#include "cli/printable.h"
#include "cli/session.h"

namespace segql::cli {
namespace {

bool is_segment(const DeclarationInfo& declaration) {
  using Kind = DeclarationInfo::Kind;
  return declaration.kind == Kind::kSegment || declaration.kind == Kind::kSnapshot ||
         declaration.kind == Kind::kStatic || declaration.kind == Kind::kSplit || declaration.kind == Kind::kPriority;
}

/// Those that are declared, whether sound or not, and the parts of them.
std::vector<std::string> names_of_segments(const Engine& engine) {
  std::vector<std::string> names;
  for (const DeclarationInfo& declaration : engine.declarations())
    if (is_segment(declaration)) names.push_back(declaration.name);
  for (const SegmentInfo& info : engine.segments()) names.push_back(info.name.substr(0, info.name.find('(')));
  return names;
}

/// A name, and perhaps arguments; what has more than that is a condition.
bool may_name_segment(std::string_view text) {
  const std::string_view name = text.substr(0, text.find('('));
  return name.find_first_of(" \t\n<>=\"") == std::string_view::npos;
}

}  // namespace

Result<SegmentInfo> find_segment(Engine& engine, const std::string& text) {
  auto found = engine.find_segment(text);
  if (found.ok()) return found;
  if (!may_name_segment(text))
    return Error{ErrorCode::kNotFound, "a segment's name is expected; for a condition use `segql repl`"};
  const std::string name = text.substr(0, text.find('('));
  const std::vector<std::string> names = names_of_segments(engine);
  if (std::ranges::find(names, name.substr(0, name.find('.'))) != names.end()) return found;  // something else is wrong
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string meant(nearest_word(name, known));
  return Error{ErrorCode::kNotFound,
               "there is no segment `" + name + "`" + (meant.empty() ? "" : "; did you mean `" + meant + "`?")};
}

void complain_of_segment(const Error& error) {
  if (error.code == ErrorCode::kNotFound) {
    complain(error);
  } else {
    std::cerr << printable_lines(error.message) << '\n';  // as messages about definitions
  }
}

bool knows_segment(Engine& engine, const std::string& text) {
  const auto found = find_segment(engine, text);
  if (!found.ok()) complain_of_segment(found.error());
  return found.ok();
}

}  // namespace segql::cli
