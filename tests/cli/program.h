#pragma once
/// Runs the built program as a user would, in a folder of its own.

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace segql::testing {

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

/// A folder that goes away with the test.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "segql-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path path_;
};

/// `arguments` as typed in a shell; the program's own folder is `folder`.
inline Outcome segql(const TempFolder& folder, const std::string& arguments, const std::string& before = "") {
  const std::string out = (folder.path() / ".out").string();
  const std::string err = (folder.path() / ".err").string();
  const std::string command = "cd '" + folder.path().string() +
                              "' && unset SEGQL_DATA && export SEGQL_CODE_CACHE=off && " + before +
                              " '" SEGQL_PROGRAM "' " + arguments + " >'" + out + "' 2>'" + err + "'";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), folder.read(".out"), folder.read(".err")};
}

}  // namespace segql::testing
