#include "compiler/check/written.h"

#include <algorithm>

namespace segql::check {

std::string_view written(const Env& env, Span at) {
  const ProjectFile* file = env.project.file(env.file);
  return file != nullptr ? file->file->text.substr(at.begin, at.end - at.begin) : std::string_view();
}

std::string_view written_between(const Env& env, Span before, Span after) {
  return written(env, {before.end, after.begin});
}

bool has_comment(const Env& env, Span at) {
  const ProjectFile* file = env.project.file(env.file);
  if (file == nullptr) return false;
  const auto comments = file->file->comments;
  const auto found =
      std::ranges::partition_point(comments, [&](const ast::Comment& c) { return c.span.end <= at.begin; });
  return found != comments.end() && found->span.begin < at.end;
}

}  // namespace segql::check
