#pragma once
/// `Revision`: the files of a project as a revision of its git repository has them.

#include <memory>
#include <string>

#include "connect/spill_folder.h"
#include "segql/result.h"

namespace segql::cli {

class Revision {
 public:
  /// Writes all files of the repository that holds `folder` as they were in `revision` (a commit, branch, tag, or
  /// `HEAD~2`) to a folder for temporary files. Neither the repository nor its working tree change. Needs `git`.
  static Result<std::unique_ptr<Revision>> check_out(const std::string& folder, const std::string& revision);
  /// The last commit that `left` and `right` have in common, abbreviated.
  static Result<std::string> merge_base(const std::string& folder, const std::string& left, const std::string& right);
  /// Where `folder` is in it.
  const std::string& folder() const { return folder_; }
  /// The same in the repository: `cafe/`; empty: its uppermost folder.
  const std::string& folder_in_repository() const { return prefix_; }
  /// Of a path in it, the one in the repository.
  std::string shown(const std::string& path) const;
  /// A message about files in it, which names them as git does: `main:cafe/shop.segql`.
  std::string shown_in(std::string message) const;

 private:
  Revision() = default;
  std::string tree() const { return root_.path() + "/tree"; }

  connect::SpillFolder root_;
  std::string name_;
  std::string folder_;
  std::string prefix_;
};

}  // namespace segql::cli
