#pragma once
/// Segments as a command line names them. They are found before any row is read.

#include <string>

#include "segql/engine.h"

namespace segql::cli {

/// The segment that `text` names, with its arguments. kNotFound: no segment is called so, said with the one that was
/// probably meant; kInvalidSource: as `Engine::find_segment` says.
Result<SegmentInfo> find_segment(Engine& engine, const std::string& text);

/// Says on standard error why there is none.
void complain_of_segment(const Error& error);

/// Whether there is one, after saying why not.
bool knows_segment(Engine& engine, const std::string& text);

}  // namespace segql::cli
