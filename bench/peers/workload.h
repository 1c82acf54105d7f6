#pragma once
/// `Workload`: tables, and questions about them in the words of each system.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace segql::bench {

/// In the order of `sql`.
enum class Peer : uint8_t { kDuckDb, kClickHouse };
inline constexpr size_t kNumPeers = 2;
inline constexpr Peer kPeers[] = {Peer::kDuckDb, Peer::kClickHouse};

/// One question of the benchmark. The answer is the sum of i * (rows of question i), i from 1: the count, where there
/// is one question.
struct Class {
  std::string name;                              ///< "s1"
  std::string about;                             ///< for people
  double goal = 0;                               ///< times as fast as the best peer; 0: none is set
  std::vector<std::string> segments;             ///< one, or those of a pass over many
  std::vector<std::string> sql[kNumPeers] = {};  ///< empty: this one is not asked
  /// The sum of the keys of the rows, which tells whether it is the same rows; empty: the answer tells enough.
  std::string keys_sql[kNumPeers] = {};
};

struct TableFile {
  std::string name;                ///< of the table, and of the file without its suffix
  std::string clickhouse_columns;  ///< with the types its users are told to choose
};

/// Keys of every table are 1, 2, 3 and so on, in the order of the file.
struct Workload {
  std::string project;  ///< the folder in bench/ with its segql.toml and definitions
  std::vector<TableFile> tables;
  std::vector<Class> classes;
  std::string source;  ///< further definitions, of the segments that are made
};

/// Rows of <table>.parquet in `folder`; nothing: there is no such file. Starts DuckDB.
uint64_t count_rows(const std::string& folder, const std::string& table);

/// SQL where `{at:DAY TIME}` stands for an instant.
std::string in_dialect(std::string sql, Peer peer);

/// The benchmark: S1 to S9, as of 2026-03-31T12:00Z, and a pass over `many` segments (0: none).
Workload bench_workload(uint64_t num_customers, size_t many);
/// Definitions of segments m1 to m<count> of two to five conditions over customers, the same for the same `count`, and
/// those before them for any.
std::string many_segments(size_t count);

/// Tables of other shapes, and what is asked of them.
Workload unseen_workload();

}  // namespace segql::bench
