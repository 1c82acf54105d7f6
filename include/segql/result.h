#pragma once
/// `Result<T>`: a value, or the reason why the outside world failed. Mistakes in the user's text are not errors of this
/// kind: they are `Diagnostic`s (segql/diagnostic.h). No function of SegQL throws, except std::bad_alloc when there is
/// no memory left. Asking a Result for what it does not hold is a mistake of the program: it says so and aborts.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "segql/export.h"

namespace segql {

enum class ErrorCode : uint8_t {
  kInvalidArgument,  ///< the caller passed something that cannot be used
  kNotFound,         ///< a file, column, source, segment or row that does not exist
  kInvalidData,      ///< data that cannot be read as what it claims to be
  kLimitExceeded,    ///< one of `Limits`, a time budget or memory
  kInvalidSource,    ///< definitions have errors; the diagnostics say which
  kUnsupported,      ///< valid, and not available in this build or version
  kIo,               ///< the operating system refused
  kCancelled,        ///< the host asked for it (EngineOptions::cancelled)
  kInternal,         ///< LLVM, DuckDB or another component failed in a way SegQL does not know
};

/// Name of a code as printed by the program, such as "not-found".
SEGQL_EXPORT const char* error_code_name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  ///< lower case, no full stop, names what was seen and what to do
};

namespace detail {
/// Prints that `call` asks for what is not there, with the error that is (null: a value is), and aborts.
[[noreturn]] SEGQL_EXPORT void misused_result(const char* call, const Error* error);
}  // namespace detail

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// REQUIRES: ok().
  T& value() & { return *require_value(std::get_if<0>(&state_)); }
  const T& value() const& { return *require_value(std::get_if<0>(&state_)); }
  T&& value() && { return std::move(*require_value(std::get_if<0>(&state_))); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// REQUIRES: !ok().
  const Error& error() const { return *require_error(std::get_if<1>(&state_)); }
  Error take_error() && { return std::move(*require_error(std::get_if<1>(&state_))); }

 private:
  template <typename P>
  P* require_value(P* value) const {
    if (value == nullptr) detail::misused_result("value()", std::get_if<1>(&state_));
    return value;
  }
  template <typename P>
  static P* require_error(P* error) {
    if (error == nullptr) detail::misused_result("error()", nullptr);
    return error;
  }

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
  const Error& error() const {
    if (!error_) detail::misused_result("error()", nullptr);
    return *error_;
  }
  Error take_error() && {
    if (!error_) detail::misused_result("error()", nullptr);
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace segql
