#pragma once
/// The lexer of the grammar as one table: ANTLR's automaton made deterministic, once per process. ANTLR's own lexer
/// walks the same automaton with a lock and a hash look-up per character, at a hundredth of the speed.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace segql::syntax {

class LexerTable {
 public:
  struct Match {
    size_t end;     ///< offset just past the token
    uint16_t type;  ///< of SegQLLexer
  };

  static const LexerTable& instance();

  /// The longest token that starts at `begin`. REQUIRES: begin < text.size(). Some token always matches.
  Match match(std::string_view text, size_t begin) const;

 private:
  LexerTable();

  static constexpr size_t kSymbols = 128;
  static constexpr uint16_t kStop = 0;  ///< no token goes on; also the index of a state that is never entered
  struct State {
    std::array<uint16_t, kSymbols> next{};
    uint16_t accepts = 0;  ///< token type, or 0
  };
  std::vector<State> states_;
};

}  // namespace segql::syntax
