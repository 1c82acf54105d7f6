#pragma once
/// Which files can be checked when others do not parse.

#include <string>
#include <vector>

#include "compiler/check/definitions.h"

namespace segql::engine {

/// A file that does not parse.
struct BrokenFile {
  std::string path;  ///< normalised
  bool may_declare_schema = false;
};

/// The files whose names do not come from a broken one: what is reported of them is true, and what is sound in them can
/// be used. A broken file takes with it those that import it, and, when it may be part of the schema, all.
std::vector<check::InputFile> checkable_files(std::vector<check::InputFile> files,
                                              const std::vector<BrokenFile>& broken);

}  // namespace segql::engine
