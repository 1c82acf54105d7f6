#include <cstdio>
#include <cstdlib>

#include "segql/result.h"

namespace segql {

const char* error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "invalid-argument";
    case ErrorCode::kNotFound: return "not-found";
    case ErrorCode::kInvalidData: return "invalid-data";
    case ErrorCode::kLimitExceeded: return "limit-exceeded";
    case ErrorCode::kInvalidSource: return "invalid-source";
    case ErrorCode::kUnsupported: return "unsupported";
    case ErrorCode::kIo: return "io";
    case ErrorCode::kCancelled: return "cancelled";
    case ErrorCode::kInternal: return "internal";
  }
  return "unknown";
}

void detail::misused_result(const char* call, const Error* error) {
  if (error != nullptr) {
    std::fprintf(stderr, "segql: %s of a Result that holds an error: %s\n", call, error->message.c_str());
  } else {
    std::fprintf(stderr, "segql: %s of a Result that holds no error\n", call);
  }
  std::abort();
}

}  // namespace segql
