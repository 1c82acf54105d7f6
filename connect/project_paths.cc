// Where a project's definitions and data are.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/try.h"
#include "connect/folder.h"
#include "connect/glob.h"
#include "connect/project_file.h"

namespace segql::connect {

namespace fs = std::filesystem;

Result<std::vector<std::string>> definition_files(const ProjectFile& project) {
  std::vector<std::string> files;
  for (const std::string& pattern : project.definitions) {
    SEGQL_TRY(auto matches, expand_glob(project.folder, pattern));
    if (matches.empty()) {
      return Error{ErrorCode::kNotFound, project.path + ": no definition file matches `" + pattern + "`; " +
                                             what_exists_near((fs::path(project.folder) / pattern).string())};
    }
    for (const std::string& match : matches) files.push_back(fs::path(match).lexically_normal().generic_string());
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

Result<std::string> data_root(const ProjectFile& project, const std::string& override_root) {
  fs::path root;
  std::string said_by;
  const char* environment = std::getenv("SEGQL_DATA");
  if (!override_root.empty()) {
    root = override_root;
    said_by = "the data folder";
  } else if (environment != nullptr && *environment != '\0') {
    root = environment;
    said_by = "the data folder SEGQL_DATA names,";
  } else {
    root = project.data_root.empty() ? fs::path(project.folder) : fs::path(project.folder) / project.data_root;
    said_by = project.path + ": the data folder";
  }
  std::error_code error;
  root = root.lexically_normal();
  if (root.has_relative_path() && root.filename().empty()) root = root.parent_path();
  if (fs::is_directory(root, error)) return root.string();
  if (fs::exists(root, error)) {
    return Error{ErrorCode::kInvalidArgument, said_by + " `" + root.string() + "` is a file"};
  }
  return Error{ErrorCode::kNotFound, said_by + " `" + root.string() + "` does not exist; " +
                                         what_exists_near(root.string()) +
                                         "; say where the data is with --data or SEGQL_DATA"};
}

}  // namespace segql::connect
