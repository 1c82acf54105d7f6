#pragma once
/// `KeyLists`: the keys of static segments, from when they are given until they are rows of their entity.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/definitions.h"
#include "engine/written_members.h"
#include "runtime/table/builder.h"
#include "segql/engine.h"

namespace segql::engine {

/// Each list is loaded as a table of one column, the key: so keys are converted, counted and reported as those of the
/// entity are.
class KeyLists {
 public:
  /// The static segments among `definitions`, which must outlive this, as must `limits`.
  KeyLists(const check::Definitions& definitions, const Limits& limits, unsigned threads);

  /// In source order.
  std::span<const hir::SegmentId> segments() const { return segments_; }

  /// kNotFound, naming those there are.
  Result<schema::TableId> find(std::string_view segment) const;
  /// As DatabaseBuilder::import, which releases the stream.
  Status import(schema::TableId list, ArrowArrayStream* stream, std::string origin);
  Status add(schema::TableId list, const std::vector<std::string>& keys);
  /// Forgets what was given so far.
  void discard();
  /// Finds the rows of what was given; `report` gets one source for each list and origin.
  Result<KeyMembers> finish(const runtime::Database& data, LoadReport& report);

 private:
  Result<runtime::DatabaseBuilder*> builder();

  const check::Definitions& definitions_;
  const Limits& limits_;
  unsigned threads_;
  schema::Schema lists_;                  ///< a table for each static segment, of its name
  std::vector<hir::SegmentId> segments_;  ///< beside the tables
  std::vector<bool> given_;               ///< likewise: also a list without keys was given
  std::unique_ptr<runtime::DatabaseBuilder> builder_;
};

}  // namespace segql::engine
