#include "engine/sources.h"

#include "base/try.h"
#include "compiler/diag/render.h"

namespace segql::engine {

Result<const Source*> Sources::add(std::string name, std::string text, const Limits& limits) {
  SEGQL_TRY(Source source,
            Source::create(static_cast<SourceId>(sources_.size()), std::move(name), std::move(text), limits));
  sources_.push_back(std::make_unique<Source>(std::move(source)));
  text_bytes_ += sizeof(Source) + sources_.back()->text().size() + sources_.back()->num_lines() * sizeof(uint32_t);
  return sources_.back().get();
}

size_t Sources::memory_bytes() const {
  size_t bytes = text_bytes_;
  for (const Arena& arena : arenas_) bytes += arena.bytes_used();
  return bytes;
}

Sources::Mark Sources::mark() const {
  Mark mark{sources_.size(), text_bytes_, {}};
  for (const Arena& arena : arenas_) mark.arenas.push_back(arena.mark());
  return mark;
}

void Sources::forget_since(const Mark& mark) {
  sources_.resize(mark.num_sources);
  text_bytes_ = mark.text_bytes;
  arenas_.resize(mark.arenas.size());
  for (size_t i = 0; i < arenas_.size(); ++i) arenas_[i].rewind(mark.arenas[i]);
}

std::string render_all(const std::vector<Diagnostic>& diagnostics, const Sources& sources) {
  std::string text = diag::render(diagnostics, [&](SourceId id) { return sources.find(id); });
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace segql::engine
