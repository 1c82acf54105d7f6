#pragma once
/// `TextSketch`: texts once more in half of a byte per byte, so that searching them reads half as much. Bytes share a
/// class where together they are about as frequent as any other class, so four bits tell the most they can.

#include <array>
#include <cstdint>
#include <string_view>

#include "runtime/table/buffer.h"

namespace segql::runtime {

class TextSketch {
 public:
  /// Of the heap of a dictionary.
  explicit TextSketch(std::string_view heap);

  uint8_t class_of(char byte) const { return classes_[static_cast<uint8_t>(byte)]; }
  /// The class of byte i is nibble i, the low one of a pair first; readable kMargin bytes beyond the last.
  const uint8_t* nibbles() const { return reinterpret_cast<const uint8_t*>(nibbles_.data()); }
  size_t memory_bytes() const { return nibbles_.size(); }

  static constexpr uint64_t kMargin = 1024;

 private:
  std::array<uint8_t, 256> classes_{};  ///< below 16
  Buffer nibbles_;
};

}  // namespace segql::runtime
