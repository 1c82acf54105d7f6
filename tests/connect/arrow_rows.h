#pragma once
/// An Arrow stream read to its end as text, for tests.

#include <string>
#include <vector>

#include "segql/arrow.h"

namespace segql::connect {

struct Rows {
  std::vector<std::string> names;
  std::vector<std::string> formats;            ///< of Arrow, one per column
  std::vector<std::vector<std::string>> rows;  ///< "NULL" where missing
  std::string error;                           ///< of the stream; empty when it ended well

  /// "a,b\n1,x\n".
  std::string text() const;
};

/// Reads and releases the stream.
Rows read_rows(ArrowArrayStream stream);

}  // namespace segql::connect
