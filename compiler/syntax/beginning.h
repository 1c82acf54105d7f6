#pragma once
/// `Beginning`: a text as far as it is written, and what the grammar takes after it. For whoever types: is it whole
/// already, which words may follow, and how it could end.
///
/// It walks the automaton of the grammar in every way at once, so nothing is guessed and nothing is read ahead.

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "compiler/syntax/tokens.h"

namespace segql::syntax {

/// What stands for a part of the grammar in an `Ending`: whoever tries it knows values, rows and names to put there.
enum class Part : uint8_t {
  kWord,  ///< no part: the spelling of a keyword or sign
  kCondition,
  kValue,
  kLiteral,
  kLiterals,
  kRows,
  kSegment,
  kPath,
  kName,
  kWindow,
  kInstant,
  kUnit,
  kNumber,
  kText,
  kCurrency,
  kPeriod,
  kTime,
};

/// The shortest way to end a text in one of the senses it may have so far.
struct EndingPiece {
  Part part = Part::kWord;
  std::string_view word;  ///< of kWord
  bool operator==(const EndingPiece&) const = default;
};
using Ending = std::vector<EndingPiece>;

class Beginning {
 public:
  enum class Of : uint8_t { kDeclaration, kCondition, kSegmentReference };

  explicit Beginning(Of what);
  Beginning(const Beginning& other);
  ~Beginning();

  /// Takes the next token. False, for good, when no text goes on like this.
  bool take(size_t type);
  bool take(TokenSpan tokens);
  /// It may end here.
  bool is_whole() const;
  /// The keywords that may follow, but for those that would be names there.
  std::vector<std::string_view> keywords() const;
  bool takes_name() const;
  bool takes_parameter() const;
  /// How it may end, each once: a value that is not the end of what needs a condition is also followed by a test.
  std::vector<Ending> endings() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segql::syntax
