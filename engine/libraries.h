#pragma once
/// Libraries that the files of a project import: `import "std/rfm" with (purchases: lines)`.

#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/diag/sink.h"
#include "engine/sources.h"

namespace segql::engine {

/// Adds the libraries that `files` and the libraries themselves import, as files of their path. What one import says
/// about names holds for all libraries. Reports libraries there are not and names none of them has.
void add_libraries(std::vector<check::InputFile>& files, Sources& sources, diag::Sink& sink, const Limits& limits);

/// A name of a library that means nothing here is one the project has to say: that is said once for each name, at the
/// import or at the renaming, and returned is how many errors that takes away. Nobody can edit the text of a library,
/// so fixes of it are dropped. `files` are those add_libraries made; `diagnostics` are sorted by place before and
/// after.
size_t explain_library_names(std::vector<Diagnostic>& diagnostics, const std::vector<check::InputFile>& files,
                             const Sources& sources);

}  // namespace segql::engine
