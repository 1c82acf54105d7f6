#include "bench/peers/segql_project.h"

#include <filesystem>
#include <fstream>

#include "base/try.h"

namespace segql::bench {

namespace fs = std::filesystem;

Result<std::unique_ptr<Project>> open_project(const std::string& project, const std::string& more,
                                              const std::string& folder, const EngineOptions& options) {
  const fs::path made = fs::path(folder) / "project";
  fs::remove_all(made);
  fs::copy(fs::path(SEGQL_SOURCE_DIR) / "bench" / project, made);
  std::ofstream(made / "more.segql") << more;
  ProjectOptions settings;
  settings.folder = made.string();
  settings.data = folder;
  settings.engine = options;
  SEGQL_TRY(auto opened, Project::open(settings));
  Engine& engine = opened->engine();
  std::string mistakes;
  for (const Diagnostic& diagnostic : engine.diagnostics()) {
    if (diagnostic.severity == Severity::kError) mistakes += engine.render(diagnostic);
  }
  if (!mistakes.empty()) return Error{ErrorCode::kInvalidSource, mistakes};
  return opened;
}

}  // namespace segql::bench
