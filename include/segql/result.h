#pragma once
/// `Result<T>`: a value, or the reason why the outside world failed. Mistakes in the user's text are not errors of this
/// kind: they are `Diagnostic`s (segql/diagnostic.h). No function of SegQL throws.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace segql {

enum class ErrorCode : uint8_t {
  kInvalidArgument,  ///< the caller passed something that cannot be used
  kNotFound,         ///< a file, column, source, segment or row that does not exist
  kInvalidData,      ///< data that cannot be read as what it claims to be
  kLimitExceeded,    ///< one of `Limits`, a time budget or memory
  kInvalidSource,    ///< definitions have errors; the diagnostics say which
  kUnsupported,      ///< valid, and not available in this build or version
  kIo,               ///< the operating system refused
  kCancelled,        ///< the host asked to stop
  kInternal,         ///< LLVM, DuckDB or another component failed in a way SegQL does not know
};

/// Name of a code as printed by the program, such as "not-found".
const char* error_code_name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  ///< lower case, no full stop, names what was seen and what to do
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// REQUIRES: ok().
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// REQUIRES: !ok().
  const Error& error() const { return std::get<1>(state_); }
  Error take_error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

/// Result of an action that has no value.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  /// REQUIRES: !ok().
  const Error& error() const { return *error_; }
  Error take_error() && { return *std::move(error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace segql
