#include "connect/csv_header.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/try.h"
#include "base/utf8.h"
#include "connect/compressed_file.h"

namespace segql::connect {
namespace {

constexpr size_t kLongestRecord = size_t{1} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::array<char, 4> kDelimiters = {',', ';', '|', '\t'};

/// Reads one record character by character.
class Record {
 public:
  /// An empty delimiter is found out.
  Record(char quote, char escape, std::string delimiter)
      : quote_(quote), escape_(escape), delimiter_(std::move(delimiter)) {}

  /// True when the record ends within `text`; what comes after its end is left alone.
  bool add(std::string_view text) {
    for (const char c : text) {
      if (!quoted_ && (c == '\n' || c == '\r')) {
        if (!text_.empty()) return true;
        continue;  // of an empty first line
      }
      text_ += c;
      if (escaped_) {
        escaped_ = false;  // whatever follows an escape is text
        continue;
      }
      escaped_ = quoted_ && c == escape_ && escape_ != quote_;
      quoted_ ^= c == quote_;  // a doubled quote leaves and enters again
      if (!quoted_) {
        const auto at = std::find(kDelimiters.begin(), kDelimiters.end(), c);
        if (at != kDelimiters.end()) ++counts_[static_cast<size_t>(at - kDelimiters.begin())];
      }
    }
    return false;
  }
  const std::string& text() const { return text_; }
  std::string delimiter() const {
    if (!delimiter_.empty()) return delimiter_;
    const auto most = std::max_element(counts_.begin(), counts_.end()) - counts_.begin();
    return std::string(1, kDelimiters[static_cast<size_t>(most)]);
  }

  std::vector<std::string> cells() const {
    std::vector<std::string> cells(1);
    bool quoted = false;
    const std::string delimiter = this->delimiter();
    std::string_view text = text_;
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    for (size_t i = 0; i < text.size(); ++i) {
      const bool escapes =
          quoted && text[i] == escape_ && i + 1 < text.size() && (text[i + 1] == quote_ || text[i + 1] == escape_);
      if (escapes) {
        cells.back() += text[++i];
      } else if (text[i] == quote_) {
        quoted = !quoted;
      } else if (!quoted && text.substr(i).starts_with(delimiter)) {
        cells.emplace_back();
        i += delimiter.size() - 1;
      } else {
        cells.back() += text[i];
      }
    }
    return cells;
  }

 private:
  char quote_, escape_;
  std::string delimiter_;
  bool quoted_ = false;
  bool escaped_ = false;
  std::string text_;
  std::array<size_t, kDelimiters.size()> counts_{};
};

/// As DuckDB names columns: as many digits as the last one needs.
std::string numbered(size_t column, size_t count) {
  std::string number = std::to_string(column);
  number.insert(0, std::to_string(count - 1).size() - number.size(), '0');
  return "column" + number;
}

}  // namespace

std::optional<std::string> stated_delimiter(const std::string& path, const FileFormat& format) {
  if (format.delimiter) return format.delimiter;
  return suffixes_of(path).kind == ".tsv" ? std::optional<std::string>("\t") : std::nullopt;
}

Result<CsvHeader> read_csv_header(const std::string& path, const std::string& shown, Compression compression,
                                  const FileFormat& format) {
  const auto one = [](const std::optional<std::string>& text, char otherwise) {
    return text && !text->empty() ? text->front() : otherwise;
  };
  const auto failure = [&](const std::string& what) {
    return Error{ErrorCode::kInvalidData, "`" + shown + "` " + what};
  };
  const char quote = one(format.quote, '"');
  Record record(quote, one(format.escape, quote), stated_delimiter(path, format).value_or(""));
  bool ended = false;
  SEGQL_TRY_VOID(read_content(path, shown, compression, [&](std::string_view block) {
    ended = record.add(block.substr(0, kLongestRecord + 1));
    return !ended && record.text().size() <= kLongestRecord;
  }));
  const std::string& text = record.text();
  if (text.empty()) return failure("is empty; a CSV file begins with the names of its columns");
  if (text.size() > kLongestRecord) return failure("has a first record that does not end within a megabyte");
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return failure("is in UTF-16; add encoding = \"utf-16\"");
  }
  if (utf8::find_invalid(text) != std::string::npos) {
    return failure("has a first record that is not in UTF-8; say what it is in, for example encoding = \"latin-1\"");
  }
  CsvHeader header{record.delimiter(), record.cells()};
  for (size_t i = 0; i < header.names.size(); ++i) {
    std::string& name = header.names[i];
    if (!format.header || name.empty()) name = numbered(i, header.names.size());
    const auto here = header.names.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(header.names.begin(), here, name) != here) return failure("has two columns `" + name + "`");
  }
  return header;
}

}  // namespace segql::connect
