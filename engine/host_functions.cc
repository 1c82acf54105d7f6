#include "engine/host_functions.h"

#include <algorithm>
#include <cmath>

#include "base/cancel.h"
#include "base/utf8.h"
#include "runtime/bitmap/bits.h"
#include "runtime/table/text_parse.h"
#include "schema/point.h"

namespace segql::engine {
namespace {

using schema::Kind;

/// Enough to make a call cheap beside its rows, few enough to stay in the second-level cache.
constexpr uint64_t kBatchRows = 4096;

constexpr auto kUnitsOfDegree = static_cast<double>(schema::kDegree);

GeoPoint geo_point(int64_t cell) {
  const schema::Point point = schema::point_of(cell);
  return {point.latitude / kUnitsOfDegree, point.longitude / kUnitsOfDegree};
}

/// To the nearest unit; false off the globe, as with NaN.
bool to_cell(const GeoPoint& given, int64_t& cell) {
  if (!(std::fabs(given.latitude) < 200 && std::fabs(given.longitude) < 200)) return false;  // so that it fits
  const schema::Point point{static_cast<int32_t>(std::lround(given.latitude * kUnitsOfDegree)),
                            static_cast<int32_t>(std::lround(given.longitude * kUnitsOfDegree))};
  cell = schema::cell_of(point);
  return schema::is_on_the_globe(point);
}

/// One argument of a batch, as the host sees it.
class Batch {
 public:
  explicit Batch(const HostArgument& argument) : argument_(argument), present_(kBatchRows) {
    if (argument.type.kind == Kind::kPoint) {
      points_.resize(kBatchRows);
    } else if (argument.texts != nullptr) {
      texts_.resize(kBatchRows);
    } else if (argument.keys != nullptr) {
      keys_.resize(kBatchRows);
    }
  }

  FunctionArgument fill(uint64_t first, uint64_t count) {
    const ScanOutput& values = *argument_.values;
    for (uint64_t i = 0; i < count; ++i) present_[i] = runtime::test_bit(values.valid, first + i) ? 1 : 0;
    FunctionArgument filled;
    filled.present = {present_.data(), count};
    if (values.is_real) {
      filled.reals = {values.reals.data() + first, count};
      return filled;
    }
    const int64_t* integers = values.integers.data() + first;
    if (argument_.type.kind == Kind::kPoint) {
      for (uint64_t i = 0; i < count; ++i) points_[i] = geo_point(integers[i]);
      filled.points = {points_.data(), count};
      return filled;
    }
    if (argument_.texts == nullptr && argument_.keys == nullptr) {
      filled.integers = {integers, count};
      return filled;
    }
    for (uint64_t i = 0; i < count; ++i) {
      if (present_[i] == 0) continue;
      const int64_t cell =
          argument_.keys != nullptr ? argument_.keys->integer(static_cast<uint64_t>(integers[i])) : integers[i];
      if (argument_.texts != nullptr) {
        texts_[i] = argument_.texts->text(static_cast<uint32_t>(cell));
      } else {
        keys_[i] = cell;
      }
    }
    filled.texts = {texts_.data(), argument_.texts != nullptr ? count : 0};
    filled.integers = {keys_.data(), argument_.texts != nullptr ? 0 : count};
    return filled;
  }

 private:
  const HostArgument& argument_;
  std::vector<uint8_t> present_;
  std::vector<std::string_view> texts_;
  std::vector<int64_t> keys_;
  std::vector<GeoPoint> points_;
};

/// An exception of the host ends here, as one of its errors.
bool succeeds(const HostFunction& function, const FunctionBatch& batch, FunctionValues& values) {
  try {
    return function(batch, values).ok();
  } catch (...) {
    return false;
  }
}

/// What is made of the values of a batch.
class Answers {
 public:
  Answers(const schema::Type& type, const schema::Schema& schema, uint64_t num_rows)
      : type_(type), schema_(schema), present_(kBatchRows) {
    const uint64_t num_words = runtime::words_for(num_rows);
    answer_.values.valid.resize(num_words);
    answer_.values.is_real = type.kind == Kind::kFloat;
    if (answer_.values.is_real) {
      answer_.values.reals.resize(num_words * 64);
    } else {
      answer_.values.integers.resize(num_words * 64);
    }
    if (type.kind == Kind::kPoint) points_.resize(kBatchRows);
    if (type.kind == Kind::kText) {
      texts_.resize(kBatchRows);
      dictionary_ = std::make_shared<runtime::Dictionary>();
    }
  }

  FunctionValues values(uint64_t first, uint64_t count) {
    std::ranges::fill(present_, uint8_t{0});
    for (std::string& text : texts_) text.clear();
    std::ranges::fill(points_, GeoPoint{});
    FunctionValues empty;
    empty.present = {present_.data(), count};
    if (type_.kind == Kind::kText) {
      empty.texts = {texts_.data(), count};
    } else if (type_.kind == Kind::kPoint) {
      empty.points = {points_.data(), count};
    } else if (answer_.values.is_real) {
      empty.reals = {answer_.values.reals.data() + first, count};
    } else {
      empty.integers = {answer_.values.integers.data() + first, count};
    }
    return empty;
  }

  void take(uint64_t first, uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      if (present_[i] == 0) continue;
      if (!fits(first + i, i)) {
        ++answer_.num_failures;
        continue;
      }
      runtime::set_bit(answer_.values.valid, first + i);
    }
  }
  void fail(uint64_t count) { answer_.num_failures += count; }

  HostAnswer finish() {
    if (dictionary_ != nullptr) dictionary_->shrink();
    answer_.texts = std::move(dictionary_);
    return std::move(answer_);
  }

 private:
  bool fits(uint64_t row, uint64_t i) {
    if (answer_.values.is_real) return std::isfinite(answer_.values.reals[row]);
    int64_t& cell = answer_.values.integers[row];
    switch (type_.kind) {
      case Kind::kText:
        if (utf8::find_invalid(texts_[i]) != std::string::npos) return false;
        cell = dictionary_->add(texts_[i]);
        return true;
      case Kind::kPoint: return to_cell(points_[i], cell);
      case Kind::kBool: return cell == 0 || cell == 1;
      case Kind::kEnum: return cell >= 0 && cell < static_cast<int64_t>(schema_.enums[type_.target].names.size());
      case Kind::kDate: return cell >= runtime::kMinDay && cell <= runtime::kMaxDay;
      case Kind::kTimestamp: return cell >= runtime::kMinInstant && cell <= runtime::kMaxInstant;
      default: return true;
    }
  }

  schema::Type type_;
  const schema::Schema& schema_;
  HostAnswer answer_;
  std::vector<uint8_t> present_;
  std::vector<std::string> texts_;
  std::vector<GeoPoint> points_;
  std::shared_ptr<runtime::Dictionary> dictionary_;
};

}  // namespace

Result<HostAnswer> HostFunctions::call(const hir::HostCall& call, const std::vector<HostArgument>& arguments,
                                       uint64_t num_rows, int64_t as_of, const schema::Schema& schema) const {
  const auto found = functions_.find(call.function);
  if (found == functions_.end()) {
    return Error{ErrorCode::kInvalidArgument,
                 "the host gave no function `" + std::string(call.function) + "`: call `Engine::add_function`"};
  }
  const HostFunction function = found->second;  // a call of it may give another in its place
  Answers answers(call.type, schema, num_rows);
  std::vector<Batch> batches(arguments.begin(), arguments.end());
  std::vector<FunctionArgument> filled(arguments.size());
  for (uint64_t first = 0; first < num_rows; first += kBatchRows) {
    if (is_cancelled()) return cancelled_error();
    const uint64_t count = std::min(kBatchRows, num_rows - first);
    for (size_t i = 0; i < batches.size(); ++i) filled[i] = batches[i].fill(first, count);
    FunctionValues values = answers.values(first, count);
    if (succeeds(function, {count, as_of, filled}, values)) {
      answers.take(first, count);
    } else {
      answers.fail(count);
    }
  }
  return answers.finish();
}

}  // namespace segql::engine
