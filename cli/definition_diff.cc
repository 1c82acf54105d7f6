#include "cli/definition_diff.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace segql::cli {
namespace {

using Kind = DefinitionInfo::Kind;
using Name = std::pair<Kind, std::string>;

/// Without the entity: as other definitions say it.
std::string short_name(const DefinitionInfo& definition) {
  return definition.kind == Kind::kSegment ? definition.name : definition.name.substr(definition.name.rfind('.') + 1);
}

/// `meaning` with every word of `renamed` in its place replaced.
std::string with_new_names(const std::string& meaning, const std::map<std::string, std::string>& renamed) {
  if (renamed.empty()) return meaning;
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  std::string text;
  for (size_t at = 0; at < meaning.size();) {
    size_t end = at;
    while (end < meaning.size() && is_word(meaning[end])) ++end;
    if (end == at) {
      text += meaning[at++];
      continue;
    }
    const std::string word = meaning.substr(at, end - at);
    const auto found = renamed.find(word);
    text += found != renamed.end() ? found->second : word;
    at = end;
  }
  return text;
}

class Comparison {
 public:
  Comparison(const DefinitionSet& before, const DefinitionSet& after)
      : before_(before), after_(after), of_before_(before.all.size()), of_after_(after.all.size()) {}

  std::vector<DefinitionChange> make() {
    pair_by_name();
    while (pair_renamed()) {
    }
    std::vector<DefinitionChange> changes(after_.all.size());
    for (size_t i = 0; i < changes.size(); ++i) changes[i] = change_of(i);
    for (size_t i = 0; i < before_.all.size(); ++i) {
      if (!of_before_[i]) changes.push_back({Change::kRemoved, i, std::nullopt, false, {}});
    }
    spread(changes);
    std::erase_if(changes, [&](const DefinitionChange& change) {
      const DefinitionInfo& info = change.after ? after_.all[*change.after] : before_.all[*change.before];
      return info.kind == Kind::kField && change.change == Change::kNone;
    });
    return changes;
  }

 private:
  static Name name_of(const DefinitionInfo& info) { return {info.kind, info.name}; }

  void pair(size_t before, size_t after) {
    of_before_[before] = after;
    of_after_[after] = before;
  }

  void pair_by_name() {
    std::map<Name, size_t> places;
    for (size_t i = 0; i < before_.all.size(); ++i) places.emplace(name_of(before_.all[i]), i);
    for (size_t i = 0; i < after_.all.size(); ++i) {
      const auto found = places.find(name_of(after_.all[i]));
      if (found != places.end()) pair(found->second, i);
    }
  }

  /// What a definition means, as it would read with the names of today.
  std::string meaning_before(size_t i) const { return with_new_names(before_.all[i].meaning, renamed_); }

  /// True when another one was found: what uses it may be found now, too.
  bool pair_renamed() {
    std::map<std::tuple<Kind, std::string, std::string>, std::vector<size_t>> gone;
    for (size_t i = 0; i < before_.all.size(); ++i) {
      const DefinitionInfo& info = before_.all[i];
      if (!of_before_[i] && info.kind != Kind::kField) gone[{info.kind, info.table, meaning_before(i)}].push_back(i);
    }
    bool any = false;
    for (size_t i = 0; i < after_.all.size(); ++i) {
      const DefinitionInfo& info = after_.all[i];
      if (of_after_[i]) continue;
      const auto found = gone.find({info.kind, info.table, info.meaning});
      if (found == gone.end() || found->second.empty()) continue;
      const size_t old = found->second.front();
      found->second.erase(found->second.begin());
      renamed_.emplace(short_name(before_.all[old]), short_name(info));
      pair(old, i);
      any = true;
    }
    return any;
  }

  DefinitionChange change_of(size_t i) const {
    if (!of_after_[i]) return {Change::kAdded, std::nullopt, i, false, {}};
    const size_t old = *of_after_[i];
    DefinitionChange change{Change::kNone, old, i, before_.all[old].name != after_.all[i].name, {}};
    if (meaning_before(old) != after_.all[i].meaning) {
      change.change = Change::kMeaning;
    } else if (before_.texts[old] != after_.texts[i] && !change.is_renamed) {
      change.change = Change::kText;
    }
    return change;
  }

  /// Marks what uses what changed, directly or through others, as affected.
  void spread(std::vector<DefinitionChange>& changes) const {
    std::vector<std::vector<size_t>> users(after_.all.size());
    for (size_t i = 0; i < after_.all.size(); ++i) {
      for (const size_t used : after_.all[i].uses) users[used].push_back(i);
    }
    std::vector<size_t> reached;
    for (size_t i = 0; i < after_.all.size(); ++i) {
      if (changes[i].change == Change::kMeaning || changes[i].change == Change::kAdded) reached.push_back(i);
    }
    for (size_t next = 0; next < reached.size(); ++next) {
      for (const size_t user : users[reached[next]]) {
        DefinitionChange& change = changes[user];
        if (change.change == Change::kMeaning || change.change == Change::kAdded) continue;
        change.through.push_back(reached[next]);
        if (change.change == Change::kAffected) continue;
        change.change = Change::kAffected;
        reached.push_back(user);
      }
    }
  }

  const DefinitionSet& before_;
  const DefinitionSet& after_;
  std::vector<std::optional<size_t>> of_before_, of_after_;  ///< the counterpart
  std::map<std::string, std::string> renamed_;
};

}  // namespace

DefinitionSet definition_set(const Engine& engine) {
  DefinitionSet set;
  set.all = engine.definitions();
  std::set<std::string> given;
  for (const KeyListInfo& list : engine.key_lists()) given.insert(list.segment);
  for (const SnapshotInfo& snapshot : engine.snapshots()) given.insert(snapshot.segment);
  for (const DefinitionInfo& one : set.all) {
    const Span span = one.declaration;
    set.texts.emplace_back(engine.source_text(one.source).substr(span.begin, span.end - span.begin));
    set.is_given.push_back(one.kind == Kind::kSegment && given.contains(one.name));
  }
  return set;
}

std::vector<DefinitionChange> changes_between(const DefinitionSet& before, const DefinitionSet& after) {
  return Comparison(before, after).make();
}

}  // namespace segql::cli
