// A row at a time through libxlsxwriter, which keeps the rows in a temporary file until the end.
#include "connect/excel_writer.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <xlsxwriter.h>

#include "base/timezone.h"
#include "base/try.h"
#include "base/utf8.h"
#include "connect/arrow_cells.h"
#include "connect/arrow_stream.h"
#include "connect/formula.h"

namespace segql::connect {
namespace {

constexpr int64_t kMostDigits = 999'999'999'999'999;  // that a number of Excel keeps
constexpr int32_t kFirstDay = -25'508;                // 1900-03-01; before it Excel counts a day that never was
constexpr int32_t kDayZero = 25'569;                  // 1970-01-01 as Excel counts

Error failed(const WriteOptions& options, std::string_view why) {
  return Error{ErrorCode::kIo, fmt::format("cannot write `{}`: {}", options.path, why)};
}
Error beyond(const WriteOptions& options, const std::string& what) {
  return Error{ErrorCode::kLimitExceeded, fmt::format("cannot write `{}`: {}", options.path, what)};
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

/// True where `_x0041_` stands, which Excel reads as the character of that number.
bool is_escape(std::string_view text) {
  return text.size() >= 7 && text.starts_with("_x") && text[6] == '_' && is_hex(text[2]) && is_hex(text[3]) &&
         is_hex(text[4]) && is_hex(text[5]);
}

/// `text` with what XML cannot hold written as Excel does, and its length there in UTF-16 code units.
std::string escaped(std::string_view text, uint64_t& length) {
  std::string out;
  length = 0;
  for (size_t at = 0; at < text.size();) {
    const utf8::Decoded next = utf8::decode(text, at);
    const char32_t c = next.code_point;
    const bool is_illegal = (c < 0x20 && c != '\t' && c != '\n') || c == 0xFFFE || c == 0xFFFF;
    if (is_illegal) {
      out += fmt::format("_x{:04X}_", static_cast<uint32_t>(c));
    } else {
      if (is_escape(text.substr(at))) out += "_x005F";
      utf8::append(out, c);
    }
    length += c > 0xFFFF ? 2 : 1;
    at += next.length;
  }
  return out;
}

/// One column of the sheet.
struct Column {
  const ArrowSchema* schema;
  std::string name;
  lxw_format* format = nullptr;  ///< of its numbers; null: as Excel sees fit
};

class Sheet {
 public:
  explicit Sheet(const WriteOptions& options) : options_(options) {}
  ~Sheet() {
    if (book_ != nullptr) lxw_workbook_free(book_);
  }
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  Status open(const std::string& path, const ArrowSchema& schema);
  Status add(const ArrowArray& batch);
  Status close();

 private:
  Status write_names();
  Status write_text(size_t column, std::string text);
  Status write_cell(size_t column, const ArrowCells& cells, int64_t row);
  /// `days` since 1970, and parts of one. A text where Excel has no such day.
  Status write_day(size_t column, double days, const std::string& words);
  Status check(lxw_error error);
  lxw_format* number_format(const std::string& format);

  const WriteOptions& options_;
  std::shared_ptr<const TimeZone> zone_;
  std::string temporary_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  std::vector<Column> columns_;
  uint32_t row_ = 0;  ///< of the sheet, from 0
};

Status Sheet::check(lxw_error error) {
  return error == LXW_NO_ERROR ? Status() : failed(options_, lxw_strerror(error));
}

lxw_format* Sheet::number_format(const std::string& format) {
  lxw_format* const made = workbook_add_format(book_);
  format_set_num_format(made, format.c_str());
  return made;
}

Status Sheet::open(const std::string& path, const ArrowSchema& schema) {
  SEGQL_TRY(zone_, TimeZone::find(options_.timezone));
  std::error_code none;
  temporary_ = std::filesystem::temp_directory_path(none).string();
  lxw_workbook_options how{};
  how.constant_memory = LXW_TRUE;
  how.tmpdir = temporary_.empty() ? nullptr : temporary_.data();
  book_ = workbook_new_opt(path.c_str(), &how);
  if (book_ == nullptr) return failed(options_, "there is no memory left");
  sheet_ = workbook_add_worksheet(book_, "members");
  if (sheet_ == nullptr || sheet_->optimize_tmpfile == nullptr)
    return failed(options_, "there can be no temporary file in `" + temporary_ + "`");
  for (int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& type = *schema.children[i];
    const std::string_view format = type.format;
    Column column{&type, options_.raw ? type.name : without_formula(type.name)};
    double width = std::max(12.0, 2.0 + static_cast<double>(utf8::length(column.name)));
    if (format == "tdD") column.format = number_format("yyyy-mm-dd");
    if (format.starts_with("ts")) {
      column.format = number_format("yyyy-mm-dd hh:mm:ss");
      width = std::max(width, 20.0);
    }
    if (format == "l") column.format = number_format("0");
    if (format.starts_with("d:")) {
      const auto scale = static_cast<size_t>(scale_of(type));
      const std::string currency = metadata_of(type, "segql.currency");
      const std::string digits = scale == 0 ? "0" : "0." + std::string(scale, '0');
      column.format = number_format(currency.empty() ? digits : "#,##" + digits + " \"" + currency + "\"");
    }
    const auto place = static_cast<lxw_col_t>(i);
    SEGQL_TRY_VOID(check(worksheet_set_column(sheet_, place, place, std::min(width, 40.0), nullptr)));
    columns_.push_back(std::move(column));
  }
  worksheet_freeze_panes(sheet_, 1, 0);
  return write_names();
}

Status Sheet::write_names() {
  lxw_format* const bold = workbook_add_format(book_);
  format_set_bold(bold);
  SEGQL_TRY_VOID(check(worksheet_set_row(sheet_, 0, LXW_DEF_ROW_HEIGHT, bold)));
  for (size_t i = 0; i < columns_.size(); ++i) SEGQL_TRY_VOID(write_text(i, columns_[i].name));
  ++row_;
  return {};
}

Status Sheet::write_text(size_t column, std::string text) {
  uint64_t length = 0;
  const std::string written = escaped(text, length);
  if (length > kExcelText || written.size() > size_t{kExcelText} * 4)
    return beyond(options_,
                  fmt::format("row {} has a text of {} characters in column `{}`, and a cell of Excel holds {}", row_,
                              length, columns_[column].schema->name, kExcelText));
  const lxw_error error =
      worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(column), written.c_str(), nullptr);
  if (error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
    return beyond(options_, fmt::format("row {} has a text in column `{}` that is, with its control characters spelt "
                                        "out, longer than the {} characters a cell of Excel holds",
                                        row_, columns_[column].schema->name, kExcelText));
  return check(error);
}

Status Sheet::write_day(size_t column, double days, const std::string& words) {
  if (days < kFirstDay) return write_text(column, words);
  return check(
      worksheet_write_number(sheet_, row_, static_cast<lxw_col_t>(column), days + kDayZero, columns_[column].format));
}

Status Sheet::write_cell(size_t column, const ArrowCells& cells, int64_t row) {
  if (cells.is_missing(row)) return {};
  const std::string_view format = columns_[column].schema->format;
  const auto place = static_cast<lxw_col_t>(column);
  const auto number = [&](double value) {
    return check(worksheet_write_number(sheet_, row_, place, value, columns_[column].format));
  };
  if (format == "U") {
    std::string text(cells.text(row));
    return write_text(column, options_.raw ? std::move(text) : without_formula(std::move(text)));
  }
  if (format == "b") return check(worksheet_write_boolean(sheet_, row_, place, cells.boolean(row), nullptr));
  if (format == "g" && std::isfinite(cells.real(row))) return number(cells.real(row));
  if (format == "tdD") return write_day(column, cells.day(row), cells.words(row));
  if (format.starts_with("ts")) {
    const auto local = static_cast<double>(zone_->to_local(cells.integer(row)));
    return write_day(column, local / static_cast<double>(kMicrosPerDay), cells.words(row));
  }
  const bool is_decimal = format.starts_with("d:");
  if (is_decimal || format == "l") {
    const int64_t digits = is_decimal ? cells.unscaled(row) : cells.integer(row);
    if (digits >= -kMostDigits && digits <= kMostDigits)
      return number(static_cast<double>(digits) / std::pow(10.0, is_decimal ? scale_of(*columns_[column].schema) : 0));
  }
  return write_text(column, cells.words(row));
}

Status Sheet::add(const ArrowArray& batch) {
  if (row_ + static_cast<uint64_t>(batch.length) > kExcelRows)
    return beyond(options_, fmt::format("a sheet of Excel holds {} rows beside the names", kExcelRows - 1));
  for (int64_t row = 0; row < batch.length; ++row, ++row_) {
    for (size_t i = 0; i < columns_.size(); ++i)
      SEGQL_TRY_VOID(write_cell(i, ArrowCells(*columns_[i].schema, *batch.children[i]), row));
  }
  return {};
}

// The library does not look at what becomes of its temporary files: there are the rows, and once more the whole sheet.
Status Sheet::close() {
  std::FILE* const rows = sheet_->optimize_tmpfile;
  const bool is_written = std::fflush(rows) == 0 && std::ferror(rows) == 0;
  const long size = std::ftell(rows);
  std::error_code unknown;
  const auto space = std::filesystem::space(temporary_, unknown);
  if (!is_written || (!unknown && size > 0 && space.available < static_cast<uint64_t>(size) + (uint64_t{1} << 20)))
    return failed(options_, "there is no room for temporary files in `" + temporary_ + "`");
  return check(workbook_close(std::exchange(book_, nullptr)));
}

}  // namespace

Status write_excel(ArrowArrayStream* rows, const WriteOptions& options, const std::string& path) {
  SEGQL_TRY(const ArrowSchemaOwner schema, schema_of(rows));
  Sheet sheet(options);
  SEGQL_TRY_VOID(sheet.open(path, *schema));
  for (uint64_t num_rows = 0;;) {
    SEGQL_TRY(const ArrowArrayOwner batch, next_of(rows));
    if (!batch) return sheet.close();
    SEGQL_TRY_VOID(sheet.add(*batch));
    num_rows += static_cast<uint64_t>(batch->length);
    if (options.rows_written) options.rows_written(num_rows);
  }
}

}  // namespace segql::connect
