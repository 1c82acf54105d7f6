// How deep a JSON file goes: brackets outside strings, counted.
#include "connect/json_nesting.h"

#include <algorithm>
#include <string_view>

#include "base/try.h"
#include "connect/compressed_file.h"

namespace segql::connect {

namespace {

/// Never mistakes a deep file for a shallow one: what is not JSON fails in the reader before it can go deep.
class NestingCounter {
 public:
  void look_at(std::string_view block) {
    for (const char c : block) {
      if (escaped_) {
        escaped_ = false;
      } else if (in_string_) {
        if (c == '\\') escaped_ = true;
        if (c == '"') in_string_ = false;
      } else if (c == '"') {
        in_string_ = true;
      } else if (c == '[' || c == '{') {
        deepest_ = std::max(deepest_, ++depth_);
      } else if (c == ']' || c == '}') {
        --depth_;
      }
    }
  }
  int64_t deepest() const { return deepest_; }

 private:
  bool in_string_ = false;
  bool escaped_ = false;
  int64_t depth_ = 0;
  int64_t deepest_ = 0;
};

}  // namespace

Status check_json_nesting(const std::string& path, const std::string& shown, Compression compression) {
  NestingCounter counter;
  SEGQL_TRY_VOID(read_content(path, shown, compression, [&](std::string_view block) {
    counter.look_at(block);
    return true;
  }));
  if (counter.deepest() <= kDeepestJson) return {};
  return Error{ErrorCode::kLimitExceeded,
               "`" + shown + "` has arrays or objects nested deeper than " + std::to_string(kDeepestJson) + " levels"};
}

}  // namespace segql::connect
