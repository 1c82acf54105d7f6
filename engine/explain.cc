#include "engine/explain.h"

#include <set>

#include "compiler/syntax/syntax.h"

namespace segql::engine {
namespace {

/// What the checker made attributes of, in what `uses` uses: places in a population, calls of the host, steps of
/// sequences.
void add_made(const check::Definitions& definitions, const check::Uses& uses, std::set<uint32_t>& seen,
              std::string& text) {
  for (const hir::AttributeId id : uses.attributes) {
    const hir::Attribute& attribute = definitions.attribute(id);
    if (definitions.find_attribute(attribute.table, attribute.name) == id || !seen.insert(id.index).second) continue;
    text += check::dump(definitions, attribute);
    add_made(definitions, check::uses_of(attribute), seen, text);
  }
}

}  // namespace

std::string explain_definition(const check::Definitions& definitions, const std::vector<check::InputFile>& files,
                               const Sources& sources, hir::SegmentId id, ExplainStage stage) {
  const hir::Segment& segment = definitions.segment(id);
  if (stage == ExplainStage::kTyped) {
    std::string text = check::dump(definitions, segment);
    std::set<uint32_t> seen;
    add_made(definitions, check::uses_of(segment), seen, text);
    return text;
  }
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
