/// Text predicates over whole dictionaries. `contains` searches the dictionary's heap as one long text, so a rare
/// pattern costs one pass at the speed of memory, not one call per value; regular expressions and case folding are
/// RE2's (its literal matching folds by simple case folding, without a locale).
#include "compiler/plan/text_predicate.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include <re2/re2.h>

#include "base/cancel.h"
#include "base/try.h"
#include "compiler/plan/lower.h"
#include "compiler/plan/make.h"
#include "compiler/plan/sketch_search.h"
#include "compiler/plan/substring.h"
#include "runtime/table/parallel.h"

namespace segql::plan {
namespace {

/// Codes [first, last).
struct Codes {
  uint32_t first, last;
};

/// So many texts that a thread is worth it, and whole words of a code set.
constexpr uint32_t kCodesAtOnce = 65'536;

void mark(CodeSet& set, uint32_t code) { set.words[code / 64] |= uint64_t{1} << (code % 64); }

/// The text of [first, last) that byte `at` of the heap is in: looked for from `guess`, which is one of them, so that
/// one nearby is found in a step or two.
uint64_t text_at(const uint64_t* offsets, uint64_t first, uint64_t last, uint64_t guess, uint64_t at) {
  uint64_t low = guess, high = guess + 1, step = 1;  // offsets[low] <= at < offsets[high], once both loops are done
  for (; offsets[low] > at; step *= 2) {
    high = low;
    low -= std::min(step, low - first);
  }
  for (; offsets[high] <= at; step *= 2) {
    low = high;
    high += std::min(step, last - high);
  }
  return static_cast<uint64_t>(std::upper_bound(offsets + low, offsets + high, at) - offsets) - 1;
}

/// Where the texts of some bytes should be, by where every so many texts begin: within a few texts, where the mean of
/// all of them may be off by a hundred.
class TextGuesses {
 public:
  /// For about `num_places` places.
  TextGuesses(const uint64_t* offsets, Codes codes, uint64_t num_places)
      : codes_(codes), stride_((codes.last - codes.first) / std::clamp<uint64_t>(num_places, 1, kMostMarks) + 1) {
    for (uint64_t code = codes.first; code < codes.last; code += stride_) marks_.push_back(offsets[code]);
    marks_.push_back(offsets[codes.last]);
  }

  /// `place`: not before the one asked for last.
  uint64_t text_of(uint64_t place) {
    while (mark_ + 2 < marks_.size() && marks_[mark_ + 1] <= place) ++mark_;
    const uint64_t bytes = std::max<uint64_t>(marks_[mark_ + 1] - marks_[mark_], 1),
                   first = codes_.first + mark_ * stride_;
    const uint64_t texts = std::min<uint64_t>(stride_, codes_.last - first);
    return std::min<uint64_t>(first + (place - marks_[mark_]) * texts / bytes, codes_.last - 1);
  }

 private:
  static constexpr uint64_t kMostMarks = 128;
  Codes codes_;
  uint64_t stride_;
  size_t mark_ = 0;  ///< the last that is not beyond the place asked for last
  std::vector<uint64_t> marks_;
};

/// False: not all were found, because the pattern is too frequent.
bool select_by_sketch(const runtime::DictionaryView& view, Codes codes, std::string_view pattern,
                      const SketchSearch& search, CodeSet& set) {
  const uint64_t begin = view.offsets[codes.first], end = view.offsets[codes.last];
  if (end - begin < pattern.size()) return true;
  std::vector<uint64_t> places;
  if (!search.find(begin, end - pattern.size() + 1, places)) return false;
  // Texts and offsets are far apart: what will be looked at is asked for before the first of it is waited for.
  for (const uint64_t place : places) __builtin_prefetch(view.heap + place);
  std::erase_if(places,
                [&](uint64_t place) { return std::memcmp(view.heap + place, pattern.data(), pattern.size()) != 0; });
  TextGuesses texts(view.offsets, codes, places.size());
  std::vector<uint64_t> guesses;
  for (const uint64_t place : places) {
    guesses.push_back(texts.text_of(place));
    __builtin_prefetch(view.offsets + guesses.back());
  }
  for (size_t i = 0; i < places.size(); ++i) {
    const uint64_t place = places[i], code = text_at(view.offsets, codes.first, codes.last, guesses[i], place);
    if (place + pattern.size() <= view.offsets[code + 1]) mark(set, static_cast<uint32_t>(code));
  }
  return true;
}

void select_containing(const runtime::DictionaryView& view, Codes codes, std::string_view pattern, CodeSet& set) {
  const uint64_t begin = view.offsets[codes.first], size = view.offsets[codes.last] - begin;
  SubstringSearch search(pattern, {view.heap + begin, size});
  const uint64_t mean = std::max<uint64_t>(size / (codes.last - codes.first), 1);
  uint64_t code = codes.first;
  for (uint64_t at = search.find(0); at < size;) {
    // The text that the match starts in: hits come in order.
    const uint64_t guess = std::min<uint64_t>(code + (begin + at - view.offsets[code]) / mean, codes.last - 1);
    code = text_at(view.offsets, code, codes.last, guess, begin + at);
    // A match that crosses the end is in no text, and one that starts later in this text crosses it too.
    const uint64_t end = view.offsets[code + 1] - begin;
    if (at + pattern.size() <= end) mark(set, static_cast<uint32_t>(code));
    at = search.find(end);
  }
}

template <typename Test>
void select_each(const runtime::Dictionary& dictionary, Codes codes, CodeSet& set, const Test& test) {
  for (uint32_t code = codes.first; code < codes.last; ++code) {
    if (test(dictionary.text(code))) mark(set, code);
  }
}

/// Calls select(codes) for all codes, on several threads where there are many.
template <typename Select>
Status select_in_parts(const runtime::Dictionary& dictionary, size_t threads, CodeSet& set, const Select& select) {
  const uint64_t size = dictionary.size(), parts = (size + kCodesAtOnce - 1) / kCodesAtOnce;
  SEGQL_TRY_VOID(runtime::parallel_for(std::min<size_t>(threads, parts), parts, [&](size_t part, size_t) {
    const uint64_t first = part * kCodesAtOnce, last = std::min<uint64_t>(first + kCodesAtOnce, size);
    select(Codes{static_cast<uint32_t>(first), static_cast<uint32_t>(last)});
  }));
  set.count = 0;
  for (const uint64_t word : set.words) set.count += static_cast<uint64_t>(std::popcount(word));
  return {};
}

/// `shown`: the pattern as it was written.
Status select_regex(const runtime::Dictionary& dictionary, const std::string& pattern, std::string_view shown,
                    bool ignore_case, size_t memory, size_t threads, CodeSet& set) {
  re2::RE2::Options options;
  options.set_case_sensitive(!ignore_case);
  options.set_log_errors(false);
  options.set_max_mem(static_cast<int64_t>(memory));
  const re2::RE2 regex(pattern, options);
  if (!regex.ok()) {
    return Error{ErrorCode::kLimitExceeded,
                 "the regular expression " + quoted(shown) + " needs more memory than the limit allows"};
  }
  return select_in_parts(dictionary, threads, set, [&](Codes codes) {
    CancelPoll poll;
    select_each(dictionary, codes, set, [&](std::string_view text) {
      poll();
      return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex);
    });
  });
}

uint32_t first_code(const CodeSet& set) {
  const auto word = std::find_if(set.words.begin(), set.words.end(), [](uint64_t w) { return w != 0; });
  return static_cast<uint32_t>((word - set.words.begin()) * 64 + std::countr_zero(*word));
}
uint32_t last_code(const CodeSet& set) {
  const auto word = std::find_if(set.words.rbegin(), set.words.rend(), [](uint64_t w) { return w != 0; });
  return static_cast<uint32_t>((set.words.rend() - word) * 64 - 1 - std::countl_zero(*word));
}

}  // namespace

CodeSet empty_code_set(const runtime::Dictionary& dictionary) {
  CodeSet set;
  set.universe = dictionary.size();
  set.words.resize((set.universe + 63) / 64);
  return set;
}

void add_code(CodeSet& set, uint32_t code) {
  uint64_t& word = set.words[code / 64];
  const uint64_t bit = uint64_t{1} << (code % 64);
  set.count += (word & bit) == 0 ? 1 : 0;
  word |= bit;
}

Status select_texts(const runtime::Dictionary& dictionary, hir::TextOp op, std::string_view pattern, bool ignore_case,
                    size_t regex_memory, size_t threads, CodeSet& set) {
  if (op == hir::TextOp::kMatches) {
    return select_regex(dictionary, std::string(pattern), pattern, ignore_case, regex_memory, threads, set);
  }
  if (ignore_case && !pattern.empty()) {
    const std::string literal = re2::RE2::QuoteMeta(re2::StringPiece(pattern.data(), pattern.size()));
    const std::string before = op == hir::TextOp::kStartsWith ? "\\A" : "",
                      after = op == hir::TextOp::kEndsWith ? "\\z" : "";
    return select_regex(dictionary, before + literal + after, pattern, true, regex_memory, threads, set);
  }
  const runtime::DictionaryView& view = *dictionary.view();
  const bool contains = op == hir::TextOp::kContains && !pattern.empty();
  std::optional<SketchSearch> search;
  if (contains && dictionary.sketch() != nullptr && pattern.size() >= SketchSearch::kLeastPattern)
    search.emplace(pattern, *dictionary.sketch(), view.offsets[view.size]);
  return select_in_parts(dictionary, threads, set, [&](Codes codes) {
    if (contains) {
      if (!search || !select_by_sketch(view, codes, pattern, *search, set))
        select_containing(view, codes, pattern, set);
    } else if (op == hir::TextOp::kEndsWith) {
      select_each(dictionary, codes, set, [&](std::string_view text) { return text.ends_with(pattern); });
    } else {  // every text contains nothing, and starts with it
      select_each(dictionary, codes, set, [&](std::string_view text) { return text.starts_with(pattern); });
    }
  });
}

Status select_ordered(const runtime::Dictionary& dictionary, hir::CompareOp op, std::string_view text, size_t threads,
                      CodeSet& set) {
  // Byte order of UTF-8 is code point order; string_view compares bytes as unsigned.
  return select_in_parts(dictionary, threads, set, [&](Codes codes) {
    select_each(dictionary, codes, set, [&](std::string_view candidate) { return holds(op, candidate, text); });
  });
}

ExprRef make_code_in(Scan& scan, ExprRef value, CodeSet set) {
  set.count = 0;
  for (const uint64_t word : set.words) set.count += static_cast<uint64_t>(std::popcount(word));
  if (set.count == 0) return make_literal(scan, false);
  if (set.count == set.universe) return make_present(scan, value);
  const uint32_t first = first_code(set), last = last_code(set);
  if (last - first == set.count - 1) {
    scan.code_ranges[{value->dictionary, first, last}] = std::move(set.text);
    return make_range(scan, value, first, last);
  }
  scan.code_sets.push_back(std::move(set));
  return make_condition(scan, CodeIn{value, static_cast<uint32_t>(scan.code_sets.size() - 1)});
}

}  // namespace segql::plan
