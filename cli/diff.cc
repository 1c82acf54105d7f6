/// The command `diff`: what a change of definitions does to the members of segments, and why.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/conditions.h"
#include "cli/definition_diff.h"
#include "cli/printable.h"
#include "cli/revision.h"
#include "cli/session.h"
#include "cli/table.h"
#include "connect/project_file.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;
using Kind = DefinitionInfo::Kind;

/// One of the two states of a project.
struct Side {
  std::string name;                    ///< as it was asked for
  std::unique_ptr<Revision> revision;  ///< where its files are; null: in a folder of the user's
  std::unique_ptr<Session> session;
  DefinitionSet definitions;

  Engine& engine() const { return session->engine(); }
  /// `shop.segql:12:3`, as the user's own folder or the repository names it.
  std::string place(const DefinitionInfo& info) const {
    const std::string place = place_of(engine(), info.source, info.span);
    return revision != nullptr ? revision->shown(place) : place;
  }
  /// A message about its files, which names none in a folder for temporary files.
  std::string shown_in(const std::string& message) const {
    return revision != nullptr ? revision->shown_in(message) : message;
  }
};

/// Which rows are members of the one and not of the other. Rows are the same in both, or told by their keys.
struct MemberDiff {
  uint64_t before = 0, after = 0, joined = 0, left = 0;
  std::vector<std::string> joining, leaving;  ///< keys of the first of them
};

/// One segment of the report.
struct SegmentDiff {
  DefinitionChange change;
  std::optional<MemberDiff> members;  ///< of both sides, where both have it
  std::optional<uint64_t> count;      ///< of the one side that has it
  std::string error;                  ///< why there is neither

  bool moves() const { return members && members->joined + members->left != 0; }
};

/// Where the data of a revision is: what its segql.toml says, seen from the user's folder.
std::string data_folder(const Options& options, const std::string& folder) {
  if (!options.data.empty() || std::getenv("SEGQL_DATA") != nullptr) return options.data;
  const auto file = connect::read_project_file(folder);
  if (!file.ok() || file->data_root.empty()) return options.project;
  return (std::filesystem::path(options.project) / file->data_root).string();
}

/// Of a revision whose folder has no segql.toml.
Error no_project_at(const Options& options, const Revision& revision, const std::string& name) {
  if (!connect::holds_project(options.project)) {
    if (auto now = connect::read_project_file(options.project); !now.ok()) return now.error();
  }
  const std::string& folder = revision.folder_in_repository();
  return {ErrorCode::kNotFound, "at `" + name + "` there is no project in " +
                                    (folder.empty() ? "the uppermost folder of the repository" : "`" + folder + "`")};
}

/// Null after saying why on standard error.
std::unique_ptr<Side> open_side(const Options& options, const std::string& name) {
  auto side = std::make_unique<Side>();
  side->name = name;
  Options own = options;
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) {
    own.project = name;
  } else {
    auto revision = Revision::check_out(options.project, name);
    if (!revision.ok()) {
      complain(revision.error());
      return nullptr;
    }
    side->revision = std::move(*revision);
    own.project = side->revision->folder();
    if (!connect::holds_project(own.project)) {
      complain(no_project_at(options, *side->revision, name));
      return nullptr;
    }
    own.data = data_folder(options, own.project);
  }
  int exit_code = kFine;
  side->session = open_definitions(own, exit_code, [&](const std::string& message) { return side->shown_in(message); });
  if (side->session == nullptr && exit_code == kUsage) return nullptr;
  if (side->session == nullptr || side->engine().num_errors() != 0) {
    std::cerr << "segql: the definitions of " << printable(name) << " have errors: they cannot be compared\n";
    return nullptr;
  }
  side->definitions = definition_set(side->engine());
  return side;
}

class Diff {
 public:
  Diff(const Options& options, std::unique_ptr<Side> before, std::unique_ptr<Side> after)
      : options_(options), before_(std::move(before)), after_(std::move(after)) {}

  int run() {
    if (!load()) return kUsage;
    const auto start = std::chrono::steady_clock::now();
    add_given_members(*before_);
    add_given_members(*after_);
    std::vector<DefinitionChange> changes = changes_between(before_->definitions, after_->definitions);
    for (DefinitionChange& change : changes) {
      if (info_of(change).kind == Kind::kSegment) {
        segments_.push_back({std::move(change), std::nullopt, std::nullopt, ""});
      } else {
        others_.push_back(std::move(change));
      }
    }
    count();
    if (options_.format == Format::kJson) {
      Json all = json();
      all["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      std::cout << all.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    } else {
      std::cout << printable_lines(text());
    }
    for (const SegmentDiff& segment : segments_) {
      if (!segment.error.empty()) return kUsage;
    }
    return changes_anything() ? kFindings : kFine;
  }

 private:
  const DefinitionInfo& info_of(const DefinitionChange& change) const {
    return change.after ? after_->definitions.all[*change.after] : before_->definitions.all[*change.before];
  }
  const Side& side_of(const DefinitionChange& change) const { return change.after ? *after_ : *before_; }

  bool load_one(Side& side, const Project* beside) {
    Session& session = *side.session;
    const auto as_of = side.engine().parse_instant(options_.as_of);
    if (!as_of.ok()) return failed(as_of.error());
    if (as_of_ == std::nullopt) as_of_ = *as_of;
    session.progress.emplace();
    auto report = beside != nullptr ? session.project->load_beside(*beside) : session.project->load();
    session.progress.reset();
    if (!report.ok()) return failed({report.error().code, side.shown_in(report.error().message)});
    show_problems(*report);
    auto evaluation = side.engine().evaluate_at(*as_of_);
    if (!evaluation.ok()) return failed(evaluation.error());
    session.evaluation = std::move(*evaluation);
    return true;
  }
  static bool failed(const Error& error) {
    complain(error);
    return false;
  }

  /// The rows are read once where both declare the same.
  bool load() {
    if (!load_one(*after_, nullptr)) return false;
    shares_rows_ = before_->engine().can_share_rows(after_->engine());
    if (!shares_rows_) std::cerr << "note: the two declare different data, which is read for each\n";
    return load_one(*before_, shares_rows_ ? after_->session->project.get() : nullptr);
  }

  /// Members that come with the data are what such a definition says.
  void add_given_members(Side& side) const {
    for (size_t i = 0; i < side.definitions.all.size(); ++i) {
      DefinitionInfo& info = side.definitions.all[i];
      if (!side.definitions.is_given[i]) continue;
      const auto members = side.session->evaluation->members(info.name);
      if (!members.ok()) continue;  // a snapshot that was not taken
      for (const std::string& key : keys_of(side, *members)) info.meaning += "\n" + key;
    }
  }

  static std::set<std::string> keys_of(const Side& side, const Members& members) {
    std::set<std::string> keys;
    for (const uint32_t row : members.rows()) keys.insert(side.engine().key_of(members.entity(), row).value());
    return keys;
  }

  std::vector<std::string> first_keys(const Side& side, const Members& members) const {
    std::vector<std::string> keys;
    for (const uint32_t row : members.rows(options_.samples)) {
      keys.push_back(side.engine().key_of(members.entity(), row).value());
    }
    return keys;
  }

  MemberDiff compare(const Members& before, const Members& after) const {
    MemberDiff diff{before.count(), after.count(), 0, 0, {}, {}};
    if (shares_rows_) {
      const Members joined = after.without(before), left = before.without(after);
      diff.joined = joined.count();
      diff.left = left.count();
      diff.joining = first_keys(*after_, joined);
      diff.leaving = first_keys(*before_, left);
      return diff;
    }
    const std::set<std::string> old_keys = keys_of(*before_, before), new_keys = keys_of(*after_, after);
    const auto only_in = [this](const std::set<std::string>& in, const std::set<std::string>& not_in,
                                std::vector<std::string>& first) {
      uint64_t count = 0;
      for (const std::string& key : in) {
        if (not_in.contains(key)) continue;
        if (++count <= options_.samples) first.push_back(key);
      }
      return count;
    };
    diff.joined = only_in(new_keys, old_keys, diff.joining);
    diff.left = only_in(old_keys, new_keys, diff.leaving);
    return diff;
  }

  /// Evaluates what may have other members, each side in one pass.
  void count() {
    std::vector<std::string> old_names, new_names;
    for (SegmentDiff& segment : segments_) {
      const DefinitionChange& change = segment.change;
      if (change.change == Change::kNone || change.change == Change::kText) continue;
      if (change.before) old_names.push_back(before_->definitions.all[*change.before].name);
      if (change.after) new_names.push_back(after_->definitions.all[*change.after].name);
    }
    const auto old_members = before_->session->evaluation->members_of_all(old_names);
    const auto new_members = after_->session->evaluation->members_of_all(new_names);
    size_t next_old = 0, next_new = 0;
    for (SegmentDiff& segment : segments_) {
      const DefinitionChange& change = segment.change;
      if (change.change == Change::kNone || change.change == Change::kText) continue;
      const Result<Members>* const old = change.before ? &old_members[next_old++] : nullptr;
      const Result<Members>* const now = change.after ? &new_members[next_new++] : nullptr;
      for (const Result<Members>* one : {old, now}) {
        if (one != nullptr && !one->ok())
          segment.error = (one == old ? *before_ : *after_).shown_in(one->error().message);
      }
      if (!segment.error.empty()) continue;
      if (old != nullptr && now != nullptr) {
        segment.members = compare(**old, **now);
      } else {
        segment.count = (old != nullptr ? **old : **now).count();
      }
    }
  }

  bool changes_anything() const {
    const auto changes = [](const DefinitionChange& change) {
      return change.is_renamed || (change.change != Change::kNone && change.change != Change::kText);
    };
    return std::ranges::any_of(segments_, [&](const SegmentDiff& segment) { return changes(segment.change); }) ||
           std::ranges::any_of(others_, changes);
  }

  // ---- what is printed ----

  static const char* word(Change change) {
    switch (change) {
      case Change::kNone: return "same";
      case Change::kText: return "text";
      case Change::kAffected: return "affected";
      case Change::kMeaning: return "changed";
      case Change::kAdded: return "added";
      case Change::kRemoved: return "removed";
    }
    return "";
  }
  std::string word(const DefinitionChange& change) const {
    if (!change.is_renamed) return word(change.change);
    return change.change == Change::kNone ? "renamed" : std::string("renamed, ") + word(change.change);
  }
  /// In one word: what is renamed besides says so by its old name.
  static const char* change_word(const DefinitionChange& change) {
    return change.is_renamed && change.change == Change::kNone ? "renamed" : word(change.change);
  }
  std::string name_of(const DefinitionChange& change) const {
    const std::string& name = info_of(change).name;
    return change.is_renamed ? before_->definitions.all[*change.before].name + " -> " + name : name;
  }

  /// A condition with all that stands in its block.
  using Group = std::span<const TestCondition>;
  static std::vector<Group> groups_of(const std::vector<TestCondition>& conditions) {
    std::vector<Group> groups;
    for (size_t begin = 0, end = 0; begin < conditions.size(); begin = end) {
      do ++end;
      while (end < conditions.size() && conditions[end].depth != 0);
      groups.push_back(Group(conditions).subspan(begin, end - begin));
    }
    return groups;
  }
  static bool keeps_out(const Group& group) { return group.front().holds == group.front().excludes; }
  static bool is_written_alike(const Group& one, const Group& other) {
    return std::ranges::equal(one, other, [](const TestCondition& lhs, const TestCondition& rhs) {
      return lhs.text == rhs.text && lhs.depth == rhs.depth && lhs.excludes == rhs.excludes;
    });
  }

  struct Reasons {
    std::vector<TestCondition> out;   ///< what keeps the row out, where it is no member
    std::vector<TestCondition> in;    ///< what lets it in where it is one, and was written otherwise
    std::string out_error, in_error;  ///< why there are none on that side: it may have no such row
  };

  Reasons reasons(const SegmentDiff& segment, const std::string& key, bool joins) const {
    const auto before =
        before_->session->evaluation->why(before_->definitions.all[*segment.change.before].name, key, false);
    const auto after =
        after_->session->evaluation->why(after_->definitions.all[*segment.change.after].name, key, false);
    const auto& out = joins ? before : after;
    const auto& in = joins ? after : before;
    const Side &out_side = joins ? *before_ : *after_, &in_side = joins ? *after_ : *before_;
    Reasons found;
    std::vector<Group> written_out;
    if (out.ok()) {
      written_out = groups_of(out->conditions);
      for (const Group& group : written_out) {
        if (keeps_out(group)) found.out.insert(found.out.end(), group.begin(), group.end());
      }
    } else {
      found.out_error = out_side.shown_in(out.error().message);
    }
    if (!in.ok()) {
      found.in_error = in_side.shown_in(in.error().message);
    } else if (out.ok()) {  // else nothing is known to be written otherwise
      for (const Group& group : groups_of(in->conditions)) {
        const auto is_same = [&](const Group& other) { return is_written_alike(group, other); };
        if (keeps_out(group) || std::ranges::any_of(written_out, is_same)) continue;
        found.in.insert(found.in.end(), group.begin(), group.end());
      }
    }
    return found;
  }

  std::string reasons_text(const SegmentDiff& segment) const {
    std::string text;
    const auto add = [&](const std::vector<std::string>& keys, uint64_t count, bool joins, const char* verb,
                         const char* verb_of_many) {
      for (const std::string& key : keys) {
        const Reasons why = reasons(segment, key, joins);
        const auto on_side = [](const std::string& error, const std::vector<TestCondition>& conditions) {
          return error.empty() ? conditions_text(conditions, 4) : "    " + error + "\n";
        };
        text += fmt::format("  {} {}, because {}:\n", key, verb, joins ? "before" : "now");
        text += on_side(why.out_error, why.out);
        if (why.in.empty() && why.in_error.empty()) continue;
        text += fmt::format("    and {}:\n", joins ? "now" : "before");
        text += on_side(why.in_error, why.in);
      }
      if (count > keys.size()) text += fmt::format("  {} more {}\n", grouped(count - keys.size()), verb_of_many);
    };
    const MemberDiff& diff = *segment.members;
    add(diff.joining, diff.joined, true, "joins", "join");
    add(diff.leaving, diff.left, false, "leaves", "leave");
    return text;
  }

  std::string text() const {
    std::string text;
    Table table{
        {{"segment"}, {"change"}, {"before", true}, {"after", true}, {"join", true}, {"leave", true}, {"stay", true}},
        {}};
    size_t num_text = 0;
    for (const SegmentDiff& segment : segments_) {
      const DefinitionChange& change = segment.change;
      if (change.change == Change::kText) ++num_text;
      if ((change.change == Change::kNone && !change.is_renamed) || change.change == Change::kText) continue;
      std::vector<std::string> cells{name_of(change), word(change)};
      if (segment.members) {
        const MemberDiff& diff = *segment.members;
        for (const uint64_t number : {diff.before, diff.after, diff.joined, diff.left, diff.before - diff.left})
          cells.push_back(grouped(number));
      } else {
        const std::string count = segment.count ? grouped(*segment.count) : segment.error.empty() ? "" : "failed";
        cells.insert(cells.end(), {change.before ? count : "", change.after ? count : "", "", "", ""});
      }
      table.rows.push_back(std::move(cells));
    }
    if (!table.rows.empty()) text += print(table, Format::kText);
    for (const SegmentDiff& segment : segments_) {
      if (!segment.error.empty()) text += fmt::format("\n{}: {}\n", info_of(segment.change).name, segment.error);
      if (!segment.moves()) continue;
      text += fmt::format("\n{} ({}){}\n", info_of(segment.change).name,
                          side_of(segment.change).place(info_of(segment.change)), through_text(segment.change));
      text += reasons_text(segment);
    }
    std::string others;
    for (const DefinitionChange& change : others_) {
      if (change.change == Change::kText) ++num_text;
      if (change.change == Change::kNone && !change.is_renamed) continue;
      if (change.change == Change::kText) continue;
      others += fmt::format("{} {}: {}\n", kind_name(info_of(change).kind), name_of(change), word(change));
    }
    if (!others.empty()) text += (text.empty() ? "" : "\n") + others;
    if (num_text != 0) {
      text += fmt::format("{}{} {} written otherwise and mean{} the same\n", text.empty() ? "" : "\n", num_text,
                          num_text == 1 ? "definition is" : "definitions are", num_text == 1 ? "s" : "");
    }
    const std::string as_of = after_->engine().format_instant(*as_of_);
    if (text.empty()) text = "nothing changed\n";
    return text + fmt::format("{} -> {}, as of {}\n", before_->name, after_->name, as_of);
  }

  std::string through_text(const DefinitionChange& change) const {
    std::string names;
    for (const size_t place : change.through) {
      if (change.change != Change::kAffected) break;
      names += (names.empty() ? ", through " : ", ") + after_->definitions.all[place].name;
    }
    return names;
  }

  Json reasons_json(const SegmentDiff& segment, const std::vector<std::string>& keys, bool joins) const {
    Json all = Json::array();
    for (const std::string& key : keys) {
      const Reasons why = reasons(segment, key, joins);
      all.push_back({{"key", key}, {"out_because", conditions_json(why.out)}, {"in_because", conditions_json(why.in)}});
      if (!why.out_error.empty()) all.back()["out_error"] = why.out_error;
      if (!why.in_error.empty()) all.back()["in_error"] = why.in_error;
    }
    return all;
  }

  Json json(const DefinitionChange& change) const {
    const DefinitionInfo& info = info_of(change);
    Json one{{"kind", kind_name(info.kind)}, {"name", info.name}, {"change", change_word(change)}};
    if (change.is_renamed) one["old_name"] = before_->definitions.all[*change.before].name;
    one["place"] = side_of(change).place(info);
    Json through = Json::array();
    if (change.change == Change::kAffected) {
      for (const size_t place : change.through) through.push_back(after_->definitions.all[place].name);
    }
    one["through"] = through;
    return one;
  }

  Json json() const {
    Json definitions = Json::array();
    for (const SegmentDiff& segment : segments_) {
      if (segment.change.change == Change::kNone && !segment.change.is_renamed) continue;
      Json one = json(segment.change);
      if (segment.members) {
        const MemberDiff& diff = *segment.members;
        one.update({{"before", diff.before},
                    {"after", diff.after},
                    {"join", diff.joined},
                    {"leave", diff.left},
                    {"stay", diff.before - diff.left},
                    {"joining", reasons_json(segment, diff.joining, true)},
                    {"leaving", reasons_json(segment, diff.leaving, false)}});
      }
      if (segment.count) one[segment.change.before ? "before" : "after"] = *segment.count;
      if (!segment.error.empty()) one["error"] = segment.error;
      definitions.push_back(std::move(one));
    }
    for (const DefinitionChange& change : others_) {
      if (change.change != Change::kNone || change.is_renamed) definitions.push_back(json(change));
    }
    return {{"before", before_->name},
            {"after", after_->name},
            {"as_of", after_->engine().format_instant(*as_of_)},
            {"definitions", definitions}};
  }

  const Options& options_;
  std::unique_ptr<Side> before_, after_;
  std::optional<Instant> as_of_;
  bool shares_rows_ = false;
  std::vector<SegmentDiff> segments_;
  std::vector<DefinitionChange> others_;
};

}  // namespace

int diff(const Options& options) {
  std::string old = options.before, now = options.after.empty() ? options.project : options.after;
  std::error_code ignored;
  if (const size_t dots = old.find("..."); dots != std::string::npos && !std::filesystem::is_directory(old, ignored)) {
    if (!options.after.empty()) {
      complain(
          {ErrorCode::kInvalidArgument, "`" + old + "` names both sides: `" + options.after + "` is one too many"});
      return kUsage;
    }
    const auto or_head = [](const std::string& name) { return name.empty() ? "HEAD" : name; };
    now = or_head(old.substr(dots + 3));
    auto base = Revision::merge_base(options.project, or_head(old.substr(0, dots)), now);
    if (!base.ok()) {
      complain(base.error());
      return kUsage;
    }
    old = std::move(*base);
  }
  auto before = open_side(options, old);
  if (before == nullptr) return kUsage;
  auto after = open_side(options, now);
  if (after == nullptr) return kUsage;
  return Diff(options, std::move(before), std::move(after)).run();
}

}  // namespace segql::cli
