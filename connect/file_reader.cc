#include "connect/file_reader.h"

#include "connect/folder.h"

namespace segql::connect {
namespace {

constexpr size_t kFilesOfBatch = 256;
constexpr size_t kBytesOfBatch = size_t{4} << 20;

}  // namespace

FileReader::FileReader(const std::vector<std::string>& paths, size_t max_bytes, bool reads_ahead)
    : paths_(paths), max_bytes_(max_bytes), reads_ahead_(reads_ahead && paths.size() > kFilesOfBatch) {}

FileReader::Batch FileReader::read(const std::vector<std::string>& paths, size_t first, size_t max_bytes) {
  Batch batch;
  for (size_t i = first, bytes = 0; i < paths.size() && batch.size() < kFilesOfBatch && bytes < kBytesOfBatch; ++i) {
    batch.push_back(read_text_file(paths[i], max_bytes));
    if (!batch.back().ok()) break;
    bytes += batch.back()->size();
  }
  return batch;
}

Result<std::string> FileReader::next() {
  if (batch_.empty()) {
    batch_ = ahead_.valid() ? ahead_.get() : read(paths_, num_begun_, max_bytes_);
    num_begun_ += batch_.size();
    if (reads_ahead_ && num_begun_ < paths_.size()) {
      // Where the system has no other thread, it is read when it is asked for.
      ahead_ = std::async(std::launch::async | std::launch::deferred, &FileReader::read, std::cref(paths_), num_begun_,
                          max_bytes_);
    }
  }
  Result<std::string> text = std::move(batch_.front());
  batch_.pop_front();
  return text;
}

}  // namespace segql::connect
