#pragma once
/// `TextOrder`: numbers the texts that occur in definitions and the gaps between them, in order of code points.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/definitions.h"
#include "compiler/prove/values.h"

namespace segql::prove {

/// The text number i has the ordinal 2i + 1, the texts between it and the next one share 2i + 2.
class TextOrder {
 public:
  /// In any order, with repetitions; they must outlive this.
  explicit TextOrder(std::vector<std::string_view> texts);

  /// REQUIRES: `text` is one of those given.
  int128 ordinal(std::string_view text) const;
  /// Every ordinal that some text has.
  const Values& domain() const { return domain_; }
  /// Some text with this ordinal; nothing when none was found.
  std::optional<std::string> text_of(int128 ordinal) const;

 private:
  std::vector<std::string_view> texts_;
  Values domain_;
};

/// Of every text that a value is compared with. REQUIRES: `definitions` outlive it.
TextOrder order_of_texts(const check::Definitions& definitions);

}  // namespace segql::prove
