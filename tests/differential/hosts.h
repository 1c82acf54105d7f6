#pragma once
/// The host functions of random projects.

#include <map>
#include <string>

#include "segql/function.h"

namespace segql::testing {

/// Their `extern` declarations.
extern const char* const kHostDeclarations;
const std::map<std::string, HostFunction>& host_functions();

}  // namespace segql::testing
