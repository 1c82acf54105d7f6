#include "cli/revision.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "cli/shell.h"

namespace segql::cli {
namespace {

namespace fs = std::filesystem;

struct Ran {
  int status = 0;  ///< of the process; 127: there is no such program
  std::string out;
};

/// Runs a command of the shell and reads what it prints.
Result<Ran> run(const std::string& command) {
  FILE* const pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) return Error{ErrorCode::kIo, "cannot start a shell"};
  Ran ran;
  std::array<char, 4096> buffer;
  while (const size_t read = std::fread(buffer.data(), 1, buffer.size(), pipe)) ran.out.append(buffer.data(), read);
  const int status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  while (!ran.out.empty() && ran.out.back() == '\n') ran.out.pop_back();
  return ran;
}

Error no_revision(const std::string& folder, const std::string& name) {
  std::string message = "`" + name + "` is neither a folder nor a revision of the git repository of `" + folder + "`";
  const auto branches = run("git -C " + shell_quoted(folder) +
                            " for-each-ref --count=5 --format='%(refname:short)' refs/heads 2>/dev/null");
  if (branches.ok() && branches->status == 0 && !branches->out.empty()) {
    std::string names = branches->out;
    for (size_t at = 0; (at = names.find('\n', at)) != std::string::npos;) names.replace(at, 1, "`, `");
    message += "; it has `HEAD` and the branches `" + names + "`";
  }
  return {ErrorCode::kNotFound, std::move(message)};
}

}  // namespace

std::string Revision::shown(const std::string& path) const {
  const std::string inside = fs::path(path).lexically_relative(tree()).generic_string();
  return inside.empty() || inside.starts_with("..") ? path : inside;
}

std::string Revision::shown_in(std::string message) const {
  const std::string here = tree() + "/", there = name_ + ":";
  for (size_t at = 0; (at = message.find(here, at)) != std::string::npos; at += there.size())
    message.replace(at, here.size(), there);
  return message;
}

Result<std::string> Revision::merge_base(const std::string& folder, const std::string& left, const std::string& right) {
  const std::string git = "git -C " + shell_quoted(folder) + " ";
  std::string commits;
  for (const std::string& one : {left, right}) {
    const auto commit =
        run(git + "rev-parse --verify --quiet --end-of-options " + shell_quoted(one + "^{commit}") + " 2>/dev/null");
    if (!commit.ok()) return commit.error();
    if (commit->status != 0) return no_revision(folder, one);
    commits += " " + commit->out;
  }
  const auto base = run(git + "rev-parse --short \"$(" + git + "merge-base" + commits + ")\" 2>/dev/null");
  if (!base.ok()) return base.error();
  if (base->status == 0) return base->out;
  return Error{ErrorCode::kNotFound, "`" + left + "` and `" + right + "` have no commit in common"};
}

Result<std::unique_ptr<Revision>> Revision::check_out(const std::string& folder, const std::string& revision) {
  const std::string git = "git -C " + shell_quoted(folder) + " ";
  auto prefix = run(git + "rev-parse --show-prefix 2>/dev/null");
  if (!prefix.ok()) return prefix.error();
  if (prefix->status == 127) return Error{ErrorCode::kNotFound, "`git` is not installed: name two folders instead"};
  if (prefix->status != 0) {
    return Error{ErrorCode::kNotFound, "there is no folder `" + revision + "`, and `" + folder +
                                           "` is in no git repository that could have a revision of that name"};
  }
  auto tree =
      run(git + "rev-parse --verify --quiet --end-of-options " + shell_quoted(revision + "^{tree}") + " 2>/dev/null");
  if (!tree.ok()) return tree.error();
  if (tree->status != 0) return no_revision(folder, revision);
  std::unique_ptr<Revision> made(new Revision());
  if (made->root_.path().empty()) return Error{ErrorCode::kIo, "cannot make a folder for temporary files"};
  // An index of its own: that of the working tree stays as it is.
  const std::string own = "GIT_INDEX_FILE=" + shell_quoted(made->root_.path() + "/index") + " ";
  const std::string top = "\"$(" + git + "rev-parse --show-toplevel)\"";
  const auto done = run(own + git + "read-tree " + tree->out + " 2>&1 && " + own + "git -C " + top +
                        " checkout-index --all --prefix=" + shell_quoted(made->tree() + "/") + " 2>&1");
  if (!done.ok()) return done.error();
  if (done->status != 0) {
    return Error{ErrorCode::kIo,
                 "cannot write the files of `" + revision + "` to " + made->root_.path() + ": " + done->out};
  }
  made->name_ = revision;
  made->prefix_ = prefix->out;
  made->folder_ = (fs::path(made->tree()) / prefix->out).lexically_normal().string();
  while (made->folder_.size() > 1 && made->folder_.back() == '/') made->folder_.pop_back();
  return made;
}

}  // namespace segql::cli
