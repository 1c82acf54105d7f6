#pragma once
/// `Coverage`: which segments have tests, and which of their conditions tests saw both true and false.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "segql/engine.h"

namespace segql::cli {

class Coverage {
 public:
  explicit Coverage(const Engine& engine);

  /// What a test of `segment`, named with its arguments, saw.
  void add(const std::string& segment, const std::vector<TestedCondition>& seen);

  /// Of 100 conditions, those that were seen both true and false: rounded down; 100 when there is none.
  uint64_t percent() const;
  /// A line for each segment that has tests, and what they did not see; the names of the others; and the sum.
  std::string text() const;
  nlohmann::ordered_json json() const;

 private:
  struct Entry {
    WrittenSegment segment;
    std::string place;
    size_t num_tests = 0;
  };
  struct Sum {
    size_t covered = 0, all = 0;
  };
  static Sum sum_of(const Entry& entry);
  Sum sum() const;

  std::vector<Entry> entries_;
};

}  // namespace segql::cli
