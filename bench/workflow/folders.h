#pragma once
/// Folders of definitions as large projects have them.

#include <cstddef>
#include <string>

namespace segql::bench {

/// A project of `count` files, each with one segment of five conditions that it imports the schema for.
void write_many_files(const std::string& folder, size_t count);

/// The tables of bench/workload and `count` segments over them; `step` moves every threshold a little.
void write_segments(const std::string& folder, size_t count, int step);

}  // namespace segql::bench
