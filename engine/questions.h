#pragma once
/// `Questions`: segments, conditions and columns asked for as text. Each text is parsed and checked once, and
/// remembered until their memory passes `Limits::question_bytes`; then all are forgotten. (Forgetting the least
/// recently used would need to know which of them share a segment with arguments; asking again costs milliseconds.)

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/check/definitions.h"
#include "engine/sources.h"
#include "segql/limits.h"
#include "segql/result.h"

namespace segql::engine {

class Questions {
 public:
  /// All references must outlive this, and what was added to them so far is not of a question: it stays.
  Questions(Sources& sources, check::Definitions& definitions, const Limits& limits, bool strict);

  // Each is kInvalidSource with rendered diagnostics when the text has errors; then nothing of it is kept.

  /// The segment of a reference such as `vip` or `slipping_away(days: 30)`.
  Result<hir::SegmentId> segment(std::string_view reference);
  /// `entity where` may stand before the condition.
  Result<hir::SegmentId> condition(std::string_view entity, std::string_view condition);
  /// An attribute of that name, or any other expression.
  Result<hir::AttributeId> value(std::string_view entity, std::string_view expression);

  /// Forgets everything asked when that is too much. Ids of questions are then no more: not while one is answered.
  void make_room();
  /// How often everything was forgotten.
  uint64_t num_forgotten() const { return num_forgotten_; }
  /// Ids from here on are of questions.
  const check::Definitions::Mark& first_asked() const { return definitions_mark_; }

 private:
  /// Runs `ask` on the text as a source; undoes what it made when it fails.
  template <typename Ask>
  auto attempt(std::string name, std::string_view text, Ask&& ask);

  /// The entity (of a condition or value) and the text.
  using Asked = std::pair<std::string, std::string>;

  Sources& sources_;
  check::Definitions& definitions_;
  const Limits& limits_;
  bool strict_;
  Sources::Mark sources_mark_;
  check::Definitions::Mark definitions_mark_;
  size_t bytes_without_questions_;
  size_t bytes_of_maps_ = 0;
  uint64_t num_forgotten_ = 0;

  std::map<std::string_view, hir::SegmentId> declared_;  ///< segments of the files that need no arguments
  std::map<std::string, hir::SegmentId, std::less<>> segments_;
  std::map<Asked, hir::SegmentId> conditions_;
  std::map<Asked, hir::AttributeId> values_;
};

}  // namespace segql::engine
