#pragma once
/// What `:members` is asked for.

#include <cstdint>
#include <string>
#include <vector>

#include "segql/result.h"

namespace segql::cli {

/// `QUESTION columns A, B limit N`, each of the three optional.
struct MembersWanted {
  std::string question;
  std::vector<std::string> columns;
  uint64_t limit = 20;
};

/// `columns` and `limit` are the last words of that spelling outside of brackets and quotes.
Result<MembersWanted> read_members_wanted(const std::string& argument);

}  // namespace segql::cli
