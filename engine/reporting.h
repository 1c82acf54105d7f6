#pragma once
/// `Reporting`: how what is found in definitions is reported.

#include "segql/limits.h"

namespace segql::engine {

struct Reporting {
  const Limits& limits;
  bool strict;  ///< as of diag::Sink
};

}  // namespace segql::engine
