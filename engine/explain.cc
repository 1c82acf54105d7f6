#include "engine/explain.h"

#include "compiler/syntax/syntax.h"

namespace segql::engine {

std::string explain_definition(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                               const Sources& sources, hir::SegmentId id, ExplainStage stage) {
  const hir::Segment& segment = definitions.segment(id);
  if (stage == ExplainStage::kTyped) return check::dump(definitions, segment);
  const std::string_view text = sources.find(segment.source)->text();
  for (const check::InputFile& input : files) {
    if (input.file->source != segment.source) continue;
    for (const ast::Decl& decl : input.file->decls) {
      if (segment.span.begin < decl.span.begin || segment.span.end > decl.span.end) continue;
      if (stage == ExplainStage::kAst) return syntax::dump(decl);
      return std::string(text.substr(decl.span.begin, decl.span.end - decl.span.begin)) + "\n";
    }
  }
  return std::string(text) + "\n";
}

}  // namespace segql::engine
