#pragma once
/// The line on top of every table: what machine it was measured on.

#include <string>

namespace segql::bench {

/// "CPU, 2 cores, 48 KiB L1d, 2 MiB L2, 260 MiB L3; reads 17.0 GB/s with one thread, 33.9 GB/s with 2". Measures for
/// about a second, with a gigabyte that is given back.
std::string machine_line(unsigned threads);

}  // namespace segql::bench
