#pragma once
/// `Input`: where the shell's lines come from: somebody at a terminal, or a script. The line library is behind this.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace segql::cli {

/// What may stand in place of the word that ends where the cursor is.
struct Offers {
  struct Offer {
    std::string text;
    std::string kind;      ///< "field", "keyword": offers of one kind are shown together
    std::string detail;    ///< such as a type; may be empty
    bool is_whole = true;  ///< a space may follow
  };
  size_t begin = 0;  ///< where that word begins: an offset in the line
  std::vector<Offer> all;
};

class Input {
 public:
  /// What may follow, where `line` is the line up to the cursor.
  using Complete = std::function<Offers(std::string_view line)>;

  enum class End : uint8_t {
    kLine,
    kCleared,  ///< Ctrl-C: whatever was begun is dropped
    kOver,     ///< there are no more
  };

  virtual ~Input() = default;
  /// The next line, without its end. `prompt` is shown on a terminal.
  virtual End read(const std::string& prompt, std::string& line) = 0;
  /// Something whole was typed, of one line or several.
  virtual void remember(const std::string& entry) = 0;
  virtual const std::vector<std::string>& remembered() const = 0;
  virtual bool is_terminal() const = 0;
};

/// Standard input, which is a terminal.
std::unique_ptr<Input> open_terminal(Input::Complete complete);
/// Standard input, which is none. Nothing is shown or remembered.
std::unique_ptr<Input> open_script();

}  // namespace segql::cli
