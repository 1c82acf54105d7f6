// Dictionary: distinct texts and their codes. The index is an open-addressing table of (code, 32 bits of the hash). A
// text's slot is given by the *upper* bits of its hash, so a table grows by one sequential pass over the old one and
// the texts themselves are not hashed again.

#include "runtime/table/dictionary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/cancel.h"
#include "base/try.h"
#include "runtime/table/buffer.h"

namespace segql::runtime {
namespace {

constexpr uint32_t kEmpty = UINT32_MAX;
/// From this many slots on, look-ups of a group are overlapped: below it everything is in cache.
constexpr size_t kPrefetchSlots = size_t{1} << 15;
constexpr size_t kGroup = 32;

uint32_t tag_of(std::string_view text) { return static_cast<uint32_t>(XXH3_64bits(text.data(), text.size())); }

}  // namespace

struct Dictionary::Index {
  struct Slot {
    uint32_t code;
    uint32_t tag;
  };

  Buffer memory;
  size_t num_slots = 0;
  int shift = 0;  ///< slot of a tag: tag >> shift

  explicit Index(size_t slots) { allocate(slots); }

  Slot* slots() { return reinterpret_cast<Slot*>(memory.data()); }
  void allocate(size_t slots) {
    memory = Buffer(slots * sizeof(Slot));
    std::memset(memory.data(), 0xff, memory.size());
    num_slots = slots;
    shift = 32 - std::countr_zero(slots);
  }
  void place(Slot slot) {
    size_t at = slot.tag >> shift;
    while (slots()[at].code != kEmpty) at = (at + 1) & (num_slots - 1);
    slots()[at] = slot;
  }
  /// Room for `texts` texts at two thirds full.
  void reserve(size_t texts) {
    if (texts * 3 <= num_slots * 2 || num_slots == size_t{1} << 32) return;
    Index larger(num_slots * (num_slots < kPrefetchSlots ? 4 : 2));
    CancelPoll poll;
    for (size_t i = 0; i < num_slots; ++i, poll())
      if (slots()[i].code != kEmpty) larger.place(slots()[i]);
    *this = std::move(larger);
    reserve(texts);
  }
};

Dictionary::Dictionary() : offsets_{0}, index_(std::make_unique<Index>(16)) {
  view_ = {heap_.data(), offsets_.data(), 0};
}
Dictionary::~Dictionary() = default;

uint32_t Dictionary::add(std::string_view text) {
  uint32_t code = 0;
  add_all({&text, 1}, &code);
  return code;
}

void Dictionary::add_all(std::span<const std::string_view> texts, uint32_t* codes) {
  sketch_.reset();
  std::array<uint32_t, kGroup> tags;
  while (!texts.empty()) {
    const auto group = texts.first(std::min(kGroup, texts.size()));
    index_->reserve(size() + group.size());
    for (size_t i = 0; i < group.size(); ++i) tags[i] = tag_of(group[i]);
    if (index_->num_slots >= kPrefetchSlots && group.size() > 1) prefetch({tags.data(), group.size()});
    for (size_t i = 0; i < group.size(); ++i) codes[i] = add_tagged(group[i], tags[i]);
    view_ = {heap_.data(), offsets_.data(), offsets_.size() - 1};
    texts = texts.subspan(group.size());
    codes += group.size();
  }
}

/// The three dependent reads of a look-up (slot, offset, text), each started for the whole group before the next is
/// needed.
void Dictionary::prefetch(std::span<const uint32_t> tags) const {
  const auto* slots = index_->slots();
  for (const uint32_t tag : tags) __builtin_prefetch(slots + (tag >> index_->shift));
  for (const uint32_t tag : tags) {
    const auto slot = slots[tag >> index_->shift];
    if (slot.tag == tag && slot.code != kEmpty) __builtin_prefetch(offsets_.data() + slot.code);
  }
  for (const uint32_t tag : tags) {
    const auto slot = slots[tag >> index_->shift];
    if (slot.tag == tag && slot.code != kEmpty) __builtin_prefetch(heap_.data() + offsets_[slot.code]);
  }
}

uint32_t Dictionary::add_tagged(std::string_view added, uint32_t tag) {
  auto* slots = index_->slots();
  size_t at = tag >> index_->shift;
  for (; slots[at].code != kEmpty; at = (at + 1) & (index_->num_slots - 1))
    if (slots[at].tag == tag && text(slots[at].code) == added) return slots[at].code;
  const uint32_t code = size();
  SEGQL_CHECK(code != kEmpty);
  heap_.append(added);
  offsets_.push_back(heap_.size());
  slots[at] = {code, tag};
  return code;
}

std::optional<uint32_t> Dictionary::find(std::string_view sought) const {
  const auto* slots = index_->slots();
  const uint32_t tag = tag_of(sought);
  for (size_t at = tag >> index_->shift; slots[at].code != kEmpty; at = (at + 1) & (index_->num_slots - 1))
    if (slots[at].tag == tag && text(slots[at].code) == sought) return slots[at].code;
  return std::nullopt;
}

void Dictionary::shrink() {
  heap_.shrink_to_fit();
  offsets_.shrink_to_fit();
  view_ = {heap_.data(), offsets_.data(), offsets_.size() - 1};
}

void Dictionary::make_sketch() {
  constexpr size_t kLeastHeap = size_t{1} << 20;  // less stays in the cache
  if (heap_.size() >= kLeastHeap) sketch_.emplace(heap_);
}

size_t Dictionary::memory_bytes() const {
  return sizeof(*this) + heap_.capacity() + (sketch_ ? sketch_->memory_bytes() : 0) +
         offsets_.capacity() * sizeof(uint64_t) + index_->memory.size();
}

}  // namespace segql::runtime
