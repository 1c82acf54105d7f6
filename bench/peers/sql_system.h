#pragma once
/// `SqlSystem`: a peer that is asked in its dialect of SQL, one question a segment.

#include "base/try.h"
#include "bench/peers/system.h"

namespace segql::bench {

class SqlSystem : public System {
 public:
  explicit SqlSystem(Peer peer) : peer_(static_cast<size_t>(peer)) {}

  bool can_answer(const Class& question) const final { return !question.sql[peer_].empty(); }
  Result<int64_t> answer(const Class& question) final {
    int64_t total = 0, position = 0;
    for (const std::string& sql : question.sql[peer_]) {
      SEGQL_TRY(const int64_t value, number(sql));
      total += ++position * value;
    }
    return total;
  }
  Result<int64_t> keys(const Class& question) final { return number(question.keys_sql[peer_]); }

 private:
  /// What a query of one number answers.
  virtual Result<int64_t> number(const std::string& sql) = 0;

  size_t peer_;
};

}  // namespace segql::bench
