#pragma once
/// Opening the project of a workload.

#include <memory>
#include <string>

#include "segql/project.h"

namespace segql::bench {

inline constexpr const char* kAsOf = "2026-03-31T12:00Z";

/// The definitions of bench/<project> and `more` over the data in `folder`, which is not loaded. The project is put
/// together in a folder of its own in there. Errors in definitions are errors.
Result<std::unique_ptr<Project>> open_project(const std::string& project, const std::string& more,
                                              const std::string& folder, const EngineOptions& options);

}  // namespace segql::bench
