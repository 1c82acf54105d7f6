/// What somebody types at a prompt, as far as its words tell.

#include "segql/prompt.h"

#include "base/nearest_name.h"
#include "compiler/source/source.h"
#include "compiler/syntax/typed.h"

namespace segql {

TypedText read_typed(std::string_view text) {
  const Limits limits;
  TypedText result;
  const auto source = Source::create(0, "typed", std::string(text), limits);
  if (!source.ok()) {
    result.kind = TypedText::Kind::kQuestion;
    return result;
  }
  const syntax::Typed typed = syntax::read_typed(*source, limits);
  result.kind = static_cast<TypedText::Kind>(typed.kind);
  result.is_open = typed.is_open;
  result.rows = typed.rows;
  result.has_where = typed.has_where;
  for (const syntax::TypedDefinition& one : typed.definitions) {
    result.definitions.push_back({one.span, std::string(one.kind), std::string(one.name), std::string(one.entity)});
  }
  return result;
}

std::string_view kind_name(CompletionKind kind) {
  switch (kind) {
    case CompletionKind::kKeyword: return "keyword";
    case CompletionKind::kField: return "field";
    case CompletionKind::kAttribute: return "attribute";
    case CompletionKind::kRelation: return "relation";
    case CompletionKind::kEntity: return "entity";
    case CompletionKind::kEvent: return "event";
    case CompletionKind::kSegment: return "segment";
    case CompletionKind::kDefine: return "define";
    case CompletionKind::kFunction: return "function";
    case CompletionKind::kValue: return "value";
    case CompletionKind::kParameter: return "parameter";
  }
  return "";
}

std::string_view nearest_word(std::string_view wanted, std::span<const std::string_view> words) {
  NearestName nearest(wanted);
  for (const std::string_view word : words) nearest.consider(word);
  return nearest.best();
}

}  // namespace segql
