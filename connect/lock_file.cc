// Lock files are read like segql.toml, and written so that a change of members is a change of lines.
#include "connect/lock_file.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/rfc3339.h"
#include "base/timezone.h"
#include "base/try.h"
#include "base/utf8.h"
#include "connect/folder.h"
#include "connect/replace_file.h"
#include "connect/toml_section.h"

namespace segql::connect {

namespace {

constexpr int64_t kVersion = 1;
constexpr size_t kMaxLockFileBytes = size_t{256} << 20;
constexpr std::string_view kSuffix = ".segql";
constexpr const char* kIntroduction =
    "# Who was in the snapshots of the definitions beside this file when they were taken: `segql snapshot` wrote it.\n"
    "# Commit it: nothing else knows these members.\n";

// ---------- text ----------

/// As a TOML string on one line, whatever stands in it.
std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\u{:04X}", byte);
    } else {
      result += c;
    }
  }
  return result + "\"";
}

/// A name as a TOML key: bare where that is possible.
std::string key_of(std::string_view name) {
  const auto is_bare = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && std::ranges::all_of(name, is_bare) ? std::string(name) : toml_string(name);
}

/// RFC 3339 in UTC; empty for an instant that has no such form: one that is not of the years 0 to 9999.
std::string instant_text(Instant instant) {
  const Instant first = micros_of_days(days_from_civil({0, 1, 1}));
  const Instant end = micros_of_days(days_from_civil({10'000, 1, 1}));
  return instant < first || instant >= end ? "" : rfc3339(instant);
}

Instant instant_of(const toml::date_time& written) {
  const int32_t day = days_from_civil({written.date.year, static_cast<int32_t>(written.date.month), written.date.day});
  const int64_t seconds = int64_t{written.time.hour} * 3600 + written.time.minute * 60 + written.time.second -
                          int64_t{written.offset->minutes} * 60;
  return micros_of_days(day) + seconds * kMicrosPerSecond + written.time.nanosecond / 1000;
}

// ---------- reading ----------

Result<std::string> required_text(const Section& section, const char* key) {
  SEGQL_TRY(const auto text, read_text(section, key));
  if (text) return *text;
  return error_at(section.path, section.table.source(), section.name + " has no `" + key + "`");
}

Result<Instant> read_taken(const Section& section) {
  const toml::node* node = section.table.get("taken");
  if (node == nullptr) {
    return error_at(section.path, section.table.source(), section.name + " has no `taken`");
  }
  const auto* written = node->as_date_time();
  if (written == nullptr || !written->get().offset) {
    return error_at(section.path, node->source(),
                    "`taken` is an instant with its offset, such as 2026-01-01T09:30:00Z");
  }
  return instant_of(written->get());
}

Result<std::vector<std::string>> read_members(const Section& section) {
  const toml::node* node = section.table.get("members");
  if (node == nullptr) {
    return error_at(section.path, section.table.source(), section.name + " has no `members`");
  }
  if (!node->is_array()) return wrong_kind(section, "members", *node, "a list of texts");
  std::vector<std::string> members;
  members.reserve(node->as_array()->size());
  for (const toml::node& item : *node->as_array()) {
    if (!item.is_string()) return wrong_kind(section, "members", item, "a list of texts");
    members.push_back(item.as_string()->get());
  }
  return members;
}

Result<LockEntry> read_entry(const Section& section, const std::string& name) {
  SEGQL_TRY_VOID(check_keys(section, {"entity", "taken", "definition", "members"}));
  LockEntry entry;
  entry.place = place_text(section.path, section.table.source());
  entry.taken.segment = name;
  SEGQL_TRY(entry.taken.entity, required_text(section, "entity"));
  SEGQL_TRY(entry.taken.taken, read_taken(section));
  SEGQL_TRY(const auto definition, read_text(section, "definition"));
  entry.taken.definition = definition.value_or("");
  SEGQL_TRY(entry.taken.keys, read_members(section));
  return entry;
}

Result<LockFile> read_root(const toml::table& root, const std::string& path) {
  const Section top{path, root, ""};
  const toml::node* version = root.get("version");
  if (version == nullptr) {
    return error_at(path, root.source(), "no `version`; this is no lock file, or one that is not whole");
  }
  if (!version->is_integer()) return wrong_kind(top, "version", *version, "an integer");
  // Before anything else: what another version means by the rest is not known.
  if (version->as_integer()->get() != kVersion) {
    return error_at(path, version->source(),
                    "version " + std::to_string(version->as_integer()->get()) +
                        " of lock files is not known to this version of SegQL, which reads version " +
                        std::to_string(kVersion));
  }
  SEGQL_TRY_VOID(check_keys(top, {"version", "snapshots"}));
  LockFile file;
  SEGQL_TRY(const toml::table* snapshots, read_table(top, "snapshots"));
  if (snapshots == nullptr) return file;
  for (const auto& [key, node] : *snapshots) {
    const std::string name(key.str());
    const std::string section = "[snapshots." + key_of(name) + "]";
    if (!node.is_table()) {
      return error_at(path, node.source(), "each snapshot is a section of its own: " + section);
    }
    SEGQL_TRY(LockEntry entry, read_entry({path, *node.as_table(), section}, name));
    file.emplace(name, std::move(entry));
  }
  return file;
}

/// Why `taken` is not written where `entry` stands.
Error stands_there(const LockEntry& entry, const TakenSnapshot& taken) {
  const std::string was = entry.taken.entity == taken.entity
                              ? "was taken by somebody else meanwhile"
                              : "was of " + entry.taken.entity + ", and is replaced only when it is taken again";
  return Error{ErrorCode::kInvalidArgument, entry.place + ": `" + taken.segment + "` " + was + "; nothing is written"};
}

}  // namespace

std::string lock_file_path(std::string_view definition_file) {
  if (definition_file.ends_with(kSuffix)) definition_file.remove_suffix(kSuffix.size());
  return std::string(definition_file) + ".lock.toml";
}

Result<LockFile> parse_lock_file(std::string_view text, const std::string& path) {
  return parse_toml(text, path, [&](const toml::table& root) { return read_root(root, path); });
}

Result<LockFile> read_lock_file(const std::string& path) {
  std::error_code error;
  const auto type = std::filesystem::symlink_status(path, error).type();
  // What cannot have such a name is not there either.
  if (type == std::filesystem::file_type::not_found || error == std::errc::filename_too_long) return LockFile();
  SEGQL_TRY(const std::string text, read_text_file(path, kMaxLockFileBytes));
  return parse_lock_file(text, path);
}

Result<std::string> print_lock_file(const LockFile& file, const std::string& path) {
  std::string text = kIntroduction;
  text += "version = " + std::to_string(kVersion) + "\n";
  for (const auto& [name, entry] : file) {
    const TakenSnapshot& taken = entry.taken;
    const std::string when = instant_text(taken.taken);
    if (when.empty()) {
      return Error{
          ErrorCode::kInvalidArgument,
          path + ": the instant `" + name + "` was taken at cannot be written: it is not of the years 0 to 9999"};
    }
    text += "\n[snapshots." + key_of(name) + "]\nentity = " + toml_string(taken.entity) + "\ntaken = " + when + "\n";
    if (!taken.definition.empty()) text += "definition = " + toml_string(taken.definition) + "\n";
    text += taken.keys.empty() ? "members = [" : "members = [\n";
    for (const std::string& key : taken.keys) {
      if (utf8::find_invalid(key) != std::string_view::npos) {
        return Error{ErrorCode::kInvalidData,
                     path + ": a key in `" + name + "` is not valid UTF-8: it cannot be written"};
      }
      text += "  " + toml_string(key) + ",\n";
    }
    text += "]\n";
  }
  if (text.size() > kMaxLockFileBytes) {
    return Error{ErrorCode::kLimitExceeded, path + " would be larger than the limit of " +
                                                std::to_string(kMaxLockFileBytes) +
                                                " bytes: a list for `static segment` holds more"};
  }
  SEGQL_TRY_VOID(check_toml_keys(text, path));
  return text;
}

Status add_to_lock_files(const std::map<std::string, std::vector<TakenSnapshot>>& added, bool replace) {
  std::vector<std::string> paths;
  for (const auto& [path, snapshots] : added) paths.push_back(path);
  FolderLocks locks;
  SEGQL_TRY_VOID(locks.wait_for(paths));
  struct Prepared {
    std::string path;
    LockFile file;
    std::string text = {};
  };
  std::vector<Prepared> files;
  std::map<std::string, size_t> places;  // in `files`, by where links lead: two paths may be one file
  for (const auto& [path, snapshots] : added) {
    // Read now: between the load and this moment somebody may have taken others.
    const auto [place, is_first] = places.try_emplace(file_behind(path), files.size());
    if (is_first) {
      SEGQL_TRY(LockFile file, read_lock_file(path));
      files.push_back({path, std::move(file)});
    }
    for (const TakenSnapshot& taken : snapshots) {
      const auto [entry, is_new] = files[place->second].file.try_emplace(taken.segment);
      if (!is_new && !replace) return stands_there(entry->second, taken);
      entry->second.taken = taken;
    }
  }
  for (Prepared& prepared : files) {
    SEGQL_TRY(prepared.text, print_lock_file(prepared.file, prepared.path));
  }
  std::string written;
  for (const Prepared& prepared : files) {
    if (const Status replaced = replace_file(prepared.path, prepared.text); !replaced.ok()) {
      return Error{replaced.error().code, replaced.error().message + written};
    }
    written += (written.empty() ? "; written before it: `" : ", `") + prepared.path + "`";
  }
  return {};
}

}  // namespace segql::connect
