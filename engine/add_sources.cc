/// Texts become sources and trees, on several threads. Each is parsed as if it were alone, and what is said of it does
/// not depend on who parsed it, nor on how many were added at once.
#include <algorithm>

#include "base/try.h"
#include "compiler/source/path.h"
#include "compiler/syntax/syntax.h"
#include "engine/engine_impl.h"
#include "runtime/table/parallel.h"

namespace segql {
namespace {

/// Every so many sources it is seen whether anybody reads more mistakes: explaining one takes much longer than parsing.
constexpr SourceId kSlice = 64;
/// Fewer are parsed before another thread has begun.
constexpr size_t kBytesOfThread = 8'000;

/// Removes the sources that were added, unless they are kept.
class Addition {
 public:
  explicit Addition(engine::Sources& sources) : sources_(sources), before_(sources.mark()) {}
  ~Addition() {
    if (!is_kept_) sources_.forget_since(before_);
  }
  Addition(const Addition&) = delete;
  Addition& operator=(const Addition&) = delete;
  void keep() { is_kept_ = true; }

 private:
  engine::Sources& sources_;
  engine::Sources::Mark before_;
  bool is_kept_ = false;
};

struct Parsed {
  const ast::File* file = nullptr;  ///< null: it has mistakes
  diag::Sink sink;
};

/// From `first` up to `end`. With `first_mistake_only` a text is given up after the declaration that has it.
Result<std::vector<Parsed>> parse(engine::Sources& sources, SourceId first, SourceId end, const EngineOptions& options,
                                  bool first_mistake_only) {
  size_t bytes = 0;
  for (SourceId id = first; id < end; ++id) bytes += sources.find(id)->text().size();
  const size_t workers = std::min(runtime::num_threads(options.threads), bytes / kBytesOfThread + 1);
  sources.make_arenas(workers);
  Limits limits = options.limits;
  if (first_mistake_only) limits.diagnostics = 1;
  std::vector<Parsed> parsed(end - first, Parsed{nullptr, diag::Sink(options.limits, options.strict)});
  SEGQL_TRY_VOID(runtime::parallel_for(workers, parsed.size(), [&](size_t task, size_t worker) {
    const Source& source = *sources.find(first + static_cast<SourceId>(task));
    parsed[task].file = syntax::parse(source, sources.arena(worker), parsed[task].sink, limits);
  }));
  return parsed;
}

}  // namespace

Result<SourceId> Engine::Impl::add_sources(std::vector<DefinitionText> texts, bool sees_all) {
  if (definitions != nullptr) return Error{ErrorCode::kInvalidArgument, "definitions are added before `check`"};
  Addition addition(sources);
  const auto first = static_cast<SourceId>(sources.count());
  for (DefinitionText& text : texts) {
    SEGQL_TRY_VOID(sources.add(std::move(text.name), std::move(text.text), options.limits));
  }
  const auto end = static_cast<SourceId>(sources.count());

  diag::Sink found(options.limits, options.strict);
  std::vector<const ast::File*> trees;
  bool enough = has_enough_mistakes;
  for (SourceId id = first; id < end;) {
    if (id % kSlice == 0) enough = file_sink.num_errors() + found.num_errors() >= options.limits.diagnostics;
    const SourceId next = std::min(id - id % kSlice + kSlice, end);
    SEGQL_TRY(std::vector<Parsed> parsed, parse(sources, id, next, options, enough));
    for (Parsed& one : parsed) {
      found.add_all(std::move(one.sink));
      trees.push_back(one.file);
    }
    id = next;
  }

  addition.keep();
  has_enough_mistakes = enough;
  file_sink.add_all(std::move(found));
  for (SourceId id = first; id < end; ++id) {
    file_names.push_back(normal_path(sources.find(id)->name()));
    if (const ast::File* file = trees[id - first]) {
      files.push_back({file, file_names.back(), sees_all});
    } else {
      broken_files.push_back({file_names.back(), syntax::may_declare_schema(*sources.find(id))});
    }
  }
  return first;
}

}  // namespace segql
