#include "engine/checkable_files.h"

#include <algorithm>
#include <set>

#include "compiler/source/path.h"

namespace segql::engine {

std::vector<check::InputFile> checkable_files(std::vector<check::InputFile> files,
                                              const std::vector<BrokenFile>& broken) {
  std::set<std::string> left_out;
  for (const BrokenFile& file : broken) {
    if (file.may_declare_schema) return {};
    left_out.insert(file.path);
  }
  const auto depends = [&](const check::InputFile& file) {
    return std::ranges::any_of(file.file->imports, [&](const ast::Import& import) {
      return left_out.contains(import_path(file.path, import.path));
    });
  };
  // A file that is left out takes its own importers with it in the next round.
  for (size_t before = SIZE_MAX; before != left_out.size();) {
    before = left_out.size();
    std::erase_if(files, [&](const check::InputFile& file) {
      if (!depends(file)) return false;
      left_out.insert(file.path);
      return true;
    });
  }
  return files;
}

}  // namespace segql::engine
