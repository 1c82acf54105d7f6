#pragma once
/// Lock files: the members of snapshots without `as of`, as text beside the definitions that is made to be committed.
///
///     version = 1
///
///     [snapshots.new_year]
///     entity = "customer"
///     taken = 2026-01-01T09:30:00Z
///     definition = "9b1c4e7700d2a3f5"      (a fingerprint; may be left out)
///     members = [
///       "amal",
///     ]

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "segql/engine.h"
#include "segql/result.h"

namespace segql::connect {

/// What is written down of one snapshot.
struct LockEntry {
  TakenSnapshot taken;
  std::string place;  ///< "shop.lock.toml:3:1", for messages
};
/// By the name of the snapshot.
using LockFile = std::map<std::string, LockEntry>;

/// `campaigns.lock.toml` of `campaigns.segql`.
std::string lock_file_path(std::string_view definition_file);

/// Nothing is taken where there is no file. Mistakes are kInvalidArgument with file:line:column.
Result<LockFile> read_lock_file(const std::string& path);
/// The same for a text that stands at `path`. Does not touch the file system.
Result<LockFile> parse_lock_file(std::string_view text, const std::string& path);

/// The same text for the same snapshots, which `parse_lock_file` reads back; an error when it would not.
Result<std::string> print_lock_file(const LockFile& file, const std::string& path);

/// Puts what was taken into the files, by path, whose other snapshots stay as they are; others who do the same at the
/// same time are waited for. With `replace` false a snapshot that a file has already is an error. Before the first file
/// is written all are read, and what is to be written is there: an error after that names the files that were written.
Status add_to_lock_files(const std::map<std::string, std::vector<TakenSnapshot>>& added, bool replace);

}  // namespace segql::connect
