#pragma once
/// `Snapshots`: the snapshots without `as of`: which there are, and the keys of those that were taken, until they are
/// rows of their entity.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/check/definitions.h"
#include "engine/written_members.h"
#include "runtime/table/table.h"
#include "segql/engine.h"

namespace segql::engine {

class Snapshots {
 public:
  /// `definitions` and `limits` must outlive this.
  Snapshots(const check::Definitions& definitions, const std::vector<check::InputFile>& files, const Limits& limits,
            unsigned threads);

  /// Those the segments and attributes of the files are or use, each after all it uses itself.
  std::span<const hir::SegmentId> segments() const { return segments_; }
  /// REQUIRES: `id` is a snapshot without `as of`.
  SnapshotInfo info(hir::SegmentId id) const;
  /// Of `segments()`, by name.
  std::optional<hir::SegmentId> find(std::string_view segment) const;

  /// What is written down of the snapshot `id`; the last given counts. kInvalidArgument when it is of another entity.
  Status add(hir::SegmentId id, TakenSnapshot taken, std::string origin);
  /// Forgets what was added and not finished.
  void discard();
  /// Finds the rows of what was added; `report` gets one source for each. After an error nothing else has changed.
  Status finish(const runtime::Database& data, SnapshotMembers& members, LoadReport& report);

 private:
  struct Added {
    schema::TableId table;
    TakenSnapshot taken;
    std::string origin;
    std::string definition;  ///< as it is now
  };
  /// What stays known of one whose rows were found.
  struct Known {
    Instant taken = 0;
    uint64_t num_keys = 0;
  };

  std::string definition_of(const hir::Segment& segment) const;

  const check::Definitions& definitions_;
  const Limits& limits_;
  unsigned threads_;
  std::vector<hir::SegmentId> segments_;
  std::map<std::string_view, hir::SegmentId> by_name_;  ///< of `segments_`
  /// Fingerprints of the texts that snapshots are instances of, by source and begin of the name.
  std::map<std::pair<SourceId, uint32_t>, std::string> fingerprints_;
  std::map<std::string, Added, std::less<>> added_;  ///< by canonical name
  std::map<std::string, Known, std::less<>> known_;  ///< likewise
};

/// The keys of `rows`, in order of key.
std::vector<std::string> keys_of(const schema::Schema& schema, const runtime::Table& entity, schema::FieldId key,
                                 const runtime::Bitmap& rows);

}  // namespace segql::engine
