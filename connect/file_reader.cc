#include "connect/file_reader.h"

#include "connect/folder.h"

namespace segql::connect {
namespace {

constexpr size_t kFilesOfBatch = 256;
constexpr size_t kBytesOfBatch = size_t{4} << 20;

}  // namespace

FileReader::FileReader(const std::vector<std::string>& paths, size_t max_bytes, bool reads_ahead)
    : paths_(paths), max_bytes_(max_bytes), reads_ahead_(reads_ahead && paths.size() > kFilesOfBatch) {}

Result<std::vector<std::string>> FileReader::read(const std::vector<std::string>& paths, size_t first,
                                                  size_t max_bytes) {
  std::vector<std::string> texts;
  for (size_t i = first, bytes = 0; i < paths.size() && texts.size() < kFilesOfBatch && bytes < kBytesOfBatch; ++i) {
    auto text = read_text_file(paths[i], max_bytes);
    if (!text.ok() && !texts.empty()) break;  // in its turn
    if (!text.ok()) return std::move(text).take_error();
    bytes += text->size();
    texts.push_back(std::move(*text));
  }
  return texts;
}

Result<std::vector<std::string>> FileReader::next() {
  auto texts = ahead_.valid() ? ahead_.get() : read(paths_, num_read_, max_bytes_);
  if (!texts.ok()) return texts;
  num_read_ += texts->size();
  if (reads_ahead_ && num_read_ < paths_.size()) {
    // Where the system has no other thread, it is read when it is asked for.
    ahead_ = std::async(std::launch::async | std::launch::deferred, &FileReader::read, std::cref(paths_), num_read_,
                        max_bytes_);
  }
  return texts;
}

}  // namespace segql::connect
