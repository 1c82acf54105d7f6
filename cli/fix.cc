#include "cli/fix.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string_view>
#include <utility>

#include "cli/printable.h"
#include "cli/session.h"
#include "connect/folder.h"
#include "connect/replace_file.h"

namespace segql::cli {
namespace {

constexpr int kMostRounds = 10;
constexpr uint32_t kMostFindings = 100'000;  ///< of a round
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct DefinitionFile {
  std::string path;
  std::string read;  ///< without a byte order mark
  std::string text;
  size_t num_fixed = 0;
};

/// Adds the files that are imported and not there yet: who imports them may not have parsed before.
void add_imports(Engine& engine, std::vector<DefinitionFile>& files) {
  for (size_t before = SIZE_MAX; before != files.size();) {
    before = files.size();
    for (const std::string& path : engine.missing_imports()) {
      if (!connect::check_readable_file(path, path).ok()) continue;
      auto text = connect::read_text_file(path, engine.options().limits.source_bytes);
      if (!text.ok() || !engine.add_source(path, *text).ok()) continue;
      files.push_back({path, *text, *text});
    }
  }
}

/// All files of the project as they are by now, checked. Null when one can no longer be a source.
std::unique_ptr<Engine> checked(std::vector<DefinitionFile>& files, EngineOptions options) {
  options.limits.diagnostics = kMostFindings;
  auto engine = Engine::create(std::move(options));
  if (!engine.ok()) return nullptr;
  std::vector<DefinitionText> texts;
  for (const DefinitionFile& file : files) texts.push_back({file.path, file.text});
  if (!(*engine)->add_sources(std::move(texts)).ok()) return nullptr;
  add_imports(**engine, files);
  (*engine)->check();
  return std::move(*engine);
}

/// By file. A source has the number of its file, because they are added in that order; libraries come behind.
std::vector<std::vector<DiagnosticFix>> sure_fixes(const Engine& engine, size_t num_files) {
  std::vector<std::vector<DiagnosticFix>> by_file(num_files);
  for (const Diagnostic& diagnostic : engine.diagnostics()) {
    if (diagnostic.source >= num_files) continue;
    for (const DiagnosticFix& fix : diagnostic.fixes) {
      if (fix.machine_applicable) by_file[diagnostic.source].push_back(fix);
    }
  }
  return by_file;
}

/// Those that neither overlap nor touch one before them; the others wait for the next round.
void apply(std::vector<DiagnosticFix> fixes, DefinitionFile& file) {
  std::ranges::stable_sort(fixes, {}, [](const DiagnosticFix& fix) { return fix.span.begin; });
  std::string text;
  size_t copied = 0;
  bool is_first = true;
  for (const DiagnosticFix& fix : fixes) {
    if (!is_first && fix.span.begin <= copied) continue;
    text += file.text.substr(copied, fix.span.begin - copied) + fix.replacement;
    copied = fix.span.end;
    is_first = false;
    ++file.num_fixed;
  }
  file.text = text + file.text.substr(copied);
}

/// By its permissions; the system lets the superuser write what nobody may.
bool is_writable(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const fs::perms may = fs::status(path, failed).permissions();
  constexpr fs::perms kWrite = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  return !failed && (may & kWrite) != fs::perms::none && ::access(path.c_str(), W_OK) == 0;
}

/// The file gets its new text, unless somebody else has changed it.
Status write(const DefinitionFile& file, size_t max_bytes) {
  const auto refused = [&](const char* why) {
    return Error{ErrorCode::kIo, "`" + file.path + "` " + why + "; nothing was fixed in it"};
  };
  auto there = connect::read_text_file(file.path, max_bytes);
  if (!there.ok()) return there.error();
  const bool has_mark = there->starts_with(kByteOrderMark);
  const std::string_view mark = has_mark ? kByteOrderMark : "";
  if (there->substr(mark.size()) == file.text) return {};  // by another name of it
  if (there->substr(mark.size()) != file.read) return refused("changed while it was checked");
  if (!is_writable(file.path)) return refused("is read-only");
  return connect::replace_file(file.path, std::string(mark) + file.text);
}

}  // namespace

bool fix_files(Project& project, const Options& options) {
  std::vector<DefinitionFile> files;
  for (const std::string& path : project.files()) {
    const std::string text(project.engine().source_text(static_cast<SourceId>(files.size())));
    files.push_back({path, text, text});
  }
  for (int round = 0; round < kMostRounds; ++round) {
    const std::unique_ptr<Engine> engine = checked(files, options.engine);
    if (engine == nullptr) break;
    const auto fixes = sure_fixes(*engine, project.num_own_files());
    if (std::ranges::all_of(fixes, &std::vector<DiagnosticFix>::empty)) break;
    for (size_t i = 0; i < fixes.size(); ++i) apply(fixes[i], files[i]);
  }
  std::ostream& out = options.format == Format::kText ? std::cout : std::cerr;
  bool all_written = true;
  for (const DefinitionFile& file : files) {
    if (file.num_fixed == 0) continue;
    if (const Status written = write(file, options.engine.limits.source_bytes); !written.ok()) {
      complain(written.error());
      all_written = false;
      continue;
    }
    out << printable(file.path) << ": " << file.num_fixed << " fixed\n";
  }
  return all_written;
}

}  // namespace segql::cli
