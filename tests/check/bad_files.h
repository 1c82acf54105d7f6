#pragma once
/// The bad files of tests/golden/diagnostics/check: each is checked beside the shop of the fixture, unless it declares
/// a schema of its own. A line `//// name.segql` starts another file of the same project. `strict` in the name is
/// --strict.

#include <filesystem>
#include <string>
#include <vector>

#include "fixture.h"

namespace segql::check {

std::filesystem::path bad_files_folder();
/// Without extension, sorted.
std::vector<std::string> bad_file_names();
Checked check_bad_file(const std::filesystem::path& path);

}  // namespace segql::check
