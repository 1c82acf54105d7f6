// Calls of the C stream interface as Results.
#include "connect/arrow_stream.h"

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace segql::connect {
namespace {

Error error_of(ArrowArrayStream* stream, int code) {
  const char* const message = stream->get_last_error(stream);
  return Error{code == ECANCELED ? ErrorCode::kCancelled : ErrorCode::kInternal,
               message == nullptr ? std::string(std::strerror(code)) : std::string(message)};
}

}  // namespace

Result<ArrowSchemaOwner> schema_of(ArrowArrayStream* stream) {
  ArrowSchemaOwner schema;
  if (const int code = stream->get_schema(stream, schema.get()); code != 0) return error_of(stream, code);
  return schema;
}

Result<ArrowArrayOwner> next_of(ArrowArrayStream* stream) {
  ArrowArrayOwner batch;
  if (const int code = stream->get_next(stream, batch.get()); code != 0) return error_of(stream, code);
  return batch;
}

std::string metadata_of(const ArrowSchema& schema, std::string_view key) {
  const char* at = schema.metadata;
  if (at == nullptr) return "";
  const auto read_number = [&] {
    int32_t number = 0;
    std::memcpy(&number, at, sizeof number);
    at += sizeof number;
    return number;
  };
  const auto read_text = [&] {
    const auto size = static_cast<size_t>(read_number());
    const std::string_view text(at, size);
    at += size;
    return text;
  };
  for (int32_t left = read_number(); left > 0; --left) {
    const std::string_view name = read_text(), value = read_text();
    if (name == key) return std::string(value);
  }
  return "";
}

}  // namespace segql::connect
