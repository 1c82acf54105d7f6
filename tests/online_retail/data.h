#pragma once
/// Where the real data is, and the project over it.

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "segql/project.h"

namespace segql::testing {

inline constexpr const char* kProject = SEGQL_SOURCE_DIR "/examples/online-retail";

/// The folder of the data, or nothing when this machine does not have it.
inline std::optional<std::filesystem::path> data_folder() {
  namespace fs = std::filesystem;
  const char* given = std::getenv("SEGQL_SHARED_DATA");
  const fs::path shared = given != nullptr ? fs::path(given) : fs::path(SEGQL_SOURCE_DIR) / ".." / "shared" / "data";
  const fs::path folder = shared / "online_retail";
  if (!fs::exists(folder / "online_retail.csv.zst")) return std::nullopt;
  return fs::canonical(folder);
}

inline std::unique_ptr<Project> open_project(const std::filesystem::path& data, EngineKind kind, unsigned threads,
                                             const std::string& folder = kProject) {
  ProjectOptions options;
  options.folder = folder;
  options.data = data.string();
  options.engine.engine = kind;
  options.engine.threads = threads;
  auto project = Project::open(std::move(options));
  EXPECT_TRUE(project.ok()) << project.error().message;
  if (!project.ok()) return nullptr;
  for (const Diagnostic& diagnostic : (*project)->engine().diagnostics()) {
    EXPECT_NE(diagnostic.severity, Severity::kError) << (*project)->engine().render(diagnostic);
  }
  return std::move(*project);
}

class OnlineRetail : public ::testing::Test {
 protected:
  void SetUp() override {
    data = data_folder();
    if (!data)
      std::printf("no data: set SEGQL_SHARED_DATA to the folder that holds online_retail/; nothing was compared\n");
  }
  std::optional<std::filesystem::path> data;
};

}  // namespace segql::testing
